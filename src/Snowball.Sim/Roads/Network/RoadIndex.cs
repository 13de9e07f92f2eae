using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads.Network;

/// <summary>Where a point of the world lies on a map.</summary>
/// <param name="Lane">The lane that holds the point, or else the nearest.</param>
/// <param name="S">Along the road, m.</param>
/// <param name="T">To the left of the road's line, m.</param>
/// <param name="Distance">From the surface of the road's lanes, m; 0 on it.</param>
public readonly record struct LanePlace(LaneKey Lane, double S, double T, double Distance);

/// <summary>
/// Finds the lane at a point of the world: a tree of bounding boxes around short stretches of road, of which only those are looked
/// into that could hold something nearer than what was found.
/// </summary>
public sealed class RoadIndex
{
    private const double LongestStretch = 20;
    private const double LargestTurn = 0.5;
    private const double SampleSpacing = 2;
    // What a curve bulges between samples, m.
    private const double Margin = 0.5;
    private const int LeafSize = 4;
    private const int NewtonSteps = 20;
    private const double NewtonTolerance = 1e-9;

    private readonly RoadNetwork _network;
    private readonly Stretch[] _stretches;
    private readonly List<Node> _nodes = [];

    /// <summary>Covers a map.</summary>
    public RoadIndex(RoadNetwork network)
    {
        _network = network;
        var stretches = new List<Stretch>();
        for (int road = 0; road < network.Roads.Length; road++) Cut(road, stretches);
        _stretches = [.. stretches];
        Build(0, _stretches.Length);
    }

    /// <summary>
    /// The lane nearest to a point (m), by its distance in the plane or, with <paramref name="z"/>, in space. Of lanes that lie over one another, one
    /// that can be driven on and whose centre is nearest.
    /// </summary>
    public LanePlace Nearest(double x, double y, double? z = null)
    {
        var best = new Candidate(default, double.PositiveInfinity, false, double.PositiveInfinity);
        Visit(0, x, y, z, ref best);
        return best.Place with { Distance = Math.Sqrt(best.Square) };
    }

    private void Visit(int node, double x, double y, double? z, ref Candidate best)
    {
        var (box, first, count, right) = _nodes[node];
        if (box.SquareTo(x, y) > best.Square) return;
        if (count > 0)
        {
            for (int i = first; i < first + count; i++)
            {
                if (_stretches[i].Box.SquareTo(x, y) <= best.Square && Look(_stretches[i], x, y, z) is var found && found.IsBetterThan(best)) best = found;
            }
            return;
        }
        int left = node + 1;
        bool leftFirst = _nodes[left].Box.SquareTo(x, y) <= _nodes[right].Box.SquareTo(x, y);
        Visit(leftFirst ? left : right, x, y, z, ref best);
        Visit(leftFirst ? right : left, x, y, z, ref best);
    }

    /// <summary>The nearest point of a stretch: the foot of the perpendicular on its banked surface, or an end.</summary>
    private Candidate Look(Stretch stretch, double x, double y, double? z)
    {
        var road = _network.Roads[stretch.Road];
        double s = (stretch.Start + stretch.End) / 2, t = 0, along = 0;
        for (int i = 0; i < NewtonSteps; i++)
        {
            var pose = road.Line.At(s);
            var (sin, cos) = Elementary.SinCos(pose.Heading);
            var (sinRoll, cosRoll) = Elementary.SinCos(road.Superelevation.At(s));
            double left = (y - pose.Y) * cos - (x - pose.X) * sin;
            t = left / cosRoll;
            // On a slope, the banked surface leans along the road too.
            var (sinPitch, _) = Elementary.SinCos(-Elementary.Atan(road.Elevation.SlopeAt(s)));
            along = (x - pose.X) * cos + (y - pose.Y) * sin - t * sinRoll * sinPitch;
            double next = Math.Clamp(s + along / Math.Max(1 - pose.Curvature * left, 0.1), stretch.Start, stretch.End);
            if (Math.Abs(next - s) < NewtonTolerance) break;
            s = next;
        }
        return Place(stretch, road, s, t, along, z);
    }

    private static Candidate Place(Stretch stretch, Road road, double s, double t, double along, double? z)
    {
        var section = road.Sections[stretch.Section];
        double offset = road.LaneOffset.At(s), outside = double.PositiveInfinity, fromCentre = double.PositiveInfinity;
        Lane? nearest = null;
        foreach (var lane in section.Lanes)
        {
            var (left, right) = section.LaneEdges(lane.Id, s);
            double beyond = Math.Max(0, Math.Max(t - offset - left, right - (t - offset)));
            double centre = Math.Abs(t - offset - (left + right) / 2);
            if (left > right && (beyond < outside || (beyond == outside && centre < fromCentre))) (nearest, outside, fromCentre) = (lane, beyond, centre);
        }
        if (nearest is null) return new Candidate(default, double.PositiveInfinity, false, double.PositiveInfinity);
        double up = z is { } height ? height - road.ToWorld(s, t).Z : 0;
        var place = new LanePlace(new LaneKey(stretch.Road, stretch.Section, nearest.Id), s, t, 0);
        return new Candidate(place, along * along + outside * outside + up * up, nearest.IsDrivable, fromCentre);
    }

    private void Cut(int index, List<Stretch> stretches)
    {
        var road = _network.Roads[index];
        var starts = new SortedSet<double> { 0 };
        foreach (var section in road.Sections) starts.Add(section.Start);
        foreach (var segment in road.Line.Segments) starts.Add(segment.S);
        var edges = new List<double>(starts) { road.Length };
        for (int i = 0; i + 1 < edges.Count; i++)
        {
            double length = edges[i + 1] - edges[i];
            double turn = Math.Abs(road.Line.At(edges[i] + length / 2).Curvature) + Math.Abs(road.Line.At(edges[i]).Curvature) + Math.Abs(road.Line.At(edges[i + 1]).Curvature);
            int parts = Math.Max(1, (int)Math.Ceiling(Math.Max(length / LongestStretch, turn * length / LargestTurn)));
            for (int part = 0; part < parts; part++)
            {
                double start = edges[i] + part * length / parts, end = part + 1 < parts ? edges[i] + (part + 1) * length / parts : edges[i + 1];
                stretches.Add(new Stretch(index, road.SectionAt((start + end) / 2), start, end, Around(road, start, end)));
            }
        }
    }

    private static Box Around(Road road, double start, double end)
    {
        int section = road.SectionAt((start + end) / 2), steps = Math.Max(1, (int)Math.Ceiling((end - start) / SampleSpacing));
        var lanes = road.Sections[section].Lanes;
        var box = Box.Empty;
        for (int i = 0; i <= steps; i++)
        {
            double s = start + i * (end - start) / steps, offset = road.LaneOffset.At(s);
            double left = lanes.IsEmpty ? offset : road.LaneEdges(section, lanes[0].Id, s).Left;
            double right = lanes.IsEmpty ? offset : road.LaneEdges(section, lanes[^1].Id, s).Right;
            box = box.With(road.ToWorld(s, left)).With(road.ToWorld(s, right)).With(road.ToWorld(s, 0));
        }
        return box.Wider(Margin);
    }

    /// <summary>Adds the tree over a range of stretches, halved along its longer side.</summary>
    private int Build(int first, int count)
    {
        var box = Box.Empty;
        for (int i = first; i < first + count; i++) box = box.With(_stretches[i].Box);
        int node = _nodes.Count;
        _nodes.Add(new Node(box, first, count, 0));
        if (count <= LeafSize) return node;

        bool alongX = box.Right - box.Left > box.Top - box.Bottom;
        Array.Sort(_stretches, first, count, Comparer<Stretch>.Create((a, b) => alongX ? a.Box.MiddleX.CompareTo(b.Box.MiddleX) : a.Box.MiddleY.CompareTo(b.Box.MiddleY)));
        Build(first, count / 2);
        int right = Build(first + count / 2, count - count / 2);
        _nodes[node] = new Node(box, first, 0, right);
        return node;
    }

    private readonly record struct Stretch(int Road, int Section, double Start, double End, Box Box);

    /// <summary>A leaf of some stretches, or two nodes: the one that follows and <paramref name="Right"/>.</summary>
    private readonly record struct Node(Box Box, int First, int Count, int Right);

    private readonly record struct Candidate(LanePlace Place, double Square, bool IsDrivable, double FromCentre)
    {
        // Below a tenth of a millimetre two surfaces are equally near.
        private const double SameSquare = 1e-8;

        public bool IsBetterThan(Candidate other)
        {
            if (Math.Abs(Square - other.Square) > SameSquare) return Square < other.Square;
            if (IsDrivable != other.IsDrivable) return IsDrivable;
            return FromCentre != other.FromCentre ? FromCentre < other.FromCentre : Place.Lane.Road < other.Place.Lane.Road;
        }
    }

    private readonly record struct Box(double Left, double Bottom, double Right, double Top)
    {
        public static readonly Box Empty = new(double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);

        public double MiddleX => (Left + Right) / 2;

        public double MiddleY => (Bottom + Top) / 2;

        public Box With(WorldPose point) => With(new Box(point.X, point.Y, point.X, point.Y));

        public Box With(Box other) => new(Math.Min(Left, other.Left), Math.Min(Bottom, other.Bottom), Math.Max(Right, other.Right), Math.Max(Top, other.Top));

        public Box Wider(double by) => new(Left - by, Bottom - by, Right + by, Top + by);

        public double SquareTo(double x, double y)
        {
            double dx = Math.Max(0, Math.Max(Left - x, x - Right)), dy = Math.Max(0, Math.Max(Bottom - y, y - Top));
            return dx * dx + dy * dy;
        }
    }
}
