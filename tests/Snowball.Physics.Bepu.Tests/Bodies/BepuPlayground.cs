using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Vehicles;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu.Tests;

/// <summary>Vehicles of BepuPhysics on a road.</summary>
internal static class BepuPlayground
{
    /// <summary>A road of three lanes along the x axis.</summary>
    public static Carriageway Road { get; } = Carriageway.Straight(3, 3.5f, 30f);

    /// <summary>The back end for some columns.</summary>
    public static IPhysics Make(VehicleStates vehicles, ContactSettings? contact = null, Carriageway? road = null, int[]? tows = null)
        => new RigidBodyPhysics(new PhysicsTask(
            vehicles, [DynamicsModel.SingleTrackDrift], 0.002f, contact ?? new RigidBodyContactSettings(0.5f, 0.1f), _ => road ?? Road, HasSurface: true, tows ?? []));

    /// <summary>The back end alone.</summary>
    public static IPhysics NewPhysics() => Make(new VehicleStates(new ColumnStore(1), 1, 1, isSpatial: true));

    /// <summary>Eight worlds of vehicles.</summary>
    public static Fleet Fleet(
        int slots = 1, string vehicle = "bmw-320i", DynamicsModel model = DynamicsModel.SingleTrackDrift, ContactSettings? contact = null, Carriageway? road = null,
        int[]? tows = null, bool drag = false)
        => new(slots, vehicle, model, drag, (vehicles, _) => Make(vehicles, contact, road, tows), isSpatial: true);
}
