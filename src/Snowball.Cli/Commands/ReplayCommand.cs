using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Sim.Recording.Trajectories;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball replay</c>: recorded actions once more.</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var scenario = new Option<string>("--scenario") { HelpName = "SCENARIO", Description = "What is driven from the state", DefaultValueFactory = _ => "highway-fast" };
        var state = new Option<string>("--state") { HelpName = "FILE.json", Description = "Every vehicle's state at the start", Required = true };
        var actions = new Option<string>("--actions") { HelpName = "FILE.csv", Description = "A line of actions for each policy step", Required = true };
        var output = new Option<string>("--out") { HelpName = "FILE.csv", Description = "Where every vehicle's trajectory is written", Required = true };
        var command = new Command("replay", "Drive given actions from a given state and write every vehicle's trajectory.")
        {
            scenario, state, actions, output,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(output)!;
            var result = TrajectoryReplay.Run(
                ScenarioFinder.Load(parsed.GetValue(scenario)!), parsed.GetValue(state)!, parsed.GetValue(actions)!, file);
            string end = result.Terminated ? "terminated" : result.Truncated ? "truncated" : "the actions were used up";
            new ReportWriter(parsed).Line($"{result.Steps} steps, {end}{(result.Unused > 0 ? $", {result.Unused} actions left over" : "")}; {file}");
            return ExitCode.Done;
        });
        return command;
    }
}
