using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Snowball.Sim.Recording;
using Snowball.Sim.Recording.Trajectories;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball replay</c>: recorded actions once more.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var rollout = new Argument<string?>("ROLLOUT") { Description = "A recorded episode (.mcap), to be driven again and compared", Arity = ArgumentArity.ZeroOrOne };
        var scenario = new Option<string>("--scenario") { HelpName = "SCENARIO", Description = "What is driven from the state", DefaultValueFactory = _ => "highway-fast" };
        var state = new Option<string?>("--state") { HelpName = "FILE.json", Description = "Every vehicle's state at the start" };
        var actions = new Option<string?>("--actions") { HelpName = "FILE.csv", Description = "A line of actions for each policy step" };
        var output = new Option<string?>("--out") { HelpName = "FILE.csv", Description = "Where every vehicle's trajectory is written" };
        var command = new Command("replay",
            "Drive recorded actions again. With ROLLOUT: compare every field with the recording; exit code 1 if one differs. With --state, "
            + "--actions and --out: start from a given state and write every vehicle's trajectory.")
        {
            rollout, scenario, state, actions, output,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed);
            var (stateFile, actionsFile, outFile) = (parsed.GetValue(state), parsed.GetValue(actions), parsed.GetValue(output));
            if (parsed.GetValue(rollout) is { } recording)
            {
                if ((stateFile ?? actionsFile ?? outFile) is not null) throw new InputException("replay takes a ROLLOUT, or --state, --actions and --out, not both");
                return Compare(recording, report);
            }
            if (stateFile is null || actionsFile is null || outFile is null) throw new InputException("replay takes a ROLLOUT, or all of --state, --actions and --out");

            var result = TrajectoryReplay.Run(ScenarioFinder.Load(parsed.GetValue(scenario)!), stateFile, actionsFile, outFile);
            string end = result.Terminated ? "terminated" : result.Truncated ? "truncated" : "the actions were used up";
            report.Line($"{result.Steps} steps, {end}{(result.Unused > 0 ? $", {result.Unused} actions left over" : "")}; {outFile}");
            return ExitCode.Done;
        });
        return command;
    }

    private static int Compare(string file, ReportWriter report)
    {
        var recorded = RolloutReader.ReadAll(file);
        var comparison = RolloutComparison.Compare(recorded, RolloutReplay.Run(recorded, RolloutReplay.ScenarioOf(recorded, ScenarioFinder.FolderOf(recorded.Header.Scenario)), Renderers.Cameras()));
        foreach (string line in comparison.ToLines()) report.Line(line);
        return comparison.AreSame ? ExitCode.Done : ExitCode.GateFailed;
    }
}
