namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>The reference against highway-env itself: see <see cref="RecordedEpisode"/>.</summary>
public sealed class HighwayFastReferenceTests
{
    public static TheoryData<string> Names => [.. RecordedEpisode.All.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void RepeatsWhatHighwayEnvDid(string name)
    {
        var recording = RecordedEpisode.All.Single(candidate => candidate.Name == name);
        var road = HighwayFastReference.Of(recording.Start());

        ReferenceStep? last = null;
        foreach (var (index, action) in recording.Actions.Index())
        {
            last = road.Step(action);
            Assert.Equal(recording.Rewards[index], last.Reward, 1e-9);
            foreach (var (expected, actual) in recording.Observations[index].Zip(last.Observation.Cast<double>()))
            {
                Assert.Equal(expected, actual, 1e-7); // recorded in single precision
            }
        }

        Assert.NotNull(last);
        Assert.Equal(recording.Terminated, last.Terminated);
        Assert.Equal(recording.Truncated, last.Truncated);
        foreach (var (expected, vehicle) in recording.Final.Zip(last.Substeps[^1]))
        {
            Assert.Equal(expected[0], vehicle.X, 1e-9);
            Assert.Equal(expected[1], vehicle.Y, 1e-9);
            Assert.Equal(expected[2], vehicle.Heading, 1e-9);
            Assert.Equal(expected[3], vehicle.Speed, 1e-9);
            Assert.Equal(expected[4], vehicle.Lane);
            Assert.Equal(expected[5], vehicle.TargetLane);
            Assert.Equal(expected[6] != 0, vehicle.Crashed);
        }
    }

    [Theory]
    [InlineData(22.5, 3, 25)]
    [InlineData(22.5, 4, 20)]
    [InlineData(27.5, 3, 30)]
    [InlineData(27.5, 4, 25)]
    public void SpeedHalfwayBetweenTargetsCountsAsTheEvenOne(double speed, int metaAction, double expected)
    {
        var road = new HighwayFastReference();
        road.Vehicles.Add(new ReferenceVehicle { X = 100, Speed = speed, TargetSpeed = 25 });

        road.Step(metaAction);

        Assert.Equal(expected, road.Vehicles[0].TargetSpeed);
    }

    [Fact]
    public void PlacementRunsForwardWithTheDrawnSpacing()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var vehicles = HighwayFastReference.Place(new Random(seed)).Vehicles;

            Assert.Equal(21, vehicles.Count);
            Assert.InRange(vehicles[0].X, 148.7, 156.4);
            foreach (var (behind, ahead) in vehicles.Zip(vehicles.Skip(1)))
            {
                var spacing = (12 + ahead.Speed) * 0.6872892787909722;
                Assert.InRange((ahead.X - behind.X) / spacing, 0.9, 1.1);
                Assert.InRange(ahead.Speed, 21, 24);
                Assert.InRange(ahead.Exponent, 3.5, 4.5);
                Assert.InRange(ahead.Timer, 0, 1);
                Assert.Equal(ahead.Lane * 4, ahead.Y);
            }
        }
    }
}
