using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>
/// One step of long short-term memory (Hochreiter and Schmidhuber 1997; with forget gates, Gers et al. 2000) without libtorch: gates
/// i, f, g, o of W x + U h + b; c' = sigmoid(f) c + sigmoid(i) tanh(g); h' = sigmoid(o) tanh(c'). A row's bits depend on
/// the row and the weights alone. Immutable, so threads may share one.
/// </summary>
internal sealed class LstmInference : INetworkInference
{
    private const int BlockRows = PackedWeights.BlockRows;

    private readonly PackedWeights gates;

    /// <summary>Copies the weights, which lie as libtorch keeps them.</summary>
    /// <param name="inputWeights">W, [4 cells, inputs].</param>
    /// <param name="stateWeights">U, [4 cells, cells].</param>
    /// <param name="biases">b, [4 cells].</param>
    public LstmInference(ReadOnlySpan<float> inputWeights, ReadOnlySpan<float> stateWeights, ReadOnlySpan<float> biases)
    {
        var rows = biases.Length;
        (InputSize, Cells) = (inputWeights.Length / rows, rows / 4);
        var joined = new float[rows * (InputSize + Cells)];
        for (var row = 0; row < rows; row++)
        {
            inputWeights.Slice(row * InputSize, InputSize).CopyTo(joined.AsSpan(row * (InputSize + Cells)));
            stateWeights.Slice(row * Cells, Cells).CopyTo(joined.AsSpan(row * (InputSize + Cells) + InputSize));
        }

        gates = new PackedWeights(joined, biases);
    }

    /// <summary>The weights named as those of torch's LSTM are, whose two biases only ever appear as their sum.</summary>
    public static LstmInference Create(int inputs, int cells, NetworkWeights weights)
    {
        var (biases, more) = (weights.Values("memory.bias_ih_l0", 4 * cells), weights.Values("memory.bias_hh_l0", 4 * cells));
        for (var i = 0; i < biases.Length; i++)
        {
            biases[i] += more[i];
        }

        return new LstmInference(
            weights.Values("memory.weight_ih_l0", 4 * cells, inputs), weights.Values("memory.weight_hh_l0", 4 * cells, cells), biases);
    }

    /// <inheritdoc/>
    public int InputSize { get; }

    /// <summary>Values that a row gives; h and c are as many each.</summary>
    public int Cells { get; }

    /// <inheritdoc/>
    public int MemorySize => 2 * Cells;

    /// <inheritdoc/>
    public int OutputSize => Cells;

    /// <summary>Takes a step. Allocates nothing.</summary>
    /// <param name="input">[rows, InputSize].</param>
    /// <param name="frames">Not read.</param>
    /// <param name="memory">[rows, 2 Cells], h and c of each row; overwritten by the next.</param>
    /// <param name="rows">Rows in the batch.</param>
    /// <param name="output">[rows, Cells], h'.</param>
    [SkipLocalsInit]
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        var width = InputSize + Cells;
        Span<float> joined = stackalloc float[BlockRows * width];
        Span<float> sums = stackalloc float[BlockRows * gates.PaddedOutputs];
        for (var row = 0; row < rows; row += BlockRows)
        {
            var block = Math.Min(BlockRows, rows - row);
            for (var i = 0; i < block; i++)
            {
                input.Slice((row + i) * InputSize, InputSize).CopyTo(joined[(i * width)..]);
                memory.Slice((row + i) * MemorySize, Cells).CopyTo(joined[(i * width + InputSize)..]);
            }

            gates.Map(joined, width, block, sums, gates.PaddedOutputs, Activation.None);
            for (var i = 0; i < block; i++)
            {
                var state = memory.Slice((row + i) * MemorySize, MemorySize);
                Advance(sums[(i * gates.PaddedOutputs)..], state);
                state[..Cells].CopyTo(output[((row + i) * Cells)..]);
            }
        }
    }

    private void Advance(ReadOnlySpan<float> sums, Span<float> state)
    {
        ref var x = ref MemoryMarshal.GetReference(sums);
        ref var h = ref MemoryMarshal.GetReference(state);
        ref var c = ref Unsafe.Add(ref h, Cells);
        var cell = 0;
        for (; cell + Vector256<float>.Count <= Cells; cell += Vector256<float>.Count)
        {
            var at = (nuint)cell;
            var (input, forget) = (Vector256.LoadUnsafe(ref x, at), Vector256.LoadUnsafe(ref x, at + (nuint)Cells));
            var (candidate, output) = (Vector256.LoadUnsafe(ref x, at + 2 * (nuint)Cells), Vector256.LoadUnsafe(ref x, at + 3 * (nuint)Cells));
            var (nextC, nextH) = Advance(input, forget, candidate, output, Vector256.LoadUnsafe(ref c, at));
            nextC.StoreUnsafe(ref c, at);
            nextH.StoreUnsafe(ref h, at);
        }

        for (; cell < Cells; cell++)
        {
            var (nextC, nextH) = Advance(
                Vector256.Create(sums[cell]), Vector256.Create(sums[Cells + cell]), Vector256.Create(sums[2 * Cells + cell]),
                Vector256.Create(sums[3 * Cells + cell]), Vector256.Create(state[Cells + cell]));
            (state[Cells + cell], state[cell]) = (nextC.ToScalar(), nextH.ToScalar());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<float> C, Vector256<float> H) Advance(
        Vector256<float> input, Vector256<float> forget, Vector256<float> candidate, Vector256<float> output, Vector256<float> c)
    {
        var next = ElementaryFunctions.Sigmoid(forget) * c + ElementaryFunctions.Sigmoid(input) * ElementaryFunctions.Tanh(candidate);
        return (next, ElementaryFunctions.Sigmoid(output) * ElementaryFunctions.Tanh(next));
    }
}
