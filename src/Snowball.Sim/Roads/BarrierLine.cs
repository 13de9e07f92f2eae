namespace Snowball.Sim.Roads;

/// <summary>
/// A guard rail or wall beside or on a road, in road coordinates (m): from <paramref name="Start"/> to <paramref name="End"/>
/// along the line, its distance to the left of it changing linearly from <paramref name="StartOffset"/> to <paramref name="EndOffset"/>.
/// <paramref name="Height"/>: its top above the road, m.
/// </summary>
public readonly record struct BarrierLine(float Start, float End, float StartOffset, float EndOffset, float Height = BarrierLine.RailHeight)
{
    /// <summary>The top of a usual guard rail of W-beams, m.</summary>
    public const float RailHeight = 0.75f;
}

/// <summary>
/// An immovable box on a road, such as a parked car or a beacon: its centre in road coordinates (m), its angle to the road
/// (rad), its size and the height of its top above the road (m).
/// </summary>
public readonly record struct ObstacleFootprint(
    float S, float D, float Heading, float Length, float Width, float Height = ObstacleFootprint.BeaconHeight)
{
    /// <summary>The height of a beacon at roadworks (German RSA 21, sign 605), m.</summary>
    public const float BeaconHeight = 1f;
}
