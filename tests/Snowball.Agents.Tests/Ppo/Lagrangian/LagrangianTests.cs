using Snowball.Agents.Ppo;
using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;

namespace Snowball.Agents.Tests.Ppo.Lagrangian;

public sealed class LagrangianTests
{
    private static readonly PpoOptions Small = new() { RolloutSteps = 20, MinibatchSize = 160, Network = Networks.Mlp(32), LearningRate = 3e-3, FinalLearningRate = 5e-4, EntropyCoefficient = 0.001 };
    private static readonly LagrangianOptions AtMostThree = new(3) { AveragedEpisodes = 64, Integral = 0.02 };

    /// <summary>Ten offers an episode, each worth x drawn from [0, 1], each with a cost of one unit where it is taken: with a limit of 3 the best policy takes those above 0.7.</summary>
    [Fact]
    public void TakesTheBestOffersThatTheLimitAllows()
    {
        using var constrained = Train(AtMostThree, 160_000);
        using var free = Train(null, 40_000);

        var (worth, cost) = Judge(constrained);
        var (_, freeCost) = Judge(free);

        Assert.InRange(cost, 2.5, 3.4);
        Assert.True(worth > 0.9 * 10 * (1 - 0.49) / 2, $"{worth}");
        Assert.True(freeCost > 9, $"{freeCost}");
    }

    [Fact]
    public void AnExcessRaisesThePriceAndSparingCostLowersItToZero()
    {
        var multiplier = new LagrangeMultiplier(new LagrangianOptions(2) { Proportional = 0, Integral = 0.5, Derivative = 0, AveragedEpisodes = 1 });
        multiplier.Update(costs: 40, episodes: 10);
        // (4 - 2) / 2 = 1, summed once.
        Assert.Equal(0.5, multiplier.Value, 1e-12);
        multiplier.Update(costs: 400, episodes: 100);
        Assert.Equal(1.0, multiplier.Value, 1e-12);
        for (int i = 0; i < 100; i++) multiplier.Update(costs: 0, episodes: 100);
        Assert.Equal(0, multiplier.Value);
        // What was spared is no credit: the first excess counts in full.
        multiplier.Update(costs: 400_000, episodes: 100_000);
        Assert.InRange(multiplier.Value, 0.49, 0.5);
    }

    [Fact]
    public void AHugeExcessIsForgottenAsFastAsItWasSummed()
    {
        var multiplier = new LagrangeMultiplier(new LagrangianOptions(0.01) { Proportional = 0, Integral = 0.1, Derivative = 0, AveragedEpisodes = 1 });
        for (int i = 0; i < 20; i++) multiplier.Update(costs: 1000, episodes: 1000);
        Assert.Equal(2, multiplier.Value, 1e-9);
        for (int i = 0; i < 22; i++) multiplier.Update(costs: 0, episodes: 1_000_000);
        Assert.Equal(0, multiplier.Value);
    }

    [Fact]
    public void TheDerivativeHeedsGrowthOnly()
    {
        var multiplier = new LagrangeMultiplier(new LagrangianOptions(1) { Proportional = 0, Integral = 0, Derivative = 2, AveragedEpisodes = 1 });
        multiplier.Update(1, 1);
        Assert.Equal(0, multiplier.Value);
        multiplier.Update(3, 1);
        // The average went from 1 to 2.
        Assert.Equal(2, multiplier.Value, 1e-12);
        multiplier.Update(0, 1);
        Assert.Equal(0, multiplier.Value);
    }

    [Fact]
    public void TheUnitOfCostDoesNotMatter()
    {
        const float Unit = 1e4f;
        using var learner = Train(AtMostThree with { Limit = 3 * Unit }, 160_000, Unit);

        var (worth, cost) = Judge(learner, Unit);

        Assert.InRange(cost / Unit, 2.5, 3.4);
        Assert.True(worth > 0.9 * 10 * (1 - 0.49) / 2, $"{worth}");
    }

    [Fact]
    public void ContinuesFromASavedStateToTheBit()
    {
        using var unbroken = Make(new Offers(16) { MaxSteps = 10 }, AtMostThree, out _);
        for (int i = 0; i < 6; i++) unbroken.Iterate();

        using var first = Make(new Offers(16) { MaxSteps = 10 }, AtMostThree, out var environment);
        for (int i = 0; i < 3; i++) first.Iterate();
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);
        using var second = Make(new Offers(16) { MaxSteps = 10 }, AtMostThree, out var resumed);
        second.Load(state);
        resumed.Restore(world);
        for (int i = 0; i < 3; i++) second.Iterate();

        Assert.Equal(Bytes(unbroken), Bytes(second));
    }

    [Fact]
    public void ManyUpdatesLeaveNoTensorBehind()
    {
        // One worker, so that all of its tensors belong to this thread.
        var environment = new Offers(16) { MaxSteps = 10 };
        environment.Reset(1);
        using var learner = new PpoLearner(environment, Small with { Workers = 1 }, seed: 1, budget: 100_000, constraint: AtMostThree);
        learner.Iterate();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 50; i++) learner.Iterate();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static PpoLearner Make(Offers offers, LagrangianOptions? constraint, out Offers environment)
    {
        environment = offers;
        environment.Reset(1);
        return new PpoLearner(environment, Small, seed: 1, budget: 160_000, constraint: constraint);
    }

    private static PpoLearner Train(LagrangianOptions? constraint, long steps, float unit = 1)
    {
        var learner = Make(new Offers(32, unit) { MaxSteps = 10 }, constraint, out _);
        while (learner.Steps < steps) learner.Iterate();
        return learner;
    }

    /// <summary>Worth and cost of an episode of the greedy policy, on offers that the learner has not seen.</summary>
    private static (double Worth, double Cost) Judge(PpoLearner learner, float unit = 1)
    {
        const int Episodes = 100;
        var environment = new Offers(32, unit) { MaxSteps = 10 };
        var policy = new LearnedPolicy(learner.Export(new("test", "00")).Greedy(), environment);
        environment.Reset(1_000_003);
        var actions = new float[environment.Agents];
        double worth = 0, cost = 0;
        for (int step = 0; step < 10 * Episodes; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) worth += reward;
            foreach (float spent in environment.Costs) cost += spent;
        }
        return (worth / Episodes / environment.Agents, cost / Episodes / environment.Agents);
    }

    private static byte[] Bytes(PpoLearner learner)
    {
        var state = new SafetensorsFile("state");
        learner.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }

    private sealed class Offers(int worlds, float unit = 1) : SmallEnvironment(worlds, 1, Fields("worth"), ActionSpec.Discrete(["leave", "take"]))
    {
        protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = noise.NextUnit();

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise)
        {
            float reward = action[0] == 1 ? state[0] : 0;
            Start(state, ref noise);
            return (reward, false);
        }

        protected override float Cost(ReadOnlySpan<float> action) => unit * action[0];

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
    }
}
