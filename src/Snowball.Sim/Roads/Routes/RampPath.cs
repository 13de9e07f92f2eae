using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>Where the edges of a lane beside the route lie in its frame: (s, d) in m of points along each, s growing.</summary>
internal sealed class RampPath
{
    private const double Spacing = 2;

    /// <summary>A ramp is no part of the carriageway where it is further off (m) or leads elsewhere (cosine of the angle).</summary>
    private const double Furthest = 60, LeastCosine = 0.7;

    private readonly List<(double S, double D)> _left = [], _right = [];

    private RampPath(LaneKey lane) => Lane = lane;

    public LaneKey Lane { get; }

    public double From => Math.Max(_left[0].S, _right[0].S);

    public double To => Math.Min(_left[^1].S, _right[^1].S);

    /// <summary>
    /// Projects the lane onto the route, starting at the end at which it touches the carriageway, <paramref name="touches"/> m
    /// along the route; null where nothing of it lies beside. <paramref name="isWhole"/> tells whether all of it does.
    /// </summary>
    public static RampPath? Project(RoadRoute route, LaneKey key, double touches, bool leadsAway, out bool isWhole)
    {
        var road = route.Network.Roads[key.Road];
        var path = new RampPath(key);
        double start = road.Sections[key.Section].Start, end = road.SectionEnd(key.Section);
        bool fromStart = road.RunsForward(key.Lane) == leadsAway;
        int steps = Math.Max(1, (int)Math.Ceiling((end - start) / Spacing));
        double hint = touches;
        isWhole = true;
        for (int i = 0; i <= steps && isWhole; i++)
        {
            double share = fromStart ? (double)i / steps : 1 - (double)i / steps;
            double s = start + (end - start) * share;
            isWhole = path.Add(route, road, key, s, leadsAway, ref hint);
        }
        if (path._left.Count < 2) return null;
        if (!leadsAway)
        {
            path._left.Reverse();
            path._right.Reverse();
        }
        return path;
    }

    /// <summary>d of the left and right edges at a station between <see cref="From"/> and <see cref="To"/>.</summary>
    public (double Left, double Right) EdgesAt(double s) => (At(_left, s), At(_right, s));

    /// <summary>The lane's own station beside a station of the route.</summary>
    public double OnRoad(RoadRoute route, double s)
    {
        double share = (s - From) / Math.Max(To - From, 1e-9);
        var road = route.Network.Roads[Lane.Road];
        double start = road.Sections[Lane.Section].Start, end = road.SectionEnd(Lane.Section);
        return road.RunsForward(Lane.Lane) ? start + share * (end - start) : end - share * (end - start);
    }

    private bool Add(RoadRoute route, Road road, LaneKey key, double s, bool leadsAway, ref double hint)
    {
        var (left, right) = road.LaneEdges(key.Section, key.Lane, s);
        if (!road.RunsForward(key.Lane)) (left, right) = (right, left);
        var (a, b) = (road.ToWorld(s, left), road.ToWorld(s, right));
        var (leftS, leftD) = route.Line.Project(a.X, a.Y, hint);
        var (rightS, rightD) = route.Line.Project(b.X, b.Y, leftS);
        double turn = a.Heading + (road.RunsForward(key.Lane) ? 0 : Math.PI) - route.Line.At(leftS).Heading;
        bool isBeside = Math.Abs(leftD) < Furthest && Elementary.SinCos(turn).Cos > LeastCosine
            && leftS > -Spacing && leftS < route.Line.Length + Spacing;
        bool goesOn = _left.Count == 0 || (leadsAway ? leftS > _left[^1].S && rightS > _right[^1].S : leftS < _left[^1].S && rightS < _right[^1].S);
        if (!isBeside || !goesOn) return false;
        _left.Add((leftS, leftD));
        _right.Add((rightS, rightD));
        hint = leftS;
        return true;
    }

    private static double At(List<(double S, double D)> points, double s)
    {
        int low = 0, high = points.Count - 1;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (points[middle].S <= s) low = middle;
            else high = middle;
        }
        var (a, b) = (points[low], points[high]);
        double share = b.S > a.S ? Math.Clamp((s - a.S) / (b.S - a.S), 0, 1) : 0;
        return a.D + (b.D - a.D) * share;
    }
}
