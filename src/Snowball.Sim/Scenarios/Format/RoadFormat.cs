using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>road</c> section.</summary>
internal static class RoadFormat
{
    private static readonly ImmutableArray<Key> EveryRoad =
    [
        new("lanes", new WholeNumber(1, 12), "number of lanes; lane 0 is the leftmost"),
        new("lane_width", new Quantity(Length, 2, 6), "width of each lane"),
        new("speed_limit", new Quantity(Speed, 1, 60), "speed limit"),
    ];

    /// <summary>How a road bends.</summary>
    public static ImmutableArray<Key> Curvature { get; } =
    [
        new("radius", new Distributed(Length, 10, 100_000), "radius of the arcs, at the left edge of the road"),
        new("straight_length", new Distributed(Length, 1, 10_000), "length of each straight"),
        new("arc_length", new Distributed(Length, 1, 10_000), "length of each arc"),
        new("clothoid_length", new Distributed(Length, 1, 10_000), "length of each clothoid"),
    ];

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds(
    [
        new("straight", "a straight road, long enough not to end", EveryRoad),
        new("curved", "straights and arcs joined by clothoids, which turn left or right at random",
        [
            .. EveryRoad,
            new("length", new Quantity(Length, 100, 100_000), "length of the road"),
            new("variants", new WholeNumber(1, 4096), "roads that are made; each episode picks one"),
            .. Curvature,
        ]),
        new("highway", "a carriageway with ramps, lanes that end and begin, roadworks, slopes and patches", [.. EveryRoad, .. HighwayFormat.Keys]),
        new("random-highway", "a highway whose interchanges, weaving sections, merges, roadworks, patches and slopes are drawn for each variant",
            [.. EveryRoad, .. HighwayFormat.RandomKeys]),
        new("map", "a way through an OpenDRIVE map", MapFormat.Keys),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static RoadSettings Build(Entries keys)
    {
        if (keys.Kind == "map") return MapFormat.Build(keys);
        int lanes = keys.Get<int>("lanes");
        float width = keys.Get<float>("lane_width"), limit = keys.Get<float>("speed_limit");
        if (keys.Kind == "straight") return new StraightRoadSettings(lanes, width, limit);
        if (keys.Kind == "highway") return HighwayFormat.Build(keys, lanes, width, limit);
        if (keys.Kind == "random-highway") return HighwayFormat.BuildRandom(keys, lanes, width, limit);
        return new CurvedRoadSettings(
            lanes, width, limit, keys.Get<float>("length"), keys.Get<int>("variants"),
            keys.Get<Distribution>("radius"), keys.Get<Distribution>("straight_length"),
            keys.Get<Distribution>("arc_length"), keys.Get<Distribution>("clothoid_length"));
    }
}
