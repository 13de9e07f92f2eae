using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Roads;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>Traffic among vehicles that have crashed as rigid bodies.</summary>
public sealed class WreckTests
{
    private static readonly RigidBodyContactSettings RigidBodies = new(Friction: 0.5f, Restitution: 0.1f);

    [Fact]
    public void TrafficThatTouchesTrafficCrashes()
    {
        var highway = New(slots: 3, lanes: 2);
        highway.Put(1, 0, 100f, 30f);
        highway.Put(2, 0, 110f, 10f);
        highway.Ready();
        for (int step = 0; step < 20; step++) highway.Step(v => v.CommandAcceleration[1] = v.CommandAcceleration[2] = 0f);
        Assert.Equal((1, 1), (highway.Vehicles.Crashed[1], highway.Vehicles.Crashed[2]));
        Assert.Equal((1 + 2, 1 + 1), (highway.Vehicles.StruckBy[1], highway.Vehicles.StruckBy[2]));
        Assert.Equal((0, 1), (highway.Vehicles.StruckFromBehind[1], highway.Vehicles.StruckFromBehind[2]));
    }

    [Theory]
    [InlineData(0f, 1, 1)]
    [InlineData(1.5708f, 0, 2)]
    [InlineData(0.6f, 0, 2)]
    public void AWreckBlocksTheLanesThatItsFootprintReaches(float heading, int low, int high)
    {
        var highway = New(slots: 2, lanes: 3);
        highway.Put(1, 1, 100f, 0f, relativeHeading: heading);
        highway.Vehicles.Crashed[1] = 1;
        highway.Ready();
        highway.Step();
        Assert.Equal((low, high), (highway.Vehicles.LaneLow[1], highway.Vehicles.LaneHigh[1]));
    }

    /// <summary>Lanes of 4 m, of which the third comes in at 400 m; the ramp before it is 1 m further off.</summary>
    [Theory]
    [InlineData(100f, 1, 0f, 1, 1)]
    [InlineData(100f, 1, 1.5708f, 0, 1)]
    [InlineData(300f, 1, 1.5708f, 0, 1)]
    [InlineData(500f, 1, 1.5708f, 0, 2)]
    [InlineData(500f, 0, 1.5708f, 0, 1)]
    [InlineData(500f, 2, 0f, 2, 2)]
    public void AWreckBlocksLanesThatAreThere(float s, int lane, float heading, int low, int high)
    {
        var highway = new Highway(2, family: new RoadFamily([RampRoad.Make()]), contact: RigidBodies);
        highway.Put(1, lane, s, 0f, relativeHeading: heading);
        highway.Vehicles.Crashed[1] = 1;
        highway.Ready();
        highway.Step();
        Assert.Equal((low, high), (highway.Vehicles.LaneLow[1], highway.Vehicles.LaneHigh[1]));
    }

    [Fact]
    public void WhoComesInByARampStopsBehindAWreckOnItsLane()
    {
        var highway = new Highway(3, family: new RoadFamily([RampRoad.Make()]), contact: RigidBodies);
        highway.Put(2, 2, 390f, 0f, relativeHeading: 1.2f);
        highway.Vehicles.Crashed[2] = 1;
        highway.Vehicles.MinimumSpeed.AsSpan().Clear();
        highway.Put(1, 2, 215f, 20f);
        highway.Ready();
        for (int step = 0; step < 600; step++) highway.Step();
        Assert.Equal(0, highway.Vehicles.Crashed[1]);
        Assert.InRange(highway.Vehicles.S[1], 370f, 386f);
        Assert.InRange(highway.Vehicles.Speed[1], 0f, 0.2f);
    }

    [Fact]
    public void DriversStopBehindAWreckThatBlocksTheirOnlyLane()
    {
        var highway = New(slots: 4, lanes: 1);
        highway.Put(3, 0, 600f, 0f, relativeHeading: 1.2f);
        highway.Vehicles.Crashed[3] = 1;
        highway.Put(1, 0, 150f, 25f);
        highway.Put(2, 0, 80f, 25f);
        highway.Ready();
        for (int step = 0; step < 900; step++) highway.Step();
        Assert.Equal((0, 0), (highway.Vehicles.Crashed[1], highway.Vehicles.Crashed[2]));
        Assert.InRange(highway.Vehicles.Speed[1], 0f, 0.2f);
        Assert.InRange(highway.Vehicles.S[1], 580f, 600f);
        Assert.True(highway.Vehicles.S[2] < highway.Vehicles.S[1] - 5f);
        Assert.Equal(600f, highway.Vehicles.S[3], 0.01f);
    }

    [Fact]
    public void DriversPassAWreckWhereThereIsAnotherLane()
    {
        var highway = New(slots: 3, lanes: 3);
        highway.Put(2, 2, 500f, 0f);
        highway.Vehicles.Crashed[2] = 1;
        highway.Put(1, 2, 50f, 25f);
        highway.Ready();
        for (int step = 0; step < 300; step++) highway.Step();
        Assert.Equal(0, highway.Vehicles.Crashed[1]);
        Assert.True(highway.Vehicles.S[1] > 550f);
    }

    private static Highway New(int slots, int lanes) => new(slots, lanes: lanes, contact: RigidBodies);
}
