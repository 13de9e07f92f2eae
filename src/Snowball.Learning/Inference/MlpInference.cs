using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>
/// The forward pass of a multilayer perceptron without libtorch. Each output is its bias plus the products in the
/// order of the inputs, so a row's bits depend on nothing but the row and the weights: not on the batch, the place in
/// it, or the vector width. Immutable, so threads may share one.
/// </summary>
public sealed class MlpInference : INetworkInference
{
    private const int BlockRows = 4;
    private const int BlockOutputs = 16;

    private readonly PackedLayer[] layers;
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

        this.layers = [.. layers.Select(layer => new PackedLayer(layer))];
        InputSize = layers[0].Inputs;
        OutputSize = layers[^1].Outputs;
        scratchWidth = Math.Max(InputSize, this.layers.Max(layer => layer.PaddedOutputs));
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

        Span<float> current = stackalloc float[BlockRows * scratchWidth];
        Span<float> next = stackalloc float[BlockRows * scratchWidth];

        for (var row = 0; row < rows; row += BlockRows)
        {
            // A last block that is not full computes its missing rows from zeros and drops them.
            var valid = Math.Min(BlockRows, rows - row);
            current.Clear();
            for (var i = 0; i < valid; i++)
            {
                input.Slice((row + i) * InputSize, InputSize).CopyTo(current[(i * scratchWidth)..]);
            }

            foreach (var layer in layers)
            {
                layer.Forward(current, next, scratchWidth);
                var swap = current;
                current = next;
                next = swap;
            }

            for (var i = 0; i < valid; i++)
            {
                current.Slice(i * scratchWidth, OutputSize).CopyTo(output[((row + i) * OutputSize)..]);
            }
        }
    }

    void INetworkInference.Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output) =>
        Forward(input, rows, output);

    /// <summary>Weights in blocks of 16 outputs, [block, input, 16]; outputs that do not exist have zero weights.</summary>
    private sealed class PackedLayer
    {
        private readonly int inputs;
        private readonly float[] weights;
        private readonly float[] biases;
        private readonly Activation activation;

        public PackedLayer(DenseLayer layer)
        {
            if (layer.Inputs < 1 || layer.Outputs < 1
                || layer.Weights.Length != layer.Inputs * layer.Outputs || layer.Biases.Length != layer.Outputs)
            {
                throw new ArgumentException(
                    $"A layer of {layer.Inputs} inputs and {layer.Outputs} outputs has {layer.Weights.Length} weights and {layer.Biases.Length} biases.");
            }

            inputs = layer.Inputs;
            activation = layer.Activation;
            PaddedOutputs = (layer.Outputs + BlockOutputs - 1) / BlockOutputs * BlockOutputs;
            biases = new float[PaddedOutputs];
            layer.Biases.CopyTo(biases, 0);
            weights = new float[PaddedOutputs * inputs];
            for (var output = 0; output < layer.Outputs; output++)
            {
                var (block, lane) = Math.DivRem(output, BlockOutputs);
                for (var k = 0; k < inputs; k++)
                {
                    weights[(block * inputs + k) * BlockOutputs + lane] = layer.Weights[output * inputs + k];
                }
            }
        }

        public int PaddedOutputs { get; }

        /// <summary>Four rows at a time, kept in registers: each weight that is read serves all four.</summary>
        public void Forward(ReadOnlySpan<float> input, Span<float> output, int stride)
        {
            ref var x0 = ref MemoryMarshal.GetReference(input);
            ref var x1 = ref Unsafe.Add(ref x0, stride);
            ref var x2 = ref Unsafe.Add(ref x1, stride);
            ref var x3 = ref Unsafe.Add(ref x2, stride);
            ref var y = ref MemoryMarshal.GetReference(output);
            ref var w = ref MemoryMarshal.GetArrayDataReference(weights);
            ref var b = ref MemoryMarshal.GetArrayDataReference(biases);

            for (var block = 0; block < PaddedOutputs; block += BlockOutputs)
            {
                var biasA = Vector256.LoadUnsafe(ref b, (nuint)block);
                var biasB = Vector256.LoadUnsafe(ref b, (nuint)block + 8);
                var (a0, a1, a2, a3) = (biasA, biasA, biasA, biasA);
                var (b0, b1, b2, b3) = (biasB, biasB, biasB, biasB);
                for (var k = 0; k < inputs; k++)
                {
                    var wA = Vector256.LoadUnsafe(ref w);
                    var wB = Vector256.LoadUnsafe(ref w, 8);
                    w = ref Unsafe.Add(ref w, BlockOutputs);

                    var v = Vector256.Create(Unsafe.Add(ref x0, k));
                    a0 += v * wA;
                    b0 += v * wB;
                    v = Vector256.Create(Unsafe.Add(ref x1, k));
                    a1 += v * wA;
                    b1 += v * wB;
                    v = Vector256.Create(Unsafe.Add(ref x2, k));
                    a2 += v * wA;
                    b2 += v * wB;
                    v = Vector256.Create(Unsafe.Add(ref x3, k));
                    a3 += v * wA;
                    b3 += v * wB;
                }

                ref var target = ref Unsafe.Add(ref y, block);
                Store(ref target, a0, b0);
                Store(ref Unsafe.Add(ref target, stride), a1, b1);
                Store(ref Unsafe.Add(ref target, 2 * stride), a2, b2);
                Store(ref Unsafe.Add(ref target, 3 * stride), a3, b3);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void Store(ref float target, Vector256<float> a, Vector256<float> b)
        {
            if (activation == Activation.Tanh)
            {
                a = ElementaryFunctions.Tanh(a);
                b = ElementaryFunctions.Tanh(b);
            }
            else if (activation == Activation.Relu)
            {
                a = Vector256.Max(a, Vector256<float>.Zero);
                b = Vector256.Max(b, Vector256<float>.Zero);
            }

            a.StoreUnsafe(ref target);
            b.StoreUnsafe(ref target, 8);
        }
    }
}
