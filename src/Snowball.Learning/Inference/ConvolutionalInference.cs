using System.Buffers;
using System.Runtime.Intrinsics;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>The forward pass of a <see cref="ConvolutionalEncoder"/> without libtorch.</summary>
internal sealed class ConvolutionalInference : INetworkInference
{
    /// <summary>Rows that pass the fully connected layer together.</summary>
    private const int ChunkRows = 32;

    private readonly ConvolutionalEncoder description;
    private readonly IConvolutions convolutions;
    private readonly MlpInference output;

    private ConvolutionalInference(ConvolutionalEncoder description, IConvolutions convolutions, MlpInference output) =>
        (this.description, this.convolutions, this.output) = (description, convolutions, output);

    /// <inheritdoc/>
    public int InputSize => description.Numbers;

    /// <inheritdoc/>
    public int FrameSize => description.Picture.Size;

    /// <inheritdoc/>
    public int OutputSize => description.Width;

    /// <summary>Takes the weights by name.</summary>
    public static ConvolutionalInference Create(ConvolutionalEncoder description, NetworkWeights weights)
    {
        IConvolutions convolutions = description.Layers switch
        {
            ConvolutionalLayers.Nature => new NatureInference(description.Picture, weights),
            ConvolutionalLayers.Impala => new ImpalaInference(description.Picture, weights),
            _ => new ResidualInference(description.Picture, weights),
        };
        var layer = weights.Layer("encoder.output", description.Convolved.Size + description.Numbers, description.Width, Activation.Relu);
        return new(description, convolutions, new MlpInference([layer with { Weights = ByPixel(layer, description.Convolved) }]));
    }

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        var (size, width) = (convolutions.Output.Size, this.output.InputSize);
        var scratch = ArrayPool<float>.Shared.Rent(FrameSize + convolutions.ScratchSize + Math.Min(ChunkRows, rows) * width);
        var pixels = scratch.AsSpan(0, FrameSize);
        var own = scratch.AsSpan(FrameSize, convolutions.ScratchSize);
        var features = scratch.AsSpan(FrameSize + convolutions.ScratchSize);
        for (var first = 0; first < rows; first += ChunkRows)
        {
            var count = Math.Min(ChunkRows, rows - first);
            for (var i = 0; i < count; i++)
            {
                var row = first + i;
                ToUnit(frames.Slice(row * FrameSize, FrameSize), pixels);
                convolutions.Forward(pixels, own, features.Slice(i * width, size));
                input.Slice(row * InputSize, InputSize).CopyTo(features[(i * width + size)..]);
            }

            this.output.Forward(features, count, output[(first * OutputSize)..]);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Bytes divided by 255.</summary>
    private static void ToUnit(ReadOnlySpan<byte> bytes, Span<float> values)
    {
        var i = 0;
        for (; i + Vector256<float>.Count <= bytes.Length; i += Vector256<float>.Count)
        {
            var wide = Vector256.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(BitConverter.ToUInt64(bytes[i..])).AsByte()).ToVector256Unsafe());
            (Vector256.ConvertToSingle(wide.AsInt32()) / 255f).StoreUnsafe(ref values[i]);
        }

        for (; i < bytes.Length; i++)
        {
            values[i] = bytes[i] / 255f;
        }
    }

    /// <summary>Reorders the columns of convolved pixels from [channels, height, width] to [height, width, channels].</summary>
    private static float[] ByPixel(DenseLayer layer, FrameShape shape)
    {
        var pixels = shape.Height * shape.Width;
        var weights = (float[])layer.Weights.Clone();
        for (var row = 0; row < layer.Outputs; row++)
        {
            for (var column = 0; column < shape.Size; column++)
            {
                var (channel, pixel) = Math.DivRem(column, pixels);
                weights[row * layer.Inputs + pixel * shape.Channels + channel] = layer.Weights[row * layer.Inputs + column];
            }
        }

        return weights;
    }
}

/// <summary>The convolutions of one picture.</summary>
internal interface IConvolutions
{
    /// <summary>What they give.</summary>
    ImageLayout Output { get; }

    /// <summary>Values of scratch memory that a picture takes.</summary>
    int ScratchSize { get; }

    /// <summary>Convolves a picture. Allocates nothing.</summary>
    /// <param name="picture">[channels, height, width].</param>
    /// <param name="scratch">[ScratchSize].</param>
    /// <param name="output">[height, width, channels].</param>
    void Forward(ReadOnlySpan<float> picture, Span<float> scratch, Span<float> output);
}
