using System.Buffers;
using Snowball.Learning.Formats;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>
/// The layers of a <see cref="BackboneDescription"/> in managed code. It reads the newest picture of each stack alone, and remembers the features of those before, so that
/// a picture is encoded once. An episode begins with a stack of equal pictures.
/// </summary>
public sealed class Backbone : INetworkInference
{
    private const string Prefix = "backbone.";
    private readonly ConvolutionalInference encoder;
    private readonly FramePreparation preparation;
    private readonly int width;

    /// <summary>Takes the weights by name.</summary>
    /// <param name="description">What it is.</param>
    /// <param name="weights">Those of the encoder, named <c>encoder.*</c>; others are passed over.</param>
    /// <exception cref="ArgumentException">Some are missing, or of another shape, or the description is bad.</exception>
    public Backbone(BackboneDescription description, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        if (description.Problem is { } problem) throw new ArgumentException(problem, nameof(description));
        Description = description;
        encoder = ConvolutionalInference.Create(description.Encoder, new NetworkWeights(weights));
        preparation = new FramePreparation(description.Picture, description.FirstRow);
        width = description.Encoder.Width;
        Weights = weights.Where(named => named.Key.StartsWith("encoder.", StringComparison.Ordinal)).ToDictionary(named => Prefix + named.Key, named => named.Value);
    }

    /// <summary>What it is.</summary>
    public BackboneDescription Description { get; }

    /// <summary>By the names that a policy's file has.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Weights { get; }

    /// <inheritdoc/>
    public int InputSize => 0;

    /// <inheritdoc/>
    public int FrameSize => Description.Frames.Size;

    /// <summary>Whether there was a picture before, then the features of all pictures but the oldest.</summary>
    public int MemorySize => 1 + (Description.Pictures - 1) * width;

    /// <inheritdoc/>
    public int OutputSize => Description.Features;

    /// <summary>That of a policy's file.</summary>
    /// <inheritdoc cref="Backbone(BackboneDescription, IReadOnlyDictionary{string, SafeTensor})"/>
    public static Backbone OfPolicy(BackboneDescription description, IReadOnlyDictionary<string, SafeTensor> weights) => new(
        description, weights.Where(named => named.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToDictionary(named => named.Key[Prefix.Length..], named => named.Value));

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        int size = preparation.Prepared.Size;
        byte[] prepared = ArrayPool<byte>.Shared.Rent(rows * size);
        float[] features = ArrayPool<float>.Shared.Rent(rows * width);
        for (int row = 0; row < rows; row++)
        {
            preparation.Apply(frames.Slice(row * FrameSize, Description.Picture.Size), prepared.AsSpan(row * size, size));
        }
        encoder.Forward([], prepared, [], rows, features);
        for (int row = 0; row < rows; row++)
        {
            Remember(features.AsSpan(row * width, width), memory.Slice(row * MemorySize, MemorySize), output.Slice(row * OutputSize, OutputSize));
        }
        ArrayPool<byte>.Shared.Return(prepared);
        ArrayPool<float>.Shared.Return(features);
    }

    private void Remember(ReadOnlySpan<float> newest, Span<float> memory, Span<float> stack)
    {
        var before = memory[1..];
        if (memory[0] == 0)
        {
            for (int i = 0; i < before.Length; i += width) newest.CopyTo(before[i..]);
        }
        memory[0] = 1;
        newest.CopyTo(stack);
        before.CopyTo(stack[width..]);
        stack[..before.Length].CopyTo(before);
    }
}
