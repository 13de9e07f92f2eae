using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>A road of a route, driven along its s or against it, from a station of the route on, m.</summary>
internal readonly record struct RouteRoad(int Index, Road Road, bool IsForward, double Start)
{
    public double End => Start + Road.Length;

    /// <summary>The road's own station at a station of the route.</summary>
    public double OnRoad(double s) => IsForward ? s - Start : End - s;

    /// <summary>The station of the route at one of the road's own.</summary>
    public double OnRoute(double s) => IsForward ? Start + s : End - s;
}

/// <summary>Roads that are driven one after another, and their plan views joined to one reference line.</summary>
internal sealed class RoadRoute
{
    private const double LargestGap = 0.5;

    private RoadRoute(RoadNetwork network, ImmutableArray<RouteRoad> roads, ReferenceLine line) => (Network, Roads, Line) = (network, roads, line);

    public RoadNetwork Network { get; }

    public ImmutableArray<RouteRoad> Roads { get; }

    public ReferenceLine Line { get; }

    /// <summary>Joins roads by their ids, each in the direction in which it leads to the next.</summary>
    /// <exception cref="ArgumentException">There is no such road, one does not go on in the next, or it has no lane in that direction.</exception>
    public static RoadRoute Of(RoadNetwork network, ImmutableArray<string> ids)
    {
        if (ids.IsDefaultOrEmpty) throw new ArgumentException("a route has at least one road", nameof(ids));
        foreach (string id in ids)
        {
            if (!network.HasRoad(id)) throw new ArgumentException($"there is no road {id}", nameof(ids));
        }
        var roads = ImmutableArray.CreateBuilder<RouteRoad>(ids.Length);
        double start = 0;
        for (int i = 0; i < ids.Length; i++)
        {
            var road = network.Road(ids[i]);
            bool isForward = i > 0 ? EntersAtStart(roads[i - 1], road)
                : ids.Length > 1 ? LeavesAtEnd(road, network.Road(ids[1]))
                : HasLanes(road, isForward: true);
            if (!HasLanes(road, isForward)) throw new ArgumentException($"road {ids[i]} has no lane in the direction of the route", nameof(ids));
            roads.Add(new(network.RoadIndex(ids[i]), road, isForward, start));
            start += road.Length;
        }
        var driven = roads.MoveToImmutable();
        return new RoadRoute(network, driven, Join(driven));
    }

    /// <summary>Whether a lane of a road runs in a direction.</summary>
    public static bool HasLanes(Road road, bool isForward)
    {
        foreach (var section in road.Sections)
        {
            foreach (var lane in section.Lanes)
            {
                if (lane.IsDrivable && road.RunsForward(lane.Id) == isForward) return true;
            }
        }
        return false;
    }

    private static bool LeavesAtEnd(Road road, Road next)
    {
        double end = Math.Min(Distance(road.Line.At(road.Length), next.Line.At(0)), Distance(road.Line.At(road.Length), next.Line.At(next.Length)));
        double start = Math.Min(Distance(road.Line.At(0), next.Line.At(0)), Distance(road.Line.At(0), next.Line.At(next.Length)));
        return end <= start;
    }

    private static bool EntersAtStart(RouteRoad before, Road road)
    {
        var end = before.Road.Line.At(before.IsForward ? before.Road.Length : 0);
        double atStart = Distance(end, road.Line.At(0)), atEnd = Distance(end, road.Line.At(road.Length));
        if (Math.Min(atStart, atEnd) > LargestGap) throw new ArgumentException($"road {road.Id} does not begin where road {before.Road.Id} ends: {Math.Min(atStart, atEnd):F1} m lie between their lines");
        return atStart <= atEnd;
    }

    private static double Distance(Pose a, Pose b)
    {
        double x = a.X - b.X, y = a.Y - b.Y;
        return Math.Sqrt(x * x + y * y);
    }

    private static ReferenceLine Join(ImmutableArray<RouteRoad> roads)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedSegment>();
        double? heading = null;
        foreach (var road in roads)
        {
            var segments = road.Road.Line.Segments;
            for (int i = 0; i < segments.Length; i++)
            {
                var segment = segments[road.IsForward ? i : segments.Length - 1 - i];
                placed.Add(road.IsForward ? Forward(road, segment, heading) : Reversed(road, segment, heading));
                var last = placed[^1];
                heading = last.Shape.At(new Pose(last.X, last.Y, last.Heading, 0), last.Shape.Length).Heading;
            }
        }
        return new ReferenceLine(placed.ToImmutable());
    }

    private static PlacedSegment Forward(RouteRoad road, PlacedSegment segment, double? heading)
        => segment with { S = road.Start + segment.S, Heading = Near(segment.Heading, heading) };

    private static PlacedSegment Reversed(RouteRoad road, PlacedSegment segment, double? heading)
    {
        var start = new Pose(segment.X, segment.Y, segment.Heading, 0);
        var end = segment.Shape.At(start, segment.Shape.Length);
        return new(road.End - segment.S - segment.Shape.Length, end.X, end.Y, Near(end.Heading + Math.PI, heading), new ReversedSegment(segment.Shape, start));
    }

    /// <summary>The same direction, as near to another as turns allow: the heading of the route does not jump.</summary>
    private static double Near(double heading, double? other)
        => other is { } near ? heading + 2 * Math.PI * Math.Round((near - heading) / (2 * Math.PI)) : heading;
}
