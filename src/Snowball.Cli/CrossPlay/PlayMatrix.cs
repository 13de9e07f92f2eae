using Snowball.Cli.Inputs;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.CrossPlay;

/// <summary>A mean with its two-sided 95% interval.</summary>
internal readonly record struct Estimate(double Mean, double Low, double High)
{
    /// <summary>Bootstrapped over episodes, which are independent where the egos of one are not.</summary>
    /// <param name="values">One number an episode.</param>
    /// <param name="comparisons">Of how many estimates the best is looked at: the interval holds for all of them at once (Bonferroni).</param>
    public static Estimate Of(double[] values, int comparisons = 1)
    {
        var (low, high) = Bootstrap.MeanLimits(values, 1 - 0.025 / comparisons, seed: 0);
        return new Estimate(Bootstrap.Mean(values), low, high);
    }

    /// <summary>A rate, with the exact interval of independent trials.</summary>
    public static Estimate OfEvents(double[] values)
    {
        int events = values.Count(value => value > 0);
        return new Estimate((double)events / values.Length, BinomialBound.Lower(events, values.Length, 0.975), BinomialBound.Upper(events, values.Length, 0.975));
    }
}

/// <summary>What came of one row player among one column player's egos.</summary>
internal sealed record Pairing(
    Estimate RowReturn, Estimate ColumnReturn, Estimate Advantage, Estimate RowCollisions, Estimate ColumnCollisions, Estimate RowSpeed, Estimate ColumnSpeed)
{
    /// <summary>Whether the row player does better than those it drives among, or worse; 0 where the interval leaves it open.</summary>
    public int Sign => Advantage.Low > 0 ? 1 : Advantage.High < 0 ? -1 : 0;
}

/// <summary>The best that any other policy does among a policy's own kind.</summary>
/// <param name="Player">Index of that other policy.</param>
/// <param name="Gain">Its return less that of the policy itself among its own kind, in the same episodes.</param>
internal sealed record BestResponse(int Player, Estimate Gain)
{
    /// <summary>Whether switching to the other policy pays.</summary>
    public bool Pays => Gain.Low > 0;
}

/// <summary>Every policy in every other one's traffic, in the same episodes.</summary>
/// <param name="Names">[policies].</param>
/// <param name="Pairings">[rows, columns].</param>
/// <param name="BestResponses">[columns].</param>
internal sealed record PlayMatrix(string[] Names, Pairing[,] Pairings, BestResponse[] BestResponses)
{
    /// <summary>Plays all matches.</summary>
    /// <param name="policies">Two or more.</param>
    /// <param name="played">Is told after each match.</param>
    public static PlayMatrix Play(Scenario scenario, IReadOnlyList<(string Name, PolicyChoice Policy)> policies, ulong seed, int episodes, int threads, Action<int> played)
    {
        int count = policies.Count;
        var matches = new Match[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                matches[row, column] = Match.Play(scenario, policies[row].Policy, policies[column].Policy, seed, episodes, threads);
                played(row * count + column + 1);
            }
        }
        return Of([.. policies.Select(policy => policy.Name)], matches);
    }

    /// <summary>Estimates of matches that were played in the same episodes, [rows, columns].</summary>
    public static PlayMatrix Of(string[] names, Match[,] matches)
    {
        int count = names.Length;
        var pairings = new Pairing[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                var (own, others) = matches[row, column];
                pairings[row, column] = new Pairing(
                    Estimate.Of(own.Returns), Estimate.Of(others.Returns), Estimate.Of(matches[row, column].Advantages),
                    Estimate.OfEvents(own.Collisions), Estimate.Of(others.Collisions), Estimate.Of(own.Speeds), Estimate.Of(others.Speeds));
            }
        }
        return new PlayMatrix(names, pairings, [.. Enumerable.Range(0, count).Select(column => Best(matches, column, count))]);
    }

    private static BestResponse Best(Match[,] matches, int column, int count)
    {
        int best = Enumerable.Range(0, count).Where(row => row != column).MaxBy(row => matches[row, column].Row.Returns.Average());
        var gains = matches[best, column].Row.Returns.Zip(matches[column, column].Row.Returns, (with, without) => with - without);
        return new BestResponse(best, Estimate.Of([.. gains], comparisons: count - 1));
    }
}
