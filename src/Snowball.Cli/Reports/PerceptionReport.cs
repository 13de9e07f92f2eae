using Snowball.Learning.Runs;

namespace Snowball.Cli.Reports;

/// <summary>The page that the training of a perception network leaves behind.</summary>
internal static class PerceptionReport
{
    private static readonly (string Name, string Title)[] Curves =
    [
        ("lateral_offset_mae_m", "Lateral offset, mean absolute error, m"),
        ("heading_mae_deg", "Heading, mean absolute error, degrees"),
        ("lane_f1", "Lines, F1 (CULane)"),
        ("map50", "Vehicles, mean average precision at an overlap of 0.5"),
        ("miou", "Classes of pixels, mean intersection over union"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="run">The run folder, with the run's log.</param>
    /// <param name="title">What was trained, and on what.</param>
    /// <param name="configuration">The run's configuration, JSON.</param>
    /// <param name="measures">Names of what was measured on validation frames.</param>
    /// <param name="byWeather">A row of their values for each weather, and for all frames.</param>
    /// <param name="pictures">Titles and files of pictures in the folder; those that are not there are left out.</param>
    public static void Write(
        string run, string title, string configuration, IReadOnlyList<string> measures, IEnumerable<(string Weather, IReadOnlyDictionary<string, double> Values)> byWeather,
        IReadOnlyList<(string Title, string File)> pictures)
    {
        var page = new Page(title);
        page.Add($"<h1>{Page.Text(title)}</h1>").Heading("The best network on validation frames");
        page.Table(
            ["weather", .. measures],
            byWeather.Select(row => (IReadOnlyList<string>)[Page.Text(row.Weather), .. measures.Select(measure => row.Values.TryGetValue(measure, out double value) ? $"{value:0.0000}" : "")]),
            textColumns: 1);
        foreach (var (name, file) in pictures)
        {
            string path = Path.Combine(run, file);
            if (File.Exists(path)) page.Heading(Page.Text(name)).Add($"<img alt=\"{Page.Text(name)}\" src=\"data:image/png;base64,{Convert.ToBase64String(File.ReadAllBytes(path))}\">");
        }
        var log = MetricsLog.Read(Path.Combine(run, RunFolder.MetricsName));
        foreach (var (name, text) in Curves)
        {
            var points = log.Where(line => line.Values.ContainsKey($"validation/{name}")).Select(line => ((double)line.Step, line.Values[$"validation/{name}"])).ToList();
            if (points.Count > 0) page.Heading(text).Add(Charts.Lines(text, "steps", [new Curve("", points)]));
        }
        page.Heading("Configuration").Add($"<pre>{Page.Text(configuration)}</pre>");
        page.Write(Path.Combine(run, RunReport.Name));
    }
}
