using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The table of every key of the scenario file: its name, what it takes, its range, and what it means.</summary>
internal static class ScenarioFormat
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private static readonly Shape Vehicle = OneOf.Names(VehicleNames());

    private static readonly Shape RoadSpeed = new Distributed(Speed, 0, 60);

    private static readonly Section Drivers = new(
    [
        new("desired_speed", RoadSpeed, "desired speed; without it the speed at the start", Optional: true),
        new("time_headway", new Distributed(Time, 0.1, 10), "IDM's desired time headway T"),
        new("minimum_gap", new Distributed(Length, 0, 50), "IDM's jam distance s0"),
        new("maximum_acceleration", new Distributed(Acceleration, 0.1, 12), "IDM's a"),
        new("comfortable_deceleration", new Distributed(Acceleration, 0.1, 12), "IDM's b"),
        new("acceleration_limit", new Quantity(Acceleration, 0.1, 12), "IDM's result is clipped to plus or minus this"),
        new("exponent", new Distributed(None, 1, 10), "IDM's acceleration exponent", Default: "4"),
        new("gap", OneOf.Members<GapMeasure>(), "between bumpers or between centres", Default: "bumper"),
        new("lane_changes", new Section(
        [
            new("interval", new Quantity(Time, 0.05, 60), "time between decisions"),
            new("politeness", new Distributed(None, 0, 1), "MOBIL's p"),
            new("threshold", new Quantity(Acceleration, 0, 10), "gain that a change must bring"),
            new("safe_deceleration", new Quantity(Acceleration, 0.1, 12), "the most that a change may make the new follower brake"),
        ]), "MOBIL; without it nobody changes lane", Optional: true),
    ]);

    private static readonly ImmutableArray<Key> EveryRoad =
    [
        new("lanes", new WholeNumber(1, 12), "number of lanes; lane 0 is the leftmost"),
        new("lane_width", new Quantity(Length, 2, 6), "width of each lane"),
        new("speed_limit", new Quantity(Speed, 1, 60), "speed limit"),
    ];

    private static readonly Section Terms = new(
    [
        new("survival", Weight, "1 in every step", Optional: true),
        new("collision", Weight, "1 where the ego has crashed", Optional: true),
        new("lane_departure", Weight, "1 where the ego is outside the lane it has to keep", Optional: true),
        new("off_road", Weight, "1 where the ego is outside all lanes", Optional: true),
        new("right_lane", Weight, "index of the target lane / (lanes - 1)", Optional: true),
        new("high_speed", Weighted(new Key("range", new ListOf<float>(new Quantity(Speed, 0, 100), 2, 2, Ascending: true), "speeds that give 0 and 1")),
            "speed along the road, mapped from the range to 0 to 1 and clipped", Optional: true),
        new("progress", Scaled(Length), "distance along the road in the step / scale", Optional: true),
        new("lateral_offset", Scaled(Length), "(distance from the lane centre / scale)^2, at most 1", Optional: true),
        new("heading_error", Scaled(Angle), "(angle to the lane / scale)^2, at most 1", Optional: true),
        new("steering_change", Scaled(Angle), "(change of the commanded steering angle / scale)^2, at most 1", Optional: true),
        new("lateral_jerk", Scaled(Jerk), "(lateral jerk / scale)^2, at most 1", Optional: true),
        new("longitudinal_jerk", Scaled(Jerk), "(longitudinal jerk / scale)^2, at most 1", Optional: true),
        new("acceleration", Scaled(Acceleration), "(longitudinal acceleration / scale)^2, at most 1", Optional: true),
        new("lane_change", Weight, "1 where the target lane changed", Optional: true),
        new("gap_error", Weighted(
                new Key("standstill", new Quantity(Length, 0.1, 50), "desired gap at standstill"),
                new Key("time_gap", new Quantity(Time, 0.1, 10), "desired time gap")),
            "(distance of the gap from the desired one) / desired, at most 1, where desired = standstill + time_gap * speed; 1 without a leader", Optional: true),
        new("short_headway", Below, "1 where the time headway is below the value", Optional: true),
        new("short_time_to_collision", Below, "1 where the time to collision with the leader is below the value", Optional: true),
    ]);

    /// <summary>The whole file.</summary>
    public static Section File { get; } = new(
    [
        new("format", new WholeNumber(Version, Version), "version of this format"),
        new("description", new Words(), "one or two sentences for a person"),
        new("simulation", new Section(
        [
            new("simulation_frequency", new WholeNumber(Frequency, 1, 1000), "substeps a second; a multiple of the policy's"),
            new("policy_frequency", new WholeNumber(Frequency, 1, 1000), "decisions of the agent a second"),
        ]), "clock rates"),
        new("road", new Kinds(
        [
            new("straight", "a straight road, long enough not to end", EveryRoad),
            new("curved", "straights and arcs joined by clothoids, which turn left or right at random",
            [
                .. EveryRoad,
                new("length", new Quantity(Length, 100, 100_000), "length of the road"),
                new("variants", new WholeNumber(1, 4096), "roads that are made; each episode picks one"),
                new("radius", new Distributed(Length, 10, 100_000), "radius of the arcs, at the left edge of the road"),
                new("straight_length", new Distributed(Length, 1, 10_000), "length of each straight"),
                new("arc_length", new Distributed(Length, 1, 10_000), "length of each arc"),
                new("clothoid_length", new Distributed(Length, 1, 10_000), "length of each clothoid"),
            ]),
        ]), "the carriageway: one-way, all lanes alike"),
        new("ego", new Section(
        [
            new("count", new WholeNumber(1, 16), "controlled vehicles in each world", Default: "1"),
            new("vehicle", Vehicle, "parameter set"),
            new("dynamics", new OneOf<DynamicsModel>(
                [new("kinematic", DynamicsModel.Kinematic), new("linear-single-track", DynamicsModel.LinearSingleTrack)]), "which equations move it"),
            new("lane", new Distributed(None, 0, 11, Whole: true), "lane at the start"),
            new("position", new Distributed(Length, 0, 100_000), "distance along the road at the start; not with traffic kind sequential, which places the ego", Optional: true),
            new("speed", RoadSpeed, "speed at the start"),
            new("lateral_offset", new Distributed(Length, -3, 3), "distance to the left of the lane centre at the start", Default: "0 m"),
            new("heading_error", new Distributed(Angle, -45, 45), "angle to the left of the lane at the start", Default: "0 deg"),
        ]), "the controlled vehicles"),
        new("traffic", new Kinds(
        [
            new("none", "an empty road", []),
            new("sequential", "vehicles one after another ahead of the ego, as highway-env places them",
            [
                new("count", new WholeNumber(1, 500), "other vehicles"),
                new("ego_spacing", new Quantity(None, 0.1, 20), "spacing of the ego"),
                new("spacing", new Quantity(None, 0.1, 20), "each is spacing * (12 + speed) * exp(-lanes / 8) * uniform(0.9, 1.1) metres further on"),
                new("speed", RoadSpeed, "speed at the start"),
                new("vehicle", Vehicle, "parameter set"),
                new("drivers", Drivers, "how they drive"),
            ]),
            new("flow", "a stream of traffic around the ego",
            [
                new("density", new Quantity(Density, 0.1, 150), "vehicles per km and lane"),
                new("behind", new Quantity(Length, 10, 2000), "the stream starts this far behind the ego"),
                new("ahead", new Quantity(Length, 10, 2000), "the stream ends this far ahead of the ego"),
                new("speed", RoadSpeed, "speed at the start"),
                new("vehicle", Vehicle, "parameter set"),
                new("drivers", Drivers, "how they drive"),
            ]),
            new("lead", "one vehicle ahead that changes its speed again and again",
            [
                new("gap", new Distributed(Length, 1, 500), "gap between bumpers at the start"),
                new("speed", RoadSpeed, "the speeds it drives at"),
                new("acceleration", new Distributed(Acceleration, 0.1, 12), "how hard it changes its speed"),
                new("hold", new Distributed(Time, 0.1, 600), "how long it keeps a speed"),
                new("vehicle", Vehicle, "parameter set"),
            ]),
        ]), "the other vehicles"),
        new("wind", new Section(
        [
            new("cross_wind", new Distributed(Speed, -40, 40), "mean of an episode, positive to the left of the road"),
            new("gust", new Quantity(Speed, 0, 20), "standard deviation of the gusts (Ornstein-Uhlenbeck)", Default: "0 m/s"),
            new("gust_time", new Quantity(Time, 0.1, 60), "time constant of the gusts", Default: "1 s"),
        ]), "cross-wind, for vehicles with single-track dynamics; without it still air", Optional: true),
        new("observation", new Kinds(
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
        ]), "what the agent sees"),
        new("action", new Kinds(
        [
            new("meta", "0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower",
            [
                new("target_speeds", new ListOf<float>(new Quantity(Speed, 0, 60), 1, 20, Ascending: true), "speeds between which faster and slower step"),
            ]),
            new("continuous", "one number in [-1, 1] for each control that is given",
            [
                new("steering", new ListOf<float>(Steering, 2, 2, Ascending: true), "range of the steering angle; without it the lane is kept", Optional: true),
                new("acceleration", new ListOf<float>(Pedals, 2, 2, Ascending: true), "range of the acceleration; without it the speed is held", Optional: true),
            ]),
            new("discrete", "an index into the grid of the controls that are given",
            [
                new("steering", new ListOf<float>(Steering, 1, 100, Ascending: true), "steering angles; without it the lane is kept", Optional: true),
                new("acceleration", new ListOf<float>(Pedals, 1, 100, Ascending: true), "accelerations; without it the speed is held", Optional: true),
            ]),
        ]), "what the agent can do"),
        new("reward", new Section(
        [
            new("terms", Terms, "what is summed in each policy step"),
            new("normalise", new ListOf<float>(new Quantity(None, -1000, 1000), 2, 2, Ascending: true), "sums that are mapped to 0 and 1", Optional: true),
            new("zero_off_road", new Flag(), "whether the reward is 0 off the road", Default: "false"),
        ]), "what the agent is to maximise"),
        new("cost", new Section(
        [
            new("terms", Terms, "what is summed in each policy step"),
            new("limit", new Quantity(None, 0, 1000), "what the sum over an episode may be on average"),
        ]), "what the agent must keep below a limit", Optional: true),
        new("episode", new Section(
        [
            new("duration", new Quantity(Time, 0.01, 3600), "longest duration; a whole number of policy steps"),
            new("terminate_on", new ListOf<TerminationCauses>(new OneOf<TerminationCauses>(
            [
                new("collision", TerminationCauses.Collision),
                new("lane_departure", TerminationCauses.LaneDeparture),
                new("off_road", TerminationCauses.OffRoad),
            ]), 0, 3), "what ends an episode before its time"),
        ]), "when an episode ends"),
        new("gate", new Section(
        [
            new("episodes", new WholeNumber(1, 1_000_000), "episodes on test seeds"),
            new("validation_episodes", new WholeNumber(1, 1_000_000), "episodes of a validation during training"),
            new("confidence", new Quantity(None, 0, 1), "with which each bound must hold, above 0.5 and below 1"),
            new("lines", new ListOf<Entries>(new Section(
            [
                new("metric", OneOf.Names(MetricNames()), "what is measured"),
                new("aggregate", OneOf.Members<Aggregate>(), "how an episode becomes one number; with any the bound is a share of episodes in %"),
                new("above", new MetricValue(), "with any: what counts is being above this", Optional: true),
                new("below", new MetricValue(), "with any: what counts is being below this", Optional: true),
                new("at_most", new MetricValue(), "the bound; give this or at_least", Optional: true),
                new("at_least", new MetricValue(), "the bound; give this or at_most", Optional: true),
            ]), 1, 100), "what must hold, each"),
        ]), "the numbers that a policy must reach"),
        new("discretisation", new Section(
        [
            Edges("gap", Length), Edges("closing_speed", Speed), Edges("speed", Speed), Edges("acceleration", Acceleration),
            Edges("lateral_offset", Length), Edges("heading_error", Angle), Edges("yaw_rate", AngularVelocity), Edges("steering", Angle),
        ]), "edges of the bins by which tabular agents see the observation", Optional: true),
        new("training", new AgentSettings(), "how to train"),
    ]);

    private static Shape Weight => new Quantity(None, -1000, 1000);

    private static Shape Below => Weighted(new Key("below", new Quantity(Time, 0.1, 100), "counts when below this"));

    private static Shape Steering => new Quantity(Angle, -60, 60);

    private static Shape Pedals => new Quantity(Acceleration, -12, 12);

    private static Section Weighted(params ImmutableArray<Key> parameters) => new([new("weight", Weight, "weight"), .. parameters]);

    private static Section Scaled(Dimension dimension)
        => Weighted(new Key("scale", new Quantity(dimension, 0.001, 1000), "the value that gives 1"));

    private static Key Edges(string field, Dimension dimension)
        => new(field, new ListOf<float>(new Quantity(dimension, -1000, 1000), 1, 100, Ascending: true), "edges of its bins", Optional: true);

    private static ImmutableArray<string> VehicleNames()
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (VehicleParameters vehicle in VehicleParameters.All) names.Add(vehicle.Name);
        return names.ToImmutable();
    }

    private static ImmutableArray<string> MetricNames()
    {
        ImmutableArray<string>.Builder names = ImmutableArray.CreateBuilder<string>();
        foreach (Metric metric in MetricCatalog.All) names.Add(metric.Name);
        return names.ToImmutable();
    }
}
