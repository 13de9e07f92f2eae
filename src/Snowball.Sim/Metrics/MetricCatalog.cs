using System.Collections.Immutable;

namespace Snowball.Sim.Metrics;

/// <summary>
/// A quantity measured for each ego. <paramref name="IsEvent"/>: 0 or 1, where <c>any</c> is the natural aggregate.
/// Names are the same in YAML, JSON, JUnit and reports.
/// </summary>
public sealed record Metric(string Name, string Unit, bool IsEvent, string Meaning);

/// <summary>
/// All metrics, in the order of the columns of <see cref="EpisodeTable"/>. Sampled at the end of each policy step;
/// events hold for any substep of it.
/// </summary>
public static class MetricCatalog
{
    /// <summary>Every metric; <see cref="MetricIndex"/> gives the places.</summary>
    public static ImmutableArray<Metric> All { get; } =
    [
        new("collision", "", true, "contact with another vehicle, a barrier or an obstacle"),
        new("collision_at_fault", "", true, "a collision that is not struck_from_behind"),
        new("struck_from_behind", "", true, "a collision in which the other vehicle's front met the ego's rear half while the ego kept its lane"),
        new("lane_departure", "", true, "the ego's centre is outside the lane it has to keep"),
        new("off_road", "", true, "the ego's centre is outside all lanes"),
        new("return", "", false, "reward of the step; aggregate sum"),
        new("cost", "", false, "cost of the step; aggregate sum"),
        new("speed", "m/s", false, "speed"),
        new("progress", "m", false, "distance along the road in the step; aggregate sum"),
        new("lateral_offset", "m", false, "absolute distance to the centre of the lane to keep"),
        new("heading_error", "rad", false, "absolute angle to the lane's direction"),
        new("longitudinal_acceleration", "m/s2", false, "signed"),
        new("longitudinal_jerk", "m/s3", false, "absolute, over a policy step"),
        new("lateral_acceleration", "m/s2", false, "absolute"),
        new("lateral_jerk", "m/s3", false, "absolute, mean over 0.5 s (ISO 11270)"),
        new("ttc", "s", false, "time to collision with the leader in the lane at constant speeds, at most 100"),
        new("ttc_2d", "s", false, "time to collision of footprints at constant velocities, any vehicle, at most 100"),
        new("thw", "s", false, "bumper-to-bumper gap to the leader / ego speed, at most 100"),
        new("lane_changes", "", false, "1 in a step in which the target lane changes; aggregate sum"),
        new("goal_reached", "", true, "the ego passed its goal's position in one of its lanes"),
        new("goal_missed", "", true, "the ego passed its goal's position in another lane"),
        new("delta_v", "m/s", false, "change of the velocity of the centre by all contacts so far (contact kind rigid-bodies); aggregate max"),
    ];

    /// <summary>The place of a metric, or -1.</summary>
    public static int IndexOf(string name)
    {
        for (int i = 0; i < All.Length; i++)
        {
            if (All[i].Name == name) return i;
        }
        return -1;
    }
}

/// <summary>Places of the metrics in <see cref="MetricCatalog.All"/>.</summary>
public enum MetricIndex
{
    /// <summary><c>collision</c></summary>
    Collision,

    /// <summary><c>collision_at_fault</c></summary>
    CollisionAtFault,

    /// <summary><c>struck_from_behind</c></summary>
    StruckFromBehind,

    /// <summary><c>lane_departure</c></summary>
    LaneDeparture,

    /// <summary><c>off_road</c></summary>
    OffRoad,

    /// <summary><c>return</c></summary>
    Return,

    /// <summary><c>cost</c></summary>
    Cost,

    /// <summary><c>speed</c></summary>
    Speed,

    /// <summary><c>progress</c></summary>
    Progress,

    /// <summary><c>lateral_offset</c></summary>
    LateralOffset,

    /// <summary><c>heading_error</c></summary>
    HeadingError,

    /// <summary><c>longitudinal_acceleration</c></summary>
    LongitudinalAcceleration,

    /// <summary><c>longitudinal_jerk</c></summary>
    LongitudinalJerk,

    /// <summary><c>lateral_acceleration</c></summary>
    LateralAcceleration,

    /// <summary><c>lateral_jerk</c></summary>
    LateralJerk,

    /// <summary><c>ttc</c></summary>
    Ttc,

    /// <summary><c>ttc_2d</c></summary>
    Ttc2D,

    /// <summary><c>thw</c></summary>
    Thw,

    /// <summary><c>lane_changes</c></summary>
    LaneChanges,

    /// <summary><c>goal_reached</c></summary>
    GoalReached,

    /// <summary><c>goal_missed</c></summary>
    GoalMissed,

    /// <summary><c>delta_v</c></summary>
    DeltaV,
}
