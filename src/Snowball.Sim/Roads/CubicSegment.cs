using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>
/// A stretch whose local coordinates are cubics of a parameter p in [0, <see cref="End"/>]: u along the heading at its
/// start, v to the left of it, m (OpenDRIVE's paramPoly3, and poly3 with u = p). It is measured by arc length, scaled so that
/// the whole curve makes its <see cref="LineSegment.Length"/>, which files give rounded.
/// </summary>
public sealed record CubicSegment : LineSegment
{
    private const int Panels = 16;
    private const int NewtonSteps = 8;

    // Arc length of the curve from its start to each panel's ends, m.
    private readonly double[] _lengths;

    /// <summary>A curve of the given length (m).</summary>
    /// <exception cref="ArgumentException">The curve has no extent.</exception>
    public CubicSegment(double length, Cubic u, Cubic v, double end)
        : base(length)
    {
        (U, V, End) = (u, v, end);
        _lengths = Measure(u, v, end);
        if (!(_lengths[Panels] > 0)) throw new ArgumentException("The curve has no extent.", nameof(end));
    }

    /// <summary>Coordinate along the heading at the start, m.</summary>
    public Cubic U { get; }

    /// <summary>Coordinate to the left of the heading at the start, m.</summary>
    public Cubic V { get; }

    /// <summary>The parameter at the end.</summary>
    public double End { get; }

    /// <summary>A curve v(u), with u as far as it takes to make the length.</summary>
    public static CubicSegment Graph(double length, Cubic v)
    {
        var u = new Cubic(0, 0, 1);
        // Arc length grows at least as fast as u, so the end lies within the length.
        double end = length;
        for (int i = 0; i < 50; i++)
        {
            double step = (Measure(u, v, end)[Panels] - length) / Speed(u, v, end);
            end -= step;
            if (Math.Abs(step) < 1e-12 * length) break;
        }
        return new CubicSegment(length, u, v, end);
    }

    internal override Pose At(Pose start, double along)
    {
        if (along < 0) return RoadSegment.Advance(Point(start, 0), along, Curvature(0));
        if (along > Length) return RoadSegment.Advance(Point(start, End), along - Length, Curvature(End));
        return Point(start, Parameter(along * (_lengths[Panels] / Length)));
    }

    private Pose Point(Pose start, double p)
    {
        var (sin, cos) = Elementary.SinCos(start.Heading);
        double u = U.At(p), v = V.At(p);
        double heading = start.Heading + Elementary.Atan2(V.SlopeAt(p), U.SlopeAt(p));
        return new Pose(start.X + u * cos - v * sin, start.Y + u * sin + v * cos, heading, Curvature(p));
    }

    private double Curvature(double p)
    {
        double speed = Speed(U, V, p);
        return (U.SlopeAt(p) * V.BendAt(p) - V.SlopeAt(p) * U.BendAt(p)) / (speed * speed * speed);
    }

    /// <summary>The parameter at an arc length (m), by Newton's method from within the panel that it lies in.</summary>
    private double Parameter(double arc)
    {
        int panel = Math.Clamp(Stations.IndexAt(_lengths, arc), 0, Panels - 1);
        double first = panel * (End / Panels), last = (panel + 1) * (End / Panels);
        double p = first + (last - first) * (arc - _lengths[panel]) / (_lengths[panel + 1] - _lengths[panel]);
        for (int i = 0; i < NewtonSteps; i++)
        {
            double step = (_lengths[panel] + Integrate(U, V, first, p) - arc) / Speed(U, V, p);
            p = Math.Clamp(p - step, first, last);
            if (Math.Abs(step) < 1e-13 * End) break;
        }
        return p;
    }

    private static double[] Measure(Cubic u, Cubic v, double end)
    {
        var lengths = new double[Panels + 1];
        for (int i = 0; i < Panels; i++) lengths[i + 1] = lengths[i] + Integrate(u, v, i * (end / Panels), (i + 1) * (end / Panels));
        return lengths;
    }

    private static double Integrate(Cubic u, Cubic v, double from, double to)
    {
        double middle = (from + to) / 2, half = (to - from) / 2, sum = 0;
        for (int i = 0; i < Quadrature.Nodes.Length; i++)
        {
            sum += Quadrature.Weights[i] * (Speed(u, v, middle - half * Quadrature.Nodes[i]) + Speed(u, v, middle + half * Quadrature.Nodes[i]));
        }
        return sum * half;
    }

    private static double Speed(Cubic u, Cubic v, double p)
    {
        double du = u.SlopeAt(p), dv = v.SlopeAt(p);
        return Math.Sqrt(du * du + dv * dv);
    }
}
