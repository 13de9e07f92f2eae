namespace Snowball.Sim.Scenarios;

/// <summary>
/// A one-way carriageway of parallel lanes. Axes are those of ISO 8855 and OpenDRIVE: y, d and angles grow to the left. The
/// reference line (d = 0) is the left edge of the road; lane 0 is the leftmost, and the centre of lane i is at
/// d = -(i + 1/2) * LaneWidth. Speed limit in m/s.
/// </summary>
public abstract record RoadSettings(int Lanes, float LaneWidth, float SpeedLimit);

/// <summary>A straight road, long enough not to end.</summary>
public sealed record StraightRoadSettings(int Lanes, float LaneWidth, float SpeedLimit)
    : RoadSettings(Lanes, LaneWidth, SpeedLimit);

/// <summary>
/// Straights and arcs joined by clothoids, generated from a seed. <paramref name="Variants"/> roads are made once;
/// the episode's seed picks one. Turning direction is drawn at random.
/// </summary>
public sealed record CurvedRoadSettings(
    int Lanes, float LaneWidth, float SpeedLimit, float Length, int Variants,
    Distribution Radius, Distribution StraightLength, Distribution ArcLength, Distribution ClothoidLength)
    : RoadSettings(Lanes, LaneWidth, SpeedLimit);
