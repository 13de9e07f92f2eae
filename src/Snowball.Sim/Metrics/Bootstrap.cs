using MathNet.Numerics.Distributions;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Metrics;

/// <summary>
/// Confidence limits of a mean without assuming a distribution: the bias-corrected and accelerated bootstrap (BCa; Efron,
/// JASA 82, 1987). Returns and minima of episodes are skewed, and there plain percentiles stop short on the side of the
/// long tail: for 100 exponential values a 95% upper limit holds in 92% of experiments, with BCa in 94%, and a lower one in
/// 96% and 95%.
/// </summary>
public static class Bootstrap
{
    /// <summary>Resamples drawn.</summary>
    public const int Resamples = 2000;

    /// <summary>
    /// The lower and the upper limit, each one-sided with the given confidence (so 0.975 for a two-sided 95% interval). Equal
    /// values give limits equal to them; one value gives infinite limits; a value that is not finite gives NaN.
    /// </summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static (double Lower, double Upper) MeanLimits(ReadOnlySpan<double> values, double confidence, ulong seed)
    {
        if (values.IsEmpty) throw new ArgumentException("There is no mean of no values.", nameof(values));
        double mean = Mean(values);
        if (!double.IsFinite(mean)) return (double.NaN, double.NaN);
        if (values.Length == 1) return (double.NegativeInfinity, double.PositiveInfinity);

        double squares = 0, cubes = 0;
        foreach (double value in values)
        {
            double deviation = value - mean;
            squares += deviation * deviation;
            cubes += deviation * deviation * deviation;
        }
        if (squares == 0) return (mean, mean);
        // The jackknife's estimate of the acceleration has this closed form for a mean.
        double acceleration = cubes / (6 * squares * Math.Sqrt(squares));

        var means = ResampledMeans(values, seed);
        double below = 0;
        foreach (double resampled in means)
        {
            below += resampled < mean ? 1 : resampled == mean ? 0.5 : 0;
        }
        double bias = Normal.InvCDF(0, 1, Math.Clamp(below / Resamples, 1.0 / Resamples, 1 - 1.0 / Resamples));
        return (Limit(Normal.InvCDF(0, 1, 1 - confidence)), Limit(Normal.InvCDF(0, 1, confidence)));

        double Limit(double z)
        {
            double level = Normal.CDF(0, 1, bias + (bias + z) / (1 - acceleration * (bias + z)));
            return means[(int)Math.Clamp(Math.Floor(level * (Resamples + 1)), 1, Resamples) - 1];
        }
    }

    /// <summary>The mean of the values.</summary>
    public static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }

    private static double[] ResampledMeans(ReadOnlySpan<double> values, ulong seed)
    {
        var means = new double[Resamples];
        for (int resample = 0; resample < Resamples; resample++)
        {
            var random = new RandomStream(seed, RandomPurpose.Bootstrap, resample);
            double sum = 0;
            for (int i = 0; i < values.Length; i++) sum += values[random.NextIndex(values.Length)];
            means[resample] = sum / values.Length;
        }
        Array.Sort(means);
        return means;
    }
}
