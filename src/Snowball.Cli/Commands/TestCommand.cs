using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball test</c>: the gates, for people, programs and build servers.</summary>
internal static class TestCommand
{
    public static Command Create()
    {
        var scenarios = Options.Scenarios("Scenarios, or folders of scenarios; without one all in ./scenarios");
        var policy = Options.Policy("the policy beside each scenario");
        var seed = Options.Seed();
        var junit = new Option<string?>("--junit") { HelpName = "FILE.xml", Description = "Write a JUnit report" };
        var threads = Options.Threads();
        var observation = Options.Observation();
        var physics = Options.Physics();
        var renderer = Options.Renderer();
        var json = Options.Json();
        var command = new Command("test", "Run the gates of scenarios on the test seeds; exit code 1 if one fails.")
        {
            scenarios, policy, seed, junit, threads, observation, physics, renderer, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var cameras = Renderers.Cameras(parsed.GetValue(renderer)!);
            // Everything is read and checked before anything runs.
            var runs = ScenarioFinder.Expand(parsed.GetValue(scenarios)!).Select(path =>
            {
                var scenario = ScenarioFinder.Load(path, parsed.GetValue(observation), parsed.GetValue(physics));
                var driver = parsed.GetValue(policy) is { } name ? PolicyChoice.Find(name, scenario, cameras) : PolicyChoice.BesideScenario(scenario, cameras);
                return (scenario, driver);
            }).ToList();
            if (runs.Count == 0) throw new Sim.InputException("there is no scenario to test");

            var results = new List<GateRun>();
            foreach (var (scenario, driver) in runs)
            {
                var result = Run(scenario, driver, parsed.GetValue(seed), parsed.GetValue(threads), cameras, report);
                results.Add(result);
                report.Json(Describe(result));
                Show(result, report);
            }
            if (parsed.GetValue(junit) is { } file) JUnitReport.Write(file, results);
            int passed = results.Count(result => result.Passed);
            report.Line($"{passed} passed, {results.Count - passed} failed");
            return passed == results.Count ? ExitCode.Done : ExitCode.GateFailed;
        });
        return command;
    }

    private static GateRun Run(Scenario scenario, PolicyChoice? driver, ulong seed, int threads, CameraRigFactory cameras, ReportWriter report)
    {
        if (driver is null)
        {
            string missing = $"there is no policy beside the scenario: train one (snowball train {scenario.Name}) or give one with --policy";
            return new GateRun(scenario.Name, "none", null, missing, TimeSpan.Zero);
        }
        Drivers.Warn(driver, scenario, report);
        var time = Stopwatch.StartNew();
        var table = Evaluation.Run(scenario, driver.Make, SeedSplit.Test, seed, scenario.Gate.Episodes, threads, cameras);
        return new GateRun(scenario.Name, driver.Name, GateEvaluation.Evaluate(scenario.Gate, table), null, time.Elapsed);
    }

    private static JsonObject Describe(GateRun run)
    {
        var line = new JsonObject { ["scenario"] = run.Scenario, ["policy"] = run.Policy };
        if (run.Gate is null)
        {
            (line["verdict"], line["error"]) = (Json.Text(Verdict.Failed), run.Error);
            return line;
        }
        foreach (var (key, value) in Json.Gate(run.Gate)) line[key] = value?.DeepClone();
        return line;
    }

    private static void Show(GateRun run, ReportWriter report)
    {
        report.Line($"{run.Scenario} ({run.Policy}): {(run.Passed ? "passed" : "failed")}");
        if (run.Gate is null) report.Line($"  {run.Error}");
        else report.Show(Tables.Gate(run.Gate));
    }
}
