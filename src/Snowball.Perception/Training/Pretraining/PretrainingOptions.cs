using Snowball.Perception.Augmentation;

namespace Snowball.Perception.Training.Pretraining;

/// <summary>How an encoder is trained without labels. What it has in common with <see cref="LaneTrainingOptions"/> is the same there.</summary>
public sealed record PretrainingOptions
{
    private static readonly LaneTrainingOptions s_lane = new();

    /// <summary>Frames of a step.</summary>
    public int BatchSize { get; init; } = s_lane.BatchSize;

    /// <summary>Steps between validations.</summary>
    public int StepsOfEpoch { get; init; } = s_lane.StepsOfEpoch;

    /// <summary>How many.</summary>
    public int Epochs { get; init; } = 6;

    /// <summary>Frames on which it is validated.</summary>
    public int ValidationFrames { get; init; } = 512;

    /// <summary>Greatest step size.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Step size at the end.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps until the greatest step size.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>Side of the blocks that are hidden, pixels.</summary>
    public int BlockSide { get; init; } = 12;

    /// <summary>Share of the blocks that are hidden.</summary>
    public double HiddenShare { get; init; } = 0.5;

    /// <summary>The first row of a frame that is read.</summary>
    public int FirstRow { get; init; } = s_lane.FirstRow;

    /// <summary>Features of the encoder.</summary>
    public int Width { get; init; } = s_lane.Width;

    /// <summary>Changes of frames.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Steps in all.</summary>
    public long Steps => (long)Epochs * StepsOfEpoch;
}
