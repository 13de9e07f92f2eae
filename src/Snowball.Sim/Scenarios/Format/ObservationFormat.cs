using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>observation</c> section, and the bins of its fields.</summary>
internal static class ObservationFormat
{
    /// <summary>Observations that stand for themselves.</summary>
    private static readonly ImmutableArray<Kind> Simple =
    [
        new("kinematics", "highway-env's table: the ego, then the nearest others",
        [
            new("vehicles", new WholeNumber(1, 50), "rows, the ego's included"),
            new("range", new Quantity(Length, 1, 2000), "others further away are not seen"),
            new("fields", new ListOf<KinematicsField>(OneOf.Members<KinematicsField>(), 1, 7), "columns"),
            new("scale", new Section(
            [
                new("x", new Quantity(Length, 0.1, 10_000), "longitudinal positions are divided by this"),
                new("y", new Quantity(Length, 0.1, 10_000), "lateral positions are divided by this"),
                new("speed", new Quantity(Speed, 0.1, 1000), "velocities are divided by this"),
            ]), "what the numbers are divided by before they are clipped to +-1"),
            new("obstacles", new Flag(), "whether obstacles on the road have rows too, as vehicles that stand", Default: "false"),
        ]),
        new("lane-geometry", "the ego in its lane, and the curvature ahead",
        [
            new("preview", new ListOf<float>(new Quantity(Length, 0, 1000), 1, 32, Ascending: true), "distances ahead at which the curvature is seen"),
            new("noise", new Section(
            [
                new("lateral_offset", new Distributed(Length, -5, 5), "error of the lateral offset", Optional: true),
                new("heading", new Distributed(Angle, -45, 45), "error of the heading", Optional: true),
                new("speed", new Distributed(Speed, -20, 20), "error of the speed", Optional: true),
                new("yaw_rate", new Distributed(AngularVelocity, -45, 45), "error of the yaw rate", Optional: true),
            ]), "errors, drawn anew in each policy step", Optional: true),
            new("camera", new Words(), "a sensor of kind camera from whose pictures a network tells offset, heading and curvature; without it they are true, but for the errors", Optional: true),
        ]),
        new("time-to-collision", "highway-env's grid of target speed, lane and second",
        [
            new("horizon", new Quantity(Time, 1, 60), "seconds seen ahead"),
        ]),
        new("car-following", "gap, closing speed, own speed and acceleration",
        [
            new("noise", new Section(
            [
                new("gap", new Distributed(Length, -20, 20), "error of the gap", Optional: true),
                new("closing_speed", new Distributed(Speed, -20, 20), "error of the closing speed", Optional: true),
            ]), "errors, drawn anew in each policy step", Optional: true),
        ]),
        new("sensor", "one of the scenario's sensors as it is",
        [
            new("sensor", new Words(), "its name"),
        ]),
        new("object-list", "the first rows and some columns of a sensor of kind object-list",
        [
            new("sensor", new Words(), "its name"),
            new("objects", new WholeNumber(1, 64), "rows; not more than the sensor has"),
            new("fields", new ListOf<ObjectField>(OneOf.Members<ObjectField>(), 1, 10), "columns"),
        ]),
        new("lidar-scan", "the nearest range of a sensor of kind lidar in each sector, from right to left, of the channel nearest to the horizontal",
        [
            new("sensor", new Words(), "its name"),
            new("sectors", new WholeNumber(1, 3600), "equal parts of its field of view; not more than it has rays"),
        ]),
        new("occupancy-grid", "highway-env's grid of cells around the ego, along its axes",
        [
            new("layers", new ListOf<GridLayer>(OneOf.Members<GridLayer>(), 1, 4), "what is told of each cell"),
            new("behind", new Quantity(Length, 0, 200), "how far the grid reaches behind the ego"),
            new("ahead", new Quantity(Length, 0, 200), "how far it reaches ahead"),
            new("side", new Quantity(Length, 0.1, 100), "how far it reaches to each side"),
            new("cell", new Quantity(Length, 0.1, 50), "length and width of a cell"),
            new("speed_scale", new Quantity(Speed, 0.1, 1000), "velocities are divided by this and clipped to +-1", Default: "80 m/s"),
        ]),
    ];

    private static readonly Kind Stacked = new("stacked", "the last steps of another observation, the present one first",
    [
        new("steps", new WholeNumber(2, 64), "how many, the present one included"),
        new("of", new Kinds(Simple), "what is stacked: a kind above"),
    ]);

    private static readonly Kind Camera = new("camera", "the frames of a sensor of kind camera: bytes beside the numbers, of which it has none",
    [
        new("sensor", new Words(), "its name"),
    ]);

    private static readonly Kind Mixed = new("mixed", "several observations, one after another; the frames of one camera may go with them",
    [
        new("parts", new Named(new Kinds([.. Simple, Stacked, Camera]), Most: 16), "what is joined, by names that are put before those of the fields: kinds above"),
    ]);

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds([.. Simple, Stacked, Camera, Mixed]);

    /// <summary>What the <c>discretisation</c> section takes.</summary>
    public static Shape Bins { get; } = new Section(
    [
        Edges("gap", Length), Edges("closing_speed", Speed), Edges("speed", Speed), Edges("acceleration", Acceleration),
        Edges("lateral_offset", Length), Edges("heading_error", Angle), Edges("yaw_rate", AngularVelocity), Edges("steering", Angle),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static ObservationSettings Build(Entries keys)
    {
        Entries? noise = keys.Kind is "lane-geometry" or "car-following" ? keys.Maybe<Entries>("noise") : null;
        return keys.Kind switch
        {
            "kinematics" => Kinematics(keys, keys.Get<Entries>("scale")),
            "lane-geometry" => new LaneGeometryObservation(
                keys.Get<ImmutableArray<float>>("preview"), noise?.Maybe<Distribution>("lateral_offset"), noise?.Maybe<Distribution>("heading"),
                noise?.Maybe<Distribution>("speed"), noise?.Maybe<Distribution>("yaw_rate"), keys.Maybe<string>("camera")),
            "time-to-collision" => new TimeToCollisionObservation(keys.Get<float>("horizon")),
            "sensor" => new SensorObservation(keys.Get<string>("sensor")),
            "object-list" => new ObjectListObservation(
                keys.Get<string>("sensor"), keys.Get<int>("objects"), keys.Get<ImmutableArray<ObjectField>>("fields")),
            "lidar-scan" => new LidarScanObservation(keys.Get<string>("sensor"), keys.Get<int>("sectors")),
            "occupancy-grid" => new OccupancyGridObservation(
                keys.Get<ImmutableArray<GridLayer>>("layers"), keys.Get<float>("behind"), keys.Get<float>("ahead"), keys.Get<float>("side"),
                keys.Get<float>("cell"), keys.Get<float>("speed_scale")),
            "camera" => new CameraObservation(keys.Get<string>("sensor")),
            "stacked" => new StackedObservation(keys.Get<int>("steps"), Build(keys.Get<Entries>("of"))),
            "mixed" => new MixedObservation(Parts(keys.Get<Entries>("parts"))),
            _ => new CarFollowingObservation(noise?.Maybe<Distribution>("gap"), noise?.Maybe<Distribution>("closing_speed")),
        };
    }

    /// <summary>The settings that its keys make.</summary>
    public static ImmutableArray<DiscretisedField> BuildBins(Entries keys)
    {
        ImmutableArray<DiscretisedField>.Builder fields = ImmutableArray.CreateBuilder<DiscretisedField>();
        foreach ((string name, Entry entry) in keys.All) fields.Add(new DiscretisedField(name, (ImmutableArray<float>)entry.Value));
        return fields.ToImmutable();
    }

    private static KinematicsObservation Kinematics(Entries keys, Entries scale) => new(
        keys.Get<int>("vehicles"), keys.Get<float>("range"), keys.Get<ImmutableArray<KinematicsField>>("fields"),
        scale.Get<float>("x"), scale.Get<float>("y"), scale.Get<float>("speed"),
        keys.Get<bool>("obstacles"));

    private static ImmutableArray<KeyValuePair<string, ObservationSettings>> Parts(Entries parts)
    {
        ImmutableArray<KeyValuePair<string, ObservationSettings>>.Builder settings = ImmutableArray.CreateBuilder<KeyValuePair<string, ObservationSettings>>();
        foreach ((string name, Entry entry) in parts.All) settings.Add(new(name, Build((Entries)entry.Value)));
        return settings.ToImmutable();
    }

    private static Key Edges(string field, Dimension dimension)
        => new(field, new ListOf<float>(new Quantity(dimension, -1000, 1000), 1, 100, Ascending: true), "edges of its bins", Optional: true);
}
