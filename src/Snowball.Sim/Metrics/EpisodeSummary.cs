using System.Collections.Immutable;
using MathNet.Numerics.Statistics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Metrics;

/// <summary>
/// One number about many episodes, with a two-sided 95% interval where it has one. <paramref name="Unit"/> is empty for counts and
/// for rates, which are fractions.
/// </summary>
public sealed record SummaryValue(string Name, string Unit, double Value, double? Low = null, double? High = null);

/// <summary>
/// What a table of episodes amounts to: a list of named numbers for consoles, JSON and JUnit. Episodes that were not run are left out.
/// </summary>
public static class EpisodeSummary
{
    private const double OneSided = 0.975;
    private const double LowQuantile = 0.05;

    /// <summary>
    /// The numbers, always the same names in the same order. <c>EVENT_rate</c>: fraction of episodes with the event.
    /// <c>EVENT_per_km</c>: episodes with the event / km driven by all, so a second event of one episode does not count.
    /// <c>return</c>, <c>cost</c>, <c>progress</c>, <c>lane_changes</c>: mean of the sum over an episode. Other metrics: mean over episodes of the mean over
    /// steps. <c>METRIC_min_p5</c>: 5th percentile over episodes of the least value. No episode at all gives NaN.
    /// </summary>
    /// <param name="table">The episodes.</param>
    /// <param name="withIntervals">Whether means have intervals: resampling takes longer than all the rest.</param>
    public static ImmutableArray<SummaryValue> Of(EpisodeTable table, bool withIntervals = true)
    {
        var episodes = Finished(table);
        double kilometres = 0, steps = 0;
        foreach (int episode in episodes)
        {
            kilometres += table.Value(episode, (int)MetricIndex.Progress, Aggregate.Sum) / 1000;
            steps += table.Steps(episode);
        }

        return
        [
            new("episodes", "", episodes.Length),
            new("episode_steps", "", steps / episodes.Length),
            new("distance", "km", kilometres),
            Mean(MetricIndex.Return, Aggregate.Sum),
            Mean(MetricIndex.Cost, Aggregate.Sum),
            Rate(table, episodes, MetricIndex.Collision),
            Rate(table, episodes, MetricIndex.CollisionAtFault),
            Rate(table, episodes, MetricIndex.StruckFromBehind),
            PerKilometre(table, episodes, MetricIndex.Collision, kilometres),
            PerKilometre(table, episodes, MetricIndex.CollisionAtFault, kilometres),
            PerKilometre(table, episodes, MetricIndex.StruckFromBehind, kilometres),
            Rate(table, episodes, MetricIndex.LaneDeparture),
            Rate(table, episodes, MetricIndex.OffRoad),
            Mean(MetricIndex.Progress, Aggregate.Sum),
            Mean(MetricIndex.Speed, Aggregate.Mean),
            Mean(MetricIndex.LateralOffset, Aggregate.Mean),
            Mean(MetricIndex.HeadingError, Aggregate.Mean),
            Mean(MetricIndex.LateralAcceleration, Aggregate.Mean),
            Mean(MetricIndex.LateralJerk, Aggregate.Mean),
            Mean(MetricIndex.LongitudinalJerk, Aggregate.Mean),
            Mean(MetricIndex.LaneChanges, Aggregate.Sum),
            LowMinimum(table, episodes, MetricIndex.Ttc),
            LowMinimum(table, episodes, MetricIndex.Ttc2D),
            LowMinimum(table, episodes, MetricIndex.Thw),
        ];

        SummaryValue Mean(MetricIndex metric, Aggregate aggregate) => EpisodeSummary.Mean(table, episodes, metric, aggregate, withIntervals);
    }

    private static int[] Finished(EpisodeTable table)
    {
        var finished = new List<int>(table.Episodes);
        for (int episode = 0; episode < table.Episodes; episode++)
        {
            if (table.Steps(episode) > 0) finished.Add(episode);
        }
        return [.. finished];
    }

    private static SummaryValue Mean(EpisodeTable table, int[] episodes, MetricIndex metric, Aggregate aggregate, bool withInterval)
    {
        var (name, unit) = Describe(metric);
        if (episodes.Length == 0) return new(name, unit, double.NaN);
        var values = Values(table, episodes, metric, aggregate);
        double mean = Bootstrap.Mean(values);
        if (!withInterval) return new(name, unit, mean);
        var (low, high) = Bootstrap.MeanLimits(values, OneSided, seed: (ulong)metric);
        return double.IsFinite(low) && double.IsFinite(high) ? new(name, unit, mean, low, high) : new(name, unit, mean);
    }

    private static SummaryValue Rate(EpisodeTable table, int[] episodes, MetricIndex metric)
    {
        string name = Describe(metric).Name + "_rate";
        if (episodes.Length == 0) return new(name, "", double.NaN);
        int events = Count(table, episodes, metric);
        return new(name, "", (double)events / episodes.Length,
            BinomialBound.Lower(events, episodes.Length, OneSided), BinomialBound.Upper(events, episodes.Length, OneSided));
    }

    private static SummaryValue PerKilometre(EpisodeTable table, int[] episodes, MetricIndex metric, double kilometres)
        => new(Describe(metric).Name + "_per_km", "1/km", Count(table, episodes, metric) / kilometres);

    private static SummaryValue LowMinimum(EpisodeTable table, int[] episodes, MetricIndex metric)
    {
        var (name, unit) = Describe(metric);
        var minima = Values(table, episodes, metric, Aggregate.Min);
        Array.Sort(minima);
        return new(name + "_min_p5", unit, SortedArrayStatistics.Quantile(minima, LowQuantile));
    }

    private static int Count(EpisodeTable table, int[] episodes, MetricIndex metric)
    {
        int count = 0;
        foreach (int episode in episodes) count += (int)table.Value(episode, (int)metric, Aggregate.Any);
        return count;
    }

    private static double[] Values(EpisodeTable table, int[] episodes, MetricIndex metric, Aggregate aggregate)
        => Array.ConvertAll(episodes, episode => table.Value(episode, (int)metric, aggregate));

    private static (string Name, string Unit) Describe(MetricIndex metric)
    {
        var entry = MetricCatalog.All[(int)metric];
        return (entry.Name, entry.Unit);
    }
}
