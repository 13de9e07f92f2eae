using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>The lanes of a route, sampled at the stations of its carriageway: [index * stations + station].</summary>
internal sealed class LaneGrid
{
    /// <summary>A lane whose end lies within this of the end of the route leads there, m.</summary>
    private const double EndTolerance = 1e-3;

    /// <summary>
    /// Projected ends of ramps are this good, m: where a road climbs and is banked, what lies to its side is shifted along it.
    /// </summary>
    private const double ProjectionTolerance = 0.25;

    private readonly RoadRoute _route;
    private readonly int _lanes;
    private readonly double[] _left, _right;
    private readonly Cell[] _cells;
    private readonly List<Entry> _entries = [];
    private readonly List<Destination> _exits = [];
    private readonly SortedSet<float>[] _joints;

    public LaneGrid(RoadRoute route, LaneStrands strands)
    {
        _route = route;
        (_lanes, Stations) = (strands.Count, (int)(route.Line.Length / Carriageway.StationSpacing) + 1);
        _left = new double[_lanes * Stations];
        _right = new double[_lanes * Stations];
        _cells = new Cell[_lanes * Stations];
        _joints = new SortedSet<float>[_lanes];
        for (int index = 0; index < _lanes; index++) _joints[index] = [];
        foreach (var strand in strands.All)
        {
            foreach (var lane in strand.Lanes) Sample(strand.Index, lane);
            for (int i = 1; i < strand.Lanes.Count; i++)
            {
                if (strand.Lanes[i].Key.Road != strand.Lanes[i - 1].Key.Road) _joints[strand.Index].Add((float)strand.Lanes[i].From);
            }
        }
        foreach (var strand in strands.All)
        {
            SampleRamp(strand, leadsAway: false);
            SampleRamp(strand, leadsAway: true);
        }
    }

    public int Stations { get; }

    /// <summary>Indices of the roads beside the route, and the station at which each touches it or the ramp nearer to it, m.</summary>
    public Dictionary<int, double> Ramps { get; } = [];

    public ImmutableArray<LaneProfile> Lanes()
    {
        var lanes = ImmutableArray.CreateBuilder<LaneProfile>(_lanes);
        for (int index = 0; index < _lanes; index++)
        {
            var centre = new float[Stations];
            var width = new float[Stations];
            var rules = new LaneRules[Stations];
            for (int i = 0; i < Stations; i++)
            {
                int at = index * Stations + i;
                if (!_cells[at].IsThere) continue;
                centre[i] = (float)((_left[at] + _right[at]) / 2);
                width[i] = (float)Math.Max(_left[at] - _right[at], 0);
                if (MayChange(index, index + 1, i)) rules[i] |= LaneRules.ChangeRight;
                if (MayChange(index, index - 1, i)) rules[i] |= LaneRules.ChangeLeft;
            }
            Extend(index, centre);
            lanes.Add(new(ImmutableCollectionsMarshal.AsImmutableArray(centre), ImmutableCollectionsMarshal.AsImmutableArray(width), ImmutableCollectionsMarshal.AsImmutableArray(rules)) { Joints = [.. _joints[index]] });
        }
        return lanes.MoveToImmutable();
    }

    /// <summary>Where ramps come in, in order.</summary>
    public ImmutableArray<Entry> Entries()
    {
        _entries.Sort((a, b) => a.S != b.S ? a.S.CompareTo(b.S) : a.Lane.CompareTo(b.Lane));
        return [.. _entries];
    }

    /// <summary>The end of the carriageway, then the exits in order; lanes of one ramp are one destination.</summary>
    public ImmutableArray<Destination> Destinations()
    {
        int last = Stations - 1, first = _lanes, final = -1;
        for (int index = 0; index < _lanes; index++)
        {
            if (!_cells[index * Stations + last].IsThere || _cells[index * Stations + last].IsRamp) continue;
            (first, final) = (Math.Min(first, index), Math.Max(final, index));
        }
        var destinations = ImmutableArray.CreateBuilder<Destination>();
        destinations.Add(new("end", last * Carriageway.StationSpacing, first, final));
        _exits.Sort((a, b) => a.S != b.S ? a.S.CompareTo(b.S) : a.FirstLane.CompareTo(b.FirstLane));
        foreach (var exit in _exits)
        {
            var before = destinations[^1];
            if (before.Name == exit.Name && before.S == exit.S && before.LastLane + 1 == exit.FirstLane) destinations[^1] = before with { LastLane = exit.LastLane };
            else destinations.Add(exit);
        }
        return destinations.ToImmutable();
    }

    private void Sample(int index, RouteLane lane)
    {
        var at = _route.Roads[lane.Road];
        bool isLast = lane.To > _route.Line.Length - EndTolerance;
        for (int i = (int)Math.Ceiling(lane.From / Carriageway.StationSpacing); i < Stations; i++)
        {
            double s = (double)i * Carriageway.StationSpacing;
            if (isLast ? s > lane.To : s >= lane.To) break;
            double onRoad = at.OnRoad(s);
            var (left, right) = at.Road.LaneEdges(lane.Key.Section, lane.Key.Lane, onRoad);
            // Across a banked road, the plan sees a lane narrower than it is.
            double cos = Elementary.SinCos(at.Road.Superelevation.At(onRoad)).Cos;
            if (at.IsForward) Set(index, i, left * cos, right * cos, new(lane.Key, onRoad, IsRamp: false));
            else Set(index, i, -right * cos, -left * cos, new(lane.Key, onRoad, IsRamp: false));
        }
    }

    private void SampleRamp(Strand strand, bool leadsAway)
    {
        var ramp = leadsAway ? strand.RampBehind : strand.RampBefore;
        double touches = leadsAway ? strand.Lanes[^1].To : strand.Lanes[0].From;
        bool isEndOfRoute = leadsAway ? touches > _route.Line.Length - EndTolerance : touches < EndTolerance;
        if (isEndOfRoute) return;

        string name = "";
        int furthest = -1, beside = (leadsAway ? strand.Lanes[^1] : strand.Lanes[0]).Key.Road;
        for (int i = 0; i < ramp.Count; i++)
        {
            var key = ramp[leadsAway ? i : ramp.Count - 1 - i];
            if (RampPath.Project(_route, key, touches, leadsAway, out bool isWhole) is not { } path) break;
            int reached = Sample(strand.Index, path, leadsAway);
            if (reached < 0) break;
            if (key.Road != beside) _joints[strand.Index].Add((float)touches);
            beside = key.Road;
            Ramps.TryAdd(key.Road, touches);
            (furthest, touches) = (reached, leadsAway ? path.To : path.From);
            var road = _route.Network.Roads[key.Road];
            name = road.Name.Length > 0 ? road.Name : road.Id;
            if (!isWhole) break;
        }
        if (furthest < 0) return;
        float s = furthest * Carriageway.StationSpacing;
        if (leadsAway) _exits.Add(new(name, s, strand.Index, strand.Index));
        else _entries.Add(new(name, s, strand.Index));
    }

    /// <summary>The station furthest from the carriageway that was free; -1 where none was.</summary>
    private int Sample(int index, RampPath path, bool leadsAway)
    {
        int first = Math.Max((int)Math.Ceiling((path.From - ProjectionTolerance) / Carriageway.StationSpacing), 0);
        int last = Math.Min((int)Math.Floor((path.To + ProjectionTolerance) / Carriageway.StationSpacing), Stations - 1);
        int reached = -1;
        for (int step = 0; step <= last - first; step++)
        {
            int i = leadsAway ? first + step : last - step;
            if (_cells[index * Stations + i].IsThere)
            {
                // The carriageway's own lane begins where the ramp ends.
                if (step == 0) continue;
                break;
            }
            double s = (double)i * Carriageway.StationSpacing;
            var (left, right) = path.EdgesAt(s);
            Set(index, i, left, right, new(path.Lane, path.OnRoad(_route, s), IsRamp: true));
            reached = i;
        }
        return reached;
    }

    private void Set(int index, int station, double left, double right, Cell cell)
    {
        int at = index * Stations + station;
        (_left[at], _right[at], _cells[at]) = (left, right, cell);
    }

    private bool MayChange(int from, int to, int station)
    {
        if (to < 0 || to >= _lanes) return false;
        Cell a = _cells[from * Stations + station], b = _cells[to * Stations + station];
        bool areBeside = a.IsThere && b.IsThere && a.Key.Road == b.Key.Road && a.Key.Section == b.Key.Section && Math.Abs(a.Key.Lane - b.Key.Lane) == 1;
        return areBeside && Markings.Allow(_route.Network.Roads[a.Key.Road], a.Key, b.Key, a.S);
    }

    /// <summary>Where a lane is not there, it is where it was or will be at the nearest station where it is.</summary>
    private void Extend(int index, float[] centre)
    {
        int last = -1;
        for (int i = 0; i < Stations; i++)
        {
            if (!_cells[index * Stations + i].IsThere) continue;
            for (int gap = last + 1; gap < i; gap++)
            {
                bool isNearerToLast = last >= 0 && gap - last <= i - gap;
                centre[gap] = isNearerToLast ? centre[last] : centre[i];
            }
            last = i;
        }
        for (int gap = last + 1; gap < Stations && last >= 0; gap++) centre[gap] = centre[last];
    }

    /// <summary>The lane at a place, with the station of its own road (m).</summary>
    private readonly record struct Cell(LaneKey Key, double S, bool IsRamp)
    {
        // No lane has the number 0.
        public bool IsThere => Key.Lane != 0;
    }
}
