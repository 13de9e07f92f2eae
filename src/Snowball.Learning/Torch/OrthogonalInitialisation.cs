using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// Weights that keep lengths (Saxe, McClelland, Ganguli 2014): orthonormal rows, or columns where they are fewer,
/// times a gain. Drawn in managed code, so that no global generator is involved.
/// </summary>
internal static class OrthogonalInitialisation
{
    /// <summary>A layer with such weights and zero biases, on the CPU.</summary>
    public static Linear Linear(int inputs, int outputs, double gain, Random random, bool hasBias = true)
    {
        var layer = nn.Linear(inputs, outputs, hasBias);
        Fill(layer.weight!, gain, random);
        if (hasBias) Clear(layer.bias!);
        return layer;
    }

    /// <summary>A convolution with such weights and zero biases, on the CPU.</summary>
    public static Conv2d Convolution(int inputs, int outputs, int kernel, int stride, int padding, double gain, Random random)
    {
        var layer = nn.Conv2d(inputs, outputs, kernel, stride, padding);
        Fill(layer.weight!, gain, random);
        Clear(layer.bias!);
        return layer;
    }

    /// <summary>A layer of long short-term memory with such weights, of gain 1, and zero biases, on the CPU.</summary>
    public static LSTM Lstm(int inputs, int cells, Random random)
    {
        var layer = nn.LSTM(inputs, cells);
        foreach (var (_, parameter) in layer.named_parameters())
        {
            if (parameter.dim() == 2) Fill(parameter, gain: 1, random);
            else Clear(parameter);
        }

        return layer;
    }

    /// <summary>[rows, columns] such weights, on the CPU.</summary>
    public static Tensor Matrix(int rows, int columns, double gain, Random random) =>
        from_array(Weights(rows, columns, gain, random)).reshape(rows, columns);

    /// <summary>The first dimension counts the rows, the others together the columns.</summary>
    private static void Fill(Tensor weight, double gain, Random random)
    {
        var rows = (int)weight.shape[0];
        weight.bytes = MemoryMarshal.AsBytes(Weights(rows, (int)(weight.numel() / rows), gain, random).AsSpan());
    }

    private static void Clear(Tensor bias) => bias.bytes = new byte[bias.numel() * sizeof(float)];

    private static float[] Weights(int outputs, int inputs, double gain, Random random)
    {
        var vectors = Orthonormal(Math.Min(inputs, outputs), Math.Max(inputs, outputs), random);
        var weights = new float[outputs * inputs];
        for (var i = 0; i < weights.Length; i++)
        {
            var (output, input) = Math.DivRem(i, inputs);
            weights[i] = (float)(gain * (outputs <= inputs ? vectors[output][input] : vectors[input][output]));
        }

        return weights;
    }

    private static double[][] Orthonormal(int count, int length, Random random)
    {
        var vectors = new double[count][];
        for (var i = 0; i < count; i++)
        {
            var vector = vectors[i] = new double[length];
            for (var k = 0; k < length; k++)
            {
                vector[k] = random.NextNormal();
            }

            // Twice is enough: the second pass removes what rounding left of the first.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var j = 0; j < i; j++)
                {
                    Add(vector, vectors[j], -Dot(vector, vectors[j]));
                }

                Add(vector, vector, 1 / Math.Sqrt(Dot(vector, vector)) - 1);
            }
        }

        return vectors;
    }

    /// <summary>In an order that no machine's vector width changes.</summary>
    private static double Dot(double[] a, double[] b)
    {
        var (first, second) = (Vector256<double>.Zero, Vector256<double>.Zero);
        var i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            first += Vector256.LoadUnsafe(ref a[i]) * Vector256.LoadUnsafe(ref b[i]);
            second += Vector256.LoadUnsafe(ref a[i + 4]) * Vector256.LoadUnsafe(ref b[i + 4]);
        }

        var sum = Vector256.Sum(first + second);
        for (; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] target, double[] source, double factor)
    {
        var i = 0;
        for (; i + 4 <= target.Length; i += 4)
        {
            (Vector256.LoadUnsafe(ref target[i]) + Vector256.LoadUnsafe(ref source[i]) * factor).StoreUnsafe(ref target[i]);
        }

        for (; i < target.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
