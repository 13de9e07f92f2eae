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

    /// <summary>Entropy in nats: [rows], or a scalar if that is what <paramref name="logStd"/> is for.</summary>
    /// <param name="logStd">[rows, dimensions] or [dimensions].</param>
    public static Tensor Entropy(Tensor logStd) => (logStd + (HalfLogTwoPi + 0.5)).sum(-1);

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
