using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>A gate asks for driving: no policy that ignores what it sees gets past one.</summary>
public sealed class ShippedGateTests
{
    /// <summary>Enough to tell: trivial policies fail by a wide margin.</summary>
    private const int Episodes = 150;

    private static readonly Func<DrivingEnv, IPolicy>[] Trivial =
    [
        _ => ConstantPolicy.Idle, _ => ConstantPolicy.Slower, _ => ConstantPolicy.FullBrake, _ => ConstantPolicy.Faster, _ => new RandomPolicy(),
    ];

    [Theory]
    [MemberData(nameof(ShippedScenarioTests.Names), MemberType = typeof(ShippedScenarioTests))]
    public void TrivialPoliciesFail(string name)
    {
        Scenario scenario = ShippedScenarioTests.Load(name);
        foreach (Func<DrivingEnv, IPolicy> make in Trivial)
        {
            EpisodeTable table = Evaluation.Run(scenario, make, SeedSplit.Validation, seed: 1, Episodes, threads: 1);

            Assert.Equal(Verdict.Failed, GateEvaluation.Evaluate(scenario.Gate, table).Verdict);
        }
    }

    [Fact]
    public void TheReferenceDriverFollowsItsLeader()
    {
        Scenario scenario = ShippedScenarioTests.Load("car-following");
        EpisodeTable table = Evaluation.Run(
            scenario, environment => new RuleBasedPolicy(environment), SeedSplit.Validation, seed: 1, episodes: 400, threads: 1);

        Assert.Equal(Verdict.Passed, GateEvaluation.Evaluate(scenario.Gate, table).Verdict);
    }
}
