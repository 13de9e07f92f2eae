using Snowball.Sim.Numerics;

namespace Snowball.Sim.Roads;

/// <summary>The shape of a stretch of a reference line, <paramref name="Length"/> m long.</summary>
public abstract record LineSegment(double Length)
{
    /// <summary>
    /// The point <paramref name="along"/> m from the start of the stretch, which lies at <paramref name="start"/>. Before the
    /// stretch and beyond it the line goes on with the curvature that it has there.
    /// </summary>
    internal abstract Pose At(Pose start, double along);
}

/// <summary>
/// A stretch whose curvature (1/m) changes linearly over its <paramref name="Length"/> (m): a clothoid, of which the arc and
/// the straight are special cases.
/// </summary>
public sealed record RoadSegment(double Length, double StartCurvature, double EndCurvature) : LineSegment(Length)
{
    private const double LargestTurnOfPanel = 1;

    /// <summary>Curvature zero.</summary>
    public static RoadSegment Straight(double length) => new(length, 0, 0);

    /// <summary>Constant curvature, 1/m.</summary>
    public static RoadSegment Arc(double length, double curvature) => new(length, curvature, curvature);

    /// <summary>Change of heading from end to end, rad.</summary>
    public double Turn => (StartCurvature + EndCurvature) / 2 * Length;

    internal override Pose At(Pose start, double along)
    {
        start = start with { Curvature = StartCurvature };
        if (along < 0) return Advance(start, along, StartCurvature);
        if (along <= Length) return Advance(start, along, CurvatureWithin(along));
        return Advance(EndFrom(start), along - Length, EndCurvature);
    }

    /// <summary>The end of the stretch.</summary>
    internal Pose EndFrom(Pose start) => Advance(start with { Curvature = StartCurvature }, Length, EndCurvature);

    private double CurvatureWithin(double along)
        => StartCurvature == EndCurvature ? StartCurvature : StartCurvature + (EndCurvature - StartCurvature) * (along / Length);

    /// <summary>Follows a curve whose curvature changes linearly: its direction integrated by Gauss and Legendre's rule, in
    /// panels that turn so little that the rule is exact to rounding.</summary>
    internal static Pose Advance(Pose start, double length, double endCurvature)
    {
        double slope = endCurvature - start.Curvature;
        double turn = Math.Abs(length) * Math.Max(Math.Abs(start.Curvature), Math.Abs(endCurvature));
        int panels = Math.Max(1, (int)Math.Ceiling(turn / LargestTurnOfPanel));
        double half = 0.5 / panels, x = 0, y = 0;
        for (int panel = 0; panel < panels; panel++)
        {
            double middle = (2 * panel + 1) * half;
            for (int node = 0; node < Quadrature.Nodes.Length; node++)
            {
                var (sin0, cos0) = Elementary.SinCos(Heading(middle - half * Quadrature.Nodes[node]));
                var (sin1, cos1) = Elementary.SinCos(Heading(middle + half * Quadrature.Nodes[node]));
                x += Quadrature.Weights[node] * (cos0 + cos1);
                y += Quadrature.Weights[node] * (sin0 + sin1);
            }
        }
        return new Pose(start.X + length * half * x, start.Y + length * half * y, Heading(1), endCurvature);

        double Heading(double fraction) => start.Heading + length * fraction * (start.Curvature + slope * fraction / 2);
    }
}
