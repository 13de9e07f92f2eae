using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>A side of the carriageway, in the direction of driving.</summary>
public enum Side
{
    /// <summary>The fast lanes.</summary>
    Left,

    /// <summary>The slow lanes.</summary>
    Right,
}

/// <summary>Something along a highway, from the station <paramref name="At"/> on. All lengths are in m and drawn for each variant.</summary>
public abstract record HighwaySection(Distribution At)
{
    /// <summary>Where it begins to matter at the earliest, m.</summary>
    public virtual float Earliest => At.Minimum;

    /// <summary>Where it ceases to matter at the latest, m.</summary>
    public abstract float Latest { get; }
}

/// <summary>A section that changes lanes; no two of them may share a place.</summary>
public abstract record LaneSectionSettings(Distribution At) : HighwaySection(At);

/// <summary>
/// A ramp of one lane joins: beside the carriageway for <paramref name="Ramp"/>, from <see cref="HighwaySection.At"/> on as an
/// acceleration lane that ends in a taper.
/// </summary>
public sealed record EntrySection(string Name, Distribution At, Distribution Ramp, Distribution AccelerationLane, Distribution Taper) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Earliest => At.Minimum - Ramp.Maximum;

    /// <inheritdoc/>
    public override float Latest => At.Maximum + AccelerationLane.Maximum + Taper.Maximum;
}

/// <summary>
/// A deceleration lane opens by a taper at <see cref="HighwaySection.At"/> and leaves as a ramp that runs beside the carriageway.
/// </summary>
public sealed record ExitSection(string Name, Distribution At, Distribution Taper, Distribution DecelerationLane, Distribution Ramp) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Taper.Maximum + DecelerationLane.Maximum + Ramp.Maximum;
}

/// <summary>An entry at <see cref="HighwaySection.At"/> whose lane leaves again as an exit, <paramref name="Length"/> further on.</summary>
public sealed record WeavingSection(string Name, Distribution At, Distribution Length, Distribution Ramp) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Earliest => At.Minimum - Ramp.Maximum;

    /// <inheritdoc/>
    public override float Latest => At.Maximum + Length.Maximum + Ramp.Maximum;
}

/// <summary>A second carriageway of <paramref name="Lanes"/> lanes joins from the right; its lanes go on.</summary>
public sealed record MergeSection(string Name, Distribution At, int Lanes, Distribution Ramp) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Earliest => At.Minimum - Ramp.Maximum;

    /// <inheritdoc/>
    public override float Latest => At.Maximum + LeastLengthBehind;

    private const float LeastLengthBehind = 10;
}

/// <summary>The carriageway parts: its <paramref name="Lanes"/> rightmost lanes leave.</summary>
public sealed record SplitSection(string Name, Distribution At, int Lanes, Distribution Ramp) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Ramp.Maximum;
}

/// <summary>The outermost lane of a side ends in a taper.</summary>
public sealed record LaneDropSection(Distribution At, Side Side, Distribution Taper) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Taper.Maximum;
}

/// <summary>A lane begins on a side by a taper.</summary>
public sealed record LaneAdditionSection(Distribution At, Side Side, Distribution Taper) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Taper.Maximum;
}

/// <summary>
/// Lanes are closed for <paramref name="Length"/> from <see cref="HighwaySection.At"/> on, behind beacons that close one lane after the
/// other before it, each over a <paramref name="Taper"/>; and open again over one.
/// </summary>
/// <param name="Closed">Indices of the lanes: those of one side.</param>
/// <param name="LaneWidth">Width of the lanes that stay open, m; null where they keep theirs.</param>
/// <param name="SpeedLimit">From the first taper to the end, m/s; null where it stays.</param>
public sealed record RoadworksSection(
    Distribution At, Distribution Length, ImmutableArray<int> Closed, Distribution Taper, float? LaneWidth, float? SpeedLimit) : LaneSectionSettings(At)
{
    /// <inheritdoc/>
    public override float Earliest => At.Minimum - Closed.Length * Taper.Maximum;

    /// <inheritdoc/>
    public override float Latest => At.Maximum + Length.Maximum + Taper.Maximum;
}

/// <summary>A stretch with another friction, relative to a dry road.</summary>
public sealed record SurfaceSection(Distribution At, Distribution Length, Distribution Friction) : HighwaySection(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Length.Maximum;
}

/// <summary>A stretch that climbs or falls (rise over run), with a parabola of <paramref name="VerticalCurve"/> at each end.</summary>
public sealed record GradeSection(Distribution At, Distribution Length, Distribution Grade, float VerticalCurve) : HighwaySection(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Length.Maximum;
}

/// <summary>A stretch with a lower speed limit, m/s.</summary>
public sealed record SpeedLimitSection(Distribution At, Distribution Length, float SpeedLimit) : HighwaySection(At)
{
    /// <inheritdoc/>
    public override float Latest => At.Maximum + Length.Maximum;
}

/// <summary>The lanes of a carriageway at some place: those from <paramref name="First"/> to <paramref name="Last"/> go on there.</summary>
public readonly record struct MainLanes(int First, int Last)
{
    /// <summary>How many there are.</summary>
    public int Count => Last - First + 1;

    /// <summary>The lanes behind a section.</summary>
    public MainLanes Behind(HighwaySection section) => section switch
    {
        MergeSection merge => this with { Last = Last + merge.Lanes },
        SplitSection split => this with { Last = Last - split.Lanes },
        LaneDropSection { Side: Side.Left } => this with { First = First + 1 },
        LaneDropSection => this with { Last = Last - 1 },
        LaneAdditionSection { Side: Side.Left } => this with { First = First - 1 },
        LaneAdditionSection => this with { Last = Last + 1 },
        _ => this,
    };
}

/// <summary>Which lane indices the sections of a highway make.</summary>
/// <param name="Start">The lanes at its start.</param>
/// <param name="Indices">Number of indices.</param>
public readonly record struct HighwayLanes(MainLanes Start, int Indices)
{
    /// <summary>Follows the sections from the start on.</summary>
    public static HighwayLanes Over(int lanes, ImmutableArray<HighwaySection> sections)
    {
        var main = new MainLanes(0, lanes - 1);
        int least = main.First, greatest = main.Last;
        foreach (var section in sections)
        {
            main = main.Behind(section);
            bool hasAuxiliary = section is EntrySection or ExitSection or WeavingSection;
            (least, greatest) = (Math.Min(least, main.First), Math.Max(greatest, main.Last + (hasAuxiliary ? 1 : 0)));
        }
        return new(new(-least, lanes - 1 - least), greatest - least + 1);
    }
}
