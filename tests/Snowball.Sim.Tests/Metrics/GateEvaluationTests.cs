using System.Collections.Immutable;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Metrics;

public sealed class GateEvaluationTests
{
    private const int StepsOfEpisode = 10;

    /// <summary>A table in which one metric has the given value in every step of each episode, and the others are 0.</summary>
    private static EpisodeTable Table(MetricIndex metric, params float[] values)
    {
        var table = new EpisodeTable(values.Length);
        for (int episode = 0; episode < values.Length; episode++)
        {
            var sum = new double[MetricCatalog.All.Length];
            var extreme = new float[MetricCatalog.All.Length];
            (sum[(int)metric], extreme[(int)metric]) = (values[episode] * (double)StepsOfEpisode, values[episode]);
            table.Set(episode, seed: 1000 + (ulong)episode, StepsOfEpisode, terminated: false, sum, extreme, extreme);
        }
        return table;
    }

    private static EpisodeTable Events(MetricIndex metric, int events, int episodes)
    {
        var values = new float[episodes];
        Array.Fill(values, 1f, 0, events);
        return Table(metric, values);
    }

    private static GateLineResult Judge(GateLine line, EpisodeTable table)
        => Assert.Single(GateEvaluation.Evaluate(new GateSettings(table.Episodes, 10, 0.95f, [line]), table).Lines);

    private static GateLine Rate(string metric, BoundKind bound, float value, float? threshold = null, bool lower = false)
        => new(metric, Aggregate.Any, bound, value, threshold, lower, Line: 7);

    private static GateLine Mean(string metric, Aggregate aggregate, BoundKind bound, float value)
        => new(metric, aggregate, bound, value, null, false, Line: 7);

    [Theory]
    [InlineData(12, 1000, Verdict.Passed)]
    [InlineData(13, 1000, Verdict.Undecided)]
    [InlineData(20, 1000, Verdict.Undecided)]
    [InlineData(21, 1000, Verdict.Failed)]
    [InlineData(0, 200, Verdict.Passed)]
    [InlineData(1, 200, Verdict.Undecided)]
    [InlineData(0, 20, Verdict.Undecided)]
    public void ARateBelowTwoPercentIsJudgedByItsUpperLimit(int events, int episodes, Verdict verdict)
    {
        var result = Judge(Rate("lane_departure", BoundKind.AtMost, 0.02f), Events(MetricIndex.LaneDeparture, events, episodes));
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal((double)events / episodes, result.Estimate);
        Assert.Equal(BinomialBound.Upper(events, episodes, 0.95), result.Limit);
    }

    [Theory]
    [InlineData(0, 20, 149)]
    [InlineData(20, 1000, null)]
    [InlineData(21, 1000, null)]
    [InlineData(0, 200, null)]
    public void AnUndecidedRateTellsHowManyEpisodesWould(int events, int episodes, int? needed)
        => Assert.Equal(needed, Judge(Rate("collision", BoundKind.AtMost, 0.02f), Events(MetricIndex.Collision, events, episodes)).EpisodesToDecide);

    [Theory]
    [InlineData(988, Verdict.Passed)]
    [InlineData(987, Verdict.Undecided)]
    [InlineData(979, Verdict.Failed)]
    public void ARateAtLeastIsJudgedByItsLowerLimit(int events, Verdict verdict)
    {
        var result = Judge(Rate("lane_changes", BoundKind.AtLeast, 0.98f), Events(MetricIndex.LaneChanges, events, 1000));
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(BinomialBound.Lower(events, 1000, 0.95), result.Limit);
    }

    [Fact]
    public void AnEpisodeCountsWhenItGoesBeyondTheThreshold()
    {
        var jerk = Table(MetricIndex.LateralJerk, 4.9f, 5f, 5.1f, 6f);
        Assert.Equal(0.5, Judge(Rate("lateral_jerk", BoundKind.AtMost, 0.1f, threshold: 5), jerk).Estimate);
        var ttc = Table(MetricIndex.Ttc, 1.4f, 1.5f, 2f, 100f);
        Assert.Equal(0.25, Judge(Rate("ttc", BoundKind.AtMost, 0.1f, threshold: 1.5f, lower: true), ttc).Estimate);
    }

    [Fact]
    public void AMeanIsJudgedByItsBootstrapLimit()
    {
        var values = new float[200];
        for (int i = 0; i < values.Length; i++) values[i] = 20 + i % 11; // Mean 24.955, standard deviation 3.16, half width 0.368.
        var table = Table(MetricIndex.Speed, values);

        var passed = Judge(Mean("speed", Aggregate.Mean, BoundKind.AtLeast, 24), table);
        var undecided = Judge(Mean("speed", Aggregate.Mean, BoundKind.AtLeast, 24.8f), table);
        var failed = Judge(Mean("speed", Aggregate.Mean, BoundKind.AtLeast, 25), table);
        var most = Judge(Mean("speed", Aggregate.Mean, BoundKind.AtMost, 26), table);

        Assert.Equal((Verdict.Passed, Verdict.Undecided, Verdict.Failed, Verdict.Passed), (passed.Verdict, undecided.Verdict, failed.Verdict, most.Verdict));
        Assert.Equal(24.955, passed.Estimate, 1e-9);
        Assert.InRange(passed.Limit, 24.4, 24.7);
        Assert.InRange(most.Limit, 25.2, 25.4);
        // 0.368 shrinks to 0.155 with (0.368 / 0.155)^2 * 200 = 1127 episodes.
        Assert.InRange(undecided.EpisodesToDecide!.Value, 950, 1350);
        Assert.Null(passed.EpisodesToDecide);
        Assert.Null(failed.EpisodesToDecide);
    }

    [Fact]
    public void SumsAreSummedOverTheEpisode()
        => Assert.Equal(30, Judge(Mean("return", Aggregate.Sum, BoundKind.AtLeast, 1), Table(MetricIndex.Return, 2, 3, 4)).Estimate, 1e-9);

    [Fact]
    public void AValueThatIsNotANumberFailsAndNamesItsEpisode()
    {
        foreach (var line in new[]
        {
            Mean("speed", Aggregate.Mean, BoundKind.AtMost, 100), Mean("speed", Aggregate.Min, BoundKind.AtLeast, -100),
            Rate("speed", BoundKind.AtMost, 1), Rate("speed", BoundKind.AtMost, 1, threshold: 50),
        })
        {
            var result = Judge(line, Table(MetricIndex.Speed, 20, float.NaN, 20));
            Assert.Equal(Verdict.Failed, result.Verdict);
            Assert.Contains("episode 1 (seed 1001) has no finite value", result.Text);
        }
    }

    [Fact]
    public void AnEpisodeThatWasNotRunFails()
    {
        var result = Judge(Rate("collision", BoundKind.AtMost, 0.9f), new EpisodeTable(40));
        Assert.Equal(Verdict.Failed, result.Verdict);
        Assert.Equal("collision any: failed, episode 0 was not run", result.Text);
    }

    [Fact]
    public void TheTextReadsLikeASentence()
    {
        Assert.Equal("lane_departure any 0.4 % (upper limit 0.91 %) <= 2 %: passed",
            Judge(Rate("lane_departure", BoundKind.AtMost, 0.02f), Events(MetricIndex.LaneDeparture, 4, 1000)).Text);
        Assert.Equal("collision any 0.0 % (upper limit 13.91 %) <= 2 %: undecided, about 149 episodes would tell",
            Judge(Rate("collision", BoundKind.AtMost, 0.02f), Events(MetricIndex.Collision, 0, 20)).Text);
        Assert.Equal("ttc any < 1.5 s 100.0 % (upper limit 100.0 %) <= 5 %: failed",
            Judge(Rate("ttc", BoundKind.AtMost, 0.05f, threshold: 1.5f, lower: true), Table(MetricIndex.Ttc, 1, 1)).Text);
        Assert.Equal("speed mean 21.5 m/s (lower limit 21.5 m/s) >= 20 m/s: passed",
            Judge(Mean("speed", Aggregate.Mean, BoundKind.AtLeast, 20), Table(MetricIndex.Speed, 21.5f, 21.5f)).Text);
    }

    [Fact]
    public void AGatePassesWhenEveryLineDoes()
    {
        var table = Events(MetricIndex.Collision, 1, 100); // Upper limit 4.66%.
        Assert.Equal(Verdict.Passed, Judged(0.05f, 0.1f));
        Assert.Equal(Verdict.Undecided, Judged(0.05f, 0.04f));
        Assert.Equal(Verdict.Failed, Judged(0.005f, 0.04f));

        Verdict Judged(params float[] bounds)
        {
            var lines = ImmutableArray.CreateRange(Array.ConvertAll(bounds, b => Rate("collision", BoundKind.AtMost, b)));
            var result = GateEvaluation.Evaluate(new GateSettings(100, 10, 0.95f, lines), table);
            Assert.Equal(result.Verdict == Verdict.Passed, result.Passed);
            return result.Verdict;
        }
    }

    [Fact]
    public void AnUnknownMetricNamesItsLine()
        => Assert.Equal(7, Assert.Throws<InputException>(() => Judge(Rate("colision", BoundKind.AtMost, 0), Table(MetricIndex.Speed, 1))).Line);

    [Fact]
    public void AnEpisodeFailsThatBreaksALineByItself()
    {
        var table = Events(MetricIndex.GoalReached, events: 3, episodes: 8);
        GateLine reached = Rate("goal_reached", BoundKind.AtLeast, 0.99f), unlikely = Rate("collision", BoundKind.AtMost, 0.01f);

        Assert.Equal(5 / 8.0, GateEvaluation.FailingShare(new GateSettings(8, 8, 0.95f, [reached, unlikely]), table));
        Assert.Equal(3 / 8.0, GateEvaluation.FailingShare(new GateSettings(8, 8, 0.95f, [Rate("goal_reached", BoundKind.AtMost, 0.01f)]), table));
        Assert.Equal(0, GateEvaluation.FailingShare(new GateSettings(8, 8, 0.95f, [Mean("speed", Aggregate.Mean, BoundKind.AtLeast, 20f)]), table));
    }
}
