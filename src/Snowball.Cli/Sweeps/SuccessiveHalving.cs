using System.Collections.Immutable;

namespace Snowball.Cli.Sweeps;

/// <summary>
/// Many trials get few steps, the best of them more (Jamieson and Talwalkar, "Non-stochastic best arm identification and hyperparameter optimization", AISTATS
/// 2016). Every trial keeps the schedules of the full budget: one that is stopped early was only paused.
/// </summary>
internal static class SuccessiveHalving
{
    /// <summary>Of so many trials one goes on.</summary>
    public const int Reduction = 3;

    /// <summary>How many trials reach each rung, and the steps at which they are judged there; the last rung has the full budget.</summary>
    /// <param name="trials">At the start, at least one.</param>
    /// <param name="steps">Agent steps of the full budget.</param>
    public static ImmutableArray<(int Trials, long Steps)> Rungs(int trials, long steps)
    {
        var survivors = new List<int> { trials };
        while (survivors[^1] >= Reduction) survivors.Add(survivors[^1] / Reduction);
        return [.. survivors.Select((count, rung) => (count, Math.Max(1, (long)(steps / Math.Pow(Reduction, survivors.Count - 1 - rung)))))];
    }
}
