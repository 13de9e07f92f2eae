using System.CommandLine;
using Snowball.Agents;
using Snowball.Cli.Inputs;
using Snowball.Cli.Sweeps;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Sim;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball sweep</c>: many trainings with other settings and rewards, and which of them no other beats.</summary>
internal static class SweepCommand
{
    public static Command Create()
    {
        var scenario = Options.Scenario();
        var agent = new Option<string?>("--agent") { HelpName = "AGENT", Description = "The learner; without it the scenario's choice" };
        var vary = new Option<string[]>("--vary")
        {
            HelpName = "KEY=RANGE",
            Description = "What to vary, repeated: AGENT.SETTING or reward.TERM, and uniform(LOW, HIGH), log(LOW, HIGH) or choice(A, B, ...)",
        };
        var set = new Option<string[]>("--set") { HelpName = "AGENT.KEY=VALUE", Description = "A setting that is the same in all trials; may be repeated" };
        var trials = Options.Within(1, 10_000, new Option<int>("--trials") { HelpName = "N", Description = "How many draws", DefaultValueFactory = _ => 16 });
        var steps = Options.Steps("Agent steps of a whole training; without it the agent's budget");
        var halving = new Option<bool>("--halving") { Description = "Successive halving: all trials get few steps, the best third three times as many, and so on" };
        var processes = Options.Within(1, 1024, new Option<int>("--processes")
        {
            HelpName = "N", Description = "Trainings at the same time, of one thread each; results do not depend on it", DefaultValueFactory = _ => Environment.ProcessorCount,
        });
        var seed = Options.Seed();
        var output = new Option<string?>("--out") { HelpName = "FOLDER", Description = "The sweep's folder; one that was begun goes on [default: runs/SCENARIO/AGENT-sweep-SEED]" };
        var renderer = Options.Renderer();
        var json = Options.Json();
        var command = new Command("sweep",
            "Train with settings and weights of rewards drawn at random, in processes side by side, and judge every policy on validation episodes of the scenario "
            + "as it is. Shows which trials no other one beats in return, crash rate and jerk together (the Pareto front). Started again, it goes on.")
        {
            scenario, agent, vary, set, trials, steps, halving, processes, seed, output, renderer, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var loaded = ScenarioFinder.Load(parsed.GetValue(scenario)!);
            string name = parsed.GetValue(agent) ?? loaded.Training.Agent;
            string[] ranges = parsed.GetValue(vary) ?? [], settings = parsed.GetValue(set) ?? [];
            Check(loaded, name, settings, SearchSpace.Parse(ranges), parsed.GetValue(seed));
            long budget = parsed.GetValue(steps) ?? AgentRegistry.Plan(loaded, name, settings).Training.Steps;
            var plan = new SweepPlan(loaded.Name, loaded.Hash, name, parsed.GetValue(seed), parsed.GetValue(trials), budget, parsed.GetValue(halving), [.. ranges], [.. settings]);
            var folder = new SweepFolder(parsed.GetValue(output) ?? RunFolder.PathOf("runs", loaded.Name, $"{name}-sweep", plan.Seed), plan);
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var sweep = new Sweep(loaded, plan, folder, Renderers.Cameras(parsed.GetValue(renderer)!));
            var results = await WorkProgress.Show(report, "trainings", told => sweep.Run(parsed.GetValue(processes), told, cancellation));

            var table = new SweepTable(results);
            foreach (var line in table.ForPrograms()) report.Json(line);
            report.Show(table.ForTerminal());
            SweepPage.Write(folder.Page, plan, table);
            report.Line($"Page: {folder.Page}. A trial's run folder is beside it: eval, render and compare take it.");
            return table.FullSteps > 0 ? ExitCode.Done : throw new InputException("every training failed; the logs are in the sweep's folder", folder.Page);
        });
        return command;
    }

    /// <summary>Tries the first draw, so that a wrong key is known before anything runs.</summary>
    private static void Check(Sim.Scenarios.Scenario scenario, string agent, string[] settings, SearchSpace space, ulong seed)
    {
        var values = space.Draw(seed, trial: 0);
        var rewards = values.Where(value => value.Key.StartsWith(SearchSpace.RewardPrefix, StringComparison.Ordinal)).ToList();
        RewardVariant.Of(scenario, rewards.ToDictionary(value => value.Key[SearchSpace.RewardPrefix.Length..], value => value.Value));
        AgentRegistry.Plan(scenario, agent, [.. settings, .. values.Except(rewards).Select(value => $"{value.Key}={value.Value}")]);
    }
}
