using System.CommandLine;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball eval</c>: what a policy does, in numbers.</summary>
internal static class EvalCommand
{
    public static Command Create()
    {
        var scenario = Options.Scenario();
        var policy = Options.Policy("the policy beside the scenario, if there is one");
        var others = new Option<string[]>("--others")
        {
            HelpName = PolicyChoice.Names, Description = "Who drives the other egos of a world, in turn; without it the same policy", AllowMultipleArgumentsPerToken = true,
        };
        var episodes = Options.Within(1, 1_000_000, new Option<int?>("--episodes") { HelpName = "N", Description = "Episodes to run; without it those of the gate" });
        var seed = Options.Seed();
        var split = new Option<string>("--split") { Description = "Family of episodes", DefaultValueFactory = _ => "test" };
        split.AcceptOnlyFromAmong("test", "validation");
        var threads = Options.Threads();
        var record = new Option<string?>("--record") { HelpName = "FILE.mcap", Description = "Record the first episode, for Foxglove and `snowball replay`" };
        var observation = Options.Observation();
        var physics = Options.Physics();
        var renderer = Options.Renderer();
        var json = Options.Json();
        var command = new Command("eval", "Measure a policy on a scenario, with the trivial policies beside it.")
        {
            scenario, policy, others, episodes, seed, split, threads, observation, physics, renderer, record, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var loaded = ScenarioFinder.Load(parsed.GetValue(scenario)!, parsed.GetValue(observation), parsed.GetValue(physics));
            var cameras = Renderers.Cameras(parsed.GetValue(renderer)!);
            var drivers = Drivers.Of(loaded, parsed.GetValue(policy), report, cameras);
            if (parsed.GetValue(others) is { Length: > 0 } names) drivers = drivers.ConvertAll(driver => driver.Among(names, loaded, cameras));
            int count = parsed.GetValue(episodes) ?? loaded.Gate.Episodes;
            var family = parsed.GetValue(split) == "test" ? SeedSplit.Test : SeedSplit.Validation;
            ulong runSeed = parsed.GetValue(seed);

            var columns = drivers.ConvertAll(driver =>
            {
                var values = EpisodeSummary.Of(Evaluation.Run(loaded, driver.Make, family, runSeed, count, parsed.GetValue(threads), cameras));
                report.Json(new JsonObject
                {
                    ["scenario"] = loaded.Name,
                    ["policy"] = driver.Name,
                    ["split"] = parsed.GetValue(split),
                    ["seed"] = runSeed,
                    ["metrics"] = Json.Metrics(values),
                });
                return (driver.Name, values);
            });
            if (parsed.GetValue(record) is { } file) Episodes.RecordScene(file, loaded, drivers[0], family, runSeed, cameras);
            report.Line($"{loaded.Name}: {count} {parsed.GetValue(split)} episodes of seed {runSeed}; ± half of the 95% interval");
            report.Show(Tables.Comparison(columns));
            return ExitCode.Done;
        });
        return command;
    }
}
