using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Sensors.Cameras;

public sealed class LaneFilterTests
{
    private const float Step = 0.1f, Speed = 25f;

    [Fact]
    public void TheFirstEstimateIsBelieved()
    {
        var lane = Filter().Update(agent: 0, Seen(0.3f, 0.01f, 0.002f), Speed, yawRate: 0f, isKept: true);
        Assert.Equal(new BelievedLane(0.3f, 0.01f, 0.002f), lane);
    }

    /// <summary>A vehicle that follows a circle with a constant offset sees the same lane again and again.</summary>
    [Fact]
    public void WhoFollowsACircleStaysInPlace()
    {
        var filter = Filter();
        BelievedLane lane = default;
        for (int i = 0; i < 50; i++) lane = filter.Update(0, Seen(0.2f, 0f, 0.002f), Speed, yawRate: Speed * 0.002f, isKept: true);
        Assert.Equal(0.2f, lane.LateralOffset, 1e-4f);
        Assert.Equal(0f, lane.HeadingError, 1e-5f);
    }

    /// <summary>Between estimates that say nothing a straight car drifts by its speed along its heading.</summary>
    [Fact]
    public void WhatIsNotSeenIsReckoned()
    {
        var filter = Filter();
        filter.Update(0, Seen(0f, 0.02f, 0f), Speed, 0f, isKept: true);
        BelievedLane lane = default;
        for (int i = 0; i < 4; i++) lane = filter.Update(0, Seen(9f, 1f, 1f, variance: 1e9f), Speed, 0f, isKept: true);
        Assert.Equal(4 * Step * Speed * MathF.Sin(0.02f), lane.LateralOffset, 1e-3f);
        Assert.Equal(0.02f, lane.HeadingError, 1e-3f);
    }

    [Fact]
    public void NoiseIsLessThanThatOfAFrame()
    {
        var filter = Filter();
        var random = new Random(1);
        double single = 0, joined = 0;
        for (int i = 0; i < 400; i++)
        {
            float error = 0.1f * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f);
            var lane = filter.Update(0, new SeenLane(error, error * 0.05f, 0f, 2.5e-3f, 6e-6f, 1e-8f), Speed, 0f, isKept: true);
            if (i < 50) continue;
            single += error * error;
            joined += lane.LateralOffset * lane.LateralOffset;
        }
        Assert.True(joined < 0.35 * single, $"{joined} of {single}");
    }

    [Fact]
    public void WhatIsNotKeptIsForgotten()
    {
        var filter = Filter();
        filter.Update(1, Seen(0.1f, 0f, 0f), Speed, 0f, isKept: true);
        var last = filter.Update(1, Seen(0.5f, 0f, 0f), Speed, 0f, isKept: false);
        Assert.Equal(0.1f, filter.Believed(1).LateralOffset);
        Assert.Equal(last, filter.Update(1, Seen(0.5f, 0f, 0f), Speed, 0f, isKept: true));
        filter.Forget(1);
        Assert.Equal(-0.4f, filter.Update(1, Seen(-0.4f, 0f, 0f), Speed, 0f, isKept: true).LateralOffset);
    }

    private static LaneFilter Filter() => new(new ColumnStore(worlds: 2), egos: 1, Step);

    private static SeenLane Seen(float offset, float heading, float curvature, float variance = 1e-4f) => new(offset, heading, curvature, variance, 0.01f * variance, 1e-4f * variance);
}
