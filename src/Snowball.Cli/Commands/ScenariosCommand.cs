using System.CommandLine;
using System.Text.Json.Nodes;
using Snowball.Agents;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball scenarios</c>: what there is to drive, and whether it is sound.</summary>
internal static class ScenariosCommand
{
    private const int EpisodesOfValidation = 200;

    public static Command Create() => new("scenarios", "List, check and describe scenarios, import maps for them, and draw their roads.") { List(), Validate(), Describe(), ImportCommand.Create(), DrawCommand.Create() };

    private static Command List()
    {
        var json = Options.Json();
        var command = new Command("list", "List the scenarios in ./scenarios.") { json };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var table = Tables.New().AddColumn("scenario").AddColumn("agent").AddColumn("policy").AddColumn("description");
            foreach (string path in ScenarioFinder.Expand([]))
            {
                var scenario = ScenarioLoader.Load(path);
                bool hasPolicy = PolicyChoice.IsBeside(scenario);
                table.AddRow(scenario.Name, scenario.Training.Agent, hasPolicy ? "yes" : "no", Markup.Escape(scenario.Description));
                report.Json(new JsonObject
                {
                    ["name"] = scenario.Name,
                    ["description"] = scenario.Description,
                    ["agent"] = scenario.Training.Agent,
                    ["has_policy"] = hasPolicy,
                    ["path"] = scenario.File,
                });
            }
            report.Show(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Validate()
    {
        var scenarios = Options.Scenarios("Scenarios, or folders of scenarios; without one all in ./scenarios");
        var threads = Options.Threads();
        var json = Options.Json();
        var command = new Command("validate",
            $"Check scenario files and their agents' settings, and that no trivial policy passes the gate on {EpisodesOfValidation} validation "
            + "episodes. Exit code 2 for a bad file, 1 for a gate that does not refuse a trivial policy.")
        {
            scenarios, threads, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            int code = ExitCode.Done;
            foreach (string path in ScenarioFinder.Expand(parsed.GetValue(scenarios)!))
            {
                code = Math.Max(code, Validate(path, parsed.GetValue(threads), report));
            }
            return code;
        });
        return command;
    }

    private static int Validate(string path, int threads, ReportWriter report)
    {
        Scenario scenario;
        try
        {
            scenario = ScenarioLoader.Load(path);
            AgentRegistry.Plan(scenario);
        }
        catch (InputException fault)
        {
            report.Json(new JsonObject { ["scenario"] = path, ["valid"] = false, ["error"] = fault.Message });
            report.Note(fault.Message);
            return ExitCode.BadInput;
        }

        var verdicts = new JsonObject();
        var passing = PolicyChoice.Trivial.Where(policy => Judge(policy) != Verdict.Failed).Select(policy => policy.Name).ToList();
        var ruleBased = Judge(PolicyChoice.RuleBased);
        double blindFailures = GateEvaluation.FailingShare(scenario.Gate, Run(PolicyChoice.BlindToLanes));
        bool isSound = passing.Count == 0;
        report.Json(new JsonObject
        {
            ["scenario"] = scenario.Name,
            ["valid"] = isSound,
            ["verdicts"] = verdicts,
            ["not_refused"] = Json.Array(passing.Select(name => JsonValue.Create(name))),
            ["rule_based_passes"] = ruleBased == Verdict.Passed,
            ["idm_failing_share"] = blindFailures,
        });
        report.Line($"{scenario.Name}: {(isSound ? "valid" : $"the gate does not refuse {string.Join(", ", passing)}")}; a driver blind to lanes fails {blindFailures:0.0%} of the episodes");
        if (!isSound) report.Note($"{scenario.File}: gate: it must fail every trivial policy, but not {string.Join(", ", passing)}; bound progress as well as safety.");
        if (ruleBased == Verdict.Failed) report.Note($"Warning: {scenario.Name}: the rule-based driver does not pass the gate; make sure that something can.");
        return isSound ? ExitCode.Done : ExitCode.GateFailed;

        EpisodeTable Run(PolicyChoice policy) => Evaluation.Run(scenario, policy.Make, SeedSplit.Validation, seed: 0, EpisodesOfValidation, threads, Renderers.Cameras());

        Verdict Judge(PolicyChoice policy)
        {
            var verdict = GateEvaluation.Evaluate(scenario.Gate, Run(policy)).Verdict;
            verdicts[policy.Name] = Json.Text(verdict);
            return verdict;
        }
    }

    private static Command Describe()
    {
        var scenarios = Options.Scenarios("Scenarios, or folders of scenarios; without one all in ./scenarios");
        var json = Options.Json();
        var command = new Command("describe", "Print every setting, what the agent sees and does, and the gate in words.") { scenarios, json };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            foreach (string path in ScenarioFinder.Expand(parsed.GetValue(scenarios)!)) Describe(ScenarioLoader.Load(path), report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Describe(Scenario scenario, ReportWriter report)
    {
        var plan = AgentRegistry.Plan(scenario);
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: Renderers.Cameras());
        var settings = ScenarioSettings.Of(scenario);
        report.Json(new JsonObject
        {
            ["name"] = scenario.Name,
            ["description"] = scenario.Description,
            ["hash"] = scenario.Hash,
            ["settings"] = new JsonObject(settings.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            ["observation"] = Json.Array(environment.Observation.Fields.Select(field => new JsonObject
            {
                ["name"] = field.Name, ["unit"] = field.Unit, ["scale"] = Json.Number(field.Scale), ["offset"] = Json.Number(field.Offset),
            })),
            ["frames"] = environment.FrameSpec is not { } frames ? null : new JsonObject
            {
                ["channels"] = Json.Array(frames.Channels.Select(name => JsonValue.Create(name))), ["height"] = frames.Height, ["width"] = frames.Width,
            },
            ["action"] = new JsonObject
            {
                ["kind"] = environment.Action.IsDiscrete ? "discrete" : "continuous",
                ["names"] = Json.Array(environment.Action.Names.Select(name => JsonValue.Create(name))),
            },
            ["gate"] = Json.Array(scenario.Gate.Lines.Select(line => JsonValue.Create(GateWords.Describe(line, scenario.Gate.Confidence)))),
            ["agent"] = plan.Agent,
            ["training"] = new JsonObject(plan.Settings.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        });

        report.Line($"{scenario.Name}: {scenario.Description}");
        var table = Tables.New().AddColumn("setting").AddColumn("value (m, s, rad, m/s, m/s2)");
        foreach (var (key, value) in settings) table.AddRow(Markup.Escape(key), Markup.Escape(value));
        report.Show(table);
        table = Tables.New().AddColumn("observation").AddColumn("unit").AddColumn("divided by");
        foreach (var field in environment.Observation.Fields) table.AddRow(Markup.Escape(field.Name), field.Unit, field.Scale.ToString());
        report.Show(table);
        if (environment.FrameSpec is { } seen) report.Line($"Frames: {seen.Width} x {seen.Height} pixels of {string.Join(", ", seen.Channels)}");
        report.Line(environment.Action.IsDiscrete
            ? $"Action: one of {string.Join(", ", environment.Action.Names)}"
            : $"Action: {string.Join(", ", environment.Action.Names)}, each in [-1, 1]");
        report.Line($"Gate, over {scenario.Gate.Episodes} test episodes:");
        foreach (var line in scenario.Gate.Lines) report.Line($"  {GateWords.Describe(line, scenario.Gate.Confidence)}");
        report.Line($"Agent: {plan.Agent} ({string.Join(", ", plan.Settings.Select(setting => $"{setting.Key} {setting.Value}"))})");
        report.Line();
    }
}
