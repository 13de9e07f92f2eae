using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Roads.Highways;

/// <summary>The course of a highway in space: plan view, height and superelevation over its stations, m and rad.</summary>
internal sealed class Alignment
{
    private readonly ImmutableArray<RoadSegment> _segments;
    private readonly ReferenceLine _line;

    private Alignment(ImmutableArray<RoadSegment> segments, ImmutableArray<Cubic> elevation, ImmutableArray<Cubic> superelevation)
        => (_segments, _line, Elevation, Superelevation) = (segments, new ReferenceLine(segments), elevation, superelevation);

    /// <summary>Height of the reference line; empty where it is level.</summary>
    public ImmutableArray<Cubic> Elevation { get; }

    /// <summary>Roll, positive where the left side is higher; empty where there is none.</summary>
    public ImmutableArray<Cubic> Superelevation { get; }

    /// <summary>Draws the curves, and lays the grades along them.</summary>
    public static Alignment Draw(HighwayRoadSettings road, ImmutableArray<Grade> grades, ref RandomStream random)
    {
        var segments = road.Curvature is { } curves
            ? RoadGenerator.Segments(road.Length, curves.StraightLength, curves.Radius, curves.ClothoidLength, curves.ArcLength, ref random)
            : [RoadSegment.Straight(road.Length)];
        return new(segments, Heights(grades), road.Curvature is { Superelevation: > 0 } bent ? Rolls(segments, bent.Superelevation, road.SpeedLimit) : []);
    }

    /// <summary>The plan view from one station to another, its stations counted from the first.</summary>
    public ReferenceLine Cut(double from, double to)
    {
        var cut = ImmutableArray.CreateBuilder<RoadSegment>();
        double start = 0;
        foreach (var segment in _segments)
        {
            double a = Math.Max(from - start, 0), b = Math.Min(to - start, segment.Length);
            if (b - a > 1e-9) cut.Add(new RoadSegment(b - a, CurvatureAt(segment, a), CurvatureAt(segment, b)));
            start += segment.Length;
        }
        var pose = _line.At(from);
        return new ReferenceLine(cut.ToImmutable(), pose.X, pose.Y, pose.Heading);
    }

    /// <summary>Cubics over the whole highway, from one station to another, counted from the first.</summary>
    public static CubicProfile Cut(ImmutableArray<Cubic> profile, double from, double to)
    {
        var cut = ImmutableArray.CreateBuilder<Cubic>();
        for (int i = 0; i < profile.Length; i++)
        {
            double start = Math.Max(profile[i].Start, from), end = i + 1 < profile.Length ? profile[i + 1].Start : double.PositiveInfinity;
            if (start < to && end > from) cut.Add(profile[i].From(start) with { Start = start - from });
        }
        return new CubicProfile(cut.ToImmutable());
    }

    private static double CurvatureAt(RoadSegment segment, double along)
        => segment.StartCurvature + (segment.EndCurvature - segment.StartCurvature) * (along / segment.Length);

    private static ImmutableArray<Cubic> Heights(ImmutableArray<Grade> grades)
    {
        if (grades.IsEmpty) return [];
        var cubics = ImmutableArray.CreateBuilder<Cubic>();
        var end = new Cubic(0, 0);
        cubics.Add(end);
        foreach (var grade in grades)
        {
            double bend = grade.Slope / (2 * grade.VerticalCurve);
            Append(new Cubic(grade.From, end.At(grade.From), 0, bend));
            double second = grade.From + grade.VerticalCurve, third = grade.To - grade.VerticalCurve;
            if (third > second) Append(new Cubic(second, end.At(second), grade.Slope));
            Append(new Cubic(third, end.At(third), grade.Slope, -bend));
            Append(new Cubic(grade.To, end.At(grade.To)));
        }
        return cubics.ToImmutable();

        void Append(Cubic cubic)
        {
            end = cubic;
            if (cubics[^1].Start < cubic.Start) cubics.Add(cubic);
            else cubics[^1] = cubic;
        }
    }

    /// <summary>
    /// AASHTO, A Policy on Geometric Design of Highways and Streets (2018), section 3.3.3, method 3: superelevation takes the whole
    /// lateral acceleration at design speed, e = v^2 / (g R), up to the greatest; side friction the rest. It runs off over the clothoids.
    /// </summary>
    private static ImmutableArray<Cubic> Rolls(ImmutableArray<RoadSegment> segments, double greatest, double speed)
    {
        const double Gravity = 9.80665;
        var cubics = ImmutableArray.CreateBuilder<Cubic>();
        double s = 0;
        foreach (var segment in segments)
        {
            double start = Roll(segment.StartCurvature), end = Roll(segment.EndCurvature);
            cubics.Add(new Cubic(s, start, (end - start) / segment.Length));
            s += segment.Length;
        }
        return cubics.ToImmutable();

        // In a bend to the left the right side is the higher one.
        double Roll(double curvature) => -Elementary.Atan(Math.Clamp(speed * speed * curvature / Gravity, -greatest, greatest));
    }
}

/// <summary>A slope (rise over run) between two stations, with a parabola of the given length at each end, m.</summary>
internal readonly record struct Grade(double From, double To, double Slope, double VerticalCurve);
