using System.Collections.Immutable;
using Snowball.Sim.Metrics;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>Makes the records of a scenario from the values of its file.</summary>
internal static class ScenarioBuilder
{
    /// <summary>The scenario, without what only the file itself tells.</summary>
    public static Scenario Build(Entries file) => new()
    {
        Name = "",
        Hash = "",
        File = "",
        Text = "",
        Description = file.Get<string>("description"),
        Simulation = Simulation(file.Get<Entries>("simulation")),
        Road = Road(file.Get<Entries>("road")),
        Ego = Ego(file.Get<Entries>("ego")),
        Traffic = Traffic(file.Get<Entries>("traffic")),
        Wind = file.Maybe<Entries>("wind") is { } wind ? Wind(wind) : null,
        Observation = Observation(file.Get<Entries>("observation")),
        Action = Action(file.Get<Entries>("action")),
        Reward = Reward(file.Get<Entries>("reward")),
        Cost = file.Maybe<Entries>("cost") is { } cost ? new(Terms(cost), cost.Get<float>("limit")) : new([], 0f),
        Episode = Episode(file.Get<Entries>("episode")),
        Gate = Gate(file.Get<Entries>("gate")),
        Discretisation = file.Maybe<Entries>("discretisation") is { } fields ? Discretisation(fields) : [],
        Training = file.Get<TrainingSettings>("training"),
    };

    private static SimulationSettings Simulation(Entries keys)
        => new(keys.Get<int>("simulation_frequency"), keys.Get<int>("policy_frequency"));

    private static RoadSettings Road(Entries keys)
    {
        int lanes = keys.Get<int>("lanes");
        float width = keys.Get<float>("lane_width"), limit = keys.Get<float>("speed_limit");
        if (keys.Kind == "straight") return new StraightRoadSettings(lanes, width, limit);
        return new CurvedRoadSettings(
            lanes, width, limit, keys.Get<float>("length"), keys.Get<int>("variants"),
            keys.Get<Distribution>("radius"), keys.Get<Distribution>("straight_length"),
            keys.Get<Distribution>("arc_length"), keys.Get<Distribution>("clothoid_length"));
    }

    private static EgoSettings Ego(Entries keys) => new(
        keys.Get<int>("count"), keys.Get<string>("vehicle"), keys.Get<DynamicsModel>("dynamics"), keys.Get<Distribution>("lane"),
        keys.Maybe<Distribution>("position") ?? Distribution.Constant(0f), keys.Get<Distribution>("speed"), keys.Get<Distribution>("lateral_offset"),
        keys.Get<Distribution>("heading_error"));

    private static TrafficSettings Traffic(Entries keys) => keys.Kind switch
    {
        "none" => new NoTraffic(),
        "sequential" => new SequentialTraffic(
            keys.Get<int>("count"), keys.Get<float>("ego_spacing"), keys.Get<float>("spacing"), keys.Get<Distribution>("speed"),
            Drivers(keys.Get<Entries>("drivers")), keys.Get<string>("vehicle")),
        "flow" => new FlowTraffic(
            keys.Get<float>("density"), keys.Get<float>("behind"), keys.Get<float>("ahead"), keys.Get<Distribution>("speed"),
            Drivers(keys.Get<Entries>("drivers")), keys.Get<string>("vehicle")),
        _ => new LeadTraffic(
            keys.Get<Distribution>("gap"), keys.Get<Distribution>("speed"), keys.Get<Distribution>("acceleration"),
            keys.Get<Distribution>("hold"), keys.Get<string>("vehicle")),
    };

    private static DriverSettings Drivers(Entries keys)
    {
        Entries? change = keys.Maybe<Entries>("lane_changes");
        return new DriverSettings(
            keys.Maybe<Distribution>("desired_speed"), keys.Get<Distribution>("time_headway"), keys.Get<Distribution>("minimum_gap"),
            keys.Get<Distribution>("maximum_acceleration"), keys.Get<Distribution>("comfortable_deceleration"),
            keys.Get<float>("acceleration_limit"), keys.Get<Distribution>("exponent"), keys.Get<GapMeasure>("gap"),
            ChangesLanes: change is not null,
            LaneChangeInterval: change?.Get<float>("interval") ?? 1f,
            Politeness: change?.Get<Distribution>("politeness") ?? Distribution.Constant(0f),
            LaneChangeThreshold: change?.Get<float>("threshold") ?? 0f,
            SafeDeceleration: change?.Get<float>("safe_deceleration") ?? 0f);
    }

    private static WindSettings Wind(Entries keys)
        => new(keys.Get<Distribution>("cross_wind"), keys.Get<float>("gust"), keys.Get<float>("gust_time"));

    private static ObservationSettings Observation(Entries keys)
    {
        Entries? noise = keys.Kind is "lane-geometry" or "car-following" ? keys.Maybe<Entries>("noise") : null;
        return keys.Kind switch
        {
            "kinematics" => Kinematics(keys, keys.Get<Entries>("scale")),
            "lane-geometry" => new LaneGeometryObservation(
                keys.Get<ImmutableArray<float>>("preview"), noise?.Maybe<Distribution>("lateral_offset"), noise?.Maybe<Distribution>("heading"),
                noise?.Maybe<Distribution>("speed"), noise?.Maybe<Distribution>("yaw_rate")),
            "time-to-collision" => new TimeToCollisionObservation(keys.Get<float>("horizon")),
            _ => new CarFollowingObservation(noise?.Maybe<Distribution>("gap"), noise?.Maybe<Distribution>("closing_speed")),
        };
    }

    private static KinematicsObservation Kinematics(Entries keys, Entries scale) => new(
        keys.Get<int>("vehicles"), keys.Get<float>("range"), keys.Get<ImmutableArray<KinematicsField>>("fields"),
        scale.Get<float>("x"), scale.Get<float>("y"), scale.Get<float>("speed"));

    private static ActionSettings Action(Entries keys) => keys.Kind switch
    {
        "meta" => new MetaAction(keys.Get<ImmutableArray<float>>("target_speeds")),
        "continuous" => new ContinuousAction(Range(keys, "steering"), Range(keys, "acceleration")),
        _ => new DiscreteAction(Levels(keys, "steering"), Levels(keys, "acceleration")),
    };

    private static ControlRange? Range(Entries keys, string key)
        => Levels(keys, key) is [float low, float high] ? new ControlRange(low, high) : null;

    private static ImmutableArray<float> Levels(Entries keys, string key)
        => keys.Has(key) ? keys.Get<ImmutableArray<float>>(key) : [];

    private static RewardSettings Reward(Entries keys)
    {
        ImmutableArray<float> range = Levels(keys, "normalise");
        return new RewardSettings(
            Terms(keys), range.IsEmpty ? null : range[0], range.IsEmpty ? null : range[1], keys.Get<bool>("zero_off_road"));
    }

    private static ImmutableArray<WeightedTerm> Terms(Entries section)
    {
        ImmutableArray<WeightedTerm>.Builder terms = ImmutableArray.CreateBuilder<WeightedTerm>();
        foreach ((string name, Entry entry) in section.Get<Entries>("terms").All) terms.Add(Term(TermNamed(name), entry.Value));
        return terms.ToImmutable();
    }

    private static WeightedTerm Term(RewardTerm term, object value)
    {
        if (value is float weight) return new WeightedTerm(term, weight, 0f, 0f);
        var keys = (Entries)value;
        (float low, float high) = term switch
        {
            RewardTerm.HighSpeed => keys.Get<ImmutableArray<float>>("range") is var range ? (range[0], range[1]) : default,
            RewardTerm.GapError => (keys.Get<float>("standstill"), keys.Get<float>("time_gap")),
            RewardTerm.ShortHeadway or RewardTerm.ShortTimeToCollision => (0f, keys.Get<float>("below")),
            _ => (0f, keys.Get<float>("scale")),
        };
        return new WeightedTerm(term, keys.Get<float>("weight"), low, high);
    }

    private static RewardTerm TermNamed(string name)
    {
        foreach (RewardTerm term in Enum.GetValues<RewardTerm>())
        {
            if (Spelling.SnakeCase($"{term}") == name) return term;
        }
        throw new ArgumentOutOfRangeException(nameof(name), name, "no such term");
    }

    private static EpisodeSettings Episode(Entries keys)
    {
        TerminationCauses causes = TerminationCauses.None;
        foreach (TerminationCauses cause in keys.Get<ImmutableArray<TerminationCauses>>("terminate_on")) causes |= cause;
        return new EpisodeSettings(keys.Get<float>("duration"), causes);
    }

    private static GateSettings Gate(Entries keys)
    {
        ImmutableArray<GateLine>.Builder lines = ImmutableArray.CreateBuilder<GateLine>();
        foreach (Entries line in keys.Get<ImmutableArray<Entries>>("lines")) lines.Add(Line(line));
        return new GateSettings(
            keys.Get<int>("episodes"), keys.Get<int>("validation_episodes"), keys.Get<float>("confidence"), lines.ToImmutable());
    }

    private static GateLine Line(Entries keys)
    {
        Metric metric = MetricCatalog.All[MetricCatalog.IndexOf(keys.Get<string>("metric"))];
        Aggregate aggregate = keys.Get<Aggregate>("aggregate");
        Dimension dimension = Dimension.Of(metric.Unit) ?? throw new InvalidOperationException($"{metric.Name} has an unknown unit");
        if (keys.Has("at_most") == keys.Has("at_least")) throw keys.Place.Fault("needs one bound: at_most or at_least");
        if (keys.Has("above") && keys.Has("below")) throw keys.Place.Fault("takes above or below, not both");

        bool isAny = aggregate == Aggregate.Any, isLower = keys.Has("below");
        string threshold = isLower ? "below" : "above";
        if (isAny && !metric.IsEvent && !keys.Has(threshold))
        {
            throw keys.Place.Fault($"{metric.Name} is a number: aggregate any needs above or below, such as 'above: {dimension.Write(dimension.Typical)}'");
        }
        if (keys.Has(threshold) && (!isAny || metric.IsEvent))
        {
            throw keys.PlaceOf(threshold).Fault("goes with aggregate any of a metric that is a number");
        }

        string bound = keys.Has("at_most") ? "at_most" : "at_least";
        return new GateLine(
            metric.Name, aggregate, bound == "at_most" ? BoundKind.AtMost : BoundKind.AtLeast,
            isAny ? Value(keys, bound, Dimension.Share, 0, 100) : Value(keys, bound, dimension, -1e6, 1e6),
            keys.Has(threshold) ? Value(keys, threshold, dimension, -1e6, 1e6) : null,
            isLower, keys.Place.Line);
    }

    private static float Value(Entries keys, string key, Dimension dimension, double low, double high)
        => (float)new Quantity(dimension, low, high).Read(keys.Get<Node>(key));

    private static ImmutableArray<DiscretisedField> Discretisation(Entries keys)
    {
        ImmutableArray<DiscretisedField>.Builder fields = ImmutableArray.CreateBuilder<DiscretisedField>();
        foreach ((string name, Entry entry) in keys.All) fields.Add(new DiscretisedField(name, (ImmutableArray<float>)entry.Value));
        return fields.ToImmutable();
    }
}
