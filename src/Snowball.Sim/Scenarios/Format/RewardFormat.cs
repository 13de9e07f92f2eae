using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The sections <c>reward</c> and <c>cost</c>.</summary>
internal static class RewardFormat
{
    private static readonly Section TermShape = new(
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
        new("goal_reached", Weight, "1 where the ego passes its goal's position in one of its lanes", Optional: true),
        new("goal_missed", Weight, "1 where the ego passes its goal's position in another lane", Optional: true),
        new("short_time_to_collision", Below, "1 where the time to collision with the leader is below the value", Optional: true),
        new("present_lane", Weighted(new Key("lanes", new WholeNumber(2, 12), "number of lanes")), "index of the lane under the ego / (lanes - 1)", Optional: true),
        new("speed", Weighted(new Key("range", new ListOf<float>(new Quantity(Speed, 0, 100), 2, 2, Ascending: true), "speeds that give 0 and 1")),
            "speed, mapped from the range to 0 to 1 and on beyond it", Optional: true),
        new("lane_command", Weight, "1 where the action asks for another lane, whether there is one or not", Optional: true),
        new("merging_speed", Weight, "sum of (target speed - speed) / target speed over the vehicles whose lane ends on the road of the map that they are on", Optional: true),
    ]);

    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("terms", TermShape, "what is summed in each policy step"),
        new("normalise", new ListOf<float>(new Quantity(None, -1000, 1000), 2, 2, Ascending: true), "sums that are mapped to 0 and 1", Optional: true),
        new("zero_off_road", new Flag(), "whether the reward is 0 off the road", Default: "false"),
    ]);

    /// <summary>What the <c>cost</c> section takes.</summary>
    public static Shape CostShape { get; } = new Section(
    [
        new("terms", TermShape, "what is summed in each policy step"),
        new("limit", new Quantity(None, 0, 1000), "what the sum over an episode may be on average"),
    ]);

    /// <summary>The settings that its keys make.</summary>
    public static RewardSettings Build(Entries keys)
    {
        ImmutableArray<float> range = keys.Numbers("normalise");
        return new RewardSettings(
            Terms(keys), range.IsEmpty ? null : range[0], range.IsEmpty ? null : range[1], keys.Get<bool>("zero_off_road"));
    }

    /// <summary>The settings that its keys make.</summary>
    public static CostSettings BuildCost(Entries? keys) => keys is null ? new([], 0f) : new(Terms(keys), keys.Get<float>("limit"));

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
            RewardTerm.HighSpeed or RewardTerm.Speed => keys.Get<ImmutableArray<float>>("range") is var range ? (range[0], range[1]) : default,
            RewardTerm.PresentLane => (0f, keys.Get<int>("lanes") - 1),
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

    private static Shape Weight => new Quantity(None, -1000, 1000);

    private static Shape Below => Weighted(new Key("below", new Quantity(Time, 0.1, 100), "counts when below this"));

    private static Section Weighted(params ImmutableArray<Key> parameters) => new([new("weight", Weight, "weight"), .. parameters]);

    private static Section Scaled(Dimension dimension)
        => Weighted(new Key("scale", new Quantity(dimension, 0.001, 1000), "the value that gives 1"));
}
