using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Snowball.Cli.Terminal;
using Snowball.Learning;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>The page that a run leaves behind: one file without references to others.</summary>
internal static class RunReport
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 960px; margin: 2rem auto; padding: 0 1rem; color: #1c2733; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
        table { border-collapse: collapse; } th, td { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #dde3ea; }
        td.number { text-align: right; font-variant-numeric: tabular-nums; }
        .passed { color: #17803d; } .failed { color: #b42318; } .undecided { color: #b54708; }
        svg { width: 100%; max-width: 640px; } svg text { font-size: 11px; fill: #526172; } .end { text-anchor: end; } .middle { text-anchor: middle; }
        .grid { stroke: #dde3ea; } .limit { stroke: #b42318; stroke-dasharray: 4 3; } .point { fill: #1f6feb; } polyline { fill: none; stroke: #1f6feb; stroke-width: 1.5; }
        """;

    private static readonly (string Name, string Title)[] Curves =
    [
        ("episode_return", "Return of an episode"),
        ("terminated_rate", "Crash rate: share of episodes that an event ended"),
        ("lateral_offset", "Lateral offset, m"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="path">The file.</param>
    /// <param name="scenario">What was driven.</param>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="metricsLog">The run's log, JSON lines.</param>
    /// <param name="trials">The agent first, then those beside it.</param>
    public static void Write(string path, Scenario scenario, JsonObject configuration, string metricsLog, IReadOnlyList<GateTrial> trials)
    {
        var agent = trials[0];
        var html = new StringBuilder();
        html.Append($"<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{Text(scenario.Name)}: {Text(agent.Policy)}</title>\n");
        html.Append($"<style>{Style}</style></head><body>\n");
        html.Append($"<h1>{Text(scenario.Name)}, {Text(agent.Policy)}: gate {Mark(agent.Gate.Verdict)}</h1>\n<p>{Text(scenario.Description)}</p>\n");
        AddGate(html, agent.Gate);
        AddComparison(html, trials);
        var log = ReadLines(metricsLog).Select(line => JsonNode.Parse(line)!.AsObject()).ToList();
        AddCurves(html, log);
        AddConstraint(html, log, scenario.Cost.Limit);
        AddConfiguration(html, configuration);
        html.Append("</body></html>\n");
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(html.ToString())));
    }

    /// <summary>The lines of a log that its writer may still hold open.</summary>
    private static IEnumerable<string> ReadLines(string path)
    {
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        while (reader.ReadLine() is { } line) yield return line;
    }

    private static void AddGate(StringBuilder html, GateResult gate)
    {
        html.Append($"<h2>Gate on {gate.Episodes} test episodes, {gate.Confidence:P0} confidence</h2>\n<table>\n");
        foreach (var line in gate.Lines) html.Append($"<tr><td>{Mark(line.Verdict)}</td><td>{Text(line.Text)}</td></tr>\n");
        html.Append("</table>\n");
    }

    private static void AddComparison(StringBuilder html, IReadOnlyList<GateTrial> trials)
    {
        html.Append("<h2>Beside the trivial policies, ± half of the 95% interval</h2>\n<table>\n<tr><th>metric</th><th>unit</th>");
        foreach (var trial in trials) html.Append($"<th>{Text(trial.Policy)}</th>");
        html.Append("</tr>\n<tr><td>gate</td><td></td>");
        foreach (var trial in trials) html.Append($"<td class=\"number\">{Mark(trial.Gate.Verdict)}</td>");
        html.Append("</tr>\n");
        for (int row = 0; row < trials[0].Values.Length; row++)
        {
            var first = trials[0].Values[row];
            html.Append($"<tr><td>{first.Name}</td><td>{(Tables.IsRate(first) ? "%" : first.Unit)}</td>");
            foreach (var trial in trials) html.Append($"<td class=\"number\">{Tables.Text(trial.Values[row])}</td>");
            html.Append("</tr>\n");
        }
        html.Append("</table>\n");
    }

    private static void AddCurves(StringBuilder html, IEnumerable<JsonObject> log)
    {
        foreach (var (name, title) in Curves)
        {
            var points = log.Where(line => IsNumber(line[name])).Select(line => ((double)line["step"]!, (double)line[name]!)).ToList();
            html.Append($"<h2>{title}</h2>\n{LineChart.Draw(title, points)}\n<p>over agent steps, while exploring</p>\n");
        }
    }

    private static void AddConstraint(StringBuilder html, IEnumerable<JsonObject> log, double limit)
    {
        var points = log.Where(line => IsNumber(line["episode_cost"]) && IsNumber(line["episode_return"]))
            .Select(line => ((double)line["episode_cost"]!, (double)line["episode_return"]!)).ToList();
        html.Append($"<h2>Return against cost of an episode</h2>\n{ReturnAgainstCost.Draw(points, limit)}\n");
        html.Append($"<p>a point an update, the last ones darkest; the scenario's limit is {limit:0.#####}; while exploring</p>\n");
    }

    // What is not finite is logged as a string.
    private static bool IsNumber(JsonNode? node) => node is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number;

    private static void AddConfiguration(StringBuilder html, JsonObject configuration)
    {
        html.Append("<h2>Configuration and machine</h2>\n<table>\n");
        foreach (var (key, value) in Flatten("", configuration)) html.Append($"<tr><td>{Text(key)}</td><td>{Text(value)}</td></tr>\n");
        html.Append("</table>\n");
    }

    private static IEnumerable<(string Key, string Value)> Flatten(string prefix, JsonObject json) =>
        json.SelectMany(entry => entry.Value is JsonObject inner
            ? Flatten($"{prefix}{entry.Key}.", inner)
            : [(prefix + entry.Key, entry.Value?.ToString() ?? "")]);

    private static string Mark(Verdict verdict) => $"<span class=\"{Json.Text(verdict)}\">{Json.Text(verdict)}</span>";

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
