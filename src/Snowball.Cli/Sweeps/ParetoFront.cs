using System.Collections.Immutable;

namespace Snowball.Cli.Sweeps;

/// <summary>What a trial is judged by, on validation episodes of the scenario as it is.</summary>
/// <param name="Return">Mean sum of rewards; more is better.</param>
/// <param name="CrashRate">Share of episodes that a crash ended; less is better.</param>
/// <param name="Jerk">Mean jerk, m/s3, for comfort; less is better.</param>
internal sealed record Objectives(double Return, double CrashRate, double Jerk)
{
    /// <summary>Whether this one is at least as good in all respects, and better in one.</summary>
    public bool Dominates(Objectives other) =>
        Return >= other.Return && CrashRate <= other.CrashRate && Jerk <= other.Jerk && this != other;
}

/// <summary>Which of several trials no other one beats in all respects.</summary>
internal static class ParetoFront
{
    /// <summary>
    /// Places from the best on: the front first, then the front of the rest, and so on (non-dominated sorting: Deb, Pratap, Agarwal, Meyarivan, "NSGA-II", IEEE
    /// Transactions on Evolutionary Computation 2002); within a front by return, then by number.
    /// </summary>
    /// <returns>For each trial its front, from 0 on, and its place in the order.</returns>
    public static ImmutableArray<(int Front, int Place)> Rank(IReadOnlyList<Objectives> trials)
    {
        var fronts = new int[trials.Count];
        var left = Enumerable.Range(0, trials.Count).ToList();
        for (int front = 0; left.Count > 0; front++)
        {
            var best = left.FindAll(one => !left.Exists(other => trials[other].Dominates(trials[one])));
            foreach (int trial in best) fronts[trial] = front;
            left.RemoveAll(best.Contains);
        }
        var order = Enumerable.Range(0, trials.Count).OrderBy(trial => fronts[trial]).ThenByDescending(trial => trials[trial].Return).ThenBy(trial => trial).ToList();
        return [.. Enumerable.Range(0, trials.Count).Select(trial => (fronts[trial], order.IndexOf(trial)))];
    }
}
