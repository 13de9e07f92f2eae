using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>The page that a run leaves behind.</summary>
internal static class RunReport
{
    /// <summary>What it is called in a run folder.</summary>
    public const string Name = "report.html";

    private const string Steps = "agent steps";

    private static readonly (string Name, string Title)[] Curves =
    [
        ("episode_return", "Return of an episode"),
        ("terminated_rate", "Crash rate: share of episodes that an event ended"),
        ("lateral_offset", "Lateral offset, m"),
    ];

    /// <summary>Writes the page.</summary>
    /// <param name="run">The run folder, with the run's log.</param>
    /// <param name="scenario">What was driven.</param>
    /// <param name="configuration">The run's configuration.</param>
    /// <param name="trials">The agent first, then those beside it, the rule-based driver last.</param>
    public static void Write(string run, Scenario scenario, RunConfiguration configuration, IReadOnlyList<GateTrial> trials)
    {
        var (agent, ruleBased) = (trials[0], trials[^1]);
        var log = MetricsLog.Read(Path.Combine(run, RunFolder.MetricsName));
        var page = new Page($"{scenario.Name}: {agent.Policy}");
        page.Add($"<h1>{Page.Text(scenario.Name)}, {Page.Text(agent.Policy)}: gate {Page.Mark(agent.Gate.Verdict)}</h1>\n<p>{Page.Text(scenario.Description)}</p>");
        page.Heading($"Gate on {agent.Gate.Episodes} test episodes, {agent.Gate.Confidence:P0} confidence");
        page.Table([], agent.Gate.Lines.Select(line => new[] { Page.Mark(line.Verdict), Page.Text(line.Text) }), textColumns: 2);
        AddComparison(page, trials);
        AddCurves(page, log);
        AddGateHistory(page, scenario.Gate, log);
        page.Heading("Returns of the test episodes");
        page.Add(Charts.Histogram("Returns of the test episodes", "return", [.. new[] { agent, ruleBased }.Select(trial => (trial.Policy, Returns(trial.Episodes)))]));
        AddActions(page, agent, ruleBased);
        page.Heading("Worst test episodes");
        page.Table(["episode", "seed", "return", "cost", "steps", "events", "to see it"], WorstEpisodes.Of(agent.Episodes).Select(worst => worst.Cells(run, configuration)), textColumns: 7);
        AddConstraint(page, log, scenario.Cost.Limit);
        page.Heading("Configuration and machine");
        page.Table([], configuration.Entries.Select(entry => new[] { Page.Text(entry.Key), Page.Text(entry.Value) }), textColumns: 2);
        page.Write(Path.Combine(run, Name));
    }

    private static void AddComparison(Page page, IReadOnlyList<GateTrial> trials)
    {
        page.Heading("Beside the trivial policies, ± half of the 95% interval");
        IReadOnlyList<string> gate = ["gate", "", .. trials.Select(trial => Page.Mark(trial.Gate.Verdict))];
        var metrics = trials[0].Values.Select((first, row) =>
            (IReadOnlyList<string>)[first.Name, Tables.IsRate(first) ? "%" : first.Unit, .. trials.Select(trial => Tables.Text(trial.Values[row]))]);
        page.Table(["metric", "unit", .. trials.Select(trial => Page.Text(trial.Policy))], metrics.Prepend(gate), textColumns: 2);
    }

    private static void AddCurves(Page page, IReadOnlyList<LoggedMetrics> log)
    {
        foreach (var (name, title) in Curves)
        {
            page.Heading(title).Add(Charts.Lines(title, Steps, [new Curve("", Column(log, name))])).Add("<p>while exploring</p>");
        }
    }

    private static void AddGateHistory(Page page, GateSettings gate, IReadOnlyList<LoggedMetrics> log)
    {
        page.Heading("Gate over the validations").Add($"<p>What each line measured on {gate.ValidationEpisodes} validation episodes, its confidence limit, and the bound that the limit has to keep.</p>");
        foreach (var line in gate.Lines)
        {
            double scale = line.Aggregate == Aggregate.Any ? 100 : 1;
            string title = GateWords.Bound(line);
            page.Add($"<h3>{Page.Text(title)}</h3>").Add(Charts.Lines(
                title, Steps,
                [new Curve("measured", Column(log, $"gate/{line.Name}", scale)), new Curve("limit", Column(log, $"gate/{line.Name}.limit", scale))],
                scale * (double)(decimal)line.Value));
        }
    }

    private static void AddActions(Page page, GateTrial agent, GateTrial ruleBased)
    {
        page.Heading("Actions in the test episodes");
        var samples = new[] { agent, ruleBased };
        for (int i = 0; i < agent.Actions.Counts.Length; i++)
        {
            var counts = samples.Select(trial => (trial.Policy, trial.Actions.Counts[i])).ToList();
            page.Add(agent.Actions.IsDiscrete
                ? Charts.Bars("Actions", agent.Actions.Names, counts)
                : Charts.Distribution(agent.Actions.Names[i], $"{agent.Actions.Names[i]}, share of its range", -1, 2.0 / ActionCounts.Bins, counts));
        }
    }

    private static void AddConstraint(Page page, IReadOnlyList<LoggedMetrics> log, double limit)
    {
        var points = Column(log, "episode_cost").Zip(Column(log, "episode_return"), (cost, value) => (cost.Y, value.Y)).ToList();
        page.Heading("Return against cost of an episode").Add(Charts.Points("Return against cost of an episode", "cost", "return", points, limit));
        page.Add($"<p>a point an update, the last ones darkest; the scenario's limit is {limit:0.#####}; while exploring</p>");
    }

    private static List<(double X, double Y)> Column(IReadOnlyList<LoggedMetrics> log, string name, double scale = 1) =>
        [.. log.Where(line => line.Values.ContainsKey(name)).Select(line => ((double)line.Step, scale * line.Values[name]))];

    private static double[] Returns(EpisodeTable table) =>
        [.. Enumerable.Range(0, table.Episodes).Select(episode => table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum))];
}
