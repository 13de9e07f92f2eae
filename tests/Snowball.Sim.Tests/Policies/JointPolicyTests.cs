using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Policies;

/// <summary>Several policies in worlds of four egos.</summary>
public sealed class JointPolicyTests
{
    private static readonly Scenario Scenario = Short(ShippedScenarioTests.Load("bottleneck"));

    [Fact]
    public void ThePlayerHasTheJudgedEgoAndTheOthersShareTheRest()
    {
        using var environment = new DrivingEnv(Scenario, worlds: 5, split: SeedSplit.Test);
        environment.Reset(1);
        var policy = new JointPolicy(environment, new Always(7), [new Always(1), new Always(2)]);
        float[] actions = new float[environment.Agents];
        for (int step = 0; step < 12; step++)
        {
            policy.Act(environment, actions);
            for (int world = 0; world < 5; world++)
            {
                int judged = (environment.Episode(world) * 5 + world) % 4;
                Assert.Equal(judged, environment.JudgedEgo(world));
                float[] expected = new float[4];
                foreach (var (place, action) in (ReadOnlySpan<(int, float)>)[(0, 7), (1, 1), (2, 2), (3, 1)]) expected[(judged + place) % 4] = action;
                Assert.Equal(expected, actions.AsSpan(world * 4, 4).ToArray());
            }
            environment.Step(actions);
        }
        Assert.Equal(1, environment.Episode(0));
    }

    [Fact]
    public void OneEgoHasNoOthers()
    {
        using var environment = new DrivingEnv(Scenario with { Ego = Scenario.Ego with { Count = 1 } }, worlds: 1);

        Assert.Throws<InputException>(() => new JointPolicy(environment, ConstantPolicy.Idle, [ConstantPolicy.Slower]));
    }

    [Fact]
    public void ATableOfOneEgoHasEachInTurnAndOneOfAllHasAll()
    {
        const int Episodes = 10;
        var one = Run(allEgos: false);
        var all = Run(allEgos: true);

        Assert.Equal((Episodes, 4 * Episodes), (one.Episodes, all.Episodes));
        for (int episode = 0; episode < Episodes; episode++)
        {
            int row = 4 * episode + episode % 4;
            Assert.Equal((one.Seed(episode), one.Steps(episode), one.Terminated(episode)), (all.Seed(row), all.Steps(row), all.Terminated(row)));
            Assert.Equal(Return(one, episode), Return(all, row));
            Assert.True(Enumerable.Range(0, 4).Select(ego => Return(all, 4 * episode + ego)).Distinct().Count() > 1);
        }

        static EpisodeTable Run(bool allEgos) =>
            Evaluation.Run(Scenario, _ => new RandomPolicy(), SeedSplit.Test, seed: 3, Episodes, threads: 1, allEgos: allEgos);

        static double Return(EpisodeTable table, int row) => table.Value(row, (int)MetricIndex.Return, Aggregate.Sum);
    }

    private static Scenario Short(Scenario scenario) => scenario with { Episode = scenario.Episode with { Duration = 2 } };

    private sealed class Always(int action) : IPolicy
    {
        public string Name => "always";

        public IReadOnlyList<string> ChannelsRead => [];

        public void Act(DrivingEnv environment, Span<float> actions) => actions.Fill(action);
    }
}
