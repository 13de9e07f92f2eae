using Snowball.Sim.Numerics;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Matrices with orthonormal rows or columns (Saxe, McClelland, Ganguli: "Exact solutions to the nonlinear dynamics of
/// learning in deep linear neural networks", ICLR 2014), in managed code: the same on every machine.
/// </summary>
internal static class OrthogonalInitialisation
{
    /// <summary>Fills a row-major [rows, columns] matrix: <paramref name="gain"/> times orthonormal vectors, along the shorter side.</summary>
    /// <param name="stream">Tells the matrices of one seed apart.</param>
    public static void Fill(Span<float> matrix, int rows, int columns, double gain, ulong seed, int stream)
    {
        var noise = new RandomStream(seed, RandomPurpose.PolicyNoise, stream, uint.MaxValue);
        int count = Math.Min(rows, columns), length = Math.Max(rows, columns);
        var vectors = new double[count][];
        for (int i = 0; i < count; i++)
        {
            var vector = vectors[i] = new double[length];
            for (int k = 0; k < length; k++) vector[k] = noise.NextNormal();

            // Gram-Schmidt twice over: once leaves rounding errors where vectors are nearly parallel.
            for (int pass = 0; pass < 2; pass++)
            {
                for (int j = 0; j < i; j++) AddMultiple(vector, vectors[j], -Dot(vector, vectors[j]));
            }
            double norm = Math.Sqrt(Dot(vector, vector));
            for (int k = 0; k < length; k++) vector[k] /= norm;
        }

        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
                matrix[row * columns + column] = (float)(gain * (rows <= columns ? vectors[row][column] : vectors[column][row]));
        }
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int k = 0; k < a.Length; k++) sum += a[k] * b[k];
        return sum;
    }

    private static void AddMultiple(double[] target, double[] vector, double factor)
    {
        for (int k = 0; k < target.Length; k++) target[k] += factor * vector[k];
    }
}
