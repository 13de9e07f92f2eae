using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>The built-in back end.</summary>
public sealed class PlanarPhysicsTests : PhysicsConformance
{
    protected override IPhysics Make(VehicleStates vehicles, VehicleParameters parameters)
        => new PlanarPhysics(vehicles, [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift]);
}

/// <summary>The built-in back end with contacts of rigid bodies.</summary>
public sealed class RigidBodyPhysicsTests : RigidBodyConformance
{
    protected override IPhysics Make(VehicleStates vehicles, VehicleParameters parameters, float friction, float restitution, Carriageway road)
        => new PlanarPhysics(vehicles, [DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift],
            contact: new RigidBodyContactSettings(friction, restitution), obstacles: _ => road.Obstacles);
}
