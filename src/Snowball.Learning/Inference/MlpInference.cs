using System.Runtime.CompilerServices;

namespace Snowball.Learning.Inference;

/// <summary>
/// The forward pass of a multilayer perceptron without libtorch. Each output is its bias plus the products in the
/// order of the inputs, so a row's bits depend on nothing but the row and the weights: not on the batch, the place in
/// it, or the vector width. Immutable, so threads may share one.
/// </summary>
public sealed class MlpInference : INetworkInference
{
    private const int ScratchSize = 16 * 1024;

    private readonly PackedWeights[] layers;
    private readonly Activation[] activations;
    private readonly int scratchWidth;

    /// <summary>Copies the weights into the order in which the kernel reads them.</summary>
    /// <exception cref="ArgumentException">There are no layers, or their sizes do not fit each other.</exception>
    public MlpInference(IReadOnlyList<DenseLayer> layers)
    {
        if (layers.Count == 0)
        {
            throw new ArgumentException("A network needs at least one layer.", nameof(layers));
        }

        for (var i = 1; i < layers.Count; i++)
        {
            if (layers[i].Inputs != layers[i - 1].Outputs)
            {
                throw new ArgumentException(
                    $"Layer {i} takes {layers[i].Inputs} inputs, but layer {i - 1} gives {layers[i - 1].Outputs} outputs.", nameof(layers));
            }
        }

        this.layers = [.. layers.Select(layer => Pack(layer))];
        activations = [.. layers.Select(layer => layer.Activation)];
        InputSize = layers[0].Inputs;
        OutputSize = layers[^1].Outputs;
        scratchWidth = this.layers.Max(layer => layer.PaddedOutputs);
    }

    /// <summary>Values in a row of the input.</summary>
    public int InputSize { get; }

    /// <summary>Values in a row of the output.</summary>
    public int OutputSize { get; }

    /// <summary>Runs a batch through the network. Allocates nothing.</summary>
    /// <param name="input">[rows, InputSize], row-major.</param>
    /// <param name="rows">Rows in the batch, zero or more.</param>
    /// <param name="output">[rows, OutputSize], row-major; what follows is left alone.</param>
    /// <exception cref="ArgumentException">A span is too short for the rows.</exception>
    [SkipLocalsInit]
    public void Forward(ReadOnlySpan<float> input, int rows, Span<float> output)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        if (input.Length < rows * InputSize || output.Length < rows * OutputSize)
        {
            throw new ArgumentException(
                $"{rows} rows need {rows * InputSize} inputs and {rows * OutputSize} outputs, but there are {input.Length} and {output.Length}.");
        }

        // Layer by layer over as many rows as fit into the cache beside a layer's weights, which are read once for all of them.
        var mostRows = Math.Max(PackedWeights.BlockRows, ScratchSize / scratchWidth / PackedWeights.BlockRows * PackedWeights.BlockRows);
        var chunk = Math.Min(mostRows, rows);
        Span<float> first = stackalloc float[chunk * scratchWidth];
        Span<float> second = stackalloc float[chunk * scratchWidth];
        for (var row = 0; row < rows; row += chunk)
        {
            var count = Math.Min(chunk, rows - row);
            scoped ReadOnlySpan<float> source = input.Slice(row * InputSize, count * InputSize);
            var stride = InputSize;
            for (var i = 0; i < layers.Length; i++)
            {
                var target = i % 2 == 0 ? first : second;
                layers[i].Map(source, stride, count, target, scratchWidth, activations[i]);
                source = target;
                stride = scratchWidth;
            }

            for (var i = 0; i < count; i++)
            {
                source.Slice(i * scratchWidth, OutputSize).CopyTo(output[((row + i) * OutputSize)..]);
            }
        }
    }

    void INetworkInference.Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output) =>
        Forward(input, rows, output);

    private static PackedWeights Pack(DenseLayer layer) =>
        layer.Weights.Length == layer.Inputs * layer.Outputs && layer.Biases.Length == layer.Outputs
            ? new PackedWeights(layer.Weights, layer.Biases)
            : throw new ArgumentException(
                $"A layer of {layer.Inputs} inputs and {layer.Outputs} outputs has {layer.Weights.Length} weights and {layer.Biases.Length} biases.");
}
