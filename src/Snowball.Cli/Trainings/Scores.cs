using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Trainings;

/// <summary>What a policy came to in each of some episodes. Arrays are [episodes].</summary>
/// <param name="Return">Sum of rewards.</param>
/// <param name="Crashed">1 where an event ended the episode that is no goal: a collision, or a departure from lane or road; else 0.</param>
/// <param name="Speed">Mean speed, m/s.</param>
/// <param name="Goal">1 where the goal was reached; empty where the scenario has none.</param>
/// <param name="Jerk">Mean of longitudinal and lateral jerk together, m/s3.</param>
internal sealed record Scores(
    ImmutableArray<double> Return, ImmutableArray<double> Crashed, ImmutableArray<double> Speed, ImmutableArray<double> Goal, ImmutableArray<double> Jerk)
{
    private static readonly (TerminationCauses Cause, MetricIndex Metric)[] Crashes =
    [
        (TerminationCauses.Collision, MetricIndex.Collision),
        (TerminationCauses.LaneDeparture, MetricIndex.LaneDeparture),
        (TerminationCauses.OffRoad, MetricIndex.OffRoad),
    ];

    /// <summary>Reads them off a table of episodes that were all run.</summary>
    public static Scores Of(Scenario scenario, EpisodeTable table)
    {
        var crashes = Array.FindAll(Crashes, crash => (scenario.Episode.TerminateOn & crash.Cause) != 0);
        return new Scores(
            Each(episode => table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum)),
            Each(episode => Array.Exists(crashes, crash => table.Value(episode, (int)crash.Metric, Aggregate.Any) > 0) ? 1 : 0),
            Each(episode => table.Value(episode, (int)MetricIndex.Speed, Aggregate.Mean)),
            scenario.Ego.Goal is null ? [] : Each(episode => table.Value(episode, (int)MetricIndex.GoalReached, Aggregate.Any)),
            Each(episode => table.Value(episode, (int)MetricIndex.LongitudinalJerk, Aggregate.Mean) + table.Value(episode, (int)MetricIndex.LateralJerk, Aggregate.Mean)));

        ImmutableArray<double> Each(Func<int, double> value) => [.. Enumerable.Range(0, table.Episodes).Select(value)];
    }
}
