using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using static Snowball.Sim.Tests.Roads.Highways.Highway;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>A stream of traffic on a highway: where it wants to, and what the road under it tells it.</summary>
public sealed class RampTrafficTests
{
    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void AsManyWantToTheExitAsTheShareSays(float share)
    {
        using var environment = New(new RampSettings(0f, At(20), share), Entry(400), Exit(1400));
        var v = environment.Vehicles;
        int seen = 0;
        for (int index = 0; index < environment.Worlds * v.Slots; index++)
        {
            if (index % v.Slots < v.FirstTraffic || v.Active[index] == 0) continue;
            Assert.Equal((int)share, v.Destination[index]);
            seen++;
        }
        Assert.InRange(seen, 20, 200);
    }

    /// <summary>Whoever wants to the exit has left by it, or goes through after all.</summary>
    [Fact]
    public void NobodyWantsToAnExitThatIsBehind()
    {
        using var environment = New(new RampSettings(0.3f, At(20), 1f), Entry(400), Exit(1000));
        var v = environment.Vehicles;
        int leaving = 0, beyond = 0;
        for (int step = 0; step < 250; step++)
        {
            environment.Step([1, 1, 1, 1]);
            for (int index = 0; index < environment.Worlds * v.Slots; index++)
            {
                if (index % v.Slots < v.FirstTraffic || v.Active[index] == 0) continue;
                bool onExit = v.Lane[index] == 2 && v.S[index] > 1100f;
                leaving += onExit ? 1 : 0;
                beyond += v.S[index] > 1330f && !onExit ? 1 : 0;
                Assert.False(v.S[index] > 1330f && !onExit && v.Destination[index] != 0, $"at {v.S[index]} m in lane {v.Lane[index]}");
                Assert.InRange(v.S[index], 0f, onExit ? 1515f : Length);
            }
        }
        Assert.True(leaving > 50 && beyond > 50, $"{leaving} leaving, {beyond} beyond");
    }

    [Fact]
    public void FrictionSlopeAndLimitAreThoseUnderTheVehicle()
    {
        using var environment = New(null, new SurfaceSection(At(500), At(200), At(0.3f)), new GradeSection(At(400), At(600), At(0.04f), 100), new SpeedLimitSection(At(300), At(2000), 20f));
        var v = environment.Vehicles;
        int slippery = 0, dry = 0, slow = 0;
        double speeds = 0;
        for (int step = 0; step < 120; step++)
        {
            environment.Step([1, 1, 1, 1]);
            for (int index = 0; index < environment.Worlds * v.Slots; index++)
            {
                if (v.Active[index] == 0) continue;
                float s = v.S[index];
                if (s is > 502f and < 698f or > 702f or < 498f) Assert.Equal(s is > 500f and < 700f ? 0.3f : 1f, v.RoadFriction[index]);
                if (s is > 504f and < 896f) Assert.Equal(0.03998f, v.Grade[index], 1e-4f);
                if (s is > 500f and < 700f) slippery++;
                else dry++;
                if (index % v.Slots < v.FirstTraffic || s is < 1000f or > 2290f || step < 80) continue;
                speeds += v.Speed[index];
                slow++;
            }
        }
        Assert.True(slippery > 50 && dry > 50 && slow > 50, $"{slippery} slippery, {dry} dry, {slow} slow");
        // They want 20 to 32 m/s, and come in at 20 to 30 m/s.
        Assert.InRange(speeds / slow, 15, 20.5);
    }

    private static DrivingEnv New(RampSettings? ramps, params HighwaySection[] sections)
    {
        var flow = Worlds.Flow(density: 12f, curved: false);
        var environment = new DrivingEnv(flow with
        {
            Road = Settings(sections), Ego = flow.Ego with { Lane = At(0), Position = At(600) },
            Traffic = (FlowTraffic)flow.Traffic with { Ramps = ramps }, Episode = new EpisodeSettings(3600f, TerminationCauses.None),
        }, worlds: 4);
        environment.Reset(1);
        return environment;
    }
}
