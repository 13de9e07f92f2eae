using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;

namespace Snowball.Sim.Tests.Sensors.Observations;

/// <summary>Each observation in scenes whose values are worked out by hand.</summary>
public sealed class ObservationTests
{
    [Fact]
    public void KinematicsAreAbsoluteForTheEgoAndRelativeForTheNearest()
    {
        var observation = new KinematicsObservation(4, 150f,
            [KinematicsField.Presence, KinematicsField.X, KinematicsField.Y, KinematicsField.Vx, KinematicsField.Vy, KinematicsField.CosHeading, KinematicsField.SinHeading],
            200f, 12f, 80f);
        using var environment = Worlds.Start(Worlds.Handmade with { Observation = observation },
            (1, 100, 20), (0, 130, 15), (2, 92, 30), (1, 88, 20), (1, 260, 20));
        // 8 m behind counts, 12 m does not (two lengths), 160 m ahead is out of range.
        float[] expected =
        [
            1, 100 / 200f, 4 / 12f, 20 / 80f, 0, 1, 0,
            1, -8 / 200f, 4 / 12f, 10 / 80f, 0, 1, 0,
            1, 30 / 200f, -4 / 12f, -5 / 80f, 0, 1, 0,
            0, 0, 0, 0, 0, 0, 0,
        ];
        AssertClose(expected, environment.Observations);
        Assert.Equal("vehicle_1_vx", environment.Observation.Fields[10].Name);
    }

    [Fact]
    public void KinematicsAreClipped()
    {
        var observation = new KinematicsObservation(2, 1000f, [KinematicsField.X, KinematicsField.Vx], 200f, 12f, 20f);
        using var environment = Worlds.Start(Worlds.Handmade with { Observation = observation }, (1, 500, 30), (1, 900, 5));
        AssertClose([1, 1, 1, -1], environment.Observations);
    }

    [Fact]
    public void LaneGeometryGrowsToTheLeft()
    {
        var scenario = Worlds.Plain with
        {
            Ego = Worlds.Plain.Ego with { LateralOffset = Worlds.Constant(0.3f), HeadingError = Worlds.Constant(0.05f) },
        };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        AssertClose([0.3f / 2, 0.05f / 0.2f, 20f / 40, 0, 0, 0, 0], environment.Observations);
        environment.Step([0.5f, 0f]); // half of 0.1 rad to the left, at once
        AssertClose([0.05f / 0.1f], environment.Observations[4..5]);
        Assert.True(environment.Observations[3] > 0);
        Assert.Equal(environment.Vehicles.YawRate[0] / 0.5f, environment.Observations[3], 1e-6);
    }

    [Fact]
    public void LaneGeometryPreviewsTheCurvatureAhead()
    {
        // 40 m of straight, 60 m of clothoid, then an arc of 300 m.
        var scenario = Worlds.Plain with
        {
            Road = new CurvedRoadSettings(3, 4f, 40f, 1000f, 1, Worlds.Constant(300), Worlds.Constant(40), Worlds.Constant(300), Worlds.Constant(60)),
            Ego = Worlds.Plain.Ego with { Position = Worlds.Constant(20) },
        };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.Equal(0f, environment.Observations[5]); // 10 m ahead
        Assert.Equal(1 / 300.0 * 30 / 60 / 0.01, Math.Abs(environment.Observations[6]), 1e-4); // 50 m ahead: 30 m into the clothoid
    }

    [Fact]
    public void NoiseHasItsDistributionAndRepeats()
    {
        const int worlds = 20_000;
        var scenario = Worlds.Plain with
        {
            Observation = new LaneGeometryObservation([], Distribution.Normal(0.02f, 0.1f), null, Distribution.Uniform(-1f, 1f), null),
        };
        using var environment = new DrivingEnv(scenario, worlds);
        int width = environment.Observation.Size;
        double[] offsets = [.. Enumerable.Range(0, worlds).Select(world => environment.Observations[world * width] * 2.0)];
        double[] speeds = [.. Enumerable.Range(0, worlds).Select(world => environment.Observations[world * width + 2] * 40.0 - 20)];
        Assert.Equal(0.02, offsets.Average(), 4 * 0.1 / Math.Sqrt(worlds));
        Assert.Equal(0.1, Math.Sqrt(offsets.Average(x => (x - 0.02) * (x - 0.02))), 0.002);
        Assert.Equal(0, speeds.Average(), 4 * 0.58 / Math.Sqrt(worlds));
        Assert.Equal(1 / Math.Sqrt(3), Math.Sqrt(speeds.Average(x => x * x)), 0.01);
        // Independent of each other.
        Assert.Equal(0, offsets.Zip(speeds, (x, y) => (x - 0.02) * y).Average() / (0.1 * 0.58), 4 / Math.Sqrt(worlds));

        float first = environment.Observations[0];
        environment.Reset(0);
        Assert.Equal(first, environment.Observations[0]);
        environment.Step(new float[worlds * 2]);
        Assert.NotEqual(first, environment.Observations[0]);
    }

    [Fact]
    public void TimeToCollisionMarksTheSecondOfMeeting()
    {
        // 35 m between bumpers to one at 10 m/s: 7 s at 15 m/s, 3.5 s at 20, 2.33 s at 25. The left lane is free; on the right one is alongside.
        using var environment = Worlds.Start(Worlds.Handmade with { Observation = new TimeToCollisionObservation(10f) },
            (1, 100, 20), (1, 140, 10), (2, 102, 20));
        var grid = environment.Observations;
        AssertClose([0, 0, 0, 0, 0, 0, 0.5f, 1, 0.5f, 0], grid.Slice((0 * 3 + 1) * 10, 10));
        AssertClose([0, 0, 0.5f, 1, 0.5f, 0, 0, 0, 0, 0], grid.Slice((1 * 3 + 1) * 10, 10));
        AssertClose([0, 0.5f, 1, 0.5f, 0, 0, 0, 0, 0, 0], grid.Slice((2 * 3 + 1) * 10, 10));
        AssertClose(new float[10], grid.Slice((1 * 3 + 0) * 10, 10));
        AssertClose([1, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0], grid.Slice((1 * 3 + 2) * 10, 10));
    }

    [Fact]
    public void ALaneThatIsNotThereIsAllDanger()
    {
        using var environment = Worlds.Start(Worlds.Handmade with { Observation = new TimeToCollisionObservation(5f) }, (0, 100, 20));
        for (int speed = 0; speed < 3; speed++)
        {
            AssertClose([1, 1, 1, 1, 1], environment.Observations.Slice((speed * 3 + 0) * 5, 5));
            AssertClose(new float[5], environment.Observations.Slice((speed * 3 + 1) * 5, 5));
        }
    }

    [Fact]
    public void CarFollowingSeesTheLeader()
    {
        var scenario = Worlds.Handmade with { Observation = new CarFollowingObservation(null, null) };
        using var following = Worlds.Start(scenario, (1, 100, 20), (1, 140, 14), (0, 110, 3));
        AssertClose([35 / 100f, 6 / 20f, 20 / 40f, 0], following.Observations);
        using var free = Worlds.Start(scenario, (1, 100, 20), (0, 110, 3));
        AssertClose([200 / 100f, 0, 20 / 40f, 0], free.Observations);
    }

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) < 2e-6f, $"[{i}] is {actual[i]}, not {expected[i]}");
    }
}
