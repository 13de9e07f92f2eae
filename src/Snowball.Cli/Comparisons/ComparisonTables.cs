using Snowball.Cli.Terminal;
using Snowball.Sim.Metrics;
using Spectre.Console;

namespace Snowball.Cli.Comparisons;

/// <summary>A comparison as tables of text: rows and cells for any reader, and those of a terminal.</summary>
internal static class ComparisonTables
{
    /// <summary>Columns of <see cref="GroupRows"/>.</summary>
    public static IReadOnlyList<string> GroupHeader { get; } = ["group", "agent", "seeds", "folder", "test episodes", "steps", "training, s"];

    /// <summary>Columns of <see cref="MetricRows"/>.</summary>
    public static IReadOnlyList<string> MetricHeader { get; } =
        ["metric", "unit", "group", "mean", "interquartile mean", "difference from A", "probability of improvement over A"];

    /// <summary>A row a group; steps and time are means over its runs.</summary>
    public static IEnumerable<IReadOnlyList<string>> GroupRows(Comparison comparison) => comparison.Groups.Select(group => (IReadOnlyList<string>)
    [
        group.Letter, group.Agent, string.Join(", ", group.Runs.Select(run => run.Configuration.Seed)), Path.GetRelativePath(".", group.Folder),
        $"{group.Runs.Sum(run => run.Episodes.Seeds.Length):#,0}", $"{group.Runs.Average(run => run.Steps):#,0}", Number(group.Runs.Average(run => run.Seconds), 1),
    ]);

    /// <summary>A row for each metric and group.</summary>
    public static IEnumerable<IReadOnlyList<string>> MetricRows(Comparison comparison)
    {
        foreach (var metric in comparison.Metrics)
        {
            double scale = metric.IsRate ? 100 : 1;
            for (int i = 0; i < comparison.Groups.Count; i++)
            {
                var difference = i > 0 ? metric.Differences[i - 1] : null;
                yield return
                [
                    i == 0 ? metric.Name : "", i > 0 ? "" : metric.IsRate ? "%" : metric.Unit, comparison.Groups[i].Letter,
                    Text(metric.Means[i], scale), metric.IsRate ? "" : Text(metric.InterquartileMeans[i], scale),
                    difference is null ? "" : Text(difference.Difference, scale) + (difference.PairedEpisodes > 0 ? " paired" : ""),
                    difference is null ? "" : Text(difference.Improvement, 1),
                ];
            }
        }
    }

    /// <summary>Prints it.</summary>
    public static void Show(Comparison comparison, ReportWriter report)
    {
        report.Line($"{comparison.Groups[0].Scenario.Name}; [95% intervals]");
        report.Show(Grid(GroupHeader, GroupRows(comparison)));
        if (comparison.Settings.Count > 0) report.Show(Grid(["setting", .. comparison.Groups.Select(group => group.Name)], comparison.Settings.Select(row => (IReadOnlyList<string>)[row.Key, .. row.Values])));
        report.Show(Grid(MetricHeader, MetricRows(comparison)));
        foreach (string caution in comparison.Cautions) report.Note(caution);
    }

    private static Table Grid(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        var table = Tables.New();
        foreach (string column in header) table.AddColumn(Markup.Escape(column));
        foreach (var row in rows) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }

    private static string Text(Interval interval, double scale) =>
        $"{Number(interval.Value, scale)} [{Number(interval.Low, scale)}, {Number(interval.High, scale)}]";

    private static string Number(double value, double scale) => double.IsFinite(value) ? (value * scale).ToString("0.###") : "-";
}
