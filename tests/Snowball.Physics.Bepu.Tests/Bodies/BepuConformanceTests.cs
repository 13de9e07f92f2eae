using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Vehicles;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu.Tests;

/// <summary>The conformance suite on BepuPhysics.</summary>
public sealed class BepuConformanceTests : RigidBodyConformance
{
    protected override bool IsSpatial => true;

    protected override IPhysics Make(VehicleStates vehicles, VehicleParameters parameters, float friction, float restitution, Carriageway road)
        => BepuPlayground.Make(vehicles, new RigidBodyContactSettings(friction, restitution), road);
}
