using System.Text.Json.Serialization;

namespace Snowball.Learning.Networks;

/// <summary>
/// Layers that were learned before and stay as they are: each picture of a stack passes the same encoder, and what a policy's network reads are the features
/// of all pictures, the newest first. Their weights are named <c>backbone.encoder.*</c> in a policy's file.
/// </summary>
/// <param name="Encoder">Reads one picture as <see cref="Inference.FramePreparation"/> leaves it.</param>
/// <param name="FirstRow">The first row of a picture that it reads.</param>
/// <param name="Frames">The stack.</param>
public sealed record BackboneDescription(ConvolutionalEncoder Encoder, int FirstRow, FrameShape Frames)
{
    /// <summary>Pictures of a stack.</summary>
    [JsonIgnore]
    public int Pictures => Frames.Channels / Encoder.Picture.Channels;

    /// <summary>One picture of a stack.</summary>
    [JsonIgnore]
    public FrameShape Picture => Encoder.Picture with { Height = FirstRow + Encoder.Picture.Height };

    /// <summary>Numbers that it gives.</summary>
    [JsonIgnore]
    public int Features => Pictures * Encoder.Width;

    /// <summary>What is wrong with it; null where nothing is.</summary>
    [JsonIgnore]
    public string? Problem =>
        Encoder.Problem
        ?? (Encoder.Numbers > 0 || FirstRow < 0 ? "the backbone does not read pictures alone" : null)
        ?? (Pictures < 1 || Frames != Picture with { Channels = Pictures * Picture.Channels }
            ? $"the backbone reads pictures of {Picture.Width} x {Picture.Height} with {Picture.Channels} channels, and the stack has {Frames.Width} x {Frames.Height} with {Frames.Channels}"
            : null);
}
