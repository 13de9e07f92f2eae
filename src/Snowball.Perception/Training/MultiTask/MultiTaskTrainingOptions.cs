using System.Collections.Immutable;
using Snowball.Perception.Augmentation;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>A part of a training, with frames of one size.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Sequences">Of a batch.</param>
/// <param name="Epochs">Validations at most.</param>
public sealed record TrainingStage(int Width, int Height, int Sequences, int Epochs);

/// <summary>How a network with many heads is trained: first on small frames, of which there can be many, then on frames of full size.</summary>
public sealed record MultiTaskTrainingOptions
{
    /// <summary>One after another; the last one has frames of full size.</summary>
    public ImmutableArray<TrainingStage> Stages { get; init; } = [new(256, 128, Sequences: 8, Epochs: 8), new(512, 256, Sequences: 4, Epochs: 9)];

    /// <summary>Consecutive frames of a sequence; from 2 on the network has a memory, and learns relative speeds.</summary>
    public int SequenceLength { get; init; } = 1;

    /// <summary>Whether the heads alone are trained.</summary>
    public bool FreezeEncoder { get; init; }

    /// <summary>Whether all tasks weigh the same, instead of what they are learned to weigh by their uncertainty.</summary>
    public bool WeighsAlike { get; init; }

    /// <summary>Steps between validations, each with frames of its own seed: training goes on from any of them to the bit.</summary>
    public int StepsOfEpoch { get; init; } = 1024;

    /// <summary>Epochs of the last stage without a better validation after which training ends.</summary>
    public int Patience { get; init; } = 6;

    /// <summary>Frames on which it is validated, about.</summary>
    public int ValidationFrames { get; init; } = 192;

    /// <summary>Greatest step size.</summary>
    public double LearningRate { get; init; } = 3e-3;

    /// <summary>Step size at the end.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps until the greatest step size.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>Changes of frames.</summary>
    public AugmentationOptions Augmentation { get; init; } = AugmentationOptions.InPlace;

    /// <summary>Epochs in all.</summary>
    public int Epochs => Stages.Sum(stage => stage.Epochs);

    /// <summary>Frames in all.</summary>
    public long Frames => Stages.Sum(stage => (long)stage.Epochs * stage.Sequences) * SequenceLength * StepsOfEpoch;

    /// <summary>The stage of an epoch.</summary>
    public TrainingStage StageOf(int epoch)
    {
        foreach (var stage in Stages)
        {
            if (epoch < stage.Epochs) return stage;
            epoch -= stage.Epochs;
        }
        throw new ArgumentOutOfRangeException(nameof(epoch));
    }
}
