using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>What the agent sees.</summary>
public abstract record ObservationSettings;

/// <summary>A column of the kinematics observation.</summary>
public enum KinematicsField
{
    /// <summary>1 where the row holds a vehicle.</summary>
    Presence,
    /// <summary>Longitudinal position, m.</summary>
    X,
    /// <summary>Lateral position, m; grows to the right, as in highway-env.</summary>
    Y,
    /// <summary>Longitudinal velocity, m/s.</summary>
    Vx,
    /// <summary>Lateral velocity, m/s; grows to the right.</summary>
    Vy,
    /// <summary>Cosine of the heading.</summary>
    CosHeading,
    /// <summary>Sine of the heading, positive to the right.</summary>
    SinHeading,
}

/// <summary>
/// highway-env's table: row 0 the ego, absolute; then the nearest <paramref name="Vehicles"/> - 1 others within
/// <paramref name="Range"/> m, relative to it. Positions are divided by the scales (m, m/s) and clipped to +-1.
/// </summary>
public sealed record KinematicsObservation(
    int Vehicles, float Range, ImmutableArray<KinematicsField> Fields, float ScaleX, float ScaleY, float ScaleSpeed)
    : ObservationSettings;

/// <summary>
/// The ego in its lane: lateral offset, heading error, speed, yaw rate, steering angle, and the curvature of the lane
/// at each distance of <paramref name="Preview"/> (m) ahead. Noise is drawn at each policy step.
/// </summary>
public sealed record LaneGeometryObservation(
    ImmutableArray<float> Preview, Distribution? LateralOffsetNoise, Distribution? HeadingNoise,
    Distribution? SpeedNoise, Distribution? YawRateNoise) : ObservationSettings;

/// <summary>
/// Time to collision on a grid of target speed x lane x second up to <paramref name="Horizon"/> s: highway-env's
/// TimeToCollision, for the present and the adjacent choices of speed and lane.
/// </summary>
public sealed record TimeToCollisionObservation(float Horizon) : ObservationSettings;

/// <summary>The ego and its leader: gap, closing speed, speed, acceleration of the ego. Noise is drawn at each policy step.</summary>
public sealed record CarFollowingObservation(Distribution? GapNoise, Distribution? ClosingSpeedNoise) : ObservationSettings;

/// <summary>One sensor of the scenario as it is.</summary>
public sealed record SensorObservation(string Channel) : ObservationSettings;

/// <summary>Bin edges (SI units, ascending) of one observation field, for tabular agents.</summary>
public sealed record DiscretisedField(string Field, ImmutableArray<float> Edges);
