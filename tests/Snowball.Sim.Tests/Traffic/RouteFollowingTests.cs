using Snowball.Sim.Roads;
using Snowball.Sim.Tests.Roads;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Traffic;

public sealed class RouteFollowingTests
{
    private static readonly RoadFamily Ramps = new([RampRoad.Make()]);

    [Fact]
    public void WhoComesInMergesIntoAFreeRoad()
    {
        var highway = new Highway(2, family: Ramps);
        highway.Put(1, lane: 2, s: 220f, speed: 20f, desired: 30f);
        Drive(highway, until: 700f, v => v.S[1]);
        Assert.Equal((1, 1), (highway.Vehicles.Lane[1], highway.Vehicles.TargetLane[1]));
        Assert.InRange(highway.Vehicles.D[1], -6.5f, -5.5f);
    }

    [Fact]
    public void NobodyCrossesTheGore()
    {
        var highway = new Highway(2, family: Ramps);
        highway.Put(1, lane: 2, s: 220f, speed: 20f);
        Drive(highway, until: RampRoad.EntryGore - 3f, v => v.S[1]);
        Assert.Equal(2, highway.Vehicles.TargetLane[1]);
    }

    [Fact]
    public void WhoFindsNoGapStopsBeforeTheEndOfItsLane()
    {
        // A wall of cars in lane 1, bumper to bumper, that never opens.
        var highway = new Highway(61, family: Ramps);
        highway.Put(1, lane: 2, s: 300f, speed: 15f);
        // The car of highway-env would brake into reverse.
        highway.Vehicles.MinimumSpeed.AsSpan().Clear();
        for (int car = 2; car <= 60; car++) highway.Put(car, lane: 1, s: 340f + 6f * car, speed: 0f, desired: 0.01f);
        highway.Ready();
        for (int step = 0; step < 900; step++) highway.Step();
        Assert.InRange(highway.Vehicles.Speed[1], 0f, 0.05f);
        // Half its length and 5 m before the end.
        Assert.InRange(highway.Vehicles.S[1], RampRoad.EntryEnd - 20f, RampRoad.EntryEnd - 7.5f);
        Assert.Equal(2, highway.Vehicles.Lane[1]);
    }

    [Fact]
    public void WhoLeavesComesToItsExitFromTheLeftmostLane()
    {
        var highway = new Highway(2, family: Ramps);
        highway.Put(1, lane: 0, s: 700f, speed: 30f);
        highway.Vehicles.Destination[1] = 1;
        Drive(highway, until: 1500f, v => v.S[1]);
        Assert.Equal(2, highway.Vehicles.Lane[1]);
        Assert.InRange(highway.Vehicles.D[1], -11.5f, -10.5f);
    }

    [Fact]
    public void NobodyWhoGoesThroughTakesTheExitToOvertake()
    {
        var highway = new Highway(4, family: Ramps);
        highway.Put(1, lane: 1, s: 1150f, speed: 30f);
        highway.Put(2, lane: 1, s: 1190f, speed: 15f);
        highway.Put(3, lane: 0, s: 1190f, speed: 15f);
        Drive(highway, until: 1500f, v => v.S[1]);
        Assert.NotEqual(2, highway.Vehicles.Lane[1]);
    }

    [Fact]
    public void ASafeGapIsTakenAndAShortOneIsNot()
    {
        var highway = new Highway(3, family: Ramps);
        highway.Put(1, lane: 2, s: 450f, speed: 20f);
        highway.Put(2, lane: 1, s: 425f, speed: 30f);
        highway.Ready();
        highway.DecideLaneChanges();
        // 20 m behind, 10 m/s faster: it would have to brake harder than 3 m/s2.
        Assert.Equal(2, highway.Vehicles.TargetLane[1]);

        highway.Put(2, lane: 1, s: 300f, speed: 30f);
        highway.Ready();
        for (int step = 0; step < 3; step++) highway.DecideLaneChanges();
        Assert.Equal(1, highway.Vehicles.TargetLane[1]);
    }

    private static void Drive(Highway highway, float until, Func<VehicleStates, float> position)
    {
        highway.Ready();
        for (int step = 0; step < 2000 && position(highway.Vehicles) < until; step++) highway.Step();
        Assert.True(position(highway.Vehicles) >= until);
    }
}
