using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Comparisons;

/// <summary>A comparison for programs: a line a group, a line a setting that differs, a line a metric.</summary>
internal static class ComparisonJson
{
    /// <summary>The lines.</summary>
    public static IEnumerable<JsonObject> Lines(Comparison comparison) =>
        [.. comparison.Groups.Select(Group), .. comparison.Settings.Select(row => Setting(row, comparison.Groups)), .. comparison.Metrics.Select(metric => Metric(metric, comparison.Groups))];

    private static JsonObject Group(RunGroup group) => new()
    {
        ["group"] = group.Letter,
        ["agent"] = group.Agent,
        ["runs"] = Json.Array(group.Runs.Select(run => new JsonObject
        {
            ["path"] = run.Path,
            ["seed"] = run.Configuration.Seed,
            ["episodes"] = run.Episodes.Seeds.Length,
            ["steps"] = run.Steps,
            ["train_seconds"] = Json.Number(run.Seconds),
        })),
    };

    private static JsonObject Setting(SettingRow row, IReadOnlyList<RunGroup> groups) => new()
    {
        ["setting"] = row.Key,
        ["groups"] = new JsonObject(groups.Select((group, i) => KeyValuePair.Create(group.Letter, (JsonNode?)row.Values[i]))),
    };

    private static JsonObject Metric(MetricComparison metric, IReadOnlyList<RunGroup> groups)
    {
        var values = new JsonObject();
        for (int i = 0; i < groups.Count; i++)
        {
            var value = new JsonObject { ["mean"] = Interval(metric.Means[i]) };
            if (!metric.IsRate) value["iqm"] = Interval(metric.InterquartileMeans[i]);
            if (i > 0)
            {
                var difference = metric.Differences[i - 1];
                value["difference"] = Interval(difference.Difference);
                value["paired_episodes"] = difference.PairedEpisodes;
                value["probability_of_improvement"] = Interval(difference.Improvement);
            }
            values[groups[i].Letter] = value;
        }
        return new JsonObject { ["metric"] = metric.Name, ["unit"] = metric.Unit, ["better"] = metric.IsMoreBetter ? "higher" : "lower", ["groups"] = values };
    }

    private static JsonObject Interval(Interval interval) =>
        new() { ["value"] = Json.Number(interval.Value), ["low"] = Json.Number(interval.Low), ["high"] = Json.Number(interval.High) };
}
