namespace Snowball.Sim.Scenarios;

/// <summary>What moves the vehicles and finds their contacts.</summary>
public enum PhysicsBackEnd
{
    /// <summary>The built-in one, in the plane.</summary>
    Planar,
    /// <summary>BepuPhysics: rigid bodies in space. Not in every build.</summary>
    Bepu,
}
