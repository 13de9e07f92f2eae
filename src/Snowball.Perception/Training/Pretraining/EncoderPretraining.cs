using System.Text.Json;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Networks;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Perception.Training.Pretraining;

/// <summary>How a pre-training stands.</summary>
/// <param name="Frames">Learned from so far.</param>
/// <param name="AllFrames">Of the whole pre-training.</param>
/// <param name="Loss">Mean over the last steps, see <see cref="ReconstructionLearner.Loss"/>.</param>
/// <param name="Validation">The last loss on validation frames; null before the first.</param>
public sealed record PretrainingProgress(long Frames, long AllFrames, double Loss, double? Validation);

/// <summary>Trains the encoder of a lane network from a stream of frames, whose labels it does not read.</summary>
/// <param name="options">Settings.</param>
/// <param name="seed">Of the run.</param>
/// <param name="makeSource">Makes sources of <see cref="PretrainingOptions.BatchSize"/> grey frames.</param>
public sealed class EncoderPretraining(PretrainingOptions options, ulong seed, FrameSourceFactory makeSource)
{
    private const int ProgressSteps = 16;

    /// <summary>Trains, and leaves the weights of the last validation in the run's folder, as <see cref="LaneNetworkFile.WeightsName"/>.</summary>
    /// <param name="run">Receives metrics, checkpoints and weights; training goes on from its checkpoint.</param>
    /// <param name="progress">Is told now and then.</param>
    /// <param name="stop">Ends it; what came after the last validation is lost.</param>
    /// <returns>The last loss on validation frames.</returns>
    /// <exception cref="CorruptFileException">The checkpoint is of another training.</exception>
    /// <exception cref="ArithmeticException">The training has diverged.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public double Train(RunFolder run, IProgress<PretrainingProgress>? progress, CancellationToken stop)
    {
        FramePreparation preparation;
        BlockMask mask;
        var validation = new List<(byte[] Frames, byte[] Hidden)>();
        using (var source = makeSource(SeedSplit.Validation, seed))
        {
            preparation = new FramePreparation(new FrameShape(1, source.Height, source.Width), options.FirstRow);
            mask = new BlockMask(preparation.Prepared, options.BlockSide, options.HiddenShare);
            var random = new Random((int)CounterRandom.Hash(seed, 3));
            var batch = new LabelledFrames(options.BatchSize, source.Width, source.Height, isGrey: true);
            for (int frames = 0; frames < options.ValidationFrames; frames += options.BatchSize)
            {
                source.Next(batch);
                byte[] prepared = new byte[options.BatchSize * preparation.Prepared.Size];
                preparation.Apply(batch.Colour, prepared);
                validation.Add((prepared, Draw(mask, random, prepared.Length)));
            }
        }
        using var learner = new ReconstructionLearner(preparation.Prepared, options, new Random((int)CounterRandom.Hash(seed, 0)));
        var state = new State(Epoch: 0, Validation: null);
        if (run.Start is { } checkpoint)
        {
            state = JsonSerializer.Deserialize<State>(checkpoint.State) ?? throw new CorruptFileException(checkpoint.Content.Path, "it has no state");
            learner.Load(checkpoint.Content);
        }
        while (state.Epoch < options.Epochs)
        {
            double loss = TrainEpoch(learner, preparation, mask, state.Epoch, state.Validation, progress, stop), validated = validation.Average(batch => learner.Loss(batch.Frames, batch.Hidden));
            state = new(state.Epoch + 1, validated);
            run.Log(learner.Steps, new Dictionary<string, double> { ["loss"] = loss, ["learning_rate"] = learner.LearningRate, ["validation/loss"] = validated });
            var file = new SafetensorsFile(Path.Combine(run.Path, LaneNetworkFile.WeightsName));
            foreach (var (name, tensor) in learner.Weights().OrderBy(pair => pair.Key, StringComparer.Ordinal)) file.Add(name, tensor);
            file.Write();
            var saved = new Checkpoint(learner.Steps, JsonSerializer.Serialize(state));
            learner.Save(saved.Content);
            run.Checkpoints.Save(saved);
        }
        return state.Validation!.Value;
    }

    private double TrainEpoch(
        ReconstructionLearner learner, FramePreparation preparation, BlockMask mask, int epoch, double? last, IProgress<PretrainingProgress>? progress, CancellationToken stop)
    {
        var source = makeSource(SeedSplit.Training, CounterRandom.Hash(seed, 2, (ulong)epoch));
        using var batches = new LaneBatches(source, new FrameAugmenter(options.Augmentation, new Random((int)CounterRandom.Hash(seed, 1, (ulong)epoch))), preparation, options.BatchSize);
        using var pause = new CollectionPause();
        var random = new Random((int)CounterRandom.Hash(seed, 4, (ulong)epoch));
        double sum = 0, recent = 0;
        for (int step = 1; step <= options.StepsOfEpoch; step++)
        {
            stop.ThrowIfCancellationRequested();
            if (step % ProgressSteps == 1) CollectionPause.Renew();
            byte[] frames = batches.Next().Prepared;
            double loss = learner.Step(frames, Draw(mask, random, frames.Length));
            (sum, recent) = (sum + loss, recent + loss);
            if (step % ProgressSteps != 0) continue;
            progress?.Report(new(learner.Steps * options.BatchSize, options.Steps * options.BatchSize, recent / ProgressSteps, last));
            recent = 0;
        }
        return sum / options.StepsOfEpoch;
    }

    /// <summary>A mask of its own for each frame.</summary>
    private byte[] Draw(BlockMask mask, Random random, int bytes)
    {
        byte[] hidden = new byte[bytes];
        int size = bytes / options.BatchSize;
        for (int first = 0; first < bytes; first += size) mask.Draw(random, hidden.AsSpan(first, size));
        return hidden;
    }

    /// <summary>What the training itself has to remember.</summary>
    private sealed record State(int Epoch, double? Validation);
}
