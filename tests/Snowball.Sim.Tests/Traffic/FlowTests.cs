using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>Flow traffic: it starts apart, stays apart, and keeps flowing.</summary>
public sealed class FlowTests
{
    [Theory]
    [InlineData(5, false)]
    [InlineData(20, false)]
    [InlineData(40, false)]
    [InlineData(5, true)]
    [InlineData(40, true)]
    public void NeverStartsInACollision(int density, bool curved)
    {
        using var environment = new DrivingEnv(Worlds.Flow(density, curved), worlds: 1000);
        var v = environment.Vehicles;
        for (ulong seed = 0; seed < 2; seed++)
        {
            environment.Reset(seed);
            for (int world = 0; world < environment.Worlds; world++) AssertApart(v, world, atLeast: 0.5f);
        }
    }

    [Theory]
    [InlineData(5, false)]
    [InlineData(15, false)]
    [InlineData(10, true)]
    public void KeepsFlowingWithoutACollisionForTenMinutes(int density, bool curved)
    {
        // Reference drivers as egos; the densities are what the window holds, over the minutes after the first.
        const int worlds = 8, minutes = 10;
        var scenario = Worlds.Flow(density, curved);
        using var environment = new DrivingEnv(scenario, worlds);
        var v = environment.Vehicles;
        var policy = new RuleBasedPolicy(environment);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        int capacity = v.Slots - v.Egos, steps = minutes * 60 * scenario.Simulation.PolicyFrequency, entered = 0, left = 0;
        double present = 0, counted = 0;
        var active = (int[])v.Active.Clone();
        int[] fewest = new int[worlds];
        Array.Fill(fewest, capacity);
        for (int step = 0; step < steps; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            for (int world = 0; world < worlds; world++)
            {
                if (environment.EpisodeStep(world) == 0)
                {
                    // The road or the time ended, not the ego.
                    Assert.False(environment.Terminated[world], $"world {world} crashed at step {step}");
                    continue;
                }
                AssertApart(v, world, atLeast: 0f);
                int now = 0;
                for (int index = world * v.Slots + v.Egos; index < (world + 1) * v.Slots; index++)
                {
                    now += v.Active[index];
                    entered += v.Active[index] > active[index] ? 1 : 0;
                    left += v.Active[index] < active[index] ? 1 : 0;
                }
                if (curved || step < steps / minutes) continue;
                (present, counted) = (present + now, counted + 1);
                fewest[world] = Math.Min(fewest[world], now);
            }
            v.Active.CopyTo(active, 0);
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{density}/km curved {curved}: capacity {capacity}, mean {present / Math.Max(counted, 1):F1}, fewest {fewest.Min()}, entered {entered}, left {left}");
        Assert.True(entered > 10 && left > 10, $"{entered} entered, {left} left");
        if (curved) return;
        Assert.InRange(present / counted, 0.6 * capacity, capacity);
        Assert.True(fewest.Min() > 0.3 * capacity, $"fell to {fewest.Min()} of {capacity}");
    }

    private static void AssertApart(VehicleStates v, int world, float atLeast)
    {
        int start = world * v.Slots;
        for (int a = start; a < start + v.Slots; a++)
        {
            if (v.Active[a] == 0) continue;
            for (int b = a + 1; b < start + v.Slots; b++)
            {
                if (v.Active[b] == 0) continue;
                // Nearly along the road, all of them: boxes in road coordinates.
                float along = Math.Abs(v.S[a] - v.S[b]) - 0.5f * (v.Length[a] + v.Length[b]);
                float across = Math.Abs(v.D[a] - v.D[b]) - 0.5f * (v.Width[a] + v.Width[b]);
                if (along < atLeast && across < 0.1f)
                {
                    Assert.Fail($"world {world}: {a - start} and {b - start} are {along} m and {across} m apart at s {v.S[a]}, {v.S[b]}, speeds {v.Speed[a]}, {v.Speed[b]}, lanes {v.Lane[a]}->{v.TargetLane[a]}, {v.Lane[b]}->{v.TargetLane[b]}");
                }
            }
        }
    }
}
