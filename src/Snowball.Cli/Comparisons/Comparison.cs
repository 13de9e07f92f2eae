using Snowball.Cli.Reports;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Comparisons;

/// <summary>A setting that differs between groups, with its value in each.</summary>
internal sealed record SettingRow(string Key, IReadOnlyList<string> Values);

/// <summary>Groups of runs side by side.</summary>
/// <param name="Groups">The first is what the others are compared with.</param>
/// <param name="Settings">What differs.</param>
/// <param name="Metrics">What the test episodes tell.</param>
internal sealed record Comparison(IReadOnlyList<RunGroup> Groups, IReadOnlyList<SettingRow> Settings, IReadOnlyList<MetricComparison> Metrics)
{
    /// <summary>Compares.</summary>
    public static Comparison Of(IReadOnlyList<RunGroup> groups)
    {
        var gate = groups[0].Scenario.Gate;
        var metrics = new List<MetricComparison>
        {
            MetricComparison.Of(EpisodeFile.Return, "", isRate: false, isMoreBetter: true, groups),
            MetricComparison.Of(EpisodeFile.Collision, "", isRate: true, isMoreBetter: false, groups),
        };
        metrics.AddRange(gate.Lines.DistinctBy(line => line.Name).Where(line => metrics.TrueForAll(metric => metric.Name != line.Name)).Select(line =>
            MetricComparison.Of(line.Name, GateWords.UnitOf(line), line.Aggregate == Aggregate.Any, line.Bound == BoundKind.AtLeast, groups)));
        return new Comparison(groups, Differing(groups), metrics);
    }

    /// <summary>What to keep in mind about groups of few runs; empty where there is nothing.</summary>
    public IEnumerable<string> Cautions => Groups.Where(group => group.Runs.Count < 5).Select(group => group.Runs.Count == 1
        ? $"{group.Letter} is one run: its intervals tell how sure its own figures are, not what another seed would give."
        : $"{group.Letter} has {group.Runs.Count} runs: intervals over so few hold less often than in 95 of 100 cases (docs/tracking.md).");

    private static List<SettingRow> Differing(IReadOnlyList<RunGroup> groups)
    {
        var keys = groups.SelectMany(group => group.Runs[0].Configuration.Entries.Select(entry => entry.Key)).Distinct()
            .Where(key => key is not ("seed" or "scenario_yaml"));
        var rows = keys.Select(key => new SettingRow(key, [.. groups.Select(group => group.Entry(key))]));
        return [.. rows.Where(row => row.Values.Distinct().Count() > 1)];
    }
}

/// <summary>A group's scores beside those of the first group.</summary>
/// <param name="Difference">Of the means: this group's less the first's.</param>
/// <param name="PairedEpisodes">How many episodes both drove, which the difference is then of; 0 where it is of independent ones.</param>
/// <param name="Improvement">The probability that an episode of this group goes better than one of the first, equal ones counted half.</param>
internal sealed record GroupDifference(Interval Difference, int PairedEpisodes, Interval Improvement);

/// <summary>One metric in all groups.</summary>
/// <param name="Name">Of the column of the episodes.</param>
/// <param name="Unit">Empty where there is none, and for rates, which are fractions.</param>
/// <param name="IsRate">Whether it is the share of episodes with an event.</param>
/// <param name="IsMoreBetter">Whether more is better.</param>
/// <param name="Means">Of each group.</param>
/// <param name="InterquartileMeans">Of each group; empty for rates, which have no middle.</param>
/// <param name="Differences">Of each group but the first.</param>
internal sealed record MetricComparison(
    string Name, string Unit, bool IsRate, bool IsMoreBetter,
    IReadOnlyList<Interval> Means, IReadOnlyList<Interval> InterquartileMeans, IReadOnlyList<GroupDifference> Differences)
{
    /// <summary>Computes all of it.</summary>
    public static MetricComparison Of(string name, string unit, bool isRate, bool isMoreBetter, IReadOnlyList<RunGroup> groups)
    {
        var scores = groups.Select(group => group.Column(name)).ToList();
        return new MetricComparison(
            name, unit, isRate, isMoreBetter,
            [.. scores.Select(RunBootstrap.Mean)],
            isRate ? [] : [.. scores.Select(RunBootstrap.InterquartileMean)],
            [.. Enumerable.Range(1, groups.Count - 1).Select(other =>
            {
                double[][] paired = PairedDifferences(groups[0], groups[other], name);
                return new GroupDifference(
                    paired.Length > 0 ? RunBootstrap.Mean(paired) : RunBootstrap.Difference(scores[0], scores[other]),
                    paired.Sum(pair => pair.Length),
                    isMoreBetter ? RunBootstrap.ProbabilityOfImprovement(scores[0], scores[other]) : RunBootstrap.ProbabilityOfImprovement(scores[other], scores[0]));
            })]);
    }

    /// <summary>What the second group scored more than the first on the same episodes, [pair of runs][episode].</summary>
    private static double[][] PairedDifferences(RunGroup first, RunGroup second, string name)
    {
        var pairs =
            from one in first.Runs
            from two in second.Runs
            let scores = one.Episodes.Seeds.Zip(one.Episodes.Columns[name]).ToDictionary()
            let shared = two.Episodes.Seeds.Zip(two.Episodes.Columns[name]).Where(episode => scores.ContainsKey(episode.First))
            select shared.Select(episode => episode.Second - scores[episode.First]).ToArray();
        return [.. pairs.Where(pair => pair.Length > 0)];
    }
}
