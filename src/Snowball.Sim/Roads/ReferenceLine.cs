using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>A point of a curve: position in m, heading in rad from the x axis to the left, curvature in 1/m, positive to the left.</summary>
public readonly record struct Pose(double X, double Y, double Heading, double Curvature);

/// <summary>A segment of a reference line in its place: it starts at the station <paramref name="S"/> (m) of the line, at
/// (<paramref name="X"/>, <paramref name="Y"/>) (m) with the given heading (rad).</summary>
public readonly record struct PlacedSegment(double S, double X, double Y, double Heading, LineSegment Shape);

/// <summary>
/// The line that a road's coordinates are measured along. Before its start and beyond its end it goes on with the curvature
/// that it has there. Double precision and our own sine, so that it has the same bits on every machine.
/// </summary>
public sealed class ReferenceLine
{
    private const int NewtonSteps = 50;
    private const double NewtonTolerance = 1e-11;

    private readonly double[] _starts;

    /// <summary>Lays the segments one after another from the given point, joined without a kink in heading.</summary>
    /// <exception cref="ArgumentException">There is no segment, or one is not longer than 0.</exception>
    public ReferenceLine(ImmutableArray<RoadSegment> segments, double x = 0, double y = 0, double heading = 0)
        : this(Chain(segments, new Pose(x, y, heading, 0)))
    {
    }

    /// <summary>Takes segments in their places, in the order of their stations: a map may leave small gaps and kinks between them.</summary>
    /// <exception cref="ArgumentException">There is no segment, one is not longer than 0, or one starts before its predecessor.</exception>
    public ReferenceLine(ImmutableArray<PlacedSegment> segments)
    {
        if (segments.IsDefaultOrEmpty) throw new ArgumentException("A reference line has at least one segment.", nameof(segments));
        Segments = segments;
        _starts = new double[segments.Length];
        for (int i = 0; i < segments.Length; i++)
        {
            if (!(segments[i].Shape.Length > 0)) throw new ArgumentException($"Segment {i} is {segments[i].Shape.Length} m long.", nameof(segments));
            if (i > 0 && !(segments[i].S > segments[i - 1].S)) throw new ArgumentException($"Segment {i} does not start beyond segment {i - 1}.", nameof(segments));
            _starts[i] = segments[i].S;
        }
        Length = segments[^1].S + segments[^1].Shape.Length;
    }

    /// <summary>The segments in order.</summary>
    public ImmutableArray<PlacedSegment> Segments { get; }

    /// <summary>Length, m.</summary>
    public double Length { get; }

    /// <summary>The point at arc length s, m; heading is continuous along a segment, not wrapped.</summary>
    public Pose At(double s)
    {
        var segment = Segments[Math.Max(Stations.IndexAt(_starts, s), 0)];
        return segment.Shape.At(new Pose(segment.X, segment.Y, segment.Heading, 0), s - segment.S);
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

    private static ImmutableArray<PlacedSegment> Chain(ImmutableArray<RoadSegment> segments, Pose pose)
    {
        if (segments.IsDefaultOrEmpty) return [];
        var placed = ImmutableArray.CreateBuilder<PlacedSegment>(segments.Length);
        double s = 0;
        foreach (var segment in segments)
        {
            placed.Add(new PlacedSegment(s, pose.X, pose.Y, pose.Heading, segment));
            s += segment.Length;
            if (placed.Count < segments.Length) pose = segment.EndFrom(pose);
        }
        return placed.MoveToImmutable();
    }
}
