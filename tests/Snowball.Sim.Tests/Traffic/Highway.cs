using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>One used world of hand-placed cars (5 m x 2 m) on a road, with drivers; slot 0 is an ego that drivers do not move.</summary>
internal sealed class Highway
{
    public const float LaneWidth = 4f;

    public static readonly DriverSettings Driver = new(
        DesiredSpeed: null, TimeHeadway: Distribution.Constant(1.5f), MinimumGap: Distribution.Constant(2f),
        MaximumAcceleration: Distribution.Constant(1.4f), ComfortableDeceleration: Distribution.Constant(2f), AccelerationLimit: 8f,
        Exponent: Distribution.Constant(4f), Gap: GapMeasure.Bumper, ChangesLanes: true, LaneChangeInterval: 1f,
        Politeness: Distribution.Constant(0f), LaneChangeThreshold: 0.2f, SafeDeceleration: 4f);

    private readonly PlanarPhysics _physics;

    public Highway(int slots, DriverSettings? driver = null, RoadSettings? road = null, int lanes = 3, int simulationFrequency = 10,
        RoadFamily? family = null, float circumference = 0f, ContactSettings? contact = null)
    {
        road ??= new StraightRoadSettings(lanes, LaneWidth, SpeedLimit: 40f);
        driver ??= Driver;
        Seconds = 1f / simulationFrequency;
        Store = new ColumnStore(1);
        Vehicles = new VehicleStates(Store, slots, egos: 1);
        Frame = new RoadFrame(Store, Vehicles, family ?? new RoadFamily(road), circumference: circumference);
        Order = new LaneOrder(Store, Vehicles, driver.Gap == GapMeasure.Bumper, circumference);
        Drivers = new Drivers(Store, Vehicles, Order, Frame, driver, simulationFrequency);
        var car = VehicleParameters.Named("highway-env-car")!;
        _physics = new PlanarPhysics(Vehicles, [DynamicsModel.Kinematic], contact: contact);
        for (int index = 0; index < slots; index++)
        {
            Vehicles.Place(index, car, DynamicsModel.Kinematic);
            Vehicles.Active[index] = 0;
            var random = new RandomStream(1, RandomPurpose.Driver, index);
            Drivers.Draw(index, ref random, countdown: 0);
        }
    }

    public float Seconds { get; }

    public ColumnStore Store { get; }

    public VehicleStates Vehicles { get; }

    public RoadFrame Frame { get; }

    public LaneOrder Order { get; }

    public Drivers Drivers { get; }

    public void Put(int index, int lane, float s, float speed, float? desired = null, float offset = 0f, float relativeHeading = 0f)
    {
        Vehicles.Active[index] = 1;
        Vehicles.Speed[index] = speed;
        Vehicles.TargetSpeed[index] = desired ?? speed;
        Vehicles.TargetLane[index] = lane;
        Frame.PutInLane(index, lane, s, offset, relativeHeading);
    }

    /// <summary>Takes up what was put.</summary>
    public void Ready()
    {
        Frame.Locate(0, 1);
        Order.Rebuild(0);
    }

    /// <summary>A substep as the time stepper does it; <paramref name="command"/> overrules the drivers.</summary>
    public void Step(Action<VehicleStates>? command = null)
    {
        DecideLaneChanges();
        Order.MeasureGaps(0, ColumnStore.WorldBlock);
        Drivers.LookAhead(0);
        Drivers.Accelerate(0, ColumnStore.WorldBlock);
        LaneKeeping.Steer(Vehicles, Frame, 0, ColumnStore.WorldBlock);
        command?.Invoke(Vehicles);
        _physics.Advance(0, ColumnStore.WorldBlock, Seconds);
        Frame.Locate(0, ColumnStore.WorldBlock);
        Order.Sort(0);
    }

    /// <summary>The drivers' decisions of a substep.</summary>
    public void DecideLaneChanges()
    {
        Order.FindLeaders(0);
        Drivers.DecideLaneChanges(0, ColumnStore.WorldBlock);
    }

    /// <summary>The accelerations that the drivers command now.</summary>
    public float[] Accelerations()
    {
        Order.FindLeaders(0);
        Order.MeasureGaps(0, ColumnStore.WorldBlock);
        Drivers.Accelerate(0, ColumnStore.WorldBlock);
        return Vehicles.CommandAcceleration[..Vehicles.Slots];
    }
}
