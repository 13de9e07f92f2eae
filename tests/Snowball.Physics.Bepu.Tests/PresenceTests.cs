using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu.Tests;

/// <summary>Says which case runs: with BepuPhysics or without.</summary>
public sealed class PresenceTests
{
    [Fact]
    public void BepuPhysicsIsCompiledIn()
    {
#if BEPU
        TestContext.Current.SendDiagnosticMessage($"BepuPhysics {typeof(global::BepuPhysics.Simulation).Assembly.GetName().Version}: its conformance tests and scenes run.");
        Assert.Equal(PhysicsCapabilities.RigidBodies | PhysicsCapabilities.Spatial, BepuPlayground.NewPhysics().Capabilities);
#else
        Assert.Skip($"BepuPhysics is not compiled in, and neither its conformance tests nor its scenes run: {PhysicsBackEnds.HowToGetBepu}.");
#endif
    }
}
