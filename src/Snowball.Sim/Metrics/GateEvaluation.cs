using System.Collections.Immutable;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Metrics;

/// <summary>What the episodes say about a line of a gate.</summary>
public enum Verdict
{
    /// <summary>The confidence limit keeps the bound.</summary>
    Passed,

    /// <summary>The estimate breaks the bound, or there is no number.</summary>
    Failed,

    /// <summary>The estimate keeps the bound, its confidence limit does not: too few episodes to tell. Not passed.</summary>
    Undecided,
}

/// <summary>
/// A line of a gate, measured. Rates are fractions, other values in the unit of the metric.
/// </summary>
/// <param name="Line">The line.</param>
/// <param name="Estimate">The rate or the mean over the episodes; NaN where there is none.</param>
/// <param name="Limit">Its one-sided confidence limit: the upper one where the bound is at most, else the lower one.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="EpisodesToDecide">How many episodes would pass the line if they went like these; only for an undecided line, and null
/// where no number would.</param>
/// <param name="Text">The line for a person.</param>
public sealed record GateLineResult(
    GateLine Line, double Estimate, double Limit, Verdict Verdict, int? EpisodesToDecide, string Text);

/// <summary>A gate, measured.</summary>
public sealed record GateResult(int Episodes, double Confidence, ImmutableArray<GateLineResult> Lines)
{
    /// <summary>Failed if a line failed, else undecided if one is, else passed.</summary>
    public Verdict Verdict
    {
        get
        {
            var verdict = Verdict.Passed;
            foreach (var line in Lines)
            {
                if (line.Verdict == Verdict.Failed) return Verdict.Failed;
                if (line.Verdict == Verdict.Undecided) verdict = Verdict.Undecided;
            }
            return verdict;
        }
    }

    /// <summary>Whether every line passed.</summary>
    public bool Passed => Verdict == Verdict.Passed;
}

/// <summary>
/// Judges episodes by a gate. A bound holds when the one-sided confidence limit keeps it, not the estimate alone: of
/// Clopper and Pearson for rates (<see cref="BinomialBound"/>), of the bootstrap for means (<see cref="Bootstrap"/>).
/// </summary>
public static class GateEvaluation
{
    /// <summary>Evaluates every line on all episodes of the table. A missing episode or a value that is not a number fails.</summary>
    /// <exception cref="InputException">A line names no metric.</exception>
    /// <exception cref="ArgumentException">The table is empty.</exception>
    public static GateResult Evaluate(GateSettings gate, EpisodeTable table)
    {
        if (table.Episodes == 0) throw new ArgumentException("There are no episodes to judge.", nameof(table));
        double confidence = Exact(gate.Confidence);
        var results = ImmutableArray.CreateBuilder<GateLineResult>(gate.Lines.Length);
        for (int i = 0; i < gate.Lines.Length; i++)
        {
            results.Add(Evaluate(gate.Lines[i], table, confidence, seed: (ulong)i));
        }
        return new GateResult(table.Episodes, confidence, results.MoveToImmutable());
    }

    /// <summary>The share of episodes that break a line by themselves: one that bounds how often an event may, or must, happen.</summary>
    public static double FailingShare(GateSettings gate, EpisodeTable table)
    {
        int failing = 0;
        for (int episode = 0; episode < table.Episodes; episode++)
        {
            foreach (var line in gate.Lines)
            {
                if (line.Aggregate != Aggregate.Any) continue;
                bool happened = Value(line, table, episode) > 0;
                if (happened != (line.Bound == BoundKind.AtMost)) continue;
                failing++;
                break;
            }
        }
        return (double)failing / table.Episodes;
    }

    private static GateLineResult Evaluate(GateLine line, EpisodeTable table, double confidence, ulong seed)
    {
        int metric = MetricCatalog.IndexOf(line.Metric);
        if (metric < 0) throw new InputException($"there is no metric {line.Metric}", line: line.Line, key: "gate");

        var values = new double[table.Episodes];
        for (int episode = 0; episode < values.Length; episode++)
        {
            values[episode] = Value(line, table, episode);
            if (!double.IsFinite(values[episode]))
            {
                string fault = table.Steps(episode) == 0 ? "was not run" : $"(seed {table.Seed(episode)}) has no finite value";
                return new GateLineResult(line, double.NaN, double.NaN, Verdict.Failed, null, $"{Subject(line)}: failed, episode {episode} {fault}");
            }
        }

        bool atMost = line.Bound == BoundKind.AtMost;
        double bound = Exact(line.Value);
        double estimate = Bootstrap.Mean(values);
        double limit = line.Aggregate == Aggregate.Any
            ? RateLimit(values, atMost, confidence)
            : MeanLimit(values, atMost, confidence, seed);
        var verdict = Keeps(limit) ? Verdict.Passed : Keeps(estimate) ? Verdict.Undecided : Verdict.Failed;
        int? episodes = verdict != Verdict.Undecided ? null
            : line.Aggregate != Aggregate.Any ? EpisodesForMean(values.Length, estimate, limit, bound)
            : atMost ? BinomialBound.TrialsForUpper(estimate, bound, confidence)
            : BinomialBound.TrialsForLower(estimate, bound, confidence);
        return new GateLineResult(line, estimate, limit, verdict, episodes, Describe(line, metric, estimate, limit, bound, verdict, episodes));

        bool Keeps(double value) => atMost ? value <= bound : value >= bound;
    }

    /// <summary>What a line looks at in one episode: 1 or 0 for whether an event happened, else the aggregate; NaN where it was not run.</summary>
    public static double Value(GateLine line, EpisodeTable table, int episode)
    {
        int metric = MetricCatalog.IndexOf(line.Metric);
        if (table.Steps(episode) == 0) return double.NaN;
        if (line.Aggregate != Aggregate.Any) return table.Value(episode, metric, line.Aggregate);

        double extreme = table.Value(episode, metric, line.ThresholdIsLower ? Aggregate.Min : Aggregate.Max);
        if (double.IsNaN(extreme)) return double.NaN;
        if (line.Threshold is not { } threshold) return table.Value(episode, metric, Aggregate.Any);
        return (line.ThresholdIsLower ? extreme < threshold : extreme > threshold) ? 1 : 0;
    }

    private static double RateLimit(ReadOnlySpan<double> occurrences, bool upper, double confidence)
    {
        int events = 0;
        foreach (double occurred in occurrences) events += (int)occurred;
        return upper
            ? BinomialBound.Upper(events, occurrences.Length, confidence)
            : BinomialBound.Lower(events, occurrences.Length, confidence);
    }

    private static double MeanLimit(ReadOnlySpan<double> values, bool upper, double confidence, ulong seed)
    {
        var (low, high) = Bootstrap.MeanLimits(values, confidence, seed);
        return upper ? high : low;
    }

    /// <summary>The distance of the limit from the mean falls with the square root of the number of episodes.</summary>
    private static int? EpisodesForMean(int episodes, double mean, double limit, double bound)
    {
        double ratio = (limit - mean) / (bound - mean);
        double needed = Math.Ceiling(episodes * ratio * ratio);
        return needed <= int.MaxValue ? (int)needed : null;
    }

    private static string Describe(
        GateLine line, int metric, double estimate, double limit, double bound, Verdict verdict, int? episodes)
    {
        bool rate = line.Aggregate == Aggregate.Any, atMost = line.Bound == BoundKind.AtMost;
        string outcome = verdict switch
        {
            Verdict.Passed => "passed",
            Verdict.Failed => "failed",
            _ => episodes is { } number ? $"undecided, about {number} episodes would tell" : "undecided",
        };
        return $"{Subject(line)} {Number(estimate, 1)} ({(atMost ? "upper" : "lower")} limit {Number(limit, 1)}) {(atMost ? "<=" : ">=")} {Number(bound, 0)}: {outcome}";

        // Measured percentages keep their first decimal, so that columns of them read alike.
        string Number(double value, int decimals)
        {
            if (rate) return (100 * value).ToString(decimals > 0 ? "0.0#" : "0.###") + " %";
            string unit = MetricCatalog.All[metric].Unit;
            return value.ToString("0.###") + (unit.Length > 0 ? " " + unit : "");
        }
    }

    private static string Subject(GateLine line)
    {
        string aggregate = line.Aggregate switch
        {
            Aggregate.Any => "any",
            Aggregate.Mean => "mean",
            Aggregate.Max => "max",
            Aggregate.Min => "min",
            _ => "sum",
        };
        if (line.Threshold is not { } threshold) return $"{line.Metric} {aggregate}";
        string unit = MetricCatalog.All[MetricCatalog.IndexOf(line.Metric)].Unit;
        return $"{line.Metric} {aggregate} {(line.ThresholdIsLower ? "<" : ">")} {threshold}{(unit.Length > 0 ? " " + unit : "")}";
    }

    /// <summary>The decimal number that was written, which a float holds only nearly.</summary>
    private static double Exact(float written) => (double)(decimal)written;
}
