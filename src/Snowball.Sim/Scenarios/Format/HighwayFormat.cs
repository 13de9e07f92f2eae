using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The keys of <c>road.kind: highway</c>. Default lengths are those of the German guideline RAA 2008 for motorways.</summary>
internal static class HighwayFormat
{
    private const string AccelerationLane = "250 m", DecelerationLane = "250 m", Taper = "60 m", Ramp = "200 m";

    private static readonly Key Name = new("name", new Words(), "name of the ramp, by which traffic and goals know it; else kind and number, such as entry-1", Optional: true);

    private static readonly Shape Sections = new ListOf<Entries>(new Kinds(
    [
        new("entry", "a ramp joins from the right, with an acceleration lane that ends",
        [
            At("where the ramp meets the carriageway and lane changes begin"), Name, RampKey, Long("acceleration_lane", "full width from there on", AccelerationLane),
            Long("taper", "its end", Taper),
        ]),
        new("exit", "a deceleration lane opens on the right and leaves as a ramp",
        [
            At("where the lane begins to open"), Name, Long("taper", "its opening", Taper), Long("deceleration_lane", "full width behind it, up to the gore", DecelerationLane), RampKey,
        ]),
        new("weaving", "a ramp joins and its lane leaves again",
        [
            At("where the ramp meets the carriageway"), Name, Long("length", "from there to the gore of the exit"), RampKey,
        ]),
        new("merge", "a second carriageway joins from the right, and its lanes go on",
        [
            At("where lane changes begin"), Name, new("lanes", new WholeNumber(1, 4), "its lanes"), RampKey,
        ]),
        new("split", "the carriageway parts: lanes on the right leave",
        [
            At("where they part"), Name, new("lanes", new WholeNumber(1, 4), "how many leave"), RampKey,
        ]),
        new("lane-drop", "a lane ends", [At("where it begins to narrow"), SideKey, Long("taper", "length of the narrowing", "180 m")]),
        new("lane-addition", "a lane begins", [At("where it begins to open"), SideKey, Long("taper", "length of the opening", Taper)]),
        new("roadworks", "lanes are closed behind beacons",
        [
            From("where all of them are closed"), Long("length", "how far"), new("closed", new ListOf<int>(new WholeNumber(0, 20), 1, 11, Ascending: true), "indices of the lanes, all on one side"),
            Long("taper", "over which each lane is closed before it, and all open again behind it", "100 m"),
            new("lane_width", new Quantity(Length, 2.25, 6), "width of the lanes that stay open", Optional: true),
            new("speed_limit", new Quantity(Speed, 1, 60), "speed limit from the first taper to the end", Optional: true),
        ]),
        new("surface", "a stretch with another friction",
        [
            From("start"), Long("length", "how far"), new("friction", new Distributed(None, 0.05, 1.5), "relative to a dry road"),
        ]),
        new("grade", "a stretch that climbs or falls",
        [
            From("start"), Long("length", "how far, vertical curves included"), new("grade", new Distributed(Slope, -12, 12), "rise over run"),
            new("vertical_curve", new Quantity(Length, 1, 1000), "length of the parabola at each end", Default: "100 m"),
        ]),
        new("speed-limit", "a stretch with a lower speed limit",
        [
            From("start"), Long("length", "how far"), new("speed_limit", new Quantity(Speed, 1, 60), "speed limit there"),
        ]),
    ]), 0, 100);

    private static readonly ImmutableArray<Key> Course =
    [
        new("length", new Quantity(Length, 100, 100_000), "length of the road"),
        new("variants", new WholeNumber(1, 4096), "roads that are made; each episode picks one"),
        new("curvature", new Section(
        [
            .. RoadFormat.Curvature,
            new("superelevation", new Quantity(Slope, 0, 12), "greatest crossfall in curves", Default: "8 %"),
        ]), "curves; without it the road is straight", Optional: true),
        new("guard_rails", new Flag(), "whether rails stand at both edges", Default: "true"),
    ];

    /// <summary>Its keys beside those of every road.</summary>
    public static ImmutableArray<Key> Keys { get; } = [.. Course, new("sections", Sections, "what comes along the road, in order", Optional: true)];

    /// <summary>The keys of <c>road.kind: random-highway</c> beside those of every road.</summary>
    public static ImmutableArray<Key> RandomKeys { get; } = [.. Course, Long("free_stretch", "length between two sections")];

    private static Key RampKey => Long("ramp", "length of the ramp that is part of the road", Ramp);

    private static Key SideKey => new("side", OneOf.Members<Side>(), "which side", Default: "right");

    /// <summary>The settings that its keys make.</summary>
    public static HighwayRoadSettings Build(Entries keys, int lanes, float width, float limit)
    {
        var sections = ImmutableArray.CreateBuilder<HighwaySection>();
        var counts = new Dictionary<string, int>();
        foreach (Entries section in All(keys))
        {
            int count = counts[section.Kind] = counts.GetValueOrDefault(section.Kind) + 1;
            sections.Add(Build(section, $"{section.Kind}-{count}"));
        }
        return new HighwayRoadSettings(
            lanes, width, limit, keys.Get<float>("length"), keys.Get<int>("variants"),
            Curvature(keys), keys.Get<bool>("guard_rails"), sections.ToImmutable());
    }

    /// <summary>The settings of a random highway that its keys make.</summary>
    public static RandomHighwayRoadSettings BuildRandom(Entries keys, int lanes, float width, float limit) => new(
        lanes, width, limit, keys.Get<float>("length"), keys.Get<int>("variants"), Curvature(keys), keys.Get<bool>("guard_rails"),
        keys.Get<Distribution>("free_stretch"));

    /// <summary>The sections of the file.</summary>
    public static ImmutableArray<Entries> All(Entries road) => road.Has("sections") ? road.Get<ImmutableArray<Entries>>("sections") : [];

    private static CurvatureSettings? Curvature(Entries road) => road.Maybe<Entries>("curvature") is not { } keys ? null : new(
        keys.Get<Distribution>("radius"), keys.Get<Distribution>("straight_length"), keys.Get<Distribution>("arc_length"),
        keys.Get<Distribution>("clothoid_length"), keys.Get<float>("superelevation"));

    private static HighwaySection Build(Entries keys, string number)
    {
        string name = keys.Maybe<string>("name") ?? number;
        Distribution at = keys.Get<Distribution>(keys.Has("at") ? "at" : "from");
        return keys.Kind switch
        {
            "entry" => new EntrySection(name, at, Get("ramp"), Get("acceleration_lane"), Get("taper")),
            "exit" => new ExitSection(name, at, Get("taper"), Get("deceleration_lane"), Get("ramp")),
            "weaving" => new WeavingSection(name, at, Get("length"), Get("ramp")),
            "merge" => new MergeSection(name, at, keys.Get<int>("lanes"), Get("ramp")),
            "split" => new SplitSection(name, at, keys.Get<int>("lanes"), Get("ramp")),
            "lane-drop" => new LaneDropSection(at, keys.Get<Side>("side"), Get("taper")),
            "lane-addition" => new LaneAdditionSection(at, keys.Get<Side>("side"), Get("taper")),
            "roadworks" => new RoadworksSection(
                at, Get("length"), keys.Get<ImmutableArray<int>>("closed"), Get("taper"), Number("lane_width"), Number("speed_limit")),
            "surface" => new SurfaceSection(at, Get("length"), Get("friction")),
            "grade" => new GradeSection(at, Get("length"), Get("grade"), keys.Get<float>("vertical_curve")),
            _ => new SpeedLimitSection(at, Get("length"), keys.Get<float>("speed_limit")),
        };

        Distribution Get(string key) => keys.Get<Distribution>(key);

        float? Number(string key) => keys.Has(key) ? keys.Get<float>(key) : null;
    }

    private static Key At(string meaning) => new("at", new Distributed(Length, 0, 100_000), meaning);

    private static Key From(string meaning) => new("from", new Distributed(Length, 0, 100_000), meaning);

    private static Key Long(string name, string meaning, string? otherwise = null) => new(name, new Distributed(Length, 10, 10_000), meaning, Default: otherwise);
}
