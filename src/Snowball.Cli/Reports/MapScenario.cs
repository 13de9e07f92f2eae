using System.Globalization;
using System.Text.Json;
using Snowball.Sim.Roads;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.Routes;

namespace Snowball.Cli.Reports;

/// <summary>A first scenario on a map: keep the lane along the longest way through it that makes a carriageway.</summary>
internal static class MapScenario
{
    private const int MostWays = 2_000;
    private const float DefaultSpeedLimit = 100 / 3.6f;
    private const double ShareOfLimit = 0.8;

    /// <summary>The scenario file, and the roads that are driven; nothing where no way through the map will do.</summary>
    /// <param name="network">The map.</param>
    /// <param name="name">For people.</param>
    /// <param name="mapFile">The map's file, from the scenario's folder.</param>
    public static (string Text, IReadOnlyList<string> Route)? Write(RoadNetwork network, string name, string mapFile)
    {
        foreach (var route in Ways(network).OrderByDescending(way => way.Length))
        {
            string[] roads = [.. Roads(network, route)];
            float limit = SpeedLimit(network, route);
            try
            {
                var carriageway = RouteCarriageway.Make(network, [.. roads], limit);
                float position = Math.Min(10, carriageway.Length / 10);
                int lane = Enumerable.Range(0, carriageway.Lanes).First(i => carriageway.Table?.IsOpen(i, position) ?? true);
                return (Text(name, mapFile, roads, limit, carriageway, lane, position), roads);
            }
            catch (ArgumentException)
            {
                // A carriageway cannot hold every way: its roads' lines may lie beside one another. The next one may do.
            }
        }
        return null;
    }

    /// <summary>The shortest ways from every lane that begins to every lane that ends, and every lane by itself.</summary>
    private static IEnumerable<Route> Ways(RoadNetwork network)
    {
        var lanes = network.Roads.SelectMany((road, index) => road.Sections.SelectMany((section, number) => section.Lanes
            .Where(lane => lane.IsDrivable).Select(lane => new LaneKey(index, number, lane.Id)))).ToList();
        var pairs = from entry in lanes
                    where network.Lanes.Predecessors(entry).Count == 0
                    from exit in lanes
                    where network.Lanes.Successors(exit).Count == 0
                    select (entry, exit);
        foreach (var (entry, exit) in pairs.Take(MostWays))
        {
            if (network.Lanes.Shortest(End(network, entry, isLast: false), End(network, exit, isLast: true)) is { } way) yield return way;
        }
        foreach (var lane in lanes) yield return new Route([lane], network.Lanes.Length(lane));
    }

    private static LanePosition End(RoadNetwork network, LaneKey key, bool isLast)
    {
        var road = network.Roads[key.Road];
        return new(key, isLast == road.RunsForward(key.Lane) ? road.SectionEnd(key.Section) : road.Sections[key.Section].Start);
    }

    private static IEnumerable<string> Roads(RoadNetwork network, Route route)
    {
        int last = -1;
        foreach (var lane in route.Lanes)
        {
            if (lane.Road != last) yield return network.Roads[lane.Road].Id;
            last = lane.Road;
        }
    }

    private static float SpeedLimit(RoadNetwork network, Route route)
    {
        double highest = 0;
        foreach (var lane in route.Lanes)
        {
            double limit = network.Roads[lane.Road].SpeedLimitAt(lane.Lane, network.Roads[lane.Road].Sections[lane.Section].Start);
            if (double.IsFinite(limit)) highest = Math.Max(highest, limit);
        }
        return highest > 0 ? (float)Math.Clamp(highest, 1, 60) : DefaultSpeedLimit;
    }

    private static string Text(string name, string mapFile, string[] roads, float limit, Carriageway carriageway, int lane, float position)
    {
        double speed = Math.Round(limit * ShareOfLimit, 1), way = carriageway.Length - position;
        return string.Create(CultureInfo.InvariantCulture, $$"""
            format: 1
            description: {{JsonSerializer.Serialize($"Keep the lane on a way through {name}, {carriageway.Length:0} m long. Made by scenarios import; a first draft.")}}

            simulation:
              simulation_frequency: 50 Hz
              policy_frequency: 10 Hz

            road:
              kind: map
              file: {{mapFile}}
              route: {{JsonSerializer.Serialize(roads)}}
              speed_limit: {{limit:0.###}} m/s

            ego:
              vehicle: bmw-320i
              dynamics: linear-single-track
              lane: {{lane}}
              position: {{position:0.#}} m
              speed: {{speed:0.#}} m/s

            traffic:
              kind: none

            observation:
              kind: lane-geometry
              preview: [10 m, 25 m, 50 m]

            action:
              kind: continuous
              steering: [-20 deg, 20 deg]

            reward:
              terms:
                survival: 1
                lateral_offset: {weight: -1, scale: 1 m}
                lane_departure: -10

            episode:
              duration: {{Math.Clamp(way / speed, 5, 300):0}} s
              terminate_on: [lane_departure]

            gate:
              episodes: 100
              validation_episodes: 100
              confidence: 0.95
              lines:
                - {metric: lane_departure, aggregate: any, at_most: 5 %}
                - {metric: progress, aggregate: sum, at_least: {{way / 2:0}} m}

            training:
              agent: ppo
              ppo:
                steps: 1e6

            """);
    }
}
