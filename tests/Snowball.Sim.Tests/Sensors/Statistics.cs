using MathNet.Numerics.Distributions;

namespace Snowball.Sim.Tests.Sensors;

/// <summary>Chi-square tests of what a sensor draws.</summary>
internal static class Statistics
{
    /// <summary>Equally likely bins: the distribution function must make the draws uniform.</summary>
    public static void AssertDistribution(IReadOnlyCollection<double> values, Func<double, double> distribution, int bins = 40)
    {
        var counts = new double[bins];
        foreach (double value in values) counts[Math.Clamp((int)(distribution(value) * bins), 0, bins - 1)]++;
        AssertCounts(counts, [.. Enumerable.Repeat((double)values.Count / bins, bins)]);
    }

    public static void AssertNormal(IReadOnlyCollection<double> errors, double deviation)
        => AssertDistribution(errors, error => Normal.CDF(0, deviation, error));

    /// <summary>Counts of classes against expected ones, those below five put together at the end.</summary>
    public static void AssertCounts(double[] counts, double[] expected)
    {
        double chiSquare = 0, restCount = 0, rest = 0;
        int classes = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (expected[i] < 5)
            {
                (restCount, rest) = (restCount + counts[i], rest + expected[i]);
                continue;
            }
            chiSquare += (counts[i] - expected[i]) * (counts[i] - expected[i]) / expected[i];
            classes++;
        }
        if (rest >= 5)
        {
            chiSquare += (restCount - rest) * (restCount - rest) / rest;
            classes++;
        }
        Assert.InRange(ChiSquared.CDF(classes - 1, chiSquare), 0.0005, 0.9995);
    }

    /// <summary>A number of successes within four deviations of the binomial distribution.</summary>
    public static void AssertBinomial(int successes, int trials, double probability)
    {
        double deviation = Math.Sqrt(trials * probability * (1 - probability));
        Assert.InRange(successes, trials * probability - 4 * deviation - 1, trials * probability + 4 * deviation + 1);
    }
}
