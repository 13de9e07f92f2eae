using Snowball.Perception.Augmentation;

namespace Snowball.Perception.Training;

/// <summary>How a lane network is trained.</summary>
public sealed record LaneTrainingOptions
{
    /// <summary>Frames of a step.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Steps between validations, each with frames of its own seed: training goes on from any of them to the bit.</summary>
    public int StepsOfEpoch { get; init; } = 512;

    /// <summary>At most.</summary>
    public int Epochs { get; init; } = 40;

    /// <summary>Epochs without a better validation after which training ends.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Frames on which it is validated.</summary>
    public int ValidationFrames { get; init; } = 2048;

    /// <summary>Greatest step size.</summary>
    public double LearningRate { get; init; } = 1.5e-3;

    /// <summary>Step size at the end.</summary>
    public double FinalLearningRate { get; init; } = 1e-5;

    /// <summary>Steps until the greatest step size.</summary>
    public int WarmUp { get; init; } = 200;

    /// <summary>Of <see cref="GaussianLoss.BetaLikelihood"/>.</summary>
    public double Beta { get; init; } = 0.5;

    /// <summary>Of the mean error of lines' columns, in units of 10 pixels, beside the lane's loss.</summary>
    public double LineWeight { get; init; } = 3;

    /// <summary>The first row of a frame that is read: above it there is sky, whatever the camera's pitch.</summary>
    public int FirstRow { get; init; } = 36;

    /// <summary>Features before the head.</summary>
    public int Width { get; init; } = 128;

    /// <summary>Changes of frames.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Greatest change of a pixel by which every second frame is attacked, of 255; 0 for none.</summary>
    public int AdversarialEpsilon { get; init; }

    /// <summary>Steps in all.</summary>
    public long Steps => (long)Epochs * StepsOfEpoch;

    /// <summary>Frames in all.</summary>
    public long Frames => Steps * BatchSize;
}
