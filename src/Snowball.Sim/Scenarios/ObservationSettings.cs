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
/// <paramref name="Range"/> m, relative to it; <paramref name="Obstacles"/> on the road may be among them, as vehicles that stand. Positions are divided by the scales (m, m/s) and clipped to +-1.
/// </summary>
public sealed record KinematicsObservation(
    int Vehicles, float Range, ImmutableArray<KinematicsField> Fields, float ScaleX, float ScaleY, float ScaleSpeed, bool Obstacles = false)
    : ObservationSettings;

/// <summary>
/// The ego in its lane: lateral offset, heading error, speed, yaw rate, steering angle, and the curvature of the lane
/// at each distance of <paramref name="Preview"/> (m) ahead. Noise is drawn at each policy step. Where it names a <paramref name="Camera"/>, offset, heading
/// and curvature are what is told from its pictures, instead of the truth and its noise.
/// </summary>
public sealed record LaneGeometryObservation(
    ImmutableArray<float> Preview, Distribution? LateralOffsetNoise, Distribution? HeadingNoise,
    Distribution? SpeedNoise, Distribution? YawRateNoise, string? Camera = null) : ObservationSettings;

/// <summary>
/// Time to collision on a grid of target speed x lane x second up to <paramref name="Horizon"/> s: highway-env's
/// TimeToCollision, for the present and the adjacent choices of speed and lane.
/// </summary>
public sealed record TimeToCollisionObservation(float Horizon) : ObservationSettings;

/// <summary>The ego and its leader: gap, closing speed, speed, acceleration of the ego. Noise is drawn at each policy step.</summary>
public sealed record CarFollowingObservation(Distribution? GapNoise, Distribution? ClosingSpeedNoise) : ObservationSettings;

/// <summary>One sensor of the scenario as it is.</summary>
public sealed record SensorObservation(string Sensor) : ObservationSettings;

/// <summary>A column of an object list.</summary>
public enum ObjectField
{
    /// <summary>1 where the row holds an object.</summary>
    Presence,
    /// <summary>Centre forward of the ego's, m.</summary>
    X,
    /// <summary>Centre to the left of the ego's, m.</summary>
    Y,
    /// <summary>Relative velocity forward, m/s.</summary>
    Vx,
    /// <summary>Relative velocity to the left, m/s.</summary>
    Vy,
    /// <summary>Heading relative to the ego's, rad.</summary>
    Heading,
    /// <summary>Length, m.</summary>
    Length,
    /// <summary>Width, m.</summary>
    Width,
    /// <summary>0 a car, 1 a truck.</summary>
    Class,
    /// <summary>Share of it that is seen.</summary>
    Visibility,
}

/// <summary>The first rows, and some columns, of a sensor that lists objects.</summary>
public sealed record ObjectListObservation(string Sensor, int Objects, ImmutableArray<ObjectField> Fields) : ObservationSettings;

/// <summary>The nearest range of a lidar in each of <paramref name="Sectors"/> equal parts of its field of view, of the channel that is nearest to the horizontal.</summary>
public sealed record LidarScanObservation(string Sensor, int Sectors) : ObservationSettings;

/// <summary>A layer of an occupancy grid.</summary>
public enum GridLayer
{
    /// <summary>1 where the centre of a vehicle is in the cell.</summary>
    Presence,
    /// <summary>1 where the centre of the cell is on the road.</summary>
    OnRoad,
    /// <summary>Velocity of that vehicle relative to the ego, forward, m/s.</summary>
    Vx,
    /// <summary>The same to the left, m/s.</summary>
    Vy,
}

/// <summary>
/// highway-env's OccupancyGrid, along the ego's axes: layers of cells from <paramref name="Behind"/> m behind to <paramref name="Ahead"/> m ahead and
/// <paramref name="Side"/> m to each side, <paramref name="Cell"/> m wide and long. Of the vehicles in one cell the nearest counts. The ego is
/// in its own cell. Velocities are divided by <paramref name="SpeedScale"/> m/s and clipped to +-1.
/// </summary>
public sealed record OccupancyGridObservation(ImmutableArray<GridLayer> Layers, float Behind, float Ahead, float Side, float Cell, float SpeedScale)
    : ObservationSettings
{
    /// <summary>Cells along and across.</summary>
    public (int Rows, int Columns) Size => ((int)MathF.Round((Behind + Ahead) / Cell), (int)MathF.Round(2f * Side / Cell));
}

/// <summary>The last <paramref name="Steps"/> of another observation, the present one first. At the start of an episode all are the first.</summary>
public sealed record StackedObservation(int Steps, ObservationSettings Of) : ObservationSettings;

/// <summary>Several observations, one after another, by name.</summary>
public sealed record MixedObservation(ImmutableArray<KeyValuePair<string, ObservationSettings>> Parts) : ObservationSettings;

/// <summary>Bin edges (SI units, ascending) of one observation field, for tabular agents.</summary>
public sealed record DiscretisedField(string Field, ImmutableArray<float> Edges);
