using System.CommandLine;
using Snowball.Agents;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Learning.Torch;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball train</c>: from a scenario to a policy that passes its gate.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var scenario = Options.Scenario();
        var agent = new Option<string?>("--agent")
        {
            HelpName = string.Join("|", AgentRegistry.All.Select(kind => kind.Name)),
            Description = "The learner; without it the scenario's choice",
        };
        var seed = Options.Seed();
        var steps = Options.Steps("Agent steps at most; without it the agent's budget");
        var pause = Options.Steps("Agent steps at which to pause without a verdict, to be resumed", "--pause-at");
        var minutes = Options.Within(0, 1e6, new Option<double?>("--max-minutes") { HelpName = "M", Description = "Training time at most" });
        var threads = Options.Threads();
        var device = new Option<string>("--device") { Description = "Where gradients are computed", DefaultValueFactory = _ => "auto" };
        device.AcceptOnlyFromAmong([.. TorchDevice.Names]);
        var observation = Options.Observation();
        var renderer = Options.Renderer();
        var selfPlay = new Option<bool>("--self-play") { Description = "Of a scenario with several egos, learn with some, against the agent's earlier policies at the wheels of the others" };
        var set = new Option<string[]>("--set")
        {
            HelpName = "AGENT.KEY=VALUE", Description = "A setting of the agent, such as ppo.learning_rate=1e-3, or of self-play, such as self-play.latest_share=0.8; may be repeated",
        };
        var from = new Option<string?>("--from") { HelpName = "PATH", Description = "A policy or a run folder whose weights to start from, where they fit, or a lane network (perception/lane) whose encoder to see frames with" };
        var run = new Option<string?>("--run") { HelpName = "FOLDER", Description = "The run folder [default: runs/SCENARIO/AGENT-SEED]" };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run from its last checkpoint, with the settings it was started with" };
        var command = new Command("train",
            "Train an agent until the scenario's gate passes on validation seeds, then run the gate once on the test seeds. Leaves a run folder "
            + "with configuration, metrics, checkpoints, policy, report.html, gate.json and a recorded episode. Ctrl-C saves a checkpoint.")
        {
            scenario, agent, seed, steps, pause, minutes, threads, device, observation, renderer, selfPlay, set, from, run, resume,
        };
        command.SetAction(parsed =>
        {
            string[] settings = parsed.GetValue(set) ?? [];
            var sight = new Sight(parsed.GetValue(observation), parsed.GetValue(renderer)!);
            return new TrainingRun(
                ScenarioFinder.Load(parsed.GetValue(scenario)!, sight.Observation), sight, parsed.GetValue(agent), parsed.GetValue(selfPlay), parsed.GetValue(seed), settings, parsed.GetValue(from), parsed.GetValue(steps),
                parsed.GetValue(threads), parsed.GetValue(device)!, parsed.GetValue(run), parsed.GetValue(resume), new ReportWriter(parsed))
                .Train(parsed.GetValue(minutes) is { } limit ? TimeSpan.FromMinutes(limit) : null, parsed.GetValue(pause));
        });
        return command;
    }
}
