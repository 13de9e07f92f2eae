using System.Collections.Immutable;

namespace Snowball.Sim.Roads;

/// <summary>Where a lane may be left.</summary>
[Flags]
public enum LaneRules : byte
{
    /// <summary>Only along the lane.</summary>
    None = 0,

    /// <summary>To the lane on its left.</summary>
    ChangeLeft = 1,

    /// <summary>To the lane on its right.</summary>
    ChangeRight = 2,
}

/// <summary>
/// One lane of a carriageway, station by station (<see cref="Carriageway.StationSpacing"/> m apart along the reference line). A lane
/// that is nowhere wide is not there: it may begin, end and begin again, as the lanes of one entry and of the next one do.
/// </summary>
/// <param name="Centre">[stations], d of the lane's centre, m. Where the lane is not there: where it would be, so that lines stay smooth.</param>
/// <param name="Width">[stations], m; 0 where the lane is not there.</param>
/// <param name="Rules">[stations], where the lane may be left.</param>
public sealed record LaneProfile(ImmutableArray<float> Centre, ImmutableArray<float> Width, ImmutableArray<LaneRules> Rules)
{
    /// <summary>s at which it goes on from one road of the map to the next, m, in order.</summary>
    public ImmutableArray<float> Joints { get; init; } = [];
}

/// <summary>
/// The surface of a carriageway, station by station: [stations] each, or empty where it is that of a level, dry road with one limit.
/// </summary>
/// <param name="Height">z of the reference line, m.</param>
/// <param name="Bank">Superelevation, rad, positive where the left side is higher.</param>
/// <param name="Friction">Relative to a dry road, 1 = dry.</param>
/// <param name="SpeedLimit">m/s.</param>
public sealed record SurfaceProfile(
    ImmutableArray<float> Height, ImmutableArray<float> Bank, ImmutableArray<float> Friction, ImmutableArray<float> SpeedLimit);

/// <summary>Where vehicles come in beside the start of the carriageway: a lane that begins there, at s in m.</summary>
public readonly record struct Entry(string Name, float S, int Lane);

/// <summary>Where vehicles want to: lanes <paramref name="FirstLane"/> to <paramref name="LastLane"/> at s in m. Beyond it they are gone.</summary>
public readonly record struct Destination(string Name, float S, int FirstLane, int LastLane);

/// <summary>All that is across a carriageway whose lanes are not alike everywhere.</summary>
/// <param name="Lanes">From left to right: where two are there, the one with the lower index is further left.</param>
/// <param name="Surface">Its surface.</param>
/// <param name="Entries">Where vehicles come in beside its start.</param>
/// <param name="Destinations">Where they go; the first is the end of the carriageway, then the exits in order of s.</param>
public sealed record CrossSection(
    ImmutableArray<LaneProfile> Lanes, SurfaceProfile Surface, ImmutableArray<Entry> Entries, ImmutableArray<Destination> Destinations);
