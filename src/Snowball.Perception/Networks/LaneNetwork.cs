using System.Text.Json.Serialization;
using Snowball.Learning.Networks;

namespace Snowball.Perception.Networks;

/// <summary>
/// A network that tells from a frame where the ego is in its lane, with how far it may be wrong. Its head <see cref="Head"/> gives
/// the offset, the heading and the curvature in units of <see cref="Scale"/>, then the logarithms of their variances in these units.
/// </summary>
/// <param name="Name">What tables call it.</param>
/// <param name="FirstRow">The first row of a frame that it reads.</param>
/// <param name="Network">Its layers; they read frames as <see cref="Learning.Inference.FramePreparation"/> leaves them.</param>
/// <param name="Scale">Units of its numbers.</param>
/// <param name="Training">How it was trained.</param>
/// <param name="Metrics">What was measured on validation frames, by snake_case name.</param>
public sealed record LaneNetwork(
    string Name, int FirstRow, DeepDescription Network, LaneScale Scale, NetworkTraining Training, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>Name of the head.</summary>
    public const string Head = "lane";

    /// <summary>Numbers that it tells of a lane.</summary>
    public const int Quantities = 3;

    /// <summary>Frames of the camera that it reads.</summary>
    [JsonIgnore]
    public FrameShape Frame => Network.Encoder.Frames! with { Height = FirstRow + Network.Encoder.Frames.Height };

    /// <summary>The layers that are trained.</summary>
    /// <param name="frame">What they read, prepared.</param>
    /// <param name="width">Features before the head.</param>
    public static DeepDescription Describe(FrameShape frame, int width) =>
        new(new ConvolutionalEncoder(0, ConvolutionalLayers.Residual, frame, width), Memory: 0, [new LinearHead(Head, 2 * Quantities)]);
}

/// <summary>What an output of 1 means: about the spread of what is learned.</summary>
/// <param name="LateralOffset">m.</param>
/// <param name="HeadingError">rad.</param>
/// <param name="Curvature">1/m.</param>
public sealed record LaneScale(float LateralOffset, float HeadingError, float Curvature)
{
    /// <summary>Of highways.</summary>
    public static LaneScale Highway { get; } = new(0.7f, 0.04f, 0.0015f);
}

/// <summary>How a network was trained.</summary>
/// <param name="Scenarios">Where its frames come from.</param>
/// <param name="Seed">Of the run.</param>
/// <param name="Frames">That it has learned from.</param>
public sealed record NetworkTraining(IReadOnlyList<string> Scenarios, ulong Seed, long Frames);
