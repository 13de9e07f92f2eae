using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>Barriers and obstacles of the roads of a route and of its ramps, in the frame of its carriageway.</summary>
internal sealed class RoadsideObjects(RoadRoute route)
{
    /// <summary>What is further off is no part of the carriageway, and what hangs higher is no obstacle, m.</summary>
    private const double Furthest = 40, Overhead = 2;

    private const double ShortestRail = 0.01;

    private readonly ImmutableArray<BarrierLine>.Builder _barriers = ImmutableArray.CreateBuilder<BarrierLine>();
    private readonly ImmutableArray<ObstacleFootprint>.Builder _obstacles = ImmutableArray.CreateBuilder<ObstacleFootprint>();

    public ImmutableArray<BarrierLine> Barriers => _barriers.ToImmutable();

    public ImmutableArray<ObstacleFootprint> Obstacles => _obstacles.ToImmutable();

    /// <summary>Those of a road that the route takes.</summary>
    public void Add(RouteRoad at)
        => Add(at.Road, (s, t) =>
        {
            double d = t * Elementary.SinCos(at.Road.Superelevation.At(s)).Cos;
            return (at.OnRoute(s), at.IsForward ? d : -d);
        }, at.IsForward ? 0 : Math.PI);

    /// <summary>Those of a ramp that touches the route at a station, m.</summary>
    public void AddRamp(Road road, double touches)
    {
        double hint = touches;
        Add(road, Project, null);

        (double S, double D) Project(double s, double t)
        {
            var point = road.ToWorld(s, t);
            var place = route.Line.Project(point.X, point.Y, hint);
            hint = place.S;
            return place;
        }
    }

    /// <param name="road">The road.</param>
    /// <param name="place">From (s, t) of the road to (s, d) of the route.</param>
    /// <param name="turn">Heading of the road in the frame of the route, rad; null where that has to be found.</param>
    private void Add(Road road, Func<double, double, (double S, double D)> place, double? turn)
    {
        foreach (var thing in road.Objects)
        {
            if (thing is RoadBarrier barrier) AddBarrier(barrier, place);
            if (thing is RoadObstacle obstacle) AddObstacle(road, obstacle, place, turn);
        }
    }

    private void AddBarrier(RoadBarrier barrier, Func<double, double, (double S, double D)> place)
    {
        for (int i = 0; i + 1 < barrier.Points.Length; i++)
        {
            var (a, b) = (barrier.Points[i], barrier.Points[i + 1]);
            if (a.Foot <= Overhead) AddRail(place(a.S, a.T), place(b.S, b.T), Top(0.5 * (a.Foot + b.Foot), 0.5 * (a.Height + b.Height), BarrierLine.RailHeight));
        }
    }

    private void AddObstacle(Road road, RoadObstacle obstacle, Func<double, double, (double S, double D)> place, double? turn)
    {
        var (s, d) = place(obstacle.S, obstacle.T);
        var (length, width) = Size(obstacle);
        if (obstacle.Foot > Overhead || !(length > 0) || !(width > 0) || !IsBeside(s, d)) return;
        double heading = turn ?? road.Line.At(obstacle.S).Heading - route.Line.At(s).Heading;
        _obstacles.Add(new((float)s, (float)d, (float)(heading + obstacle.Heading), (float)length, (float)width, Top(obstacle.Foot, obstacle.Height, ObstacleFootprint.BeaconHeight)));
    }

    private void AddRail((double S, double D) a, (double S, double D) b, float height)
    {
        if (a.S > b.S) (a, b) = (b, a);
        if (b.S - a.S < ShortestRail || !IsBeside(a.S, a.D) || !IsBeside(b.S, b.D)) return;
        _barriers.Add(new((float)a.S, (float)b.S, (float)a.D, (float)b.D, height));
    }

    /// <summary>Height of the upper edge; that of a usual one where a map gives none.</summary>
    private static float Top(double foot, double height, float usual) => height > 0 && foot + height > 0 ? (float)(foot + height) : usual;

    private bool IsBeside(double s, double d) => s >= -1 && s <= route.Line.Length + 1 && Math.Abs(d) <= Furthest;

    private static (double Length, double Width) Size(RoadObstacle obstacle)
    {
        if (obstacle.Radius > 0) return (2 * obstacle.Radius, 2 * obstacle.Radius);
        double length = obstacle.Length, width = obstacle.Width;
        foreach (var corner in obstacle.Outline) (length, width) = (Math.Max(length, 2 * Math.Abs(corner.U)), Math.Max(width, 2 * Math.Abs(corner.V)));
        return (length, width);
    }
}
