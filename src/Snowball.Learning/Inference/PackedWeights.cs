using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>
/// A linear map, y = W x + b, in the order in which its kernel reads it: blocks of 16 outputs, [block, input, 16], where outputs
/// that do not exist have zero weights. Each output is its bias plus the products in the order of the inputs, so a row's bits depend
/// on nothing but the row and the weights.
/// </summary>
internal sealed class PackedWeights
{
    /// <summary>Rows that the kernel takes at once: each weight that is read serves all of them.</summary>
    public const int BlockRows = 8;

    /// <summary>Outputs that lie beside each other.</summary>
    public const int BlockOutputs = 16;

    private const int HalfBlock = BlockRows / 2;

    private readonly float[] weights;
    private readonly float[] biases;

    /// <summary>Copies the weights.</summary>
    /// <param name="weights">[outputs, inputs], row-major.</param>
    /// <param name="biases">[outputs].</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public PackedWeights(ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        var (outputs, inputs) = (biases.Length, biases.Length == 0 ? 0 : weights.Length / biases.Length);
        if (outputs < 1 || inputs < 1 || weights.Length != inputs * outputs)
        {
            throw new ArgumentException($"{weights.Length} weights do not fit {outputs} outputs.");
        }

        (Inputs, Outputs) = (inputs, outputs);
        PaddedOutputs = (outputs + BlockOutputs - 1) / BlockOutputs * BlockOutputs;
        this.biases = new float[PaddedOutputs];
        biases.CopyTo(this.biases);
        this.weights = new float[PaddedOutputs * inputs];
        for (var output = 0; output < outputs; output++)
        {
            var (block, lane) = Math.DivRem(output, BlockOutputs);
            for (var k = 0; k < inputs; k++)
            {
                this.weights[(block * inputs + k) * BlockOutputs + lane] = weights[output * inputs + k];
            }
        }
    }

    /// <summary>Length of x.</summary>
    public int Inputs { get; }

    /// <summary>Length of y.</summary>
    public int Outputs { get; }

    /// <summary>Values written for a row: <see cref="Outputs"/> rounded up to a multiple of 16.</summary>
    public int PaddedOutputs { get; }

    /// <summary>Maps rows that lie one after another.</summary>
    /// <param name="input">[rows, at least Inputs].</param>
    /// <param name="inputStride">From one row to the next.</param>
    /// <param name="rows">At least one.</param>
    /// <param name="output">[rows, at least PaddedOutputs].</param>
    /// <param name="outputStride">From one row to the next.</param>
    /// <param name="activation">Applied to the sums.</param>
    public void Map(ReadOnlySpan<float> input, int inputStride, int rows, Span<float> output, int outputStride, Activation activation)
    {
        Span<int> from = stackalloc int[BlockRows], to = stackalloc int[BlockRows];
        for (var block = 0; block < PaddedOutputs; block += BlockOutputs)
        {
            for (var row = 0; row < rows; row += BlockRows)
            {
                // What is missing in the last block is its last row again.
                for (var i = 0; i < BlockRows; i++)
                {
                    var existing = Math.Min(row + i, rows - 1);
                    (from[i], to[i]) = (existing * inputStride, existing * outputStride);
                }

                MapBlock(block, input, from, [0], Inputs, Math.Min(rows - row, BlockRows), output, to, activation);
            }
        }
    }

    /// <summary>Maps rows that lie anywhere and consist of pieces, as the patches of a convolution do.</summary>
    /// <param name="input">All that is read.</param>
    /// <param name="from">Where each row starts in the input: a multiple of 8, of which the last may be repeated.</param>
    /// <param name="pieces">Where each piece of a row lies, counted from the row's start.</param>
    /// <param name="output">All that is written.</param>
    /// <param name="to">Where each row's PaddedOutputs values start.</param>
    /// <param name="activation">Applied to the sums.</param>
    public void Map(
        ReadOnlySpan<float> input, ReadOnlySpan<int> from, ReadOnlySpan<int> pieces, Span<float> output, ReadOnlySpan<int> to, Activation activation)
    {
        var length = Inputs / pieces.Length;
        for (var block = 0; block < PaddedOutputs; block += BlockOutputs)
        {
            for (var row = 0; row < from.Length; row += BlockRows)
            {
                MapBlock(block, input, from.Slice(row, BlockRows), pieces, length, BlockRows, output, to.Slice(row, BlockRows), activation);
            }
        }
    }

    private void MapBlock(
        int block, ReadOnlySpan<float> input, ReadOnlySpan<int> from, ReadOnlySpan<int> pieces, int length, int rows,
        Span<float> output, ReadOnlySpan<int> to, Activation activation)
    {
        ref var x = ref MemoryMarshal.GetReference(input);
        ref var y = ref Unsafe.Add(ref MemoryMarshal.GetReference(output), block);
        if (Vector512.IsHardwareAccelerated && rows > HalfBlock)
        {
            MapEight(block, ref x, from, pieces, length, ref y, to, activation);
            return;
        }

        MapFour(block, ref x, from, pieces, length, ref y, to, activation);
        if (rows > HalfBlock)
        {
            MapFour(block, ref x, from[HalfBlock..], pieces, length, ref y, to[HalfBlock..], activation);
        }
    }

    private void MapFour(
        int block, ref float x, ReadOnlySpan<int> from, ReadOnlySpan<int> pieces, int length, ref float y, ReadOnlySpan<int> to, Activation activation)
    {
        ref var w = ref weights[block * Inputs];
        var biasA = Vector256.LoadUnsafe(ref biases[block]);
        var biasB = Vector256.LoadUnsafe(ref biases[block], 8);
        var (a0, a1, a2, a3) = (biasA, biasA, biasA, biasA);
        var (b0, b1, b2, b3) = (biasB, biasB, biasB, biasB);
        foreach (var piece in pieces)
        {
            ref var x0 = ref Unsafe.Add(ref x, from[0] + piece);
            ref var x1 = ref Unsafe.Add(ref x, from[1] + piece);
            ref var x2 = ref Unsafe.Add(ref x, from[2] + piece);
            ref var x3 = ref Unsafe.Add(ref x, from[3] + piece);
            for (nint k = 0; k < length; k++)
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
        }

        Store(ref Unsafe.Add(ref y, to[0]), a0, b0, activation);
        Store(ref Unsafe.Add(ref y, to[1]), a1, b1, activation);
        Store(ref Unsafe.Add(ref y, to[2]), a2, b2, activation);
        Store(ref Unsafe.Add(ref y, to[3]), a3, b3, activation);
    }

    /// <summary>The same sums in vectors twice as wide.</summary>
    private void MapEight(
        int block, ref float x, ReadOnlySpan<int> from, ReadOnlySpan<int> pieces, int length, ref float y, ReadOnlySpan<int> to, Activation activation)
    {
        ref var w = ref weights[block * Inputs];
        var bias = Vector512.LoadUnsafe(ref biases[block]);
        var (a0, a1, a2, a3, a4, a5, a6, a7) = (bias, bias, bias, bias, bias, bias, bias, bias);
        foreach (var piece in pieces)
        {
            ref var x0 = ref Unsafe.Add(ref x, from[0] + piece);
            ref var x1 = ref Unsafe.Add(ref x, from[1] + piece);
            ref var x2 = ref Unsafe.Add(ref x, from[2] + piece);
            ref var x3 = ref Unsafe.Add(ref x, from[3] + piece);
            ref var x4 = ref Unsafe.Add(ref x, from[4] + piece);
            ref var x5 = ref Unsafe.Add(ref x, from[5] + piece);
            ref var x6 = ref Unsafe.Add(ref x, from[6] + piece);
            ref var x7 = ref Unsafe.Add(ref x, from[7] + piece);
            for (nint k = 0; k < length; k++)
            {
                var weight = Vector512.LoadUnsafe(ref w);
                w = ref Unsafe.Add(ref w, BlockOutputs);

                a0 += Vector512.Create(Unsafe.Add(ref x0, k)) * weight;
                a1 += Vector512.Create(Unsafe.Add(ref x1, k)) * weight;
                a2 += Vector512.Create(Unsafe.Add(ref x2, k)) * weight;
                a3 += Vector512.Create(Unsafe.Add(ref x3, k)) * weight;
                a4 += Vector512.Create(Unsafe.Add(ref x4, k)) * weight;
                a5 += Vector512.Create(Unsafe.Add(ref x5, k)) * weight;
                a6 += Vector512.Create(Unsafe.Add(ref x6, k)) * weight;
                a7 += Vector512.Create(Unsafe.Add(ref x7, k)) * weight;
            }
        }

        Store(ref Unsafe.Add(ref y, to[0]), a0.GetLower(), a0.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[1]), a1.GetLower(), a1.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[2]), a2.GetLower(), a2.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[3]), a3.GetLower(), a3.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[4]), a4.GetLower(), a4.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[5]), a5.GetLower(), a5.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[6]), a6.GetLower(), a6.GetUpper(), activation);
        Store(ref Unsafe.Add(ref y, to[7]), a7.GetLower(), a7.GetUpper(), activation);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float target, Vector256<float> a, Vector256<float> b, Activation activation)
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
