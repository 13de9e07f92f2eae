using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>The steering controller settles in the middle of the lane, on straights and in curves.</summary>
public sealed class LaneKeepingTests
{
    [Theory]
    [InlineData(10f)]
    [InlineData(25f)]
    [InlineData(38f)]
    public void SettlesOnAStraight(float speed)
    {
        var road = new Highway(slots: 2, simulationFrequency: 20);
        road.Put(1, lane: 1, s: 0, speed, offset: 1.5f, relativeHeading: 0.05f);
        road.Ready();
        for (int i = 0; i < 400; i++) road.Step(v => (v.CommandAcceleration[1], v.TargetLane[1]) = (0f, 1));
        Assert.Equal(-6f, road.Vehicles.D[1], 1e-3);
        Assert.Equal(0f, road.Vehicles.RelativeHeading[1], 1e-4);
    }

    [Theory]
    [InlineData(300f, 0, 25f)]
    [InlineData(300f, 2, 25f)]
    [InlineData(150f, 1, 15f)]
    [InlineData(600f, 2, 35f)]
    public void SettlesInACurveWithoutOffset(float radius, int lane, float speed)
    {
        // Left or right, whichever the generator draws: a long arc after a short straight.
        var constant = Distribution.Constant;
        var curve = new CurvedRoadSettings(3, Highway.LaneWidth, 40f, Length: 1500f, Variants: 1,
            Radius: constant(radius), StraightLength: constant(40f), ArcLength: constant(1.3f * radius), ClothoidLength: constant(60f));
        // Explicit Euler lags by half a step of turning, 3 cm at 20 Hz: a short step shows the controller itself.
        var road = new Highway(slots: 2, road: curve, simulationFrequency: 200);
        float start = 120f, end = 100f + 1.3f * radius - 20f;
        road.Put(1, lane, start, speed);
        road.Ready();
        var offsets = new List<float>();
        while (road.Vehicles.S[1] < end)
        {
            road.Step(v => (v.CommandAcceleration[1], v.TargetLane[1]) = (0f, lane));
            offsets.Add(road.Vehicles.D[1] + (lane + 0.5f) * Highway.LaneWidth);
        }
        Assert.True(offsets.Count * road.Seconds > 8, "long enough to settle");
        Assert.Equal(0f, offsets[^1], 0.01);
    }
}
