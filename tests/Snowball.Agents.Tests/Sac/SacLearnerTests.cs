using Snowball.Agents.Replay;
using Snowball.Agents.Sac;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using TorchSharp;

namespace Snowball.Agents.Tests.Sac;

public sealed class SacLearnerTests
{
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private static readonly SacOptions Small = new()
    {
        Network = new(NetworkKind.Auto, [32, 32], Activation.Relu), Replay = new ReplayOptions { ReplaySize = 20_000 },
        WarmUpSteps = 512, MinibatchSize = 128, LearningRate = 3e-3, TargetRate = 0.01,
    };

    [Fact]
    public void SolvesTheIdentityWithin10000Steps()
    {
        using var learner = Train(new IdentityEnvironment(16, isDiscrete: false) { MaxSteps = 10 }, Small with { Discount = 0.5, TargetEntropy = -2 }, 10_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(32, isDiscrete: false) { MaxSteps = 10 }, 100), 0.99, 1.0);
    }

    [Fact]
    public void KeepsThePointInItsLaneAfter10000Steps()
    {
        using var learner = Train(new LaneKeeper(16, isDiscrete: false) { MaxSteps = 100 }, Small with { Discount = 0.95 }, 10_000);
        Assert.InRange(MeanReward(learner, new LaneKeeper(64, isDiscrete: false) { MaxSteps = 100 }, 200), 0.95, 1.0);
    }

    /// <summary>
    /// Every step is an episode, so a critic's value is the reward and nothing else, and the actor comes to the squashed Gaussian of
    /// the target entropy that costs least reward; the temperature is the price of entropy there.
    /// </summary>
    [Fact]
    public void ComesToTheClosedFormOfAOneStepProblem()
    {
        using var learner = Train(new OneStep(16), Small with { TargetEntropy = -0.5, Discount = 0.9 }, 24_000);
        var best = SquashedGaussianOptimum.OfEntropy(OneStep.Reward, -0.5);
        Assert.Equal(-0.5, Statistic(learner, "entropy"), 0.05);
        Assert.Equal(best.Temperature, Statistic(learner, "temperature"), 0.1 * best.Temperature);
        Assert.Equal(best.MeanReward, Statistic(learner, "value"), 0.05);
        Assert.Equal(0, Statistic(learner, "critic_loss"), 0.002);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers()
    {
        byte[] first = StateAfter(4, seed: 1);
        Assert.Equal(first, StateAfter(4, seed: 1));
        Assert.NotEqual(first, StateAfter(4, seed: 2));
    }

    [Fact]
    public void ContinuesFromASavedStateToTheBit()
    {
        byte[] unbroken = StateAfter(6, seed: 1);

        var environment = new LaneKeeper(16, isDiscrete: false) { MaxSteps = 20 };
        using var first = Run(environment, 3, seed: 1);
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new LaneKeeper(16, isDiscrete: false) { MaxSteps = 20 };
        using var second = new SacLearner(resumed, Small, seed: 1);
        second.Load(state);
        resumed.Restore(world);
        for (int i = 0; i < 3; i++) second.Iterate();
        Assert.Equal(unbroken, Bytes(second));
    }

    [Fact]
    public void RefusesTheStateOfAnotherNetwork()
    {
        using var small = Run(new LaneKeeper(4, isDiscrete: false), 1, seed: 1);
        var state = new SafetensorsFile("state");
        small.Save(state);
        using var wide = new SacLearner(new LaneKeeper(4, isDiscrete: false), Small with { Network = new(NetworkKind.Auto, [48, 32], Activation.Relu) }, seed: 1);
        Assert.Contains("shape", Assert.Throws<CorruptFileException>(() => wide.Load(state)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AThousandGradientStepsLeaveNoTensorBehind()
    {
        using var learner = Run(new LaneKeeper(16, isDiscrete: false), 1, seed: 1);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        double steps = 0;
        while (steps < 1000)
        {
            learner.Iterate();
            steps += Statistic(learner, "optimiser_steps");
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void CollectsTheWarmUpBeforeItLearnsAndThenAsOftenAsTheRatioSays()
    {
        using var learner = Run(new LaneKeeper(16, isDiscrete: false), 1, seed: 1);
        Assert.Equal(512 + 16 * 16, learner.Steps);
        Assert.Equal(16 * 16 / 8, Statistic(learner, "optimiser_steps"));
    }

    [Theory]
    [InlineData(float.NaN, 0)]
    [InlineData(0, float.NaN)]
    public void SaysWhatIsNotFinite(float reward, float observed) => Assert.Contains(
        "losses of update 1 are not finite",
        Assert.Throws<ArithmeticException>(() => Run(new Broken(16, reward, observed), 1, seed: 1)).Message, StringComparison.Ordinal);

    private static double Statistic(ILearner learner, string name) => learner.Statistics.Single(statistic => statistic.Name == name).Value;

    private static byte[] StateAfter(int iterations, ulong seed)
    {
        using var learner = Run(new LaneKeeper(16, isDiscrete: false) { MaxSteps = 20 }, iterations, seed);
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

    private static SacLearner Run(IBatchEnvironment environment, int iterations, ulong seed)
    {
        environment.Reset(seed);
        var learner = new SacLearner(environment, Small, seed);
        for (int i = 0; i < iterations; i++) learner.Iterate();
        return learner;
    }

    private static SacLearner Train(IBatchEnvironment environment, SacOptions options, long steps)
    {
        environment.Reset(1);
        var learner = new SacLearner(environment, options, seed: 1);
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

    /// <summary>Pays a quadratic of the action; every step is an episode.</summary>
    private sealed class OneStep(int worlds) : SmallEnvironment(worlds, 1, Fields("constant"), ActionSpec.Continuous(["x"]))
    {
        public static double Reward(double action) => 1 - 2 * (action - 0.3) * (action - 0.3);

        protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = 1;

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) =>
            ((float)Reward(action[0]), true);

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = 1;
    }

    private sealed class Broken(int worlds, float reward, float observed)
        : SmallEnvironment(worlds, 1, Fields("x"), ActionSpec.Continuous(["x"]))
    {
        protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = observed;

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) => (reward, false);

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation[0] = state[0];
    }
}
