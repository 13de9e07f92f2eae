using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;

namespace Snowball.Agents.Tests.Ppo;

public sealed class PpoLearnerTests
{
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private static readonly PpoOptions Small = new() { RolloutSteps = 16, MinibatchSize = 128, HiddenSizes = [32, 32], LearningRate = 3e-3, FinalLearningRate = 1e-3 };

    [Theory]
    [InlineData(true, 0.99)]
    [InlineData(false, 0.98)]
    public void SolvesTheIdentityWithin40000Steps(bool isDiscrete, double least)
    {
        var environment = new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 };
        using var learner = Train(environment, Small with { Discount = 0.5, EntropyCoefficient = 0 }, 40_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 }, 100), least, 1.0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KeepsThePointInItsLaneAfter100000Steps(bool isDiscrete)
    {
        var options = Small with { HiddenSizes = [32, 32], RolloutSteps = 32, MinibatchSize = 512 };
        using var learner = Train(new LaneKeeper(32, isDiscrete) { MaxSteps = 100 }, options, 100_000);
        Assert.InRange(MeanReward(learner, new LaneKeeper(64, isDiscrete) { MaxSteps = 100 }, 200), 0.95, 1.0);
    }

    [Fact]
    public void FindsTheBestArmOfABandit()
    {
        using var learner = Train(new Bandit(32), Small with { LearningRate = 1e-2 }, 20_000);
        var environment = new Bandit(1);
        environment.Reset(1);
        var action = new float[1];
        new LearnedPolicy(learner.Export(Scenario).Greedy(), environment).Act(environment, action);
        Assert.Equal(2, action[0]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers(bool isDiscrete)
    {
        byte[] first = StateAfter(4, isDiscrete, seed: 1);
        Assert.Equal(first, StateAfter(4, isDiscrete, seed: 1));
        Assert.NotEqual(first, StateAfter(4, isDiscrete, seed: 2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ContinuesFromASavedStateToTheBit(bool isDiscrete)
    {
        byte[] unbroken = StateAfter(6, isDiscrete, seed: 1);

        var environment = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var first = Train(environment, Small, 3 * 16 * 16, budget: 100_000);
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var second = new PpoLearner(resumed, Small, seed: 1, budget: 100_000);
        second.Load(state);
        resumed.Restore(world);
        for (int i = 0; i < 3; i++) second.Iterate();
        Assert.Equal(unbroken, Bytes(second));
    }

    [Fact]
    public void RefusesTheStateOfAnotherNetwork()
    {
        using var small = Train(new LaneKeeper(4, true), Small, 64);
        var state = new SafetensorsFile("state");
        small.Save(state);
        using var wide = new PpoLearner(new LaneKeeper(4, true), Small with { HiddenSizes = [48, 32] }, seed: 1, budget: 1000);
        Assert.Contains("shape", Assert.Throws<CorruptFileException>(() => wide.Load(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EndsAnUpdateWhenThePolicyHasMovedFarEnough()
    {
        var eager = Small with { LearningRate = 0.05, Epochs = 10, TargetKl = 0.01 };
        using var stopped = Train(new LaneKeeper(32, true) { MaxSteps = 50 }, eager, 2048);
        using var unbounded = Train(new LaneKeeper(32, true) { MaxSteps = 50 }, eager with { TargetKl = 0 }, 2048);
        int minibatches = 32 * 16 / 128;
        Assert.Equal(10 * minibatches, Statistic(unbounded, "optimiser_steps"));
        Assert.InRange(Statistic(stopped, "optimiser_steps"), 1, 10 * minibatches - 1);
        Assert.True(Statistic(stopped, "kl") > 1.5 * 0.01);
    }

    [Fact]
    public void LowersTheLearningRateOverTheBudget()
    {
        using var learner = Train(new LaneKeeper(16, true), Small with { LearningRate = 1e-3, FinalLearningRate = 0 }, 8 * 256, budget: 16 * 256);
        Assert.Equal(1e-3 * (1 - 7.0 / 16), Statistic(learner, "learning_rate"), 1e-12);
    }

    [Fact]
    public void AHundredUpdatesLeaveNoTensorBehind()
    {
        // One worker, so that all of its tensors belong to this thread.
        using var learner = Train(new LaneKeeper(16, false), Small with { Workers = 1 }, 2 * 256);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 100; i++) learner.Iterate();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(float.NaN, 0, "a reward of NaN")]
    [InlineData(0, float.NaN, "gradient of update 1 is not finite")]
    public void SaysWhatIsNotFinite(float reward, float observed, string expected)
    {
        var exception = Assert.Throws<ArithmeticException>(() => Train(new Broken(16, reward, observed), Small, 256));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static double Statistic(ILearner learner, string name) => learner.Statistics.Single(statistic => statistic.Name == name).Value;

    private static byte[] StateAfter(int updates, bool isDiscrete, ulong seed)
    {
        var environment = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var learner = Train(environment, Small, updates * 16 * 16, budget: 100_000, seed);
        return Bytes(learner);
    }

    private static byte[] Bytes(ILearner learner)
    {
        var state = new SafetensorsFile("state");
        learner.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }

    private static PpoLearner Train(IBatchEnvironment environment, PpoOptions options, long steps, long? budget = null, ulong seed = 1)
    {
        environment.Reset(seed);
        var learner = new PpoLearner(environment, options, seed, budget ?? steps);
        while (learner.Steps < steps) learner.Iterate();
        return learner;
    }

    /// <summary>Of the greedy policy, over all worlds, from a seed that the learner has not seen.</summary>
    private static double MeanReward(ILearner learner, IBatchEnvironment environment, int steps)
    {
        var policy = new LearnedPolicy(learner.Export(Scenario).Greedy(), environment);
        environment.Reset(1_000_003);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        return sum / steps / environment.Agents;
    }

    private sealed class Broken(int worlds, float reward, float observed)
        : SmallEnvironment(worlds, 1, Fields("x"), ActionSpec.Discrete(["a", "b"]))
    {
        protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = observed;

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) =>
            (reward, false);

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
    }
}
