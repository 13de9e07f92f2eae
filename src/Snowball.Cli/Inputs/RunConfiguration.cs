using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Agents;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Transfer;
using Snowball.Cli.Reports;
using Snowball.Learning;
using Snowball.Learning.Runs;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Inputs;

/// <summary>What a run was started with, as its folder keeps it.</summary>
internal sealed class RunConfiguration
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private const string OwnObservation = "scenario", ScenarioText = "scenario_yaml";
    private readonly string _path;

    private RunConfiguration(string path, JsonObject json) => (_path, Json) = (path, json);

    /// <summary>The whole.</summary>
    public JsonObject Json { get; }

    /// <summary>The file's text.</summary>
    public string Text => Json.ToJsonString(Indented) + "\n";

    /// <summary>That of a new run.</summary>
    public static RunConfiguration Of(
        Scenario scenario, Sight sight, AgentPlan plan, IReadOnlyDictionary<string, string>? selfPlay, ulong seed, int threads, string device,
        ParameterCount? parameters, string? start) => new(RunFolder.ConfigurationName, new JsonObject
    {
        ["scenario"] = scenario.Name,
        ["scenario_hash"] = scenario.Hash,
        ["observation"] = sight.Observation ?? OwnObservation,
        ["renderer"] = sight.Renderer,
        ["agent"] = plan.Agent,
        ["seed"] = seed,
        ["threads"] = threads,
        ["device"] = device,
        ["parameters"] = parameters is { } count ? new JsonObject { ["trained"] = count.Trained, ["total"] = count.Total } : null,
        ["started_from"] = start,
        ["settings"] = Settings(plan.Settings),
        ["self_play"] = selfPlay is null ? null : Settings(selfPlay),
        ["machine"] = new JsonObject(MachineInfo.Read().Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        [ScenarioText] = scenario.Text,
    });

    /// <summary>That of an existing run.</summary>
    /// <exception cref="InputException">There is no run.</exception>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public static RunConfiguration Read(string folder)
    {
        string path = Path.Combine(folder, RunFolder.ConfigurationName);
        if (!File.Exists(path)) throw new InputException("there is no run to resume: start it without --resume", folder);
        try
        {
            return new RunConfiguration(path, JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new CorruptFileException(path, "it is no JSON object"));
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(path, $"it is no JSON: {fault.Message}", fault);
        }
    }

    /// <summary>The run's seed.</summary>
    /// <exception cref="CorruptFileException">There is none.</exception>
    public ulong Seed => ulong.TryParse(Json["seed"]?.ToString(), out ulong seed) ? seed : throw new CorruptFileException(_path, "it has no seed");

    /// <summary>All entries by dotted names, such as <c>settings.learning_rate</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Entries => Flatten("", Json);

    /// <summary>What the run was started with, without the scenario's text, as a table in Markdown.</summary>
    public string Table => string.Join('\n',
        ["| setting | value |", "|---|---|", .. Entries.Where(entry => entry.Key != ScenarioText).Select(entry => $"| {entry.Key} | {entry.Value} |")]);

    /// <summary>The scenario that is trained on.</summary>
    /// <exception cref="InputException">It is not valid any more.</exception>
    /// <exception cref="CorruptFileException">There is none.</exception>
    public Scenario Scenario => Json["scenario"]?.ToString() is { } name && Json[ScenarioText]?.ToString() is { } text
        ? ScenarioLoader.Parse(text, Path.Combine(ScenarioFinder.FolderOf(name), ScenarioLoader.FileName))
        : throw new CorruptFileException(_path, "it has no scenario");

    /// <summary>The settings as overrides, for a run that goes on.</summary>
    /// <exception cref="InputException">The run is one of something else.</exception>
    /// <exception cref="CorruptFileException">There are no settings.</exception>
    public IReadOnlyList<string> SettingsFor(Scenario scenario, Sight sight, string agent, bool selfPlay, ulong seed)
    {
        // Runs of before there were cameras say nothing of them.
        string observed = Json["observation"]?.ToString() ?? OwnObservation;
        if (observed != (sight.Observation ?? OwnObservation))
        {
            throw new InputException(
                observed == OwnObservation ? "the run's agent sees what the scenario says: leave out --observation" : $"the run was started with another observation: give --observation {observed}",
                _path, key: "observation");
        }
        if (sight.Observation is not null) Require("renderer", sight.Renderer, $"the run's frames were drawn by another renderer: give --renderer {Json["renderer"]}");
        Require("scenario_hash", scenario.Hash, $"the run was started on another scenario, or another version of {scenario.Name}");
        Require("agent", agent, $"the run is not one of {agent}: name its agent with --agent");
        Require("seed", seed.ToString(), $"the run does not have seed {seed}: name its seed with --seed");
        if (Json["settings"] is not JsonObject settings) throw new CorruptFileException(_path, "it has no settings");
        var selfPlaySettings = Json["self_play"] as JsonObject;
        if (selfPlay != selfPlaySettings is not null)
            throw new InputException(selfPlay ? "the run is not one of self-play: leave out --self-play" : "the run is one of self-play: give --self-play", _path, key: "self_play");
        return [.. Overrides(agent, settings), .. Overrides(SelfPlayOptions.Name, selfPlaySettings ?? [])];
    }

    private static IEnumerable<KeyValuePair<string, string>> Flatten(string prefix, JsonObject json) => json.SelectMany(entry =>
        entry.Value is JsonObject inner ? Flatten($"{prefix}{entry.Key}.", inner) : [new(prefix + entry.Key, entry.Value?.ToString() ?? "")]);

    private static JsonObject Settings(IReadOnlyDictionary<string, string> settings) =>
        new(settings.Select(setting => KeyValuePair.Create(setting.Key, (JsonNode?)setting.Value)));

    private static IEnumerable<string> Overrides(string name, JsonObject settings) => settings.Select(setting => $"{name}.{setting.Key}={setting.Value}");

    private void Require(string key, string value, string otherwise)
    {
        if (Json[key]?.ToString() != value) throw new InputException(otherwise, _path, key: key);
    }
}
