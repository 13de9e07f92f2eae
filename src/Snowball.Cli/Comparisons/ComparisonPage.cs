using Snowball.Cli.Reports;

namespace Snowball.Cli.Comparisons;

/// <summary>A comparison as a page.</summary>
internal static class ComparisonPage
{
    private static readonly (string Name, string Title)[] Curves =
    [
        ("episode_return", "Return of an episode, while exploring"),
        ("terminated_rate", "Crash rate, while exploring: share of episodes that an event ended"),
        ("validation/return", "Return of the validation episodes"),
    ];

    /// <summary>Writes it.</summary>
    public static void Write(string path, Comparison comparison)
    {
        var scenario = comparison.Groups[0].Scenario;
        var page = new Page($"{scenario.Name}: {string.Join(", ", comparison.Groups.Select(group => group.Name))}");
        page.Add($"<h1>{Page.Text(scenario.Name)}: {Page.Text(string.Join(", ", comparison.Groups.Select(group => group.Name)))}</h1>\n<p>{Page.Text(scenario.Description)}</p>");
        AddTable(page, ComparisonTables.GroupHeader, ComparisonTables.GroupRows(comparison), textColumns: 4);
        page.Heading("Test episodes").Add("<p>In brackets 95% intervals, by a bootstrap of runs and of the episodes of each. A difference is paired where both groups drove the same episodes; "
            + "improvement is an episode that goes better than one of A, equal ones counted half.</p>");
        AddTable(page, ComparisonTables.MetricHeader, ComparisonTables.MetricRows(comparison), textColumns: 3);
        foreach (string caution in comparison.Cautions) page.Add($"<p>{Page.Text(caution)}</p>");
        page.Add(Charts.Histogram("Returns of the test episodes", "return", [.. comparison.Groups.Select(group =>
            (group.Name, (IReadOnlyList<double>)[.. group.Column(EpisodeFile.Return).SelectMany(run => run)]))]));
        foreach (var (name, title) in Curves)
        {
            page.Heading(title);
            page.Add(Charts.Lines(title, "agent steps", [.. comparison.Groups.Select(group => LearningCurve.Of(group, name, (_, line) => line.Step))]));
            page.Add(Charts.Lines(title, "training time, s", [.. comparison.Groups.Select(group => LearningCurve.Of(
                group, name, (run, line) => run.Timing.TryGetValue(line.Step, out double seconds) ? seconds : null))]));
        }
        page.Add("<p>Means over runs with their 95% interval; a run that has ended counts with its last value.</p>");
        page.Heading("What differs");
        AddTable(page, ["setting", .. comparison.Groups.Select(group => group.Name)], comparison.Settings.Select(row => (IReadOnlyList<string>)[row.Key, .. row.Values]), textColumns: int.MaxValue);
        page.Write(path);
    }

    private static void AddTable(Page page, IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows, int textColumns) =>
        page.Table([.. header.Select(Page.Text)], rows.Select(row => (IReadOnlyList<string>)[.. row.Select(Page.Text)]), textColumns);
}
