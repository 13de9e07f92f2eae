using CsCheck;
using Snowball.Cli.Sweeps;

namespace Snowball.Cli.Tests.Sweeps;

public sealed class ParetoFrontTests
{
    [Fact]
    public void RanksByFrontsAndThenByReturn()
    {
        Objectives[] trials =
        [
            new(Return: 5, CrashRate: 0.1, Jerk: 1),
            new(Return: 9, CrashRate: 0.3, Jerk: 1),
            // Worse than the first in every respect.
            new(Return: 4, CrashRate: 0.2, Jerk: 2),
            // The same return as the second, smoother, with more crashes.
            new(Return: 9, CrashRate: 0.4, Jerk: 0.5),
            // Worse than the third too.
            new(Return: 3, CrashRate: 0.2, Jerk: 2),
        ];
        Assert.Equal([(0, 2), (0, 0), (1, 3), (0, 1), (2, 4)], ParetoFront.Rank(trials));
    }

    [Fact]
    public void EqualTrialsShareAFront() =>
        Assert.Equal([(0, 0), (0, 1)], ParetoFront.Rank([new(1, 0, 0), new(1, 0, 0)]));

    [Fact]
    public void NobodyOnTheFirstFrontIsBeatenAndEverybodyElseIs() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 4], Gen.Int[0, 4]).Select(t => new Objectives(t.Item1, t.Item2, t.Item3)).Array[1, 30].Sample(trials =>
        {
            var ranks = ParetoFront.Rank(trials);
            return Enumerable.Range(0, trials.Length).All(i => ranks[i].Front == 0 == !trials.Any(other =>
                other != trials[i] && other.Return >= trials[i].Return && other.CrashRate <= trials[i].CrashRate && other.Jerk <= trials[i].Jerk))
                && ranks.Select(rank => rank.Place).Order().SequenceEqual(Enumerable.Range(0, trials.Length));
        });
}
