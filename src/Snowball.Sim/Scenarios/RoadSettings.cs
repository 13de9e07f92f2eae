using System.Collections.Immutable;
using Snowball.Sim.Roads;

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

/// <summary>
/// How a highway bends: straights and arcs joined by clothoids, m, as in <see cref="CurvedRoadSettings"/>.
/// </summary>
/// <param name="Superelevation">Greatest crossfall in curves, as rise over run.</param>
public sealed record CurvatureSettings(
    Distribution Radius, Distribution StraightLength, Distribution ArcLength, Distribution ClothoidLength, float Superelevation);

/// <summary>
/// A highway: a carriageway of <paramref name="MainLanes"/> lanes at its start, and what comes along it, generated from a seed.
/// <see cref="RoadSettings.Lanes"/> counts all lanes that have an index, ramps included: 0 is the leftmost that there is anywhere.
/// <paramref name="Variants"/> roads are made once; the episode's seed picks one.
/// </summary>
/// <param name="Curvature">Null where it is straight.</param>
/// <param name="GuardRails">Whether rails stand at the median and at the outer edge.</param>
/// <param name="Sections">In the order of their stations.</param>
public sealed record HighwayRoadSettings(
    int MainLanes, float LaneWidth, float SpeedLimit, float Length, int Variants, CurvatureSettings? Curvature, bool GuardRails,
    ImmutableArray<HighwaySection> Sections)
    : RoadSettings(HighwayLanes.Over(MainLanes, Sections).Indices, LaneWidth, SpeedLimit);

/// <summary>
/// A highway whose sections are drawn at random for each variant: interchanges, weaving sections, merging carriageways, roadworks,
/// patches and grades. Ramps have one index, beyond those of the main lanes.
/// </summary>
/// <param name="FreeStretch">Length between two of them, m.</param>
public sealed record RandomHighwayRoadSettings(
    int MainLanes, float LaneWidth, float SpeedLimit, float Length, int Variants, CurvatureSettings? Curvature, bool GuardRails, Distribution FreeStretch)
    : RoadSettings(MainLanes + 1, LaneWidth, SpeedLimit)
{
    /// <summary>The shortest road that an interchange fits on behind the longest free stretch, m.</summary>
    public const float LengthOfInterchange = 1620;
}

/// <summary>A way through a map.</summary>
/// <param name="Road">The carriageway of the way.</param>
/// <param name="File">The map, an OpenDRIVE file.</param>
/// <param name="FileHash">128-bit hash, as hexadecimal, of the map: part of the scenario's.</param>
/// <param name="Route">Ids of the roads in the order of driving, connecting roads of junctions included.</param>
public sealed record MapRoadSettings(Carriageway Road, string File, string FileHash, ImmutableArray<string> Route)
    : RoadSettings(Road.Lanes, Road.LaneWidth, Road.SpeedLimit);
