using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Agents;
using Snowball.Agents.SelfPlay;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Learning.Torch;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Commands;

/// <summary>One training with its run folder, from the settings to the verdict.</summary>
internal sealed class TrainingRun
{
    private const string RunsFolder = "runs";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Scenario _scenario;
    private readonly Sight _sight;
    private readonly AgentPlan _plan;
    private readonly SelfPlayOptions? _selfPlay;
    private readonly IReadOnlyDictionary<string, string>? _selfPlaySettings;
    private readonly ulong _seed;
    private readonly int _threads;
    private readonly string _device, _path;
    private readonly bool _resume;
    private readonly TrainedNetwork? _from;
    private readonly BackboneFolder? _backbone;
    private readonly ReportWriter _report;

    /// <summary>Checks everything that can be checked before anything is written.</summary>
    /// <exception cref="InputException">A setting is wrong, or the run folder is not what it has to be.</exception>
    public TrainingRun(
        Scenario scenario, Sight sight, string? agent, bool selfPlay, ulong seed, IReadOnlyList<string> settings, string? from, long? steps, int threads,
        string device, string? path, bool resume, ReportWriter report)
    {
        (_scenario, _sight, _seed, _threads, _device, _resume, _report) = (scenario, sight, seed, threads, device, resume, report);
        string name = agent ?? scenario.Training.Agent;
        _path = path ?? RunFolder.PathOf(RunsFolder, scenario.Name, selfPlay ? $"{name}-{SelfPlayOptions.Name}" : name, seed);
        if (resume)
        {
            if (settings.Count > 0 || steps is not null || from is not null)
                throw new InputException("a run is resumed with the settings it was started with: leave out --set, --steps and --from");
            settings = RunConfiguration.Read(_path).SettingsFor(scenario, sight, name, selfPlay, seed);
        }
        else if (Directory.Exists(_path) && Directory.EnumerateFileSystemEntries(_path).Any())
        {
            throw new InputException("the folder holds an earlier run: go on with it (--resume), or start another one (--seed N or --run FOLDER)", _path);
        }
        if (steps is { } budget) settings = [.. settings, $"{name}.steps={budget}"];
        if (selfPlay)
        {
            var ofSelfPlay = settings.ToLookup(setting => setting.StartsWith(SelfPlayOptions.Name + ".", StringComparison.Ordinal));
            (_selfPlay, _selfPlaySettings) = SelfPlayOptions.From(scenario, [.. ofSelfPlay[true]]);
            settings = [.. ofSelfPlay[false]];
        }
        _plan = AgentRegistry.Plan(scenario, agent, settings, (policy, environment) => PolicyChoice.Find(policy, scenario, sight.Cameras).Make(environment));
        _backbone = resume ? BackboneFolder.InRun(_path) : BackboneFolder.At(from);
        if (_backbone is not null && selfPlay) throw new InputException("self-play starts from no lane network: leave out --self-play or --from");
        if (from is not null && _backbone is null) _from = TrainedNetwork.Load(PolicyChoice.FolderOf(from));
        else if (!resume) FineTuningSettings.RequireNone(_plan);
    }

    /// <summary>Trains, judges and reports.</summary>
    /// <param name="limit">Longest duration of the training.</param>
    /// <param name="pauseAt">Agent steps at which it ends without a verdict, to be resumed.</param>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public int Train(TimeSpan? limit, long? pauseAt)
    {
        TorchRuntime.Load(threads: 1);
        var device = TorchDevice.Choose(_device);
        using var environment = new DrivingEnv(_scenario, _plan.Training.Worlds, _threads, cameras: _sight.Cameras);
        var backbone = _backbone?.Load(environment);
        var trained = new ScenarioDescription(_scenario.Name, _scenario.Hash);
        var league = _selfPlay is null ? null : new League(_selfPlay, Path.Combine(_path, "league"));
        var tracked = new TrackedEnvironment(
            league is not null ? new LeagueEnvironment(environment, league) : backbone is not null ? new BackboneEnvironment(environment, backbone, _threads) : environment);
        using var agent = _plan.Create(tracked, _seed, device);
        using var learner = league is not null ? new LeagueLearner(agent, league, trained) : backbone is not null ? new BackboneLearner(agent, backbone) : agent;
        string? start = _from is null ? _backbone?.ToString() : learner.StartFrom(_from).ToString();
        var configuration = RunConfiguration.Of(_scenario, _sight, _plan, _selfPlaySettings, _seed, _threads, device.ToString(), learner.Parameters, start);
        using var run = Open(configuration);
        run.LogText("configuration", configuration.Table);
        if (!_resume) _backbone?.CopyTo(_path);

        _report.Line($"{_scenario.Name}: {_plan.Agent}, seed {_seed}, {_plan.Training.Worlds} worlds, {_threads} threads, {device}; {_path}");
        if (start is not null) _report.Line($"{start}.");
        if (learner.Parameters is { } parameters) _report.Line($"Trains {parameters}.");
        if (learner.Notice.Length > 0) _report.Line(learner.Notice);
        var trainer = new Trainer(learner, tracked, _plan.Training, trained, run, new GateValidation(_scenario, _seed, _threads, _sight.Cameras));
        var time = Stopwatch.StartNew();
        using var interruption = new Interruption();
        var result = new TrainingDisplay(_report).Show(progress => Train(trainer, limit, pauseAt, progress, interruption.Token));
        if (result.Outcome == TrainingOutcome.Cancelled)
        {
            _report.Note($"Interrupted after {result.Steps:#,0} steps; the same command with --resume goes on from here.");
            return ExitCode.Interrupted;
        }
        if (result.Outcome == TrainingOutcome.Paused)
        {
            _report.Line($"Paused after {result.Steps:#,0} steps; --resume goes on from here.");
            return ExitCode.Done;
        }
        _report.Line($"{Words(result.Outcome)} after {result.Steps:#,0} steps in {time.Elapsed.TotalSeconds:0.0} s.");
        return Judge(configuration, interruption.Token);
    }

    private TrainingResult Train(Trainer trainer, TimeSpan? limit, long? pauseAt, IProgress<TrainingProgress> progress, CancellationToken stop)
    {
        try
        {
            return trainer.Train(_seed, limit, pauseAt, progress, stop);
        }
        // Its subclasses, such as overflow, are defects.
        catch (ArithmeticException fault) when (fault.GetType() == typeof(ArithmeticException))
        {
            throw new InputException($"the training has diverged: {fault.Message}", _path);
        }
    }

    private RunFolder Open(RunConfiguration configuration)
    {
        try
        {
            return _resume ? RunFolder.Resume(_path, _report.Note) : RunFolder.Create(_path, configuration.Text);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the run folder cannot be written: {fault.Message}", _path);
        }
    }

    /// <summary>Runs the gate on the test seeds, once, and writes what remains of the run.</summary>
    private int Judge(RunConfiguration configuration, CancellationToken cancellation)
    {
        var trained = PolicyChoice.Find(_path, _scenario, _sight.Cameras);
        IEnumerable<PolicyChoice> policies = [trained, .. PolicyChoice.References];
        var trials = policies.Select(policy => GateTrial.Run(_scenario, policy, _seed, _threads, _sight.Cameras, cancellation)).ToList();
        var agent = trials[0];

        var verdict = new JsonObject { ["scenario"] = _scenario.Name, ["seed"] = _seed, ["trials"] = Json.Array(trials.Select(trial => trial.ToJson())) };
        AtomicFile.Write(Path.Combine(_path, "gate.json"), stream => stream.Write(Encoding.UTF8.GetBytes(verdict.ToJsonString(Indented) + "\n")));
        Episodes.Record(Path.Combine(_path, "rollout.mcap"), _scenario, trained, SeedSplit.Test, _seed, _sight.Cameras);
        EpisodeFile.Write(Path.Combine(_path, EpisodeFile.Name), _scenario.Gate, agent.Episodes);
        RunReport.Write(_path, _scenario, configuration, trials);

        _report.Show(Tables.Gates(trials));
        _report.Show(Tables.Comparison([.. trials.Select(trial => (trial.Policy, trial.Values))]));
        foreach (var line in agent.Gate.Lines) _report.Line(line.Text);
        _report.Line($"Gate on {agent.Gate.Episodes} test episodes: {Json.Text(agent.Gate.Verdict)}. Report: {Path.Combine(_path, RunReport.Name)}");
        return agent.Gate.Passed ? ExitCode.Done : ExitCode.GateFailed;
    }

    private static string Words(TrainingOutcome outcome) => outcome switch
    {
        TrainingOutcome.GatePassed => "The gate passed on the validation seeds",
        TrainingOutcome.BudgetSpent => "The steps are spent",
        _ => "The time is spent",
    };
}
