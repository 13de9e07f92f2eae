using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>The Intelligent Driver Model against its formula worked out by hand (Treiber, Hennecke, Helbing 2000).</summary>
public sealed class IntelligentDriverTests
{
    // a (1 - (v / v0)^4 - (s* / s)^2), s* = s0 + max(0, v T + v dv / (2 sqrt(a b))), with T 1.5, s0 2, a 1.4, b 2.
    [Theory]
    [InlineData(20f, 30f, 1e6f, 20f, 1.4 * (1 - 16.0 / 81))]
    [InlineData(0f, 30f, 1e6f, 0f, 1.4)]
    [InlineData(30f, 30f, 1e6f, 30f, 0)]
    [InlineData(20f, 30f, 50f, 20f, 1.4 * (1 - 16.0 / 81 - 0.64 * 0.64))]
    [InlineData(20f, 30f, 60f, 15f, -0.36569)]
    [InlineData(20f, 30f, 30f, 40f, 1.11723)]
    [InlineData(20f, 30f, 5f, 0f, -8)]
    public void AcceleratesByTheFormula(float speed, float desired, float gap, float leaderSpeed, double expected)
    {
        double star = 2 + Math.Max(0, speed * 1.5 + speed * (speed - leaderSpeed) / (2 * Math.Sqrt(1.4 * 2)));
        double formula = Math.Clamp(1.4 * (1 - Math.Pow(speed / desired, 4) - Math.Pow(star / gap, 2)), -8, 8);
        Assert.Equal(expected, formula, 1e-5);

        var road = new Highway(slots: 3);
        road.Put(1, lane: 1, s: 0, speed, desired);
        road.Put(2, lane: 1, s: gap + 5f, leaderSpeed);
        road.Ready();
        Assert.Equal(formula, road.Accelerations()[1], 1e-4);
        Assert.Equal(formula, road.Drivers.Acceleration(1, leader: 2, desired), 1e-4);
    }

    [Fact]
    public void AcceleratesAsIfAloneWithoutALeader()
    {
        var road = new Highway(slots: 3);
        road.Put(1, lane: 1, s: 0, speed: 20f, desired: 30f);
        road.Put(2, lane: 2, s: 10, speed: 5f); // in another lane
        road.Ready();
        Assert.Equal(1.4 * (1 - 16.0 / 81), road.Accelerations()[1], 1e-4);
        Assert.Equal(road.Accelerations()[1], road.Drivers.Acceleration(1, leader: -1, 30f), 1e-5);
    }

    [Fact]
    public void MindsTheLeadersOfBothLanesWhileChanging()
    {
        var road = new Highway(slots: 4);
        road.Put(1, lane: 1, s: 0, speed: 20f, desired: 30f);
        road.Put(2, lane: 1, s: 80, speed: 20f);
        road.Put(3, lane: 2, s: 40, speed: 20f);
        road.Vehicles.TargetLane[1] = 2;
        road.Ready();
        Assert.Equal(1.4 * (1 - 16.0 / 81 - Math.Pow(32.0 / 35, 2)), road.Accelerations()[1], 1e-4);
    }

    [Fact]
    public void DesiredSpeedIsBoundedByTheSpeedLimit()
    {
        var road = new Highway(slots: 2);
        road.Put(1, lane: 1, s: 0, speed: 40f, desired: 60f);
        road.Ready();
        Assert.Equal(0, road.Accelerations()[1], 1e-4);
    }

    [Fact]
    public void SettlesAtTheEquilibriumGap()
    {
        // (s0 + v T) / sqrt(1 - (v / v0)^4) behind a leader at constant speed.
        const float speed = 20f, desired = 30f;
        var road = new Highway(slots: 3, Highway.Driver with { ChangesLanes = false });
        road.Put(1, lane: 1, s: 0, speed: 25f, desired);
        road.Put(2, lane: 1, s: 100, speed);
        road.Ready();
        for (int i = 0; i < 3000; i++) road.Step(v => v.CommandAcceleration[2] = 0f);
        double gap = road.Vehicles.S[2] - road.Vehicles.S[1] - 5;
        Assert.Equal((2 + speed * 1.5) / Math.Sqrt(1 - 16.0 / 81), gap, 0.01);
        Assert.Equal(speed, road.Vehicles.Speed[1], 1e-3);
    }

    [Fact]
    public void APlatoonDampsABrakingWaveWithoutContact()
    {
        // T = 1.5 s with a = 2 is string stable at 20 m/s: the dip of speed shrinks from car to car.
        const int cars = 20;
        var driver = Highway.Driver with { MaximumAcceleration = Distribution.Constant(2f), ChangesLanes = false };
        var road = new Highway(cars + 1, driver, lanes: 1);
        double spacing = 5 + (2 + 20 * 1.5) / Math.Sqrt(1 - 16.0 / 81);
        for (int i = 1; i <= cars; i++) road.Put(i, lane: 0, s: (float)(-i * spacing), speed: 20f, desired: 30f);
        road.Ready();
        var slowest = Enumerable.Repeat(float.MaxValue, cars + 1).ToArray();
        float least = float.MaxValue;
        for (int step = 0; step < 3000; step++)
        {
            float lead = step is >= 50 and < 70 ? -3f : step is >= 100 and < 130 ? 2f : 0f;
            road.Step(v => v.CommandAcceleration[1] = lead);
            for (int i = 1; i <= cars; i++)
            {
                slowest[i] = Math.Min(slowest[i], road.Vehicles.Speed[i]);
                if (i > 1) least = Math.Min(least, road.Vehicles.S[i - 1] - road.Vehicles.S[i] - 5f);
            }
        }
        Assert.Equal(14f, slowest[1], 0.05);
        for (int i = 3; i <= cars; i++) Assert.True(slowest[i] >= slowest[i - 1] - 0.02f, $"car {i} fell to {slowest[i]}, the one ahead to {slowest[i - 1]}");
        Assert.True(slowest[cars] > slowest[2] + 1f);
        Assert.True(least > 2f, $"least gap {least}");
    }

    [Fact]
    public void ACarStopsBehindAStandingOne()
    {
        var road = new Highway(slots: 3, Highway.Driver with { ChangesLanes = false });
        road.Put(1, lane: 1, s: 0, speed: 30f);
        road.Put(2, lane: 1, s: 200, speed: 0f);
        road.Ready();
        float least = float.MaxValue;
        for (int i = 0; i < 1200; i++)
        {
            road.Step(v => v.CommandAcceleration[2] = 0f);
            least = Math.Min(least, road.Vehicles.S[2] - road.Vehicles.S[1] - 5f);
        }
        Assert.InRange(road.Vehicles.Speed[1], 0f, 0.05f);
        Assert.InRange(least, 1.5f, 2.3f);
    }
}
