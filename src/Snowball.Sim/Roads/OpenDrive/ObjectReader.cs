using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.OpenDrive;

/// <summary>Reads what stands at a road. Paint and markings on the ground are skipped.</summary>
internal static class ObjectReader
{
    private const int LongestRow = 100_000;
    private static readonly HashSet<string> Flat = ["parkingSpace", "crosswalk", "roadMark", "roadSurface", "driveway", "patch"];

    public static ImmutableArray<RoadObject> Read(MapElement? objects, ReferenceLine line)
    {
        if (objects is null) return [];
        var read = ImmutableArray.CreateBuilder<RoadObject>();
        foreach (var element in objects.Value.Children())
        {
            if (element.Name != "object" || Flat.Contains(element.Attribute("type", "none"))) element.Skip();
            else Read(element, line, read);
        }
        return read.ToImmutable();
    }

    private static void Read(MapElement element, ReferenceLine line, ImmutableArray<RoadObject>.Builder read)
    {
        var repeats = element.Children("repeat");
        if (repeats.Count == 0)
        {
            read.Add(Obstacle(element, line));
            return;
        }
        RoadBarrier? barrier = null;
        foreach (var repeat in repeats)
        {
            double distance = repeat.Positive("distance");
            if (distance > 0) Row(element, repeat, distance, line, read);
            else if (barrier is not null && Follows(barrier, repeat)) read[^1] = barrier = barrier with { Points = barrier.Points.Add(End(element, repeat, line)) };
            else read.Add(barrier = Barrier(element, repeat, line));
        }
    }

    private static RoadObstacle Obstacle(MapElement element, ReferenceLine line)
    {
        var outline = Outline(element, line);
        return new RoadObstacle
        {
            Id = element.Attribute("id", ""),
            Type = element.Attribute("type", "none"),
            Name = element.Attribute("name", ""),
            S = element.Number("s"),
            T = element.Number("t"),
            Foot = element.Number("zOffset", 0),
            Heading = element.Number("hdg", 0),
            Length = element.Number("length", 0),
            Width = element.Number("width", 0),
            Height = element.Number("height", outline.Height),
            Radius = element.Has("length") ? 0 : element.Number("radius", 0),
            Outline = outline.Corners,
        };
    }

    /// <summary>The outer outline in the object's own coordinates, and its greatest height.</summary>
    private static (ImmutableArray<Corner> Corners, double Height) Outline(MapElement element, ReferenceLine line)
    {
        var outline = element.Child("outline") ?? element.Child("outlines")?.Child("outline");
        if (outline is null) return ([], 0);
        var corners = ImmutableArray.CreateBuilder<Corner>();
        double height = 0;
        foreach (var corner in outline.Value.Children())
        {
            switch (corner.Name)
            {
                case "cornerLocal":
                    corners.Add(new Corner(corner.Number("u"), corner.Number("v")));
                    break;
                case "cornerRoad":
                    corners.Add(Local(corner, element, line));
                    break;
                default:
                    corner.Skip();
                    continue;
            }
            height = Math.Max(height, corner.Number("height", 0));
        }
        return (corners.ToImmutable(), height);
    }

    /// <summary>A corner in road coordinates as the object at its own place sees it.</summary>
    private static Corner Local(MapElement corner, MapElement element, ReferenceLine line)
    {
        var (x, y, _) = At(line, corner.Number("s"), corner.Number("t"));
        var (originX, originY, heading) = At(line, element.Number("s"), element.Number("t"));
        var (sin, cos) = Elementary.SinCos(heading + element.Number("hdg", 0));
        return new Corner((x - originX) * cos + (y - originY) * sin, (y - originY) * cos - (x - originX) * sin);
    }

    private static (double X, double Y, double Heading) At(ReferenceLine line, double s, double t)
    {
        var pose = line.At(s);
        var (sin, cos) = Elementary.SinCos(pose.Heading);
        return (pose.X - t * sin, pose.Y + t * cos, pose.Heading);
    }

    private static RoadBarrier Barrier(MapElement element, MapElement repeat, ReferenceLine line) => new()
    {
        Id = element.Attribute("id", ""),
        Type = element.Attribute("type", "none"),
        Name = element.Attribute("name", ""),
        Points = [Point(element, repeat, 0, repeat.Positive("s")), End(element, repeat, line)],
    };

    /// <summary>Whether a repetition goes on where a barrier ends.</summary>
    private static bool Follows(RoadBarrier barrier, MapElement repeat)
        => Math.Abs(barrier.Points[^1].S - repeat.Positive("s")) < 1e-6 && Math.Abs(barrier.Points[^1].T - repeat.Number("tStart", double.NaN)) < 1e-6;

    private static BarrierPoint End(MapElement element, MapElement repeat, ReferenceLine line)
        => Point(element, repeat, 1, Math.Min(repeat.Positive("s") + repeat.Positive("length"), line.Length));

    private static void Row(MapElement element, MapElement repeat, double distance, ReferenceLine line, ImmutableArray<RoadObject>.Builder read)
    {
        double start = repeat.Positive("s"), length = Math.Min(repeat.Positive("length"), line.Length - start);
        if (length / distance > LongestRow) throw repeat.Fault($"distance = {distance} makes more than {LongestRow} objects");
        var first = Obstacle(element, line);
        for (int i = 0; i * distance <= length; i++)
        {
            var point = Point(element, repeat, length > 0 ? i * distance / length : 0, start + i * distance);
            read.Add(first with { S = point.S, T = point.T, Foot = point.Foot, Width = point.Width, Height = point.Height });
        }
    }

    /// <summary>A share of the way between the start and the end of a repetition; sizes that it does not give are the object's.</summary>
    private static BarrierPoint Point(MapElement element, MapElement repeat, double share, double s)
    {
        return new BarrierPoint(s, Between("t"), Between("zOffset"), Between("width"), Between("height"));

        double Between(string name)
        {
            double otherwise = element.Number(name, 0), from = repeat.Number(name + "Start", otherwise);
            return from + share * (repeat.Number(name + "End", otherwise) - from);
        }
    }
}
