using CsCheck;
using Snowball.Sim.Metrics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Tests.Metrics;

public sealed class RunBootstrapTests
{
    private static readonly Gen<double[][]> Scores = Gen.Int[0, 20].Select(number => 0.5 * number).Array[1, 12].Array[1, 4];

    [Fact]
    public void TheInterquartileMeanLeavesOutAQuarterAtEitherEnd()
    {
        // Sorted: 1 2 | 3 5 7 8 | 9 100, over runs of different lengths.
        Assert.Equal(23.0 / 4, RunBootstrap.InterquartileMean([[8, 100, 1], [5, 9, 7, 2, 3]]).Value, 12);
        // Of seven one at either end: 1 | 2 3 4 5 6 | 7.
        Assert.Equal(4, RunBootstrap.InterquartileMean([[7, 1, 3, 2, 6, 5, 4]]).Value, 12);
        // Equal values straddle a cut: 0 | 0 1 | 1.
        Assert.Equal(0.5, RunBootstrap.InterquartileMean([[0, 1, 0, 1]]).Value, 12);
    }

    [Fact]
    public void EstimatesAreThoseOfCountingPairsAndAveraging()
        => Gen.Select(Scores, Scores).Sample((a, b) =>
        {
            double[] first = [.. a.SelectMany(run => run)], second = [.. b.SelectMany(run => run)];
            double wins = first.Sum(x => second.Sum(y => y > x ? 1 : y == x ? 0.5 : 0));

            Assert.Equal(wins / (first.Length * second.Length), RunBootstrap.ProbabilityOfImprovement(a, b).Value, 12);
            Assert.Equal(first.Average(), RunBootstrap.Mean(a).Value, 12);
            Assert.Equal(second.Average() - first.Average(), RunBootstrap.Difference(a, b).Value, 12);
        }, iter: 30);

    [Fact]
    public void ExchangingTheAgentsMirrorsTheirComparison()
    {
        double[][] a = [[1, 2, 3, 4], [2, 3, 5, 9]], b = [[2, 2, 6, 7], [4, 4, 8, 1]];

        var forward = RunBootstrap.ProbabilityOfImprovement(a, b);
        var backward = RunBootstrap.ProbabilityOfImprovement(b, a);

        Assert.Equal(1, forward.Value + backward.Value, 12);
        Assert.True(forward.Low < forward.Value && forward.Value < forward.High);
        Assert.Equal(-RunBootstrap.Difference(a, b).Value, RunBootstrap.Difference(b, a).Value, 12);
    }

    [Fact]
    public void ResamplesAreTheSameEveryTime()
        => Assert.Equal(RunBootstrap.Mean([[1, 5, 2], [7, 3, 3]]), RunBootstrap.Mean([[1, 5, 2], [7, 3, 3]]));

    /// <summary>Of one run only its episodes are drawn: the interval is that of the normal distribution. Of two runs it reaches from one to the other,
    /// however many episodes each has.</summary>
    [Fact]
    public void RunsAreDrawnBeforeTheirEpisodes()
    {
        double[] run = Normals(experiment: 0, run: 0, episodes: 1000, centre: 0);
        double half = 1.96 / Math.Sqrt(1000);

        var one = RunBootstrap.Mean([run]);
        var two = RunBootstrap.Mean([run, Array.ConvertAll(run, value => value + 10)]);

        Assert.Equal(2 * half, one.High - one.Low, 0.1 * half);
        Assert.Equal(10, two.High - two.Low, 4 * half);
    }

    /// <summary>Runs differ by a standard deviation of 1 and their episodes by 0.1, about 0. Half and three quarters of the intervals of two and three
    /// runs can hold 0 at best, since they reach from the least run to the greatest: what docs/tracking.md says.</summary>
    [Theory]
    [InlineData(1, false, 0.91, 0.98)]
    [InlineData(2, true, 0.40, 0.62)]
    [InlineData(3, true, 0.65, 0.85)]
    [InlineData(5, true, 0.77, 0.92)]
    [InlineData(10, true, 0.86, 0.96)]
    public void IntervalsCoverTheTruthAsOftenAsIsDocumented(int runs, bool runsDiffer, double least, double most)
    {
        const int Experiments = 200;
        int covered = 0;
        for (int experiment = 0; experiment < Experiments; experiment++)
        {
            double[] centres = Normals(experiment, run: -1, runs, 0);
            var interval = RunBootstrap.Mean([.. Enumerable.Range(0, runs).Select(run => Normals(experiment, run, episodes: runsDiffer ? 4 : 60, runsDiffer ? centres[run] : 0, runsDiffer ? 0.1 : 1))]);
            if (interval.Low <= 0 && 0 <= interval.High) covered++;
        }
        Assert.InRange((double)covered / Experiments, least, most);
    }

    [Fact]
    public void AScoreThatIsNoNumberGivesNoInterval()
    {
        Assert.Equal(Interval.None, RunBootstrap.Mean([[1, double.NaN]]));
        Assert.Equal(Interval.None, RunBootstrap.Difference([[1, 2]], [[1, double.PositiveInfinity]]));
        Assert.Throws<ArgumentException>(() => RunBootstrap.Mean([]));
        Assert.Throws<ArgumentException>(() => RunBootstrap.Mean([[1], []]));
    }

    private static double[] Normals(int experiment, int run, int episodes, double centre, double spread = 1)
    {
        var random = new RandomStream((ulong)experiment, RandomPurpose.SensorNoise, run);
        var values = new double[episodes];
        for (int i = 0; i < episodes; i++) values[i] = centre + spread * random.NextNormal();
        return values;
    }
}
