using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>observation</c> section, and the bins of its fields.</summary>
internal static class ObservationFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Kinds(
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
            new("channel", new Words(), "name of the sensor"),
        ]),
    ]);

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
                noise?.Maybe<Distribution>("speed"), noise?.Maybe<Distribution>("yaw_rate")),
            "time-to-collision" => new TimeToCollisionObservation(keys.Get<float>("horizon")),
            "sensor" => new SensorObservation(keys.Get<string>("channel")),
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
        scale.Get<float>("x"), scale.Get<float>("y"), scale.Get<float>("speed"));

    private static Key Edges(string field, Dimension dimension)
        => new(field, new ListOf<float>(new Quantity(dimension, -1000, 1000), 1, 100, Ascending: true), "edges of its bins", Optional: true);
}
