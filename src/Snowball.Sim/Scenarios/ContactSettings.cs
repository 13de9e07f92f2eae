namespace Snowball.Sim.Scenarios;

/// <summary>How contacts are found and what they do.</summary>
public abstract record ContactSettings;

/// <summary>The rule of highway-env: a crashed vehicle brakes in its lane. Only egos crash into others, or
/// <paramref name="Everybody"/> into vehicles, barriers and obstacles.</summary>
public sealed record FootprintContactSettings(bool Everybody = false) : ContactSettings;

/// <summary>
/// Every vehicle, barrier and obstacle is a rigid body in the plane: Coulomb friction between them, and the fraction of the closing
/// speed with which they part again.
/// </summary>
public sealed record RigidBodyContactSettings(float Friction, float Restitution) : ContactSettings;
