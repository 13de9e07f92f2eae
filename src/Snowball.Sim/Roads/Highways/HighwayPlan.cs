using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Scenarios;
using static Snowball.Sim.Roads.Highways.Shapes;

namespace Snowball.Sim.Roads.Highways;

/// <summary>
/// A highway in drawn lengths: what lies across it, station by station. The reference line is the left edge of the carriageway
/// at its start. Cross-section after the German guideline RAA 2008: hard shoulder 3 m, inner edge strip 1 m, median 4 m.
/// </summary>
internal sealed class HighwayPlan
{
    /// <summary>Widths beside the lanes, m.</summary>
    public const double Shoulder = 3, InnerShoulder = 1, Median = 4;

    /// <summary>Distance of a ramp from the lanes where it comes into view, m: both hard shoulders fit in.</summary>
    private const double RampOffset = 8;

    /// <summary>Sections that abut are drawn in single precision: no stretch is shorter than this, m.</summary>
    private const double Shortest = 0.01;

    private readonly double _width;
    private readonly List<RoadPlan> _roads = [];
    private readonly List<Joint> _joints = [];
    private readonly List<RoadPlan> _main = [];
    private readonly List<Step> _limits = [], _frictions = [];
    private readonly List<Grade> _grades = [];
    private MainLanes _lanes;
    private double _s, _edge;

    /// <summary>Draws variant number <paramref name="variant"/> of the settings.</summary>
    public HighwayPlan(HighwayRoadSettings settings, int variant)
    {
        _width = settings.LaneWidth;
        _lanes = HighwayLanes.Over(settings.MainLanes, settings.Sections).Start;
        Settings = settings;
        var random = new RandomStream(0, RandomPurpose.Road, variant);
        Begin();
        foreach (var section in settings.Sections) Lay(section, ref random);
        Advance(settings.Length);
        Alignment = Alignment.Draw(settings, [.. _grades], ref random);
    }

    public HighwayRoadSettings Settings { get; }

    public Alignment Alignment { get; }

    /// <summary>All roads: those of the carriageway and the ramps.</summary>
    public IReadOnlyList<RoadPlan> Roads => _roads;

    /// <summary>The roads of the carriageway in order.</summary>
    public IReadOnlyList<RoadPlan> Main => _main;

    public IReadOnlyList<Joint> Joints => _joints;

    /// <summary>Speed limits that differ from the road's, m/s; 0 stands for the road's own.</summary>
    public IReadOnlyList<Step> Limits => _limits;

    public IReadOnlyList<Step> Frictions => _frictions;

    private void Lay(HighwaySection section, ref RandomStream random)
    {
        double at = section.At.Sample(ref random);
        switch (section)
        {
            case EntrySection entry:
            {
                double ramp = entry.Ramp.Sample(ref random), full = entry.AccelerationLane.Sample(ref random), taper = entry.Taper.Sample(ref random);
                Join(at, ramp, 1, entry.Name);
                Add(at + full, WithAuxiliary(LaneType.Entry, LaneChange.Increase));
                Add(at + full + taper, WithAuxiliary(LaneType.Entry, LaneChange.Increase, Smooth(_s, at + full + taper, _width, 0)));
                break;
            }
            case ExitSection exit:
            {
                double taper = exit.Taper.Sample(ref random), full = exit.DecelerationLane.Sample(ref random), ramp = exit.Ramp.Sample(ref random);
                Advance(at);
                Add(at + taper, WithAuxiliary(LaneType.Exit, LaneChange.Decrease, Smooth(at, at + taper, 0, _width)));
                Add(at + taper + full, WithAuxiliary(LaneType.Exit, LaneChange.Decrease));
                Part(ramp, _lanes, 1, exit.Name);
                break;
            }
            case WeavingSection weaving:
            {
                double length = weaving.Length.Sample(ref random), ramp = weaving.Ramp.Sample(ref random);
                Join(at, ramp, 1, weaving.Name);
                Add(at + length, WithAuxiliary(LaneType.Driving, LaneChange.Both));
                Part(ramp, _lanes, 1, weaving.Name);
                break;
            }
            case MergeSection merge:
                Join(at, merge.Ramp.Sample(ref random), merge.Lanes, merge.Name);
                _lanes = _lanes.Behind(merge);
                break;
            case SplitSection split:
                Advance(at);
                Part(split.Ramp.Sample(ref random), _lanes.Behind(split), split.Lanes, split.Name);
                break;
            case LaneDropSection drop:
                Advance(at);
                Taper(at + drop.Taper.Sample(ref random), drop.Side, _lanes, narrows: true);
                _lanes = _lanes.Behind(drop);
                break;
            case LaneAdditionSection addition:
                Advance(at);
                _lanes = _lanes.Behind(addition);
                Taper(at + addition.Taper.Sample(ref random), addition.Side, _lanes, narrows: false);
                break;
            case RoadworksSection works:
                Close(works, at, at + works.Length.Sample(ref random), works.Taper.Sample(ref random));
                break;
            case SurfaceSection patch:
                Between(_frictions, at, at + patch.Length.Sample(ref random), patch.Friction.Sample(ref random), 1);
                break;
            case GradeSection grade:
                _grades.Add(new(at, at + grade.Length.Sample(ref random), grade.Grade.Sample(ref random), grade.VerticalCurve));
                break;
            case SpeedLimitSection stretch:
                Between(_limits, at, at + stretch.Length.Sample(ref random), stretch.SpeedLimit, 0);
                break;
        }
    }

    private static void Between(List<Step> steps, double from, double to, double value, double otherwise)
    {
        steps.Add(new(from, value));
        steps.Add(new(to, otherwise));
    }

    /// <summary>A ramp comes in beside the carriageway and meets it at a station.</summary>
    private void Join(double at, double length, int lanes, string name)
    {
        double start = at - length;
        Advance(start);
        Add(at, Row(_lanes, Smooth(start, at, Shoulder, 0)));
        var ramp = Ramp(start, at, Smooth(start, at, -RampOffset, 0), _lanes.Last + 1, lanes, LaneType.OnRamp, name);
        var before = _main[^1];
        Begin();
        _joints.Add(new([before, ramp], [_main[^1]]));
    }

    /// <summary>Lanes to the right of some leave the carriageway here.</summary>
    private void Part(double length, MainLanes staying, int lanes, string name)
    {
        double end = _s + length;
        var ramp = Ramp(_s, end, Smooth(_s, end, 0, -RampOffset), staying.Last + 1, lanes, LaneType.OffRamp, name);
        var before = _main[^1];
        Begin();
        _joints.Add(new([before], [_main[^1], ramp]));
        _lanes = staying;
        Add(end, Row(_lanes, Smooth(_s, end, 0, Shoulder)));
    }

    private RoadPlan Ramp(double from, double to, Cubic gap, int first, int lanes, LaneType type, string name)
    {
        var ramp = new RoadPlan($"{_roads.Count + 1}", name, from, isRamp: true);
        var strips = ImmutableArray.CreateBuilder<Strip>();
        for (int lane = first; lane < first + lanes; lane++)
        {
            strips.Add(new(lane, type, Constant(from, _width), lane + 1 < first + lanes ? LaneChange.Both : LaneChange.None));
        }
        strips.Add(new(Strip.Shoulder, LaneType.Shoulder, Constant(from, Shoulder), LaneChange.None));
        ramp.Stretches.Add(new(from, to, gap.Plus(Constant(from, _edge - (first - _lanes.First) * _width)), strips.ToImmutable()));
        _roads.Add(ramp);
        return ramp;
    }

    /// <summary>The outermost of some lanes narrows to nothing or opens from nothing.</summary>
    private void Taper(double to, Side side, MainLanes lanes, bool narrows)
    {
        var width = narrows ? Smooth(_s, to, _width, 0) : Smooth(_s, to, 0, _width);
        var row = Row(lanes, Constant(_s, Shoulder));
        if (side == Side.Right)
        {
            int last = row.Count - 2;
            row[last] = row[last] with { Width = width };
            if (row.Count > 2) row[last - 1] = row[last - 1] with { Change = narrows ? LaneChange.Increase : LaneChange.Both };
            Add(to, row);
            return;
        }
        row[0] = row[0] with { Width = width, Change = narrows ? LaneChange.Decrease : LaneChange.Both };
        double right = narrows ? _edge - _width : _edge;
        Add(to, row, width.Plus(Constant(_s, right)));
        _edge = narrows ? right : right + _width;
    }

    private void Close(RoadworksSection works, double from, double to, double taper)
    {
        bool isLeft = works.Closed[0] == _lanes.First;
        double narrow = works.LaneWidth ?? _width;
        double start = from - works.Closed.Length * taper;
        if (works.SpeedLimit is { } limit) Between(_limits, start, to + taper, limit, 0);
        Advance(start);
        for (int closed = 0; closed < works.Closed.Length; closed++)
        {
            // The first taper narrows the lanes that stay open too.
            double before = closed == 0 ? _width : narrow, end = _s + taper;
            var widths = Repeat(Smooth(_s, end, before, narrow), _lanes.Count - closed - 1);
            widths.Add(Smooth(_s, end, before, 0));
            AddWorks(isLeft, widths, end, narrows: true);
        }
        AddWorks(isLeft, Repeat(Constant(_s, narrow), _lanes.Count - works.Closed.Length), to, narrows: false);
        var opening = Repeat(Smooth(_s, to + taper, narrow, _width), _lanes.Count - works.Closed.Length);
        opening.AddRange(Repeat(Smooth(_s, to + taper, 0, _width), works.Closed.Length));
        AddWorks(isLeft, opening, to + taper, narrows: false);
    }

    private static List<Cubic> Repeat(Cubic width, int count)
    {
        var widths = new List<Cubic>();
        for (int i = 0; i < count; i++) widths.Add(width);
        return widths;
    }

    /// <summary>Lanes of given widths from the open side on, and the works where the others were.</summary>
    private void AddWorks(bool isLeft, List<Cubic> widths, double to, bool narrows)
    {
        var row = new List<Strip>();
        var rest = Constant(_s, _lanes.Count * _width);
        for (int i = 0; i < widths.Count; i++)
        {
            int lane = isLeft ? _lanes.Last - i : _lanes.First + i;
            bool isOutermost = i == widths.Count - 1, isNextToIt = i == widths.Count - 2;
            var change = LaneChange.Both;
            if (narrows && isLeft && isOutermost) change = LaneChange.Decrease;
            if (narrows && !isLeft && isNextToIt) change = LaneChange.Increase;
            if (isLeft ? i == 0 : isOutermost) change = LaneChange.None;
            row.Add(new(lane, LaneType.Driving, widths[i], change));
            rest = rest.Plus(widths[i].Times(-1));
        }
        row.Add(new(isLeft ? Strip.WorksOnLeft : Strip.WorksOnRight, LaneType.RoadWorks, rest, LaneChange.None));
        if (isLeft) row.Reverse();
        row.Add(new(Strip.Shoulder, LaneType.Shoulder, Constant(_s, Shoulder), LaneChange.None));
        var fence = isLeft ? rest.Times(-1).Plus(Constant(_s, _edge)) : rest.Plus(Constant(_s, _edge - _lanes.Count * _width));
        Beacons.Place(_main[^1], _s, to, fence, isLeft);
        Add(to, row);
    }

    private static Cubic Constant(double from, double value) => new(from, value);

    /// <summary>The carriageway's lanes and its hard shoulder.</summary>
    private List<Strip> Row(MainLanes lanes, Cubic shoulder)
    {
        var row = new List<Strip>();
        for (int lane = lanes.First; lane <= lanes.Last; lane++)
        {
            row.Add(new(lane, LaneType.Driving, Constant(_s, _width), lane < lanes.Last ? LaneChange.Both : LaneChange.None));
        }
        row.Add(new(Strip.Shoulder, LaneType.Shoulder, shoulder, LaneChange.None));
        return row;
    }

    private List<Strip> WithAuxiliary(LaneType type, LaneChange change, Cubic? width = null)
    {
        var row = Row(_lanes with { Last = _lanes.Last + 1 }, Constant(_s, Shoulder));
        row[^2] = row[^2] with { Type = type, Width = width ?? row[^2].Width };
        row[^3] = row[^3] with { Change = change };
        return row;
    }

    private void Begin()
    {
        var road = new RoadPlan($"{_roads.Count + 1}", "", _s, isRamp: false);
        _roads.Add(road);
        _main.Add(road);
    }

    private void Advance(double to)
    {
        if (to > _s + Shortest) Add(to, Row(_lanes, Constant(_s, Shoulder)));
    }

    private void Add(double to, List<Strip> row, Cubic? edge = null)
    {
        _main[^1].Stretches.Add(new(_s, to, edge ?? Constant(_s, _edge), [.. row]));
        _s = to;
    }
}
