using Snowball.Cli.Reports;

namespace Snowball.Cli.Sweeps;

/// <summary>A sweep for a browser: what was traded for what, and the settings of every trial.</summary>
internal static class SweepPage
{
    /// <summary>Writes the page.</summary>
    public static void Write(string path, SweepPlan plan, SweepTable table)
    {
        var page = new Page($"Sweep of {plan.Agent} on {plan.Scenario}");
        page.Add($"<h1>Sweep of {Page.Text(plan.Agent)} on {Page.Text(plan.Scenario)}</h1>");
        page.Add($"<p>{plan.Trials} trials of {plan.Steps:#,0} steps{(plan.Halving ? " with successive halving" : "")}, seed {plan.Seed}. All are judged on the same validation episodes of the scenario as it is.</p>");
        var judged = table.Trials.Where(trial => trial.Objectives is not null && trial.Steps == table.FullSteps).ToList();
        foreach (var (name, value) in (ReadOnlySpan<(string, Func<Objectives, double>)>)[("crashed, %", o => 100 * o.CrashRate), ("jerk, m/s³", o => o.Jerk)])
        {
            page.Add(Charts.Front($"Return against {name}", name, "return", [.. judged.Select(trial => (value(trial.Objectives!), trial.Objectives!.Return, table.IsOnFront(trial)))]));
        }

        string[] keys = [.. table.Trials.First().Values.Keys];
        page.Heading("Trials");
        page.Table(
            ["trial", "Pareto front", "steps", "return", "crashed, %", "jerk, m/s³", .. keys.Select(Page.Text)],
            table.Trials.Select(trial => (IReadOnlyList<string>)
            [
                $"{trial.Number}", table.IsOnFront(trial) ? "yes" : "",
                .. trial.Objectives is { } o ? [$"{trial.Steps:#,0}", $"{o.Return:0.##}", $"{100 * o.CrashRate:0.##}", $"{o.Jerk:0.##}"] : (string[])["failed", "-", "-", "-"],
                .. keys.Select(key => Page.Text(trial.Values[key])),
            ]),
            textColumns: 2);
        page.Write(path);
    }
}
