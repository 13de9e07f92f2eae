using Snowball.Learning.Inference;
using Snowball.Sim.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Distributions;

/// <summary>
/// tanh of a diagonal Gaussian: actions in (-1, 1) with the exact density there (Haarnoja, Zhou, Abbeel, Levine: "Soft actor-critic", ICML 2018, appendix C).
/// What is stored and given to every function here is u, drawn before it is squashed, since atanh of an action near 1 has lost its digits.
/// </summary>
internal static class SquashedGaussian
{
    private const double LogTwo = 0.69314718055994531;

    // Gauss-Hermite: the mean of f(z) over a standard normal z is the sum of weight * f(node), exact for polynomials up to degree 13.
    private static readonly (double Node, double Weight)[] Quadrature =
    [
        (0, 16.0 / 35),
        (1.1544053947399682, 0.24012317860501272), (-1.1544053947399682, 0.24012317860501272),
        (2.3667594107345416, 0.030757123967586497), (-2.3667594107345416, 0.030757123967586497),
        (3.7504397177257425, 0.00054826885597221787), (-3.7504397177257425, 0.00054826885597221787),
    ];

    /// <summary>[rows] logarithm of the density of tanh(u): that of u, less the logarithm of tanh's derivative.</summary>
    /// <param name="mean">[rows, dimensions].</param>
    /// <param name="logStd">[rows, dimensions], or [dimensions] where it is the same in all states.</param>
    /// <param name="drawn">u, [rows, dimensions].</param>
    public static Tensor LogDensity(Tensor mean, Tensor logStd, Tensor drawn) =>
        DiagonalGaussian.LogDensity(mean, logStd, drawn) - LogDerivative(drawn).sum(-1);

    /// <summary>Logarithm of the density of tanh(u) for one action, with its derivatives.</summary>
    /// <inheritdoc cref="DiagonalGaussian.LogDensity(ReadOnlySpan{float}, ReadOnlySpan{float}, ReadOnlySpan{float}, Span{float}, Span{float})"/>
    public static float LogDensity(ReadOnlySpan<float> mean, ReadOnlySpan<float> logStd, ReadOnlySpan<float> drawn, Span<float> byMean, Span<float> byLogStd)
    {
        float logDensity = DiagonalGaussian.LogDensity(mean, logStd, drawn, byMean, byLogStd);
        foreach (float u in drawn) logDensity -= LogDerivative(u);
        return logDensity;
    }

    /// <summary>
    /// Entropy in nats, which has no closed form: that of the Gaussian plus the mean of the logarithm of tanh's derivative, by
    /// quadrature, so that it needs no draws. Within 0.02 a dimension for standard deviations up to 1.
    /// </summary>
    /// <param name="mean">[dimensions], and so are all.</param>
    /// <param name="logStd">Logarithm of the standard deviation.</param>
    /// <param name="byMean">Receives the derivatives by the mean.</param>
    /// <param name="byLogStd">Receives those by <paramref name="logStd"/>.</param>
    public static float Entropy(ReadOnlySpan<float> mean, ReadOnlySpan<float> logStd, Span<float> byMean, Span<float> byLogStd)
    {
        float entropy = DiagonalGaussian.Entropy(logStd, byMean, byLogStd);
        for (int i = 0; i < mean.Length; i++)
        {
            float std = Elementary.Exp(logStd[i]);
            foreach (var (node, weight) in Quadrature)
            {
                float u = mean[i] + std * (float)node, slope = -2f * ElementaryFunctions.Tanh(u) * (float)weight;
                entropy += LogDerivative(u) * (float)weight;
                byMean[i] += slope;
                byLogStd[i] += slope * std * (float)node;
            }
        }
        return entropy;
    }

    /// <summary>Draws u for an action, and returns the logarithm of the density of tanh(u).</summary>
    /// <inheritdoc cref="DiagonalGaussian.Draw"/>
    public static float Draw(ReadOnlySpan<float> mean, ReadOnlySpan<float> logStd, ref RandomStream noise, Span<float> drawn)
    {
        float logDensity = DiagonalGaussian.Draw(mean, logStd, ref noise, drawn);
        foreach (float u in drawn) logDensity -= LogDerivative(u);
        return logDensity;
    }

    /// <summary>log(1 - tanh(u)^2) = 2 (log 2 - u - log(1 + exp(-2u))), element by element; exact where 1 - tanh(u)^2 has rounded to 0.</summary>
    public static Tensor LogDerivative(Tensor u) => (u + nn.functional.softplus(u * -2) - LogTwo) * -2;

    /// <summary>The same of one number: even in u, so that the exponential is taken of what is negative.</summary>
    public static float LogDerivative(float u)
    {
        float size = MathF.Abs(u);
        return 2f * ((float)LogTwo - size - Elementary.Log(1f + ElementaryFunctions.Exp(-2f * size)));
    }
}
