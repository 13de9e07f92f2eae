using System.Collections.Immutable;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>A lane of a lane section on the route, with the station of the route where it begins and ends, m.</summary>
internal readonly record struct RouteLane(LaneKey Key, int Road, double From, double To);

/// <summary>
/// Lanes that go on in one another, as one lane of a carriageway: those on the route, and the ramp lanes that lead to the first of
/// them and away from the last, both in the order of driving.
/// </summary>
internal sealed class Strand
{
    public int Index { get; set; }

    public List<RouteLane> Lanes { get; } = [];

    public List<LaneKey> RampBefore { get; } = [];

    public List<LaneKey> RampBehind { get; } = [];
}

/// <summary>
/// The strands of a route, numbered so that lanes side by side have numbers one apart, growing to the right. A number may serve strand after strand.
/// </summary>
internal sealed class LaneStrands
{
    /// <summary>Ramps are followed over this length at most, m.</summary>
    private const double LongestRamp = 1000;

    private readonly RoadRoute _route;
    private readonly Dictionary<LaneKey, Strand> _strandOf = [];
    private readonly List<Strand> _strands = [];

    /// <summary>Follows the lanes along the route.</summary>
    /// <exception cref="ArgumentException">A lane begins between two that go on: it can have no number.</exception>
    public LaneStrands(RoadRoute route)
    {
        _route = route;
        for (int road = 0; road < route.Roads.Length; road++)
        {
            int sections = route.Roads[road].Road.Sections.Length;
            for (int i = 0; i < sections; i++) AddSection(road, route.Roads[road].IsForward ? i : sections - 1 - i);
        }
        int least = int.MaxValue, greatest = int.MinValue;
        foreach (var strand in _strands) (least, greatest) = (Math.Min(least, strand.Index), Math.Max(greatest, strand.Index));
        foreach (var strand in _strands)
        {
            strand.Index -= least;
            FollowBack(strand);
            FollowOn(strand);
        }
        Count = greatest - least + 1;
    }

    /// <summary>How many numbers there are.</summary>
    public int Count { get; }

    public IReadOnlyList<Strand> All => _strands;

    private void AddSection(int road, int section)
    {
        var at = _route.Roads[road];
        double a = at.OnRoute(at.Road.Sections[section].Start), b = at.OnRoute(at.Road.SectionEnd(section));
        var row = new List<Strand>();
        var isNew = new List<bool>();
        foreach (int lane in DrivenLanes(at, section))
        {
            var key = new LaneKey(at.Index, section, lane);
            var strand = Continued(key, row);
            isNew.Add(strand is null);
            if (strand is null) _strands.Add(strand = new Strand());
            strand.Lanes.Add(new(key, road, Math.Min(a, b), Math.Max(a, b)));
            _strandOf[key] = strand;
            row.Add(strand);
        }
        Number(row, isNew, at.Road, section);
    }

    /// <summary>Numbers of the drivable lanes in the route's direction, from left to right.</summary>
    internal static IEnumerable<int> DrivenLanes(RouteRoad at, int section)
    {
        var lanes = at.Road.Sections[section].Lanes;
        for (int i = 0; i < lanes.Length; i++)
        {
            var lane = lanes[at.IsForward ? i : lanes.Length - 1 - i];
            if (lane.IsDrivable && at.Road.RunsForward(lane.Id) == at.IsForward) yield return lane.Id;
        }
    }

    private Strand? Continued(LaneKey key, List<Strand> taken)
    {
        foreach (var before in _route.Network.Lanes.Predecessors(key))
        {
            if (_strandOf.TryGetValue(before, out var strand) && !taken.Contains(strand) && strand.Lanes[^1].Key == before) return strand;
        }
        return null;
    }

    private static void Number(List<Strand> row, List<bool> isNew, Road road, int section)
    {
        int known = isNew.IndexOf(false);
        for (int i = 0; i < row.Count; i++)
        {
            int index = known < 0 ? i : row[known].Index + i - known;
            if (isNew[i]) row[i].Index = index;
            else if (row[i].Index != index) throw new ArgumentException($"a lane begins or ends between others in lane section {section + 1} of road {road.Id}: a carriageway cannot hold that");
        }
    }

    private void FollowBack(Strand strand)
    {
        double length = 0;
        var lane = strand.Lanes[0].Key;
        while (length < LongestRamp && First(_route.Network.Lanes.Predecessors(lane)) is { } before && !strand.RampBefore.Contains(before))
        {
            strand.RampBefore.Insert(0, before);
            length += _route.Network.Lanes.Length(before);
            lane = before;
        }
    }

    private void FollowOn(Strand strand)
    {
        double length = 0;
        var lane = strand.Lanes[^1].Key;
        while (length < LongestRamp && First(_route.Network.Lanes.Successors(lane)) is { } next && !strand.RampBehind.Contains(next))
        {
            strand.RampBehind.Add(next);
            length += _route.Network.Lanes.Length(next);
            lane = next;
        }
    }

    /// <summary>The first that can be driven on and is not on the route.</summary>
    private LaneKey? First(IReadOnlyList<LaneKey> lanes)
    {
        foreach (var lane in lanes)
        {
            if (!_strandOf.ContainsKey(lane) && _route.Network.Lane(lane).IsDrivable) return lane;
        }
        return null;
    }
}
