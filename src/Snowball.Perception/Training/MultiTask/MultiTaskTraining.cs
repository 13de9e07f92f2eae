using System.Text.Json;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Runs;
using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>Makes a source of colour frames for a stage: of a family of episodes, by a seed.</summary>
public delegate IFrameSource StageFrames(TrainingStage stage, SeedSplit split, ulong seed);

/// <summary>How a training stands.</summary>
/// <param name="Frames">Learned from so far.</param>
/// <param name="AllFrames">Of the whole training.</param>
/// <param name="Stage">The present one.</param>
/// <param name="Losses">Of the last step, by task.</param>
/// <param name="LearningRate">Step size.</param>
/// <param name="Validation">The last one; null before the first.</param>
public sealed record MultiTaskProgress(
    long Frames, long AllFrames, TrainingStage Stage, IReadOnlyDictionary<string, double> Losses, double LearningRate, MultiTaskReport? Validation);

/// <summary>
/// Trains a network with many heads from a stream of frames, stage by stage. Each epoch has frames of its own seed and ends with a validation on the same frames of other episodes;
/// of the last stage the best network is kept in the run's folder. A run that was stopped goes on from its last epoch as if it had not been.
/// </summary>
/// <param name="name">What the network is called.</param>
/// <param name="scenarios">Where the frames come from.</param>
/// <param name="options">Settings.</param>
/// <param name="seed">Of the run.</param>
/// <param name="makeSource">Makes sources whose batches are a stage's sequences.</param>
/// <param name="threads">Threads that compute gradients; they change no bits.</param>
/// <param name="start">Weights of a network whose encoder and heads are taken up at the start; null for none.</param>
public sealed class MultiTaskTraining(
    string name, IReadOnlyList<string> scenarios, MultiTaskTrainingOptions options, ulong seed, StageFrames makeSource, int threads, IReadOnlyDictionary<string, SafeTensor>? start = null)
{
    /// <summary>The picture in a run's folder of what the network saw in the last validation.</summary>
    public const string PictureName = "validation.png";

    /// <summary>The picture of the frames of the best validation about whose lane it was most wrong.</summary>
    public const string WorstName = "worst.png";

    private const int ProgressSteps = 8, Pictures = 6;

    private readonly WarmedCosine _learningRate = new(options.LearningRate, options.FinalLearningRate, options.WarmUp, (long)options.Epochs * options.StepsOfEpoch);
    private MultiTaskReport? _last;
    private long _shown = -1;
    private bool _showsVehicles;

    /// <summary>What is trained.</summary>
    public MultiTaskDescription Description { get; } = new(options.Stages[^1].Width, options.Stages[^1].Height, HasMemory: options.SequenceLength > 1);

    /// <summary>Trains until the epochs are spent, validations get no better, or the user has enough.</summary>
    /// <param name="run">Receives logs, checkpoints, the network, and a picture of what it saw at each validation; training goes on from its checkpoint.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="stop">Ends the training; what came after the last epoch is lost.</param>
    /// <returns>The best validation.</returns>
    /// <exception cref="CorruptFileException">The checkpoint is of another training.</exception>
    /// <exception cref="ArithmeticException">The training has diverged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public MultiTaskReport Train(RunFolder run, IProgress<MultiTaskProgress>? progress, CancellationToken stop)
    {
        using var network = new MultiTaskNetwork(Description, new Random((int)CounterRandom.Hash(seed, 0)));
        using var learner = new MultiTaskLearner(network, options.FreezeEncoder, options.WeighsAlike, threads);
        var state = new State(Epoch: 0, Frames: 0, BestEpoch: -1, BestScore: double.MaxValue);
        if (run.Start is { } checkpoint)
        {
            state = JsonSerializer.Deserialize<State>(checkpoint.State) ?? throw new CorruptFileException(checkpoint.Content.Path, "it has no state");
            learner.Load(checkpoint.Content);
        }
        else if (start is not null)
        {
            learner.StartFrom(start);
        }

        while (state.Epoch < options.Epochs && (state.BestEpoch < 0 || state.Epoch - state.BestEpoch <= options.Patience))
        {
            var stage = options.StageOf(state.Epoch);
            TrainEpoch(learner, stage, state, progress, stop);
            state = state with { Epoch = state.Epoch + 1, Frames = state.Frames + (long)options.StepsOfEpoch * stage.Sequences * options.SequenceLength };
            _last = Validate(network, stage, watch: (batch, seen) => Show(run, learner.Steps, batch, seen));
            if (stage == options.Stages[^1] && _last.All.Score < state.BestScore)
            {
                state = state with { BestEpoch = state.Epoch, BestScore = _last.All.Score };
                MultiTaskFile.Save(run.Path, new MultiTaskModel(name, Description, new NetworkTraining(scenarios, seed, state.Frames), _last.All.Metrics), network);
            }
            Log(run, learner, state);
            var saved = new Checkpoint(learner.Steps, JsonSerializer.Serialize(state));
            learner.Save(saved.Content);
            run.Checkpoints.Save(saved);
        }
        var (_, best) = MultiTaskFile.Load(run.Path);
        var worst = new WorstFrames(Pictures);
        using (best) _last = Validate(best, options.Stages[^1], worst.Look);
        LabelPainter.WriteSheet(worst.Frames, Path.Combine(run.Path, WorstName));
        return _last;
    }

    private void TrainEpoch(MultiTaskLearner learner, TrainingStage stage, State state, IProgress<MultiTaskProgress>? progress, CancellationToken stop)
    {
        using var source = makeSource(stage, SeedSplit.Training, CounterRandom.Hash(seed, 2, (ulong)state.Epoch));
        var augmenter = new FrameAugmenter(options.Augmentation, new Random((int)CounterRandom.Hash(seed, 1, (ulong)state.Epoch)));
        int frames = stage.Sequences * options.SequenceLength;
        var moves = new FrameMove[frames];
        using var batches = new Ahead<Batch>(new(stage, Description, frames), new(stage, Description, frames), batch =>
        {
            source.Next(batch.Frames);
            batch.Targets.Take(batch.Frames);
            augmenter.Apply(batch.Frames, moves);
        });
        using var pause = new CollectionPause();
        for (int step = 1; step <= options.StepsOfEpoch; step++)
        {
            stop.ThrowIfCancellationRequested();
            if (step % ProgressSteps == 1) CollectionPause.Renew();
            var batch = batches.Next();
            double learningRate = _learningRate.At(learner.Steps);
            learner.Step(batch.Frames, batch.Targets, learningRate, options.SequenceLength);
            if (step % ProgressSteps == 0) progress?.Report(new(state.Frames + (long)step * frames, options.Frames, stage, learner.Losses, learningRate, _last));
        }
    }

    private MultiTaskReport Validate(MultiTaskNetwork network, TrainingStage stage, Action<LabelledFrames, SeenFrame[]> watch)
    {
        using var source = makeSource(stage, SeedSplit.Validation, seed);
        return MultiTaskReport.Of(network, source, stage.Sequences * options.SequenceLength, options.ValidationFrames, watch);
    }

    /// <summary>Leaves a picture of what was seen in the first batch of a validation that has vehicles; in the first one of all where none has.</summary>
    private void Show(RunFolder run, long step, LabelledFrames batch, SeenFrame[] seen)
    {
        bool hasVehicles = batch.Labels.Any(labels => !labels.Vehicles.IsEmpty);
        if (_shown == step && (_showsVehicles || !hasVehicles)) return;
        (_shown, _showsVehicles) = (step, hasVehicles);
        byte[] sheet = LabelPainter.Sheet(SeenFrames.Of(batch, seen, first: 0, Pictures));
        AtomicFile.Write(Path.Combine(run.Path, PictureName), stream => stream.Write(sheet));
        run.LogImage(step, "validation", sheet);
    }

    private void Log(RunFolder run, MultiTaskLearner learner, State state)
    {
        var metrics = new Dictionary<string, double> { ["frames"] = state.Frames, ["learning_rate"] = _learningRate.At(learner.Steps) };
        foreach (var (task, loss) in learner.Losses) metrics[$"loss/{task}"] = loss;
        foreach (var (metric, value) in _last!.All.Metrics) metrics[$"validation/{metric}"] = value;
        run.Log(learner.Steps, metrics);
    }

    /// <summary>Frames and what is to be learned of them.</summary>
    private sealed class Batch(TrainingStage stage, MultiTaskDescription description, int frames)
    {
        public LabelledFrames Frames { get; } = new(frames, stage.Width, stage.Height);

        public MultiTaskTargets Targets { get; } = new(description with { Width = stage.Width, Height = stage.Height }, frames);
    }

    /// <summary>What the training itself has to remember.</summary>
    private sealed record State(int Epoch, long Frames, int BestEpoch, double BestScore);
}
