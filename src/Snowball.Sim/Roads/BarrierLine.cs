namespace Snowball.Sim.Roads;

/// <summary>
/// A guard rail or wall beside or on a road, in road coordinates (m): from <paramref name="Start"/> to <paramref name="End"/>
/// along the line, its distance to the left of it changing linearly from <paramref name="StartOffset"/> to <paramref name="EndOffset"/>.
/// </summary>
public readonly record struct BarrierLine(float Start, float End, float StartOffset, float EndOffset);

/// <summary>
/// An immovable box on a road, such as a parked car or a beacon: its centre in road coordinates (m), its angle to the road
/// (rad), its size (m).
/// </summary>
public readonly record struct ObstacleFootprint(float S, float D, float Heading, float Length, float Width);
