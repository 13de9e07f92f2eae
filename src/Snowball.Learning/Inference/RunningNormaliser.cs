using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Snowball.Learning.Inference;

/// <summary>
/// Shifts and scales each column of an observation to zero mean and unit variance, as seen so far. Batches are merged
/// by the pairwise update of Chan, Golub and LeVeque (1979), in double precision and in a fixed order.
/// </summary>
public sealed class RunningNormaliser
{
    private const double Epsilon = 1e-8;
    private const float Limit = 10f;

    private readonly double[] mean;
    private readonly double[] variance;
    private readonly float[] shift;
    private readonly float[] scale;

    /// <summary>Starts without data: mean 0, variance 1.</summary>
    /// <param name="size">Columns, at least one.</param>
    public RunningNormaliser(int size)
        : this(new double[size], [.. Enumerable.Repeat(1.0, size)], 0)
    {
    }

    /// <summary>Continues from the three quantities that <see cref="Mean"/>, <see cref="Variance"/> and <see cref="Count"/> gave; copies them.</summary>
    /// <exception cref="ArgumentException">The lengths differ or are zero, a value is not finite, or the variance or count is negative.</exception>
    public RunningNormaliser(ReadOnlySpan<double> mean, ReadOnlySpan<double> variance, long count)
    {
        if (mean.Length == 0 || mean.Length != variance.Length)
        {
            throw new ArgumentException($"The normaliser has {mean.Length} means and {variance.Length} variances.");
        }

        if (count < 0)
        {
            throw new ArgumentException($"The normaliser's count is {count}.");
        }

        for (var i = 0; i < mean.Length; i++)
        {
            if (!double.IsFinite(mean[i]) || !double.IsFinite(variance[i]) || variance[i] < 0)
            {
                throw new ArgumentException($"The normaliser's column {i} has mean {mean[i]} and variance {variance[i]}.");
            }
        }

        this.mean = mean.ToArray();
        this.variance = variance.ToArray();
        Count = count;
        shift = new float[mean.Length];
        scale = new float[mean.Length];
        UpdateScale();
    }

    /// <summary>Columns.</summary>
    public int Size => mean.Length;

    /// <summary>Rows seen.</summary>
    public long Count { get; private set; }

    /// <summary>Mean of each column, [Size].</summary>
    public ReadOnlySpan<double> Mean => mean;

    /// <summary>Population variance of each column, [Size].</summary>
    public ReadOnlySpan<double> Variance => variance;

    /// <summary>Takes a batch into the statistics.</summary>
    /// <param name="batch">[rows, Size], row-major.</param>
    /// <exception cref="ArgumentException">The length is no multiple of <see cref="Size"/>.</exception>
    public void Update(ReadOnlySpan<float> batch)
    {
        var rows = CountRows(batch.Length);
        if (rows == 0)
        {
            return;
        }

        var total = Count + rows;
        for (var column = 0; column < Size; column++)
        {
            var sum = 0.0;
            for (var i = column; i < batch.Length; i += Size)
            {
                sum += batch[i];
            }

            var batchMean = sum / rows;
            var squares = 0.0;
            for (var i = column; i < batch.Length; i += Size)
            {
                var deviation = batch[i] - batchMean;
                squares += deviation * deviation;
            }

            var delta = batchMean - mean[column];
            var merged = variance[column] * Count + squares + delta * delta * ((double)Count * rows / total);
            mean[column] += delta * rows / total;
            variance[column] = merged / total;
        }

        Count = total;
        UpdateScale();
    }

    /// <summary>Normalises a batch: (x - mean) / sqrt(variance + 1e-8), clipped to [-10, 10].</summary>
    /// <param name="input">[rows, Size], row-major.</param>
    /// <param name="output">As many values; may be <paramref name="input"/> itself.</param>
    /// <exception cref="ArgumentException">The length is no multiple of <see cref="Size"/>, or the output is shorter.</exception>
    public void Normalise(ReadOnlySpan<float> input, Span<float> output)
    {
        CountRows(input.Length);
        if (output.Length < input.Length)
        {
            throw new ArgumentException($"{input.Length} values do not fit into {output.Length}.");
        }

        var upper = Vector256.Create(Limit);
        for (var row = 0; row < input.Length; row += Size)
        {
            ref var x = ref MemoryMarshal.GetReference(input[row..]);
            ref var y = ref MemoryMarshal.GetReference(output[row..]);
            var column = 0;
            for (; column + 8 <= Size; column += 8)
            {
                var at = (nuint)column;
                var z = (Vector256.LoadUnsafe(ref x, at) - Vector256.LoadUnsafe(ref shift[0], at)) * Vector256.LoadUnsafe(ref scale[0], at);
                Vector256.Max(Vector256.Min(z, upper), -upper).StoreUnsafe(ref y, at);
            }

            for (; column < Size; column++)
            {
                output[row + column] = MathF.Max(MathF.Min((input[row + column] - shift[column]) * scale[column], Limit), -Limit);
            }
        }
    }

    private int CountRows(int length)
    {
        var (rows, rest) = Math.DivRem(length, Size);
        return rest == 0 ? rows : throw new ArgumentException($"{length} values are no whole number of rows of {Size}.");
    }

    private void UpdateScale()
    {
        for (var i = 0; i < mean.Length; i++)
        {
            shift[i] = (float)mean[i];
            scale[i] = (float)(1 / Math.Sqrt(variance[i] + Epsilon));
        }
    }
}
