using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>What the agent can do.</summary>
public abstract record ActionSettings;

/// <summary>Discrete: 0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower, over controllers that hold lane and speed.</summary>
public sealed record MetaAction(ImmutableArray<float> TargetSpeeds) : ActionSettings;

/// <summary>Discrete: lane left, keep, lane right (slowest) x acceleration in m/s2, over a controller that holds the lane.</summary>
public sealed record TacticalAction(ImmutableArray<float> Acceleration) : ActionSettings;

/// <summary>A closed interval of a control: rad for steering, m/s2 for acceleration.</summary>
public readonly record struct ControlRange(float Low, float High);

/// <summary>
/// One number in [-1, 1] for each control that is not null, mapped to its range: steering angle, acceleration. A null
/// control is left to the lane-keeping or the speed-holding controller.
/// </summary>
public sealed record ContinuousAction(ControlRange? Steering, ControlRange? Acceleration) : ActionSettings;

/// <summary>
/// One index into the grid steering x acceleration (steering varies slowest). An empty control is left to the
/// lane-keeping or the speed-holding controller.
/// </summary>
public sealed record DiscreteAction(ImmutableArray<float> Steering, ImmutableArray<float> Acceleration) : ActionSettings;
