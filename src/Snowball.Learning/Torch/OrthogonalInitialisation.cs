using System.Runtime.InteropServices;
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
    public static Linear Linear(int inputs, int outputs, double gain, Random random)
    {
        var layer = nn.Linear(inputs, outputs);
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
                vector[k] = Normal(random);
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

    /// <summary>A standard normal value by Marsaglia's polar method.</summary>
    private static double Normal(Random random)
    {
        while (true)
        {
            var (u, v) = (random.NextDouble() * 2 - 1, random.NextDouble() * 2 - 1);
            var square = u * u + v * v;
            if (square is > 0 and < 1)
            {
                return u * Math.Sqrt(-2 * Math.Log(square) / square);
            }
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] target, double[] source, double factor)
    {
        for (var i = 0; i < target.Length; i++)
        {
            target[i] += source[i] * factor;
        }
    }
}
