using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.CommonShapes;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>actors</c> section.</summary>
internal static class ActorFormat
{
    private static readonly Shape RelativeSpeed = new Distributed(Speed, -60, 60);

    private static readonly Key Lane = new("lane", new LaneOf(), "number of the lane, or which one seen from the other vehicle", Default: "same");

    private static readonly Key To = new("to", new Words(), "the other vehicle", Default: ActorSettings.Ego);

    private static readonly Key Of = new("of", new Words(), "the vehicle; without it the actor itself", Optional: true);

    private static readonly Section Start = new(
    [
        new("relative_to", new Words(), "the vehicle that gap, headway, lane and relative_speed refer to", Default: ActorSettings.Ego),
        new("gap", new Distributed(Length, -50, 2000), "gap between bumpers; negative where they start side by side. Give this, headway or position", Optional: true),
        new("headway", new Distributed(Time, 0, 60), "that gap / speed of the one behind", Optional: true),
        new("position", new Distributed(Length, 0, 100_000), "distance along the road", Optional: true),
        new("side", OneOf.Names(["ahead", "behind"]), "on which side of the other vehicle gap or headway is", Default: "ahead"),
        Lane,
        new("speed", RoadSpeed, "speed; give this or relative_speed", Optional: true),
        new("relative_speed", RelativeSpeed, "how much faster than the other vehicle", Optional: true),
        new("lateral_offset", new Distributed(Length, -3, 3), "distance to the left of the lane centre", Default: "0 m"),
    ]);

    private static readonly Kinds Condition = new(
    [
        new("time", "time since the start", [new("above", new Distributed(Time, 0, 3600), "holds from then on")]),
        new("gap", "gap along the road between the bumpers of two vehicles, whichever is ahead; negative where they are side by side", [Of, To, .. Thresholds(Length, -50, 10_000)]),
        new("headway", "that gap / speed of the one behind", [Of, To, .. Thresholds(Time, 0, 1000)]),
        new("time-to-collision", "that gap / speed at which it closes; 0 where they are side by side", [Of, To, .. Thresholds(Time, 0, 1000)]),
        new("position", "distance along the road", [Of, .. Thresholds(Length, 0, 100_000)]),
        new("travelled", "distance along the road since the start", [Of, .. Thresholds(Length, 0, 100_000)]),
        new("speed", "speed", [Of, .. Thresholds(Speed, 0, 60)]),
        new("event", "what has become of an event",
        [
            new("actor", new Words(), "whose; without it the actor's own", Optional: true),
            new("event", new Words(), "its name"),
            new("state", OneOf.Members<EventState>(), "ended also holds where another action replaced it or a crash cut it short", Default: "ended"),
        ]),
    ]);

    private static readonly Kinds Action = new(
    [
        new("speed", "a change of speed",
        [
            new("speed", RoadSpeed, "speed at the end; give this or relative_speed", Optional: true),
            new("relative_speed", RelativeSpeed, "how much faster than another vehicle is at the begin", Optional: true),
            new("relative_to", new Words(), "that vehicle", Default: ActorSettings.Ego),
            .. Transitions("linear", Acceleration, 0.01, 50),
        ]),
        new("lane-change", "a change to the centre of a lane",
        [
            Lane,
            new("relative_to", new Words(), "the vehicle whose lane at the begin is meant; without it the actor itself", Optional: true),
            .. Transitions("sinusoidal", Speed, 0.01, 10),
        ]),
        new("lane-offset", "a move sideways in the lane",
        [
            new("offset", new Distributed(Length, -6, 6), "distance to the left of the lane centre at the end"),
            .. Transitions("sinusoidal", Speed, 0.01, 10),
        ]),
        new("keep-distance", "keeps a distance to another vehicle, on that side of it where the actor is, until another action follows",
        [
            To,
            new("gap", new Distributed(Length, 0, 1000), "gap between bumpers; give this or headway", Optional: true),
            new("headway", new Distributed(Time, 0, 60), "that gap / speed of the one behind", Optional: true),
            new("maximum_acceleration", new Distributed(Acceleration, 0.1, 12), "the most that it accelerates"),
            new("maximum_deceleration", new Distributed(Acceleration, 0.1, 12), "the most that it brakes"),
        ]),
        new("follow-trajectory", "passes exactly through points, smoothly between them; along the road, or in the plane",
        [
            new("road", Points("s", "d", "along the road from the begin", "to the left from the begin"), "points along the road; give this or plane", Optional: true),
            new("plane", Points("x", "y", "in the direction at the begin", "to the left of it"), "points in the plane", Optional: true),
        ]),
        new("drive", "hands over to the drivers of the traffic, until another action follows", []),
    ]);

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Named(new Section(
    [
        new("vehicle", Vehicle, "parameter set"),
        new("dynamics", Dynamics(DynamicsModel.Kinematic, DynamicsModel.LinearSingleTrack), "which equations move it when it has crashed, or drives", Default: "kinematic"),
        new("towed_by", new Words(), "the vehicle that tows this trailer, behind which it starts; in place of start", Optional: true),
        new("start", Start, "where and how fast it starts; a load lies there", Optional: true),
        new("events", new Named(new Section(
        [
            new("when", new ListOf<Entries>(Condition, 1, 16), "conditions: it happens once, when all of them hold for the first time; without any at the start", Optional: true),
            new("delay", new Distributed(Time, 0, 600), "how long after that", Default: "0 s"),
            new("action", Action, "what the actor does"),
        ]), Most: 64), "what it does when; without any it holds its speed and its lane", Optional: true),
    ]), Most: 32);

    /// <summary>The settings that its keys make.</summary>
    public static ImmutableArray<ActorSettings> Build(Entries section)
    {
        var settings = ImmutableArray.CreateBuilder<ActorSettings>();
        foreach ((string name, Entry actor) in section.All)
        {
            var keys = (Entries)actor.Value;
            var events = ImmutableArray.CreateBuilder<ActorEvent>();
            foreach ((string of, Entry e) in Events(keys)) events.Add(BuildEvent(of, (Entries)e.Value, name));
            settings.Add(new(name, keys.Get<string>("vehicle"), keys.Get<DynamicsModel>("dynamics"), BuildStart(keys), events.ToImmutable(), keys.Maybe<string>("towed_by")));
        }
        return settings.ToImmutable();
    }

    /// <summary>The events of an actor.</summary>
    public static IReadOnlyList<KeyValuePair<string, Entry>> Events(Entries actor) => actor.Maybe<Entries>("events")?.All ?? [];

    /// <summary>The conditions of an event.</summary>
    public static ImmutableArray<Entries> Conditions(Entries e) => e.Has("when") ? e.Get<ImmutableArray<Entries>>("when") : [];

    private static ActorStart BuildStart(Entries actor)
    {
        if (actor.Maybe<Entries>("start") is not { } keys)
        {
            if (actor.Maybe<string>("towed_by") is not { } tow) throw (actor.Place with { Key = $"{actor.Place.Key}.start" }).Fault("is missing: where and how fast it starts");
            return ActorStart.Behind(tow);
        }
        string measure = keys.OneOf("gap", "headway", "position");
        return new ActorStart(
            keys.Get<string>("relative_to"),
            measure switch { "gap" => StartMeasure.Gap, "headway" => StartMeasure.Headway, _ => StartMeasure.Position },
            keys.Get<Distribution>(measure), IsBehind: keys.Get<string>("side") == "behind", keys.Get<LaneChoice>("lane"), BuildSpeed(keys),
            keys.Get<Distribution>("lateral_offset"));
    }

    private static SpeedChoice BuildSpeed(Entries keys)
    {
        string key = keys.OneOf("speed", "relative_speed");
        return new SpeedChoice(keys.Get<Distribution>(key), IsRelative: key == "relative_speed");
    }

    private static ActorEvent BuildEvent(string name, Entries keys, string actor)
    {
        var conditions = ImmutableArray.CreateBuilder<ActorCondition>();
        foreach (var condition in Conditions(keys)) conditions.Add(BuildCondition(condition, actor));
        return new ActorEvent(name, conditions.ToImmutable(), keys.Get<Distribution>("delay"), BuildAction(keys.Get<Entries>("action"), actor));
    }

    private static ActorCondition BuildCondition(Entries keys, string actor)
    {
        if (keys.Kind == "event") return new EventCondition(keys.Maybe<string>("actor") ?? actor, keys.Get<string>("event"), keys.Get<EventState>("state"));
        string bound = keys.OneOf("above", "below"), of = keys.Maybe<string>("of") ?? actor;
        var measure = keys.Kind switch
        {
            "time" => ConditionMeasure.Time,
            "gap" => ConditionMeasure.Gap,
            "headway" => ConditionMeasure.Headway,
            "time-to-collision" => ConditionMeasure.TimeToCollision,
            "position" => ConditionMeasure.Position,
            "travelled" => ConditionMeasure.Travelled,
            _ => ConditionMeasure.Speed,
        };
        return new MeasuredCondition(measure, of, keys.Maybe<string>("to") ?? of, IsAbove: bound == "above", keys.Get<Distribution>(bound));
    }

    private static ActorAction BuildAction(Entries keys, string actor)
    {
        switch (keys.Kind)
        {
            case "speed":
                return new SpeedAction(BuildSpeed(keys), keys.Get<string>("relative_to"), BuildTransition(keys));
            case "lane-change":
                return new LaneChangeAction(keys.Get<LaneChoice>("lane"), keys.Maybe<string>("relative_to") ?? actor, BuildTransition(keys));
            case "lane-offset":
                return new LaneOffsetAction(keys.Get<Distribution>("offset"), BuildTransition(keys));
            case "keep-distance":
                string measure = keys.OneOf("gap", "headway");
                return new KeepDistanceAction(
                    keys.Get<string>("to"), IsHeadway: measure == "headway", keys.Get<Distribution>(measure),
                    keys.Get<Distribution>("maximum_acceleration"), keys.Get<Distribution>("maximum_deceleration"));
            case "follow-trajectory":
                return BuildTrajectory(keys);
            default:
                return new DriveAction();
        }
    }

    private static Transition BuildTransition(Entries keys)
    {
        var shape = keys.Get<TransitionShape>("shape");
        if (shape != TransitionShape.Step)
        {
            string dimension = keys.OneOf("time", "rate");
            return new Transition(shape, IsRate: dimension == "rate", keys.Get<Distribution>(dimension));
        }
        foreach (string key in (ReadOnlySpan<string>)["time", "rate"])
        {
            if (keys.Has(key)) throw keys.PlaceOf(key).Fault("does not go with shape step, which is done at once");
        }
        return new Transition(shape, IsRate: false, Distribution.Constant(0f));
    }

    private static FollowTrajectoryAction BuildTrajectory(Entries keys)
    {
        string space = keys.OneOf("road", "plane"), along = space == "road" ? "s" : "x", left = space == "road" ? "d" : "y";
        var points = ImmutableArray.CreateBuilder<TrajectoryPoint>();
        var before = default(TrajectoryPoint);
        foreach (var entry in keys.Get<ImmutableArray<Entries>>(space))
        {
            var point = new TrajectoryPoint(entry.Get<float>("time"), entry.Get<float>(along), entry.Get<float>(left));
            if (point.Time <= before.Time) throw entry.PlaceOf("time").Fault($"is not later than the point before it, {before.Time} s");
            if (point.Along < before.Along) throw entry.PlaceOf(along).Fault($"goes back from the point before it, {before.Along} m");
            points.Add(point);
            before = point;
        }
        return new FollowTrajectoryAction(IsCartesian: space == "plane", points.ToImmutable());
    }

    private static ImmutableArray<Key> Thresholds(Dimension dimension, double low, double high) =>
    [
        new("above", new Distributed(dimension, low, high), "holds at or above this; give this or below", Optional: true),
        new("below", new Distributed(dimension, low, high), "holds at or below this", Optional: true),
    ];

    private static ImmutableArray<Key> Transitions(string shape, Dimension rate, double low, double high) =>
    [
        new("shape", OneOf.Members<TransitionShape>(), "at once, evenly, or along half a cosine", Default: shape),
        new("time", new Distributed(Time, 0.01, 600), "how long it takes; give this or rate, but neither with shape step", Optional: true),
        new("rate", new Distributed(rate, low, high), "its greatest rate: throughout a linear one, in the middle of a sinusoidal one", Optional: true),
    ];

    private static ListOf<Entries> Points(string along, string left, string alongMeaning, string leftMeaning) => new(new Section(
    [
        new("time", new Quantity(Time, 0, 3600), "time since the begin, ascending"),
        new(along, new Quantity(Length, 0, 100_000), alongMeaning),
        new(left, new Quantity(Length, -1000, 1000), leftMeaning),
    ]), 1, 1000);
}
