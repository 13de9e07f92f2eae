using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Cli.Baselines;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball reproduce</c>: runs a published row again and shows it beside what was published.</summary>
internal static class ReproduceCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "A baseline of docs/baselines.md; without it their names are listed", Arity = ArgumentArity.ZeroOrOne };
        var output = new Option<string>("--out") { HelpName = "FOLDER", Description = "Where run folders go; runs that are there go on, or are done", DefaultValueFactory = _ => Path.Combine("runs", "baselines") };
        var threads = Options.Threads();
        var docs = new Option<string>("--docs") { HelpName = "FOLDER", Description = "Folder of baselines.json and baselines.md; a project may keep its own", DefaultValueFactory = _ => "docs" };
        var record = new Option<bool>("--record") { Description = "Publish the figures: write them to baselines.json and baselines.md" };
        var command = new Command("reproduce",
            "Train and test a published baseline again: the same scenario, agent, seeds and budget. The last line is a JSON object with what was measured.")
        {
            name, output, docs, threads, record,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = new ReportWriter(parsed);
            var file = new BaselineFile(parsed.GetValue(docs)!);
            if (parsed.GetValue(name) is not { } wanted)
            {
                foreach (var baseline in file.Rows) report.Line($"{baseline.Name}{(baseline.IsTrained ? $"  {baseline.Seeds.Length} seeds, {baseline.Steps:#,0} steps at most" : "")}");
                return ExitCode.Done;
            }
            var row = file.Find(wanted);
            var scenario = ScenarioFinder.Load(row.Scenario);
            var run = new BaselineRun(row, scenario, parsed.GetValue(output)!, parsed.GetValue(threads), Renderers.Cameras(Renderers.Auto));
            var figures = await run.Run(report, cancellation);
            report.Show(BaselineTable.Beside(row, figures));
            if (parsed.GetValue(record)) file.Record(row with { Figures = figures });
            report.Line(Line(row, figures).ToJsonString());
            return ExitCode.Done;
        });
        return command;
    }

    private static JsonObject Line(Baseline row, BaselineFigures figures) => new()
    {
        ["baseline"] = row.Name,
        ["episodes"] = figures.Episodes,
        ["return"] = figures.Return.Value,
        ["crash_rate"] = figures.CrashRate.Value,
        ["crash_rate_interval"] = JsonSerializer.SerializeToNode(new[] { figures.CrashRate.Low, figures.CrashRate.High }),
        ["mean_speed"] = figures.Speed.Value,
        ["goal_rate"] = figures.GoalRate?.Value,
        ["seeds"] = row.Seeds.Length,
        ["seeds_passed"] = figures.SeedsPassed,
        ["train_steps"] = figures.Steps,
        ["train_seconds"] = figures.TrainSeconds,
    };
}
