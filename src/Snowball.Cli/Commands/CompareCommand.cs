using System.CommandLine;
using Snowball.Cli.Comparisons;
using Snowball.Cli.Terminal;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball compare</c>: runs side by side, with what chance may have done.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        var runs = new Argument<string[]>("RUN")
        {
            Description = "A run folder, a folder of runs, or a pattern such as 'runs/highway-fast/ppo-*'", Arity = ArgumentArity.OneOrMore,
        };
        var file = new Option<string?>("--out") { HelpName = "FILE.html", Description = "Also write a page, with learning curves by steps and by wall time" };
        var json = Options.Json();
        var command = new Command("compare",
            "Compare runs of one scenario on their test episodes. Runs in the same folder that differ in nothing but their seed are one group; the others are compared "
            + "with the first group. Intervals hold 95%, by a bootstrap of runs and of the episodes of each; differences are paired where both groups drove the same "
            + "episodes, which runs of the same seeds did.")
        {
            runs, file, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var groups = RunGroup.Of(RunFinder.Find(parsed.GetValue(runs)!, report.Note));
            var comparison = Comparison.Of(groups);
            foreach (var line in ComparisonJson.Lines(comparison)) report.Json(line);
            ComparisonTables.Show(comparison, report);
            if (parsed.GetValue(file) is { } path)
            {
                ComparisonPage.Write(path, comparison);
                report.Line($"Page: {path}");
            }
            return ExitCode.Done;
        });
        return command;
    }
}
