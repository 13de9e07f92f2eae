using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads.Network;

/// <summary>The side of the road that vehicles drive on: on the right, lanes with negative numbers run along s.</summary>
public enum DrivingSide
{
    /// <summary>Right-hand traffic.</summary>
    Right,

    /// <summary>Left-hand traffic.</summary>
    Left,
}

/// <summary>An end of a road.</summary>
public enum ContactPoint
{
    /// <summary>Where s is 0.</summary>
    Start,

    /// <summary>Where s is the road's length.</summary>
    End,
}

/// <summary>What lies beyond the end of a road: an end of another road, or a junction.</summary>
public readonly record struct RoadLink
{
    private RoadLink(string id, ContactPoint? contact) => (Id, Contact) = (id, contact);

    /// <summary>The road goes on at an end of another road.</summary>
    public static RoadLink ToRoad(string id, ContactPoint contact) => new(id, contact);

    /// <summary>The road goes on into the connections of a junction.</summary>
    public static RoadLink ToJunction(string id) => new(id, null);

    /// <summary>Name of the road or junction.</summary>
    public string Id { get; }

    /// <summary>The end of the other road; nothing for a junction.</summary>
    public ContactPoint? Contact { get; }
}

/// <summary>A speed limit (m/s) from a station on, m: of the road, or, within a lane section, from the section's start.</summary>
public readonly record struct SpeedLimit(double Start, double MetresPerSecond);

/// <summary>A point of the road's surface: position (m) and the directions there (rad): the heading of the line, its pitch (positive
/// downhill) and its roll (positive where the left side is higher), turned about z, y and x in this order.</summary>
public readonly record struct WorldPose(double X, double Y, double Z, double Heading, double Pitch, double Roll);

/// <summary>
/// A road: a reference line in the plane, its height and bank, and lanes on both sides, as OpenDRIVE has them. s runs along the line, t to
/// its left, both in m.
/// </summary>
public sealed record Road
{
    private readonly double[] _starts = [];

    /// <summary>Unique among the roads of a network.</summary>
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    public string Name { get; init; } = "";

    /// <summary>OpenDRIVE's type of the road, such as motorway.</summary>
    public string Type { get; init; } = "unknown";

    /// <summary>The reference line in the plane.</summary>
    public required ReferenceLine Line { get; init; }

    /// <summary>Height of the line over s, m.</summary>
    public CubicProfile Elevation { get; init; } = CubicProfile.Zero;

    /// <summary>Roll of the surface about the line over s, rad, positive where the left side is higher.</summary>
    public CubicProfile Superelevation { get; init; } = CubicProfile.Zero;

    /// <summary>t of the border between left and right lanes over s, m.</summary>
    public CubicProfile LaneOffset { get; init; } = CubicProfile.Zero;

    /// <summary>Lane sections in the order of s, the first from 0.</summary>
    public required ImmutableArray<LaneSection> Sections
    {
        get;
        init => (field, _starts) = (value, Starts(value));
    }

    /// <summary>What lies before the start.</summary>
    public RoadLink? Predecessor { get; init; }

    /// <summary>What lies beyond the end.</summary>
    public RoadLink? Successor { get; init; }

    /// <summary>The junction that the road is a connection of.</summary>
    public string? Junction { get; init; }

    /// <summary>The side that vehicles drive on.</summary>
    public DrivingSide DrivingSide { get; init; }

    /// <summary>Speed limits in the order of s.</summary>
    public ImmutableArray<SpeedLimit> SpeedLimits { get; init; } = [];

    /// <summary>Barriers and obstacles.</summary>
    public ImmutableArray<RoadObject> Objects { get; init; } = [];

    /// <summary>Length along the reference line, m.</summary>
    public double Length => Line.Length;

    /// <summary>Index of the lane section at s; before the first and beyond the last that one.</summary>
    public int SectionAt(double s) => Math.Max(Stations.IndexAt(_starts, s), 0);

    /// <summary>Where a lane section ends, m.</summary>
    public double SectionEnd(int section) => section + 1 < Sections.Length ? Sections[section + 1].Start : Length;

    /// <summary>Whether vehicles in a lane drive in the direction of s.</summary>
    public bool RunsForward(int lane) => lane < 0 == (DrivingSide == DrivingSide.Right);

    /// <summary>The surface at (s, t), m, or a point <paramref name="height"/> m above it, perpendicular to it.</summary>
    public WorldPose ToWorld(double s, double t, double height = 0)
    {
        var pose = Line.At(s);
        double pitch = -Elementary.Atan(Elevation.SlopeAt(s)), roll = Superelevation.At(s);
        var (sinHeading, cosHeading) = Elementary.SinCos(pose.Heading);
        var (sinPitch, cosPitch) = Elementary.SinCos(pitch);
        var (sinRoll, cosRoll) = Elementary.SinCos(roll);
        // (0, t, height) turned about x by the roll, then about y by the pitch, then about z by the heading.
        double left = t * cosRoll - height * sinRoll, up = t * sinRoll + height * cosRoll;
        double along = up * sinPitch;
        return new WorldPose(
            pose.X + along * cosHeading - left * sinHeading,
            pose.Y + along * sinHeading + left * cosHeading,
            Elevation.At(s) + up * cosPitch,
            pose.Heading, pitch, roll);
    }

    /// <summary>t of the left and right edges of a lane at s, m, in the section that holds s.</summary>
    /// <exception cref="ArgumentException">The section has no such lane.</exception>
    public (double Left, double Right) LaneEdges(int lane, double s) => LaneEdges(SectionAt(s), lane, s);

    /// <summary>t of the left and right edges of a lane of a section at s, m.</summary>
    /// <exception cref="ArgumentException">The section has no such lane.</exception>
    public (double Left, double Right) LaneEdges(int section, int lane, double s)
    {
        var (left, right) = Sections[section].LaneEdges(lane, s);
        double offset = LaneOffset.At(s);
        return (left + offset, right + offset);
    }

    /// <summary>t of a lane's centre at s, m, in the section that holds s.</summary>
    /// <exception cref="ArgumentException">The section has no such lane.</exception>
    public double LaneCentre(int lane, double s)
    {
        var (left, right) = LaneEdges(lane, s);
        return (left + right) / 2;
    }

    /// <summary>The point <paramref name="offset"/> m to the left (towards larger t) of a lane's centre, raised by the lane's height.</summary>
    /// <exception cref="ArgumentException">The section has no such lane.</exception>
    public WorldPose LaneToWorld(int lane, double s, double offset = 0)
    {
        int section = SectionAt(s);
        var (left, right) = LaneEdges(section, lane, s);
        double t = (left + right) / 2 + offset, width = left - right;
        double outwards = width > 0 ? Math.Clamp(0.5 + (lane > 0 ? offset : -offset) / width, 0, 1) : 0;
        return ToWorld(s, t, Sections[section].Lane(lane).HeightAt(s - Sections[section].Start, outwards));
    }

    /// <summary>The speed limit in a lane at s, m/s: the lane's own, or else the road's; infinite where there is none.</summary>
    public double SpeedLimitAt(int lane, double s)
    {
        var section = Sections[SectionAt(s)];
        return Latest(section.Lane(lane).SpeedLimits, s - section.Start) ?? Latest(SpeedLimits, s) ?? double.PositiveInfinity;
    }

    private static double? Latest(ImmutableArray<SpeedLimit> limits, double s)
    {
        double? latest = null;
        foreach (var limit in limits)
        {
            if (limit.Start <= s) latest = limit.MetresPerSecond;
        }
        return latest;
    }

    private static double[] Starts(ImmutableArray<LaneSection> sections)
    {
        var starts = new double[sections.Length];
        for (int i = 0; i < starts.Length; i++) starts[i] = sections[i].Start;
        return starts;
    }
}
