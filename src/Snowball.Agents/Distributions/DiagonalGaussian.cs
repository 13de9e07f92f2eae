using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Distributions;

/// <summary>Independent normal numbers, one for each dimension of an action.</summary>
internal static class DiagonalGaussian
{
    private const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>[rows] logarithm of the density.</summary>
    /// <param name="mean">[rows, dimensions].</param>
    /// <param name="logStd">[rows, dimensions], or [dimensions] where it is the same in all states.</param>
    /// <param name="drawn">[rows, dimensions].</param>
    public static Tensor LogDensity(Tensor mean, Tensor logStd, Tensor drawn)
    {
        var z = (drawn - mean) * (-logStd).exp();
        return (z * z * -0.5f - logStd - HalfLogTwoPi).sum(-1);
    }

    /// <summary>Logarithm of the density of one action, with its derivatives.</summary>
    /// <param name="mean">[dimensions], and so are all.</param>
    /// <param name="logStd">Logarithm of the standard deviation.</param>
    /// <param name="drawn">The action.</param>
    /// <param name="byMean">Receives the derivatives by the mean.</param>
    /// <param name="byLogStd">Receives those by <paramref name="logStd"/>.</param>
    public static float LogDensity(ReadOnlySpan<float> mean, ReadOnlySpan<float> logStd, ReadOnlySpan<float> drawn, Span<float> byMean, Span<float> byLogStd)
    {
        float logDensity = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            float inverse = Elementary.Exp(-logStd[i]), z = (drawn[i] - mean[i]) * inverse;
            logDensity += -0.5f * z * z - logStd[i] - (float)HalfLogTwoPi;
            (byMean[i], byLogStd[i]) = (z * inverse, z * z - 1f);
        }
        return logDensity;
    }

    /// <summary>Entropy in nats, with its derivatives.</summary>
    /// <param name="logStd">[dimensions], and so are all.</param>
    /// <param name="byMean">Receives the derivatives by the mean: none.</param>
    /// <param name="byLogStd">Receives those by <paramref name="logStd"/>.</param>
    public static float Entropy(ReadOnlySpan<float> logStd, Span<float> byMean, Span<float> byLogStd)
    {
        byMean.Clear();
        byLogStd.Fill(1f);
        float entropy = 0;
        foreach (float value in logStd) entropy += value + (float)(HalfLogTwoPi + 0.5);
        return entropy;
    }

    /// <summary>Draws an action, and returns the logarithm of its density.</summary>
    /// <param name="mean">[dimensions], and so are all.</param>
    /// <param name="logStd">Logarithm of the standard deviation.</param>
    /// <param name="noise">Where the numbers come from.</param>
    /// <param name="drawn">Receives the action.</param>
    public static float Draw(ReadOnlySpan<float> mean, ReadOnlySpan<float> logStd, ref RandomStream noise, Span<float> drawn)
    {
        float logDensity = 0;
        for (int i = 0; i < mean.Length; i++)
        {
            float z = noise.NextNormal();
            drawn[i] = mean[i] + Elementary.Exp(logStd[i]) * z;
            logDensity += -0.5f * z * z - logStd[i] - (float)HalfLogTwoPi;
        }
        return logDensity;
    }
}
