using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>A point of a curve: position in m, heading in rad from the x axis to the left, curvature in 1/m, positive to the left.</summary>
public readonly record struct Pose(double X, double Y, double Heading, double Curvature);

/// <summary>
/// A stretch whose curvature (1/m) changes linearly over its <paramref name="Length"/> (m): a clothoid, of which the arc and
/// the straight are special cases.
/// </summary>
public readonly record struct RoadSegment(double Length, double StartCurvature, double EndCurvature)
{
    /// <summary>Curvature zero.</summary>
    public static RoadSegment Straight(double length) => new(length, 0, 0);

    /// <summary>Constant curvature, 1/m.</summary>
    public static RoadSegment Arc(double length, double curvature) => new(length, curvature, curvature);

    /// <summary>Change of heading from end to end, rad.</summary>
    public double Turn => (StartCurvature + EndCurvature) / 2 * Length;
}

/// <summary>
/// The line that a road's coordinates are measured along: segments joined without a kink in heading. Before its start and
/// beyond its end it goes on with the curvature that it has there. Double precision and our own sine, so that it has the same
/// bits on every machine.
/// </summary>
public sealed class ReferenceLine
{
    // Nodes and weights of the 8-point Gauss-Legendre rule on [-1, 1], positive half.
    private static readonly double[] Nodes = [0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363];
    private static readonly double[] Weights = [0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763];
    private const double LargestTurnOfPanel = 1;
    private const int NewtonSteps = 50;
    private const double NewtonTolerance = 1e-11;

    private readonly double[] _starts;
    private readonly Pose[] _poses;

    /// <summary>Lays the segments one after another from the given point.</summary>
    /// <exception cref="ArgumentException">There is no segment, or one is not longer than 0.</exception>
    public ReferenceLine(ImmutableArray<RoadSegment> segments, double x = 0, double y = 0, double heading = 0)
    {
        if (segments.IsDefaultOrEmpty) throw new ArgumentException("A reference line has at least one segment.", nameof(segments));
        Segments = segments;
        _starts = new double[segments.Length];
        _poses = new Pose[segments.Length];
        var pose = new Pose(x, y, heading, segments[0].StartCurvature);
        for (int i = 0; i < segments.Length; i++)
        {
            if (!(segments[i].Length > 0)) throw new ArgumentException($"Segment {i} is {segments[i].Length} m long.", nameof(segments));
            (_starts[i], _poses[i]) = (Length, pose with { Curvature = segments[i].StartCurvature });
            Length += segments[i].Length;
            if (i + 1 < segments.Length) pose = Advance(_poses[i], segments[i].Length, segments[i].EndCurvature);
        }
    }

    /// <summary>The segments in order.</summary>
    public ImmutableArray<RoadSegment> Segments { get; }

    /// <summary>Length, m.</summary>
    public double Length { get; }

    /// <summary>The point at arc length s, m; heading is continuous, not wrapped.</summary>
    public Pose At(double s)
    {
        int i = Array.BinarySearch(_starts, s);
        i = Math.Max(i < 0 ? ~i - 1 : i, 0);
        var segment = Segments[i];
        double along = s - _starts[i];
        if (along < 0) return Advance(_poses[i], along, segment.StartCurvature);
        if (along <= segment.Length) return Advance(_poses[i], along, CurvatureWithin(segment, along));
        return Advance(Advance(_poses[i], segment.Length, segment.EndCurvature), along - segment.Length, segment.EndCurvature);
    }

    /// <summary>
    /// Arc length and lateral distance (m, positive to the left) of a point: the foot of its perpendicular, by Newton's method
    /// from <paramref name="hint"/>, which must be nearer to the foot than the centre of curvature is.
    /// </summary>
    public (double S, double D) Project(double x, double y, double hint)
    {
        double s = hint;
        for (int i = 0; ; i++)
        {
            var pose = At(s);
            var (sin, cos) = Elementary.SinCos(pose.Heading);
            double along = (x - pose.X) * cos + (y - pose.Y) * sin;
            double left = (y - pose.Y) * cos - (x - pose.X) * sin;
            if (Math.Abs(along) < NewtonTolerance || i == NewtonSteps) return (s, left);
            s += along / Math.Max(1 - pose.Curvature * left, 0.1);
        }
    }

    private static double CurvatureWithin(RoadSegment segment, double along)
        => segment.StartCurvature == segment.EndCurvature
            ? segment.StartCurvature
            : segment.StartCurvature + (segment.EndCurvature - segment.StartCurvature) * (along / segment.Length);

    /// <summary>Follows a curve whose curvature changes linearly: its direction integrated by Gauss and Legendre's rule, in
    /// panels that turn so little that the rule is exact to rounding.</summary>
    private static Pose Advance(Pose start, double length, double endCurvature)
    {
        double slope = endCurvature - start.Curvature;
        double turn = Math.Abs(length) * Math.Max(Math.Abs(start.Curvature), Math.Abs(endCurvature));
        int panels = Math.Max(1, (int)Math.Ceiling(turn / LargestTurnOfPanel));
        double half = 0.5 / panels, x = 0, y = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            double middle = (2 * panel + 1) * half;
            for (int node = 0; node < Nodes.Length; node++)
            {
                var (sin0, cos0) = Elementary.SinCos(Heading(middle - half * Nodes[node]));
                var (sin1, cos1) = Elementary.SinCos(Heading(middle + half * Nodes[node]));
                x += Weights[node] * (cos0 + cos1);
                y += Weights[node] * (sin0 + sin1);
            }
        }
        return new Pose(start.X + length * half * x, start.Y + length * half * y, Heading(1), endCurvature);

        double Heading(double fraction) => start.Heading + length * fraction * (start.Curvature + slope * fraction / 2);
    }
}
