using System.Buffers;

namespace Snowball.Learning.Inference;

/// <summary>Encoder, memory and heads one after another.</summary>
/// <param name="inputSize">Numbers in a row of the input.</param>
/// <param name="encoder">Gives the features; without one they are the numbers themselves.</param>
/// <param name="memory">Gives those of the heads from those of the encoder, or nothing comes between.</param>
/// <param name="heads">At least one.</param>
internal sealed class DeepInference(int inputSize, INetworkInference? encoder, INetworkInference? memory, INetworkInference[] heads) : INetworkInference
{
    private readonly int encoded = encoder?.OutputSize ?? inputSize;
    private readonly int widestHead = heads.Max(head => head.OutputSize);

    /// <inheritdoc/>
    public int InputSize => inputSize;

    /// <inheritdoc/>
    public int FrameSize => encoder?.FrameSize ?? 0;

    /// <inheritdoc/>
    public int MemorySize => memory?.MemorySize ?? 0;

    /// <inheritdoc/>
    public int OutputSize { get; } = heads.Sum(head => head.OutputSize);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> carried, int rows, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (input.Length < rows * InputSize || frames.Length < rows * FrameSize || carried.Length < rows * MemorySize || output.Length < rows * OutputSize)
        {
            throw new ArgumentException(
                $"{rows} rows need {rows * InputSize} inputs, {rows * FrameSize} bytes, {rows * MemorySize} values of memory and {rows * OutputSize} outputs, but there are {input.Length}, {frames.Length}, {carried.Length} and {output.Length}.");
        }

        var scratch = ArrayPool<float>.Shared.Rent(rows * (encoded + (memory?.OutputSize ?? 0) + widestHead));
        var features = scratch.AsSpan(0, rows * encoded);
        var rest = scratch.AsSpan(rows * encoded);
        if (encoder is null)
        {
            input[..features.Length].CopyTo(features);
        }
        else
        {
            encoder.Forward(input, frames, [], rows, features);
        }

        if (memory is not null)
        {
            var remembered = rest[..(rows * memory.OutputSize)];
            memory.Forward(features, [], carried, rows, remembered);
            rest = rest[remembered.Length..];
            features = remembered;
        }

        var at = 0;
        foreach (var head in heads)
        {
            head.Forward(features, [], [], rows, rest);
            for (var row = 0; row < rows; row++)
            {
                rest.Slice(row * head.OutputSize, head.OutputSize).CopyTo(output[(row * OutputSize + at)..]);
            }

            at += head.OutputSize;
        }

        ArrayPool<float>.Shared.Return(scratch);
    }
}
