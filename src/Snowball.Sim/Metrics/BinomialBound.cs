using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Snowball.Sim.Metrics;

/// <summary>
/// One-sided confidence limits of a probability from a number of events among independent trials: exact, and so never too
/// narrow (Clopper and Pearson, Biometrika 26, 1934).
/// </summary>
public static class BinomialBound
{
    private const int MostTrials = 1_000_000_000;

    /// <summary>The probability that the true one is below, with the given confidence (0.5 to 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not those of an experiment.</exception>
    public static double Upper(int events, int trials, double confidence)
    {
        Check(events, trials, confidence);
        return events == trials ? 1 : Beta.InvCDF(events + 1, trials - events, confidence);
    }

    /// <summary>The probability that the true one is above, with the given confidence (0.5 to 1).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The numbers are not those of an experiment.</exception>
    public static double Lower(int events, int trials, double confidence)
    {
        Check(events, trials, confidence);
        return events == 0 ? 0 : Beta.InvCDF(events, trials - events + 1, 1 - confidence);
    }

    /// <summary>The least number of trials with events at this rate whose upper limit is no more than the bound; null where
    /// the rate is not below it or a billion trials would not do.</summary>
    public static int? TrialsForUpper(double rate, double bound, double confidence)
    {
        if (bound >= 1) return rate <= bound ? 1 : null;
        // The limit is below the bound where the distribution of the limit, at the bound, has reached the confidence. A
        // whole number of events is not asked for, which makes this monotonic in the number of trials.
        return rate < bound
            ? LeastTrials(n => SpecialFunctions.BetaRegularized(rate * n + 1, n - rate * n, bound) >= confidence)
            : null;
    }

    /// <summary>The least number of trials with events at this rate whose lower limit is no less than the bound; null where
    /// the rate is not above it or a billion trials would not do.</summary>
    public static int? TrialsForLower(double rate, double bound, double confidence) => TrialsForUpper(1 - rate, 1 - bound, confidence);

    private static int? LeastTrials(Predicate<int> enough)
    {
        int high = 1;
        while (!enough(high))
        {
            if (high >= MostTrials) return null;
            high = Math.Min(2 * high, MostTrials);
        }
        int low = high / 2;
        while (high - low > 1)
        {
            int middle = low + (high - low) / 2;
            if (enough(middle)) high = middle; else low = middle;
        }
        return high;
    }

    private static void Check(int events, int trials, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(events, trials);
        if (!(confidence is >= 0.5 and < 1)) throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence is at least 0.5 and below 1.");
    }
}
