using Snowball.Sim.Numerics;

namespace Snowball.Sim.Metrics;

/// <summary>
/// What test episodes tell of agents that were trained several times, each time with another seed. Scores are [run][episode]. Intervals are
/// percentiles of a bootstrap in two levels: runs are drawn, and of each drawn run its episodes (Davison and Hinkley, "Bootstrap Methods
/// and their Application", 1997, section 3.8), because it is runs that are independent. The estimates are those of Agarwal et al., "Deep
/// reinforcement learning at the edge of the statistical precipice", NeurIPS 2021. Of one run only its episodes can be drawn, so the
/// interval is then of that run alone. A score that is not finite makes the result <see cref="Interval.None"/>.
/// </summary>
public static class RunBootstrap
{
    private const ulong Seed = 0;
    private const int Cut = (int)(0.025 * (Bootstrap.Resamples + 1));

    /// <summary>The mean score.</summary>
    public static Interval Mean(double[][] runs)
    {
        var scores = new ResampledScores(runs);
        return Estimate(scores.Mean, scores);
    }

    /// <summary>The mean of the middle half of the scores: a quarter of them is left out at either end, rounded down.</summary>
    public static Interval InterquartileMean(double[][] runs)
    {
        var scores = new ResampledScores(runs);
        return Estimate(scores.InterquartileMean, scores);
    }

    /// <summary>How much greater the mean of <paramref name="b"/> is than that of <paramref name="a"/>, drawn independently. Where both were
    /// scored on the same episodes, <see cref="Mean"/> of the differences is sharper.</summary>
    public static Interval Difference(double[][] a, double[][] b)
    {
        var (first, second) = (new ResampledScores(a), new ResampledScores(b));
        return Estimate(() => second.Mean() - first.Mean(), first, second);
    }

    /// <summary>The probability that a score of <paramref name="b"/> is greater than one of <paramref name="a"/>, equal ones counted half: the U
    /// statistic of Mann and Whitney (Annals of Mathematical Statistics 18, 1947) divided by the number of pairs.</summary>
    public static Interval ProbabilityOfImprovement(double[][] a, double[][] b)
    {
        var (first, second) = (new ResampledScores(a), new ResampledScores(b));
        return Estimate(() => second.ShareAbove(first), first, second);
    }

    private static Interval Estimate(Func<double> statistic, params ReadOnlySpan<ResampledScores> samples)
    {
        foreach (var sample in samples)
        {
            if (!sample.IsFinite) return Interval.None;
        }
        double value = statistic();
        var estimates = new double[Bootstrap.Resamples];
        for (int resample = 0; resample < estimates.Length; resample++)
        {
            var random = new RandomStream(Seed, RandomPurpose.Bootstrap, resample);
            foreach (var sample in samples) sample.Draw(ref random);
            estimates[resample] = statistic();
        }
        Array.Sort(estimates);
        return new Interval(value, estimates[Cut - 1], estimates[^Cut]);
    }
}
