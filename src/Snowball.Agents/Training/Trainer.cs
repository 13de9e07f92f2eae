using System.Diagnostics;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Learning.Runs;
using Snowball.Sim.Metrics;

namespace Snowball.Agents.Training;

/// <summary>
/// The loop that trains any learner: iterate, validate at fixed counts of iterations, keep the best policy, stop when the
/// gate passes or the steps are spent. Time decides when a checkpoint is written, and nothing of the result.
/// </summary>
/// <param name="learner">Made on <paramref name="environment"/>.</param>
/// <param name="environment">Its training environment.</param>
/// <param name="options">Budget and intervals.</param>
/// <param name="scenario">What is trained on: for the policy's description, and to know a checkpoint of another scenario.</param>
/// <param name="run">Receives logs, checkpoints and the policy; training goes on from its checkpoint.</param>
/// <param name="validation">Judges policies; null to spend the whole budget.</param>
public sealed class Trainer(
    ILearner learner, TrackedEnvironment environment, TrainingOptions options, ScenarioDescription scenario, RunFolder run, IValidation? validation)
{
    private static readonly TimeSpan CheckpointInterval = TimeSpan.FromSeconds(15);

    // Writing a large replay takes long: a checkpoint may take a fiftieth of the time.
    private const double CheckpointShare = 1.0 / 50;

    private readonly byte[] _environmentState = new byte[environment.StateBytes];
    private TrainerState _state = new(scenario.Hash, Passed: false, BestLines: -1, BestReturn: 0);
    private EpisodeStatistics _episodes = new(0, double.NaN, double.NaN, double.NaN, double.NaN, double.NaN);
    private ValidationReport? _last, _best;

    /// <summary>Trains until the gate passes, the steps are spent, or the user has enough.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="limit">Longest duration, if the user asks for one.</param>
    /// <param name="pauseAt">Agent steps at which it ends, to be gone on with.</param>
    /// <param name="progress">Is told after each iteration.</param>
    /// <param name="stop">Ends the training after the present iteration, with a checkpoint.</param>
    /// <exception cref="CorruptFileException">The checkpoint is of another scenario or learner.</exception>
    /// <exception cref="ArithmeticException">The learner has diverged.</exception>
    public TrainingResult Train(ulong seed, TimeSpan? limit, long? pauseAt, IProgress<TrainingProgress>? progress, CancellationToken stop)
    {
        if (run.Start is { } checkpoint) Load(checkpoint);
        else environment.Reset(seed);

        long startSteps = learner.Steps;
        var sinceStart = Stopwatch.StartNew();
        var sinceCheckpoint = Stopwatch.StartNew();
        var saving = TimeSpan.Zero;
        TrainingOutcome? outcome = null;
        while ((outcome = Outcome(sinceStart.Elapsed, limit, pauseAt, stop)) is null)
        {
            learner.Iterate();
            var episodes = environment.TakeStatistics();
            if (episodes.Count > 0) _episodes = episodes;
            // The last iteration is validated too, so that no training ends without a judged policy.
            bool isValidated = validation is not null && (learner.Updates % options.ValidationInterval == 0 || learner.Steps >= options.Steps);
            bool isBest = isValidated && Validate(validation!);
            Log(episodes, isValidated ? _last : null);
            if ((isBest || sinceCheckpoint.Elapsed > CheckpointInterval) && sinceCheckpoint.Elapsed > saving / CheckpointShare)
            {
                var start = sinceCheckpoint.Elapsed;
                SaveCheckpoint();
                saving = sinceCheckpoint.Elapsed - start;
                sinceCheckpoint.Restart();
            }
            progress?.Report(new TrainingProgress(
                learner.Steps, options.Steps, learner.Updates, (learner.Steps - startSteps) / sinceStart.Elapsed.TotalSeconds,
                _episodes, learner.Statistics, _last));
        }

        if (_state.BestLines < 0) learner.Export(scenario).Save(run.Path);
        SaveCheckpoint();
        return new TrainingResult(outcome.Value, learner.Steps, learner.Updates, _best);
    }

    private TrainingOutcome? Outcome(TimeSpan elapsed, TimeSpan? limit, long? pauseAt, CancellationToken stop) =>
        _state.Passed ? TrainingOutcome.GatePassed
        : learner.Steps >= options.Steps ? TrainingOutcome.BudgetSpent
        : learner.Steps >= pauseAt ? TrainingOutcome.Paused
        : stop.IsCancellationRequested ? TrainingOutcome.Cancelled
        : elapsed >= limit ? TrainingOutcome.TimeSpent
        : null;

    /// <summary>Judges the policy, and keeps it where it is the best so far: by lines of the gate passed, then by return.</summary>
    private bool Validate(IValidation judge)
    {
        var policy = learner.Export(scenario);
        _last = judge.Run(policy.Greedy());
        int lines = _last.Gate.Lines.Count(line => line.Verdict == Verdict.Passed);
        double meanReturn = _last.Metrics["return"];
        bool isBest = _last.Gate.Passed || lines > _state.BestLines || (lines == _state.BestLines && meanReturn > _state.BestReturn);
        if (isBest)
        {
            _best = _last;
            (policy with { Description = policy.Description with { Metrics = _last.Metrics } }).Save(run.Path);
            _state = _state with { BestLines = lines, BestReturn = meanReturn };
        }
        _state = _state with { Passed = _last.Gate.Passed };
        return isBest;
    }

    private void Log(EpisodeStatistics episodes, ValidationReport? report)
    {
        var metrics = new Dictionary<string, double> { ["update"] = learner.Updates };
        if (episodes.Count > 0)
        {
            metrics["episode_return"] = episodes.MeanReturn;
            metrics["episode_cost"] = episodes.MeanCost;
            metrics["episode_steps"] = episodes.MeanSteps;
            metrics["terminated_rate"] = episodes.TerminatedRate;
        }
        if (double.IsFinite(episodes.LateralOffset)) metrics["lateral_offset"] = episodes.LateralOffset;
        foreach (var (name, value) in learner.Statistics) metrics[name] = value;
        if (report is not null) Add(report, metrics);
        run.Log(learner.Steps, metrics);
        if (report is { Returns.Count: > 0 }) run.LogHistogram(learner.Steps, "validation/returns", [.. report.Returns]);
    }

    private static void Add(ValidationReport report, Dictionary<string, double> metrics)
    {
        foreach (var (name, value) in report.Metrics) metrics[$"validation/{name}"] = value;
        foreach (var line in report.Gate.Lines)
        {
            metrics[$"gate/{line.Line.Name}"] = line.Estimate;
            metrics[$"gate/{line.Line.Name}.limit"] = line.Limit;
        }
    }

    private void SaveCheckpoint()
    {
        var checkpoint = new Checkpoint(learner.Steps, JsonSerializer.Serialize(_state));
        environment.Save(_environmentState);
        checkpoint.Content.Add<byte>("environment", _environmentState, _environmentState.Length);
        learner.Save(checkpoint.Content);
        run.Checkpoints.Save(checkpoint);
    }

    private void Load(Checkpoint checkpoint)
    {
        string path = checkpoint.Content.Path;
        TrainerState? state;
        try
        {
            state = JsonSerializer.Deserialize<TrainerState>(checkpoint.State);
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, "its state is no trainer's", e);
        }
        if (state?.Scenario != scenario.Hash)
            throw new CorruptFileException(path, $"it was made with another scenario, or another version of '{scenario.Name}'");

        _state = state;
        learner.Load(checkpoint.Content);
        environment.Restore(checkpoint.Content.Get<byte>("environment", _environmentState.Length));
    }

    /// <summary>What the trainer itself has to remember.</summary>
    private sealed record TrainerState(string Scenario, bool Passed, int BestLines, double BestReturn);
}
