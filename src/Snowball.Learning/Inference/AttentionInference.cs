using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Inference;

/// <summary>
/// The forward pass of a <see cref="SetEncoder"/> without libtorch. Vehicles that are absent are left out from the start, so they cost nothing.
/// </summary>
internal sealed class AttentionInference : INetworkInference
{
    /// <summary>Rows that pass through the layers together.</summary>
    private const int ChunkRows = 16;

    private readonly SetEncoder description;
    private readonly MlpInference ego, others, query, keysAndValues, combination, output;

    private AttentionInference(SetEncoder description, NetworkWeights weights)
    {
        this.description = description;
        var width = description.Width;
        ego = new MlpInference([.. weights.Layers("encoder.ego", description.Embedding)]);
        others = new MlpInference([.. weights.Layers("encoder.others", description.Embedding)]);
        query = new MlpInference([Projection("query")]);
        var (key, value) = (Projection("key"), Projection("value"));
        keysAndValues = new MlpInference([new DenseLayer(width, 2 * width, [.. key.Weights, .. value.Weights], new float[2 * width], Activation.None)]);
        combination = new MlpInference([Projection("combination")]);
        output = new MlpInference([weights.Layer("encoder.output", width, width, Activation.Relu)]);

        DenseLayer Projection(string name) => weights.Layer($"encoder.{name}", width, width, Activation.None, hasBias: false);
    }

    /// <inheritdoc/>
    public int InputSize => description.Numbers;

    /// <inheritdoc/>
    public int OutputSize => description.Width;

    /// <summary>Takes the weights by name.</summary>
    public static AttentionInference Create(SetEncoder description, NetworkWeights weights) => new(description, weights);

    /// <inheritdoc/>
    public void Forward(ReadOnlySpan<float> input, ReadOnlySpan<byte> frames, Span<float> memory, int rows, Span<float> output)
    {
        var chunk = Math.Min(ChunkRows, rows);
        var (vehicles, width) = (chunk * description.Rows, description.Width);
        var scratch = ArrayPool<float>.Shared.Rent(vehicles * (description.RowSize + 3 * width) + 2 * chunk * width);
        var listed = scratch.AsSpan(0, vehicles * description.RowSize);
        var embedded = scratch.AsSpan(listed.Length, vehicles * width);
        var projected = scratch.AsSpan(listed.Length + embedded.Length, 2 * vehicles * width);
        var asked = scratch.AsSpan(listed.Length + 3 * vehicles * width, chunk * width);
        var answers = scratch.AsSpan(listed.Length + (3 * vehicles + chunk) * width, chunk * width);
        Span<int> present = stackalloc int[ChunkRows];
        for (var first = 0; first < rows; first += chunk)
        {
            var count = Math.Min(chunk, rows - first);
            var total = Embed(input.Slice(first * InputSize, count * InputSize), count, listed, embedded, present);
            query.Forward(embedded, count, asked);
            keysAndValues.Forward(embedded, total, projected);
            var other = count;
            for (var row = 0; row < count; row++)
            {
                Attend(asked.Slice(row * width, width), projected, row, other, present[row], answers.Slice(row * width, width));
                other += present[row];
            }

            combination.Forward(answers, count, asked);
            for (var i = 0; i < count * width; i++)
            {
                asked[i] += embedded[i];
            }

            this.output.Forward(asked, count, output[(first * width)..]);
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    /// <summary>Embeds the egos of all rows, then the others that are present, row by row.</summary>
    /// <param name="input">[count, Rows, RowSize].</param>
    /// <param name="count">Rows.</param>
    /// <param name="listed">Scratch memory for the vehicles that are there.</param>
    /// <param name="embedded">Receives as many embeddings.</param>
    /// <param name="present">[count], receives the number of others in each row.</param>
    /// <returns>How many are there in all.</returns>
    private int Embed(ReadOnlySpan<float> input, int count, Span<float> listed, Span<float> embedded, Span<int> present)
    {
        var size = description.RowSize;
        var total = count;
        for (var row = 0; row < count; row++)
        {
            var vehicles = input.Slice(row * InputSize, InputSize);
            vehicles[..size].CopyTo(listed[(row * size)..]);
            present[row] = -total;
            for (var i = size; i < vehicles.Length; i += size)
            {
                if (vehicles[i] != 0)
                {
                    vehicles.Slice(i, size).CopyTo(listed[(total++ * size)..]);
                }
            }

            present[row] += total;
        }

        ego.Forward(listed, count, embedded);
        others.Forward(listed[(count * size)..], total - count, embedded[(count * description.Width)..]);
        return total;
    }

    /// <summary>Each head's mean of the values, weighted by how well the keys fit its query.</summary>
    /// <param name="asked">[Width], the queries.</param>
    /// <param name="projected">[vehicles, 2 Width], keys and values.</param>
    /// <param name="ego">The ego's place among these.</param>
    /// <param name="other">That of the first other vehicle; the next ones follow.</param>
    /// <param name="others">How many they are.</param>
    /// <param name="answer">[Width].</param>
    [SkipLocalsInit]
    private void Attend(ReadOnlySpan<float> asked, ReadOnlySpan<float> projected, int ego, int other, int others, Span<float> answer)
    {
        var width = description.Width;
        var size = width / description.AttentionHeads;
        var scale = MathF.Sqrt(size);
        Span<float> weights = stackalloc float[1 + others];
        answer.Clear();
        for (var head = 0; head < width; head += size)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i] = Dot(asked.Slice(head, size), projected.Slice((i == 0 ? ego : other + i - 1) * 2 * width + head, size)) / scale;
            }

            ElementaryFunctions.Softmax(weights);
            for (var i = 0; i < weights.Length; i++)
            {
                AddScaled(answer.Slice(head, size), projected.Slice(((i == 0 ? ego : other + i - 1) * 2 + 1) * width + head, size), weights[i]);
            }
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        ref var x = ref MemoryMarshal.GetReference(a);
        ref var y = ref MemoryMarshal.GetReference(b);
        var sums = Vector256<float>.Zero;
        var i = 0;
        for (; i + Vector256<float>.Count <= a.Length; i += Vector256<float>.Count)
        {
            sums += Vector256.LoadUnsafe(ref x, (nuint)i) * Vector256.LoadUnsafe(ref y, (nuint)i);
        }

        // Vector256.Sum does not promise an order.
        var sum = 0f;
        for (var lane = 0; lane < Vector256<float>.Count; lane++)
        {
            sum += sums[lane];
        }

        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float factor)
    {
        ref var x = ref MemoryMarshal.GetReference(target);
        ref var y = ref MemoryMarshal.GetReference(source);
        var i = 0;
        for (; i + Vector256<float>.Count <= target.Length; i += Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref x, (nuint)i) + Vector256.LoadUnsafe(ref y, (nuint)i) * factor).StoreUnsafe(ref x, (nuint)i);
        }

        for (; i < target.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
