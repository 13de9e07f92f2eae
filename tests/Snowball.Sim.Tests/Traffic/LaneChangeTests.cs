using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>MOBIL (Kesting, Treiber, Helbing 2007) in situations whose incentives are worked out by hand.</summary>
public sealed class LaneChangeTests
{
    [Fact]
    public void ChangesFromBehindASlowCarToAFreeLane()
    {
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 30f);
        road.Put(2, lane: 0, s: 40, speed: 15f);
        road.Ready();
        Assert.True(road.Drivers.PaysToChange(1, 0, 1));
        road.DecideLaneChanges();
        Assert.Equal(1, road.Vehicles.TargetLane[1]);
    }

    [Fact]
    public void StaysWhereTheRoadIsFree()
    {
        var road = New();
        road.Put(1, lane: 1, s: 0, speed: 25f, desired: 30f);
        road.Ready();
        road.DecideLaneChanges();
        Assert.Equal(1, road.Vehicles.TargetLane[1]);
    }

    [Theory]
    [InlineData(79f, true)]
    [InlineData(83f, false)]
    public void TheGainMustReachTheThreshold(float gap, bool changes)
    {
        // Equal speeds: the gain is 1.4 ((2 + 20 * 1.5) / gap)^2, which is 0.2 at a gap of 84.66 m; with a leader 300 m ahead
        // in the other lane it has to be 0.2159, at 81.5 m.
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 20f, desired: 30f);
        road.Put(2, lane: 0, s: gap + 5, speed: 20f);
        road.Put(3, lane: 1, s: 305, speed: 20f);
        road.Ready();
        Assert.Equal(changes, road.Drivers.PaysToChange(1, 0, 1));
    }

    [Theory]
    [InlineData(-20f, false)]
    [InlineData(-60f, true)]
    public void TheNewFollowerMustNotHaveToBrakeHard(float behind, bool changes)
    {
        // A follower at 25 m/s behind one at 20 m/s: s* = 2 + 37.5 + 25 * 5 / 3.3466 = 76.85 m. At 15 m its deceleration
        // is beyond 4 m/s2 by far, at 55 m it is 2 m/s2.
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 20f, desired: 30f);
        road.Put(2, lane: 0, s: 20, speed: 10f);
        road.Put(3, lane: 1, s: behind, speed: 25f, desired: 30f);
        road.Ready();
        Assert.Equal(changes, road.Drivers.PaysToChange(1, 0, 1));
    }

    [Theory]
    [InlineData(0f, true)]
    [InlineData(1f, false)]
    public void APoliteDriverWeighsWhatOthersLose(float politeness, bool changes)
    {
        // Own gain 1.4 (32 / 60)^2 = 0.398; the new follower (25 m/s, 60 m behind bumpers) loses 1.4 (76.85 / 60)^2 = 2.30; nobody gains.
        var road = New(Highway.Driver with { Politeness = Distribution.Constant(politeness) });
        road.Put(1, lane: 0, s: 0, speed: 20f, desired: 30f);
        road.Put(2, lane: 0, s: 65, speed: 20f);
        road.Put(3, lane: 1, s: -65, speed: 25f, desired: 30f);
        road.Ready();
        Assert.Equal(changes, road.Drivers.PaysToChange(1, 0, 1));
    }

    [Theory]
    [InlineData(0f, false)]
    [InlineData(1f, true)]
    public void APoliteDriverMakesWayForTheOneBehind(float politeness, bool changes)
    {
        // No gain of its own, but the old follower (30 m/s, 60 m behind it) would be rid of it.
        var road = New(Highway.Driver with { Politeness = Distribution.Constant(politeness) });
        road.Put(1, lane: 0, s: 0, speed: 20f, desired: 20f);
        road.Put(2, lane: 0, s: -65, speed: 30f, desired: 30f);
        road.Ready();
        Assert.Equal(changes, road.Drivers.PaysToChange(1, 0, 1));
    }

    [Fact]
    public void ThereIsNoLaneBeyondTheOutermost()
    {
        var road = New(lanes: 1);
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 30f);
        road.Put(2, lane: 0, s: 20, speed: 5f);
        road.Ready();
        for (int i = 0; i < 30; i++) road.DecideLaneChanges();
        Assert.Equal(0, road.Vehicles.TargetLane[1]);
    }

    [Fact]
    public void DecidesOnceInAnInterval()
    {
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 30f);
        road.Ready();
        road.DecideLaneChanges(); // takes the decision that was due
        road.Put(2, lane: 0, s: 40, speed: 15f);
        road.Ready();
        for (int i = 1; i < road.Drivers.ChangeInterval; i++)
        {
            road.DecideLaneChanges();
            Assert.Equal(0, road.Vehicles.TargetLane[1]);
        }
        road.DecideLaneChanges();
        Assert.Equal(1, road.Vehicles.TargetLane[1]);
    }

    [Fact]
    public void TheOneBehindGivesWayWhenBothHeadForOneLane()
    {
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 30f);
        road.Put(2, lane: 2, s: 15, speed: 25f, desired: 30f);
        road.Vehicles.TargetLane[1] = road.Vehicles.TargetLane[2] = 1;
        road.Ready();
        road.DecideLaneChanges();
        Assert.Equal(0, road.Vehicles.TargetLane[1]);
        Assert.Equal(1, road.Vehicles.TargetLane[2]);
    }

    [Fact]
    public void NobodyGivesWayToOneFarAhead()
    {
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 30f);
        road.Put(2, lane: 2, s: 60, speed: 25f, desired: 30f); // the desired gap is 39.5 m
        road.Vehicles.TargetLane[1] = road.Vehicles.TargetLane[2] = 1;
        road.Ready();
        road.DecideLaneChanges();
        Assert.Equal(1, road.Vehicles.TargetLane[1]);
    }

    [Fact]
    public void AChangeTakesAFewSecondsAndEndsInTheMiddleOfTheLane()
    {
        var road = New();
        road.Put(1, lane: 0, s: 0, speed: 25f, desired: 25f);
        road.Vehicles.TargetLane[1] = 1;
        road.Ready();
        int crossed = 0;
        for (int i = 1; i <= 100; i++)
        {
            road.Step();
            if (crossed == 0 && road.Vehicles.Lane[1] == 1) crossed = i;
        }
        Assert.InRange(crossed * road.Seconds, 0.3f, 1.5f);
        Assert.Equal(-6f, road.Vehicles.D[1], 0.01);
        Assert.Equal(0f, road.Vehicles.RelativeHeading[1], 1e-3);
    }

    private static Highway New(DriverSettings? driver = null, int lanes = 3) => new(slots: 4, driver, lanes: lanes);
}
