using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Roads.Routes;

/// <summary>
/// Makes the carriageway of a route through a map: its reference line is that of the route's roads, its lanes those that run in the
/// direction of driving and the ramps that lead to them and away from them, as far as they lie beside the route.
/// </summary>
public static class RouteCarriageway
{
    /// <summary>Makes it.</summary>
    /// <param name="network">The map.</param>
    /// <param name="roads">Ids of the roads in the order of driving, connecting roads of junctions included.</param>
    /// <param name="speedLimit">Where the map gives none, and the highest that counts, m/s.</param>
    /// <exception cref="ArgumentException">There is no such route, or a carriageway cannot hold it; the message says why.</exception>
    public static Carriageway Make(RoadNetwork network, ImmutableArray<string> roads, float speedLimit)
    {
        var route = RoadRoute.Of(network, roads);
        if (route.Line.Length < 2 * Carriageway.StationSpacing) throw new ArgumentException($"the route is {route.Line.Length} m long", nameof(roads));
        var grid = new LaneGrid(route, new LaneStrands(route));
        var section = new CrossSection(grid.Lanes(), Surface(route, grid, speedLimit), grid.Entries(), grid.Destinations());
        float length = (float)route.Line.Length;
        if (length > route.Line.Length) length = MathF.BitDecrement(length);
        var carriageway = Carriageway.Along(route.Line, length, section, UsualWidth(section.Lanes), speedLimit);
        var objects = Objects(route, grid);
        return objects.Barriers.IsEmpty && objects.Obstacles.IsEmpty ? carriageway : carriageway.With(objects.Barriers, objects.Obstacles);
    }

    private static RoadsideObjects Objects(RoadRoute route, LaneGrid grid)
    {
        var objects = new RoadsideObjects(route);
        foreach (var road in route.Roads) objects.Add(road);
        foreach (var (ramp, touches) in grid.Ramps) objects.AddRamp(route.Network.Roads[ramp], touches);
        return objects;
    }

    /// <summary>The width of the leftmost lane at the start, m.</summary>
    private static float UsualWidth(ImmutableArray<LaneProfile> lanes)
    {
        foreach (var lane in lanes)
        {
            if (lane.Width[0] >= LaneTable.LeastWidth) return lane.Width[0];
        }
        throw new ArgumentException("no lane of the route is open at its start");
    }

    private static SurfaceProfile Surface(RoadRoute route, LaneGrid grid, float speedLimit)
    {
        var height = ImmutableArray.CreateBuilder<float>(grid.Stations);
        var bank = ImmutableArray.CreateBuilder<float>(grid.Stations);
        var friction = ImmutableArray.CreateBuilder<float>(grid.Stations);
        var limit = ImmutableArray.CreateBuilder<float>(grid.Stations);
        int at = 0;
        for (int i = 0; i < grid.Stations; i++)
        {
            double s = (double)i * Carriageway.StationSpacing;
            while (at + 1 < route.Roads.Length && s >= route.Roads[at + 1].Start) at++;
            var road = route.Roads[at];
            double onRoad = road.OnRoad(s), least = double.PositiveInfinity, highest = 0;
            int section = road.Road.SectionAt(onRoad);
            foreach (int lane in LaneStrands.DrivenLanes(road, section))
            {
                least = Math.Min(least, road.Road.Sections[section].Lane(lane).FrictionAt(onRoad - road.Road.Sections[section].Start));
                highest = Math.Max(highest, road.Road.SpeedLimitAt(lane, onRoad));
            }
            height.Add((float)road.Road.Elevation.At(onRoad));
            double roll = road.Road.Superelevation.At(onRoad);
            bank.Add((float)(road.IsForward ? roll : -roll));
            friction.Add(double.IsInfinity(least) ? 1f : (float)least);
            limit.Add(highest > 0 ? (float)Math.Min(highest, speedLimit) : speedLimit);
        }
        return new(height.MoveToImmutable(), bank.MoveToImmutable(), friction.MoveToImmutable(), limit.MoveToImmutable());
    }
}
