using System.Collections.Immutable;

namespace Snowball.Sim.Roads.Network;

/// <summary>A place in a lane: s along its road (m).</summary>
public readonly record struct LanePosition(LaneKey Lane, double S);

/// <summary>The lanes from one place to another in the order of driving, and the way's length along the roads' lines, m.</summary>
public sealed record Route(ImmutableArray<LaneKey> Lanes, double Length);

/// <summary>How lanes go on in one another in the direction of driving: through lane sections, road links and junctions, and sideways.</summary>
public sealed class LaneGraph
{
    private static readonly IReadOnlyList<LaneKey> Nothing = [];

    private readonly RoadNetwork _network;
    private readonly Dictionary<LaneKey, List<LaneKey>> _successors = [];
    private readonly Dictionary<LaneKey, List<LaneKey>> _predecessors = [];

    internal LaneGraph(RoadNetwork network)
    {
        _network = network;
        for (int road = 0; road < network.Roads.Length; road++) JoinSections(road);
        for (int road = 0; road < network.Roads.Length; road++) JoinRoad(road);
        foreach (var junction in network.Junctions) JoinJunction(junction);
    }

    /// <summary>Lanes that go on from a lane's end, in the direction of driving.</summary>
    public IReadOnlyList<LaneKey> Successors(LaneKey lane) => _successors.TryGetValue(lane, out var found) ? found : Nothing;

    /// <summary>Lanes that lead to a lane's start, in the direction of driving.</summary>
    public IReadOnlyList<LaneKey> Predecessors(LaneKey lane) => _predecessors.TryGetValue(lane, out var found) ? found : Nothing;

    /// <summary>The drivable lane to the left in the direction of driving, if it runs in the same direction.</summary>
    public LaneKey? LeftOf(LaneKey lane) => Beside(lane, _network.Roads[lane.Road].RunsForward(lane.Lane) ? 1 : -1);

    /// <summary>The drivable lane to the right in the direction of driving, if it runs in the same direction.</summary>
    public LaneKey? RightOf(LaneKey lane) => Beside(lane, _network.Roads[lane.Road].RunsForward(lane.Lane) ? -1 : 1);

    /// <summary>Length along the road's line, m.</summary>
    public double Length(LaneKey lane)
    {
        var road = _network.Roads[lane.Road];
        return road.SectionEnd(lane.Section) - road.Sections[lane.Section].Start;
    }

    /// <summary>
    /// The shortest way over drivable lanes from one place to another, with as few lane changes as that allows; nothing if there is
    /// none. A lane change takes no length, and is possible wherever lanes of one direction lie side by side.
    /// </summary>
    public Route? Shortest(LanePosition from, LanePosition to)
    {
        double start = AlongLane(from), end = AlongLane(to);
        var best = new Dictionary<Node, (double Length, int Changes, Node? From)>();
        var done = new HashSet<Node>();
        var open = new PriorityQueue<Node, (double Length, int Changes, int Order)>();
        // Lengths count from the entry of the first lane; lanes side by side have the same.
        Reach(new(from.Lane, IsFirst: true), 0, 0, null);
        while (open.TryDequeue(out var node, out _))
        {
            if (!done.Add(node)) continue;
            var (length, changes, _) = best[node];
            if (node.Lane == to.Lane && (!node.IsFirst || end >= start)) return new Route(Way(node), length + end - start);

            foreach (var next in Successors(node.Lane)) Reach(new(next, IsFirst: false), length + Length(node.Lane), changes, node);
            if (LeftOf(node.Lane) is { } left) Reach(node with { Lane = left }, length, changes + 1, node);
            if (RightOf(node.Lane) is { } right) Reach(node with { Lane = right }, length, changes + 1, node);
        }
        return null;

        void Reach(Node node, double length, int changes, Node? by)
        {
            if (!_network.Lane(node.Lane).IsDrivable || done.Contains(node)) return;
            if (best.TryGetValue(node, out var known) && (known.Length, known.Changes).CompareTo((length, changes)) <= 0) return;
            best[node] = (length, changes, by);
            open.Enqueue(node, (length, changes, best.Count));
        }

        ImmutableArray<LaneKey> Way(Node last)
        {
            var way = new List<LaneKey>();
            for (Node? node = last; node is { } at; node = best[at].From) way.Add(at.Lane);
            way.Reverse();
            return [.. way];
        }
    }

    /// <summary>Distance from where vehicles enter the lane, m.</summary>
    private double AlongLane(LanePosition position)
    {
        var road = _network.Roads[position.Lane.Road];
        return road.RunsForward(position.Lane.Lane)
            ? position.S - road.Sections[position.Lane.Section].Start
            : road.SectionEnd(position.Lane.Section) - position.S;
    }

    private LaneKey? Beside(LaneKey lane, int step)
    {
        int id = lane.Lane + step;
        var section = _network.Roads[lane.Road].Sections[lane.Section];
        return Math.Sign(id) == Math.Sign(lane.Lane) && section.Has(id) && section.Lane(id).IsDrivable ? lane with { Lane = id } : null;
    }

    private void JoinSections(int road)
    {
        var sections = _network.Roads[road].Sections;
        for (int i = 0; i + 1 < sections.Length; i++)
        {
            foreach (var lane in sections[i].Lanes)
            {
                foreach (int next in lane.Successors) Join(new(road, i, lane.Id), ContactPoint.End, new(road, i + 1, next), ContactPoint.Start);
            }
            foreach (var lane in sections[i + 1].Lanes)
            {
                foreach (int last in lane.Predecessors) Join(new(road, i, last), ContactPoint.End, new(road, i + 1, lane.Id), ContactPoint.Start);
            }
        }
    }

    private void JoinRoad(int index)
    {
        var road = _network.Roads[index];
        if (road.Predecessor is { Contact: { } startContact } before)
        {
            foreach (var lane in road.Sections[0].Lanes)
            {
                foreach (int other in lane.Predecessors) Join(new(index, 0, lane.Id), ContactPoint.Start, AtEnd(before.Id, startContact, other), startContact);
            }
        }
        if (road.Successor is { Contact: { } endContact } after)
        {
            foreach (var lane in road.Sections[^1].Lanes)
            {
                foreach (int other in lane.Successors) Join(new(index, road.Sections.Length - 1, lane.Id), ContactPoint.End, AtEnd(after.Id, endContact, other), endContact);
            }
        }
    }

    private void JoinJunction(Junction junction)
    {
        foreach (var connection in junction.Connections)
        {
            var incoming = _network.Road(connection.IncomingRoad);
            foreach (var link in connection.LaneLinks)
            {
                var to = AtEnd(connection.ConnectingRoad, connection.Contact, link.To);
                foreach (var contact in Contacts(incoming, junction.Id)) Join(AtEnd(incoming.Id, contact, link.From), contact, to, connection.Contact);
            }
        }
    }

    private static IEnumerable<ContactPoint> Contacts(Road road, string junction)
    {
        if (road.Predecessor is { Contact: null } before && before.Id == junction) yield return ContactPoint.Start;
        if (road.Successor is { Contact: null } after && after.Id == junction) yield return ContactPoint.End;
    }

    private LaneKey AtEnd(string road, ContactPoint contact, int lane)
    {
        int index = _network.RoadIndex(road);
        return new(index, contact == ContactPoint.Start ? 0 : _network.Roads[index].Sections.Length - 1, lane);
    }

    /// <summary>Joins two lanes at the ends where they touch, in the direction of driving. What does not exist, or does not run through, is not joined.</summary>
    private void Join(LaneKey a, ContactPoint endOfA, LaneKey b, ContactPoint endOfB)
    {
        if (!Exists(a) || !Exists(b)) return;
        bool leavesA = Leaves(a, endOfA), leavesB = Leaves(b, endOfB);
        if (leavesA == leavesB) return;
        var (from, to) = leavesA ? (a, b) : (b, a);
        Add(_successors, from, to);
        Add(_predecessors, to, from);
    }

    private bool Exists(LaneKey key) => _network.Roads[key.Road].Sections[key.Section].Has(key.Lane);

    private bool Leaves(LaneKey key, ContactPoint end) => _network.Roads[key.Road].RunsForward(key.Lane) == (end == ContactPoint.End);

    private static void Add(Dictionary<LaneKey, List<LaneKey>> lists, LaneKey key, LaneKey value)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        if (!list.Contains(value)) list.Add(value);
    }

    /// <summary>A lane on a way, in the section that the way begins in or beyond its end: a way may lead back to its beginning.</summary>
    private readonly record struct Node(LaneKey Lane, bool IsFirst);
}
