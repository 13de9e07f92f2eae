using Snowball.Sim.Tests.HighwayFast;

namespace Snowball.Sim.Tests.Merge;

/// <summary>The reference against highway-env itself: see <see cref="RecordedEpisode"/>.</summary>
public sealed class MergeReferenceTests
{
    internal static RecordedEpisode[] Recordings { get; } = RecordedEpisode.Load("Merge");

    public static TheoryData<string> Names => [.. Recordings.Select(recording => recording.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void RepeatsWhatHighwayEnvDid(string name)
    {
        var recording = Recordings.Single(candidate => candidate.Name == name);
        var road = new MergeReference(recording.Start());

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
}
