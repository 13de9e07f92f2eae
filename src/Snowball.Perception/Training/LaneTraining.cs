using System.Text.Json;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Perception.Training;

/// <summary>Makes a source of frames of a batch: of a family of episodes, by a seed.</summary>
public delegate IFrameSource FrameSourceFactory(SeedSplit split, ulong seed);

/// <summary>How a training stands.</summary>
/// <param name="Frames">Learned from so far.</param>
/// <param name="AllFrames">Of the whole training.</param>
/// <param name="Loss">Mean over the last steps.</param>
/// <param name="LearningRate">Step size.</param>
/// <param name="Validation">The last one; null before the first.</param>
public sealed record LaneTrainingProgress(long Frames, long AllFrames, double Loss, double LearningRate, LaneReport? Validation);

/// <summary>
/// Trains a lane network from a stream of frames. Each epoch has frames of its own seed and ends with a validation on the same frames of other episodes; the best
/// network so far is kept in the run's folder. A run that was stopped goes on from its last epoch as if it had not been.
/// </summary>
/// <param name="name">What the network is called.</param>
/// <param name="scenarios">Where the frames come from.</param>
/// <param name="options">Settings.</param>
/// <param name="seed">Of the run.</param>
/// <param name="makeSource">Makes sources of <see cref="LaneTrainingOptions.BatchSize"/> grey frames.</param>
/// <param name="threads">Of validations.</param>
/// <param name="start">Weights by name, of whose encoder a fresh network takes its own; null where it starts from nothing.</param>
public sealed class LaneTraining(
    string name, IReadOnlyList<string> scenarios, LaneTrainingOptions options, ulong seed, FrameSourceFactory makeSource, int threads, IReadOnlyDictionary<string, SafeTensor>? start = null)
{
    private const int ProgressSteps = 16;

    /// <summary>Trains until the epochs are spent, validations get no better, or the user has enough.</summary>
    /// <param name="run">Receives logs, checkpoints and the network; training goes on from its checkpoint.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="stop">Ends the training; what came after the last epoch is lost.</param>
    /// <returns>The best validation.</returns>
    /// <exception cref="CorruptFileException">The checkpoint is of another training.</exception>
    /// <exception cref="ArithmeticException">The training has diverged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public LaneReport Train(RunFolder run, IProgress<LaneTrainingProgress>? progress, CancellationToken stop)
    {
        LaneFrames validation;
        FramePreparation preparation;
        using (var source = makeSource(SeedSplit.Validation, seed))
        {
            validation = new LaneFrames(source, options.BatchSize, options.ValidationFrames);
            preparation = new FramePreparation(new FrameShape(1, source.Height, source.Width), options.FirstRow);
        }
        using var learner = new LaneLearner(preparation.Prepared, options, LaneScale.Highway, new Random((int)CounterRandom.Hash(seed, 0)));
        var state = new State(Epoch: 0, BestEpoch: -1, BestScore: double.MaxValue);
        if (run.Start is { } checkpoint)
        {
            state = JsonSerializer.Deserialize<State>(checkpoint.State) ?? throw new CorruptFileException(checkpoint.Content.Path, "it has no state");
            learner.Load(checkpoint.Content);
        }
        else if (start is not null) learner.StartFrom(start);

        LaneReport? last = null;
        while (state.Epoch < options.Epochs && state.Epoch - state.BestEpoch <= options.Patience)
        {
            double loss = TrainEpoch(learner, preparation, state.Epoch, last, progress, stop);
            var estimator = new LaneEstimator(Describe(learner, last), learner.Inference());
            last = validation.Judge(estimator, threads);
            if (last.Score < state.BestScore)
            {
                state = state with { BestEpoch = state.Epoch, BestScore = last.Score };
                LaneNetworkFile.Save(run.Path, Describe(learner, last), learner.Weights());
            }
            state = state with { Epoch = state.Epoch + 1 };
            Log(run, learner, loss, last);
            var saved = new Checkpoint(learner.Steps, JsonSerializer.Serialize(state));
            learner.Save(saved.Content);
            run.Checkpoints.Save(saved);
        }
        return validation.Judge(LaneEstimator.Load(run.Path), threads);
    }

    private double TrainEpoch(LaneLearner learner, FramePreparation preparation, int epoch, LaneReport? last, IProgress<LaneTrainingProgress>? progress, CancellationToken stop)
    {
        var random = new Random((int)CounterRandom.Hash(seed, 1, (ulong)epoch));
        var source = makeSource(SeedSplit.Training, CounterRandom.Hash(seed, 2, (ulong)epoch));
        using var batches = new LaneBatches(source, new FrameAugmenter(options.Augmentation, random), preparation, options.BatchSize);
        using var pause = new CollectionPause();
        var adversary = options.AdversarialEpsilon > 0 ? new AdversarialFrames(learner.Differentiable(), preparation, options.AdversarialEpsilon, new Random((int)CounterRandom.Hash(seed, 5, (ulong)epoch))) : null;
        double sum = 0, recent = 0;
        for (int step = 1; step <= options.StepsOfEpoch; step++)
        {
            stop.ThrowIfCancellationRequested();
            if (step % ProgressSteps == 1) CollectionPause.Renew();
            var batch = batches.Next();
            double loss = learner.Step(adversary?.Prepare(batch) ?? batch.Prepared, batch.Lanes, batch.Lines);
            (sum, recent) = (sum + loss, recent + loss);
            if (step % ProgressSteps != 0) continue;
            progress?.Report(new(learner.Steps * options.BatchSize, options.Frames, recent / ProgressSteps, learner.LearningRate, last));
            recent = 0;
        }
        return sum / options.StepsOfEpoch;
    }

    private LaneNetwork Describe(LaneLearner learner, LaneReport? report) => new(
        name, options.FirstRow, learner.Description, LaneScale.Highway, new NetworkTraining(scenarios, seed, learner.Steps * options.BatchSize), report?.Metrics ?? new Dictionary<string, double>());

    private static void Log(RunFolder run, LaneLearner learner, double loss, LaneReport report)
    {
        var metrics = new Dictionary<string, double> { ["loss"] = loss, ["learning_rate"] = learner.LearningRate };
        foreach (var (metric, value) in report.Metrics) metrics[$"validation/{metric}"] = value;
        foreach (var (weather, errors) in report.ByWeather)
        {
            foreach (var (metric, value) in errors.Metrics) metrics[$"validation/{weather}/{metric}"] = value;
        }
        run.Log(learner.Steps, metrics);
    }

    /// <summary>What the training itself has to remember.</summary>
    private sealed record State(int Epoch, int BestEpoch, double BestScore);
}
