using System.Diagnostics;
using System.IO.Hashing;
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
    private static readonly PpoOptions Small = new() { RolloutSteps = 16, MinibatchSize = 128, Network = Networks.Mlp(32, 32), LearningRate = 3e-3, FinalLearningRate = 1e-3 };
    private static readonly PpoOptions Squashed = Small with { ActionDistribution = ContinuousDistribution.Squashed };
    private static readonly PpoOptions Recurrent = Small with { Network = Networks.Mlp(16), MemorySize = 16, SequenceLength = 4, MinibatchSize = 256 };

    public static TheoryData<string, bool> Kinds => new() { { "plain", true }, { "plain", false }, { "squashed", false }, { "recurrent", true }, { "recurrent", false } };

    [Theory]
    [InlineData("plain", true, 0.99)]
    [InlineData("plain", false, 0.98)]
    [InlineData("squashed", false, 0.98)]
    [InlineData("recurrent", true, 0.99)]
    public void SolvesTheIdentityWithin40000Steps(string kind, bool isDiscrete, double least)
    {
        var environment = new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 };
        using var learner = Train(environment, Options(kind) with { Discount = 0.5, EntropyCoefficient = 0 }, 40_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(32, isDiscrete) { MaxSteps = 10 }, 100), least, 1.0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void KeepsThePointInItsLaneAfter100000Steps(bool isDiscrete)
    {
        var options = Small with { Network = Networks.Mlp(32, 32), RolloutSteps = 32, MinibatchSize = 512 };
        using var learner = Train(new LaneKeeper(32, isDiscrete) { MaxSteps = 100 }, options, 100_000);
        Assert.InRange(MeanReward(learner, new LaneKeeper(64, isDiscrete) { MaxSteps = 100 }, 200), 0.95, 1.0);
    }

    /// <summary>The options say nothing else than how advantages and values are treated.</summary>
    [Theory]
    [InlineData(AdvantageNormalisation.Minibatch, 0.0)]
    [InlineData(AdvantageNormalisation.Off, 0.0)]
    [InlineData(AdvantageNormalisation.Rollout, 0.5)]
    public void SolvesTheIdentityWithEveryOption(AdvantageNormalisation normalisation, double valueClipRange)
    {
        var options = Small with { Discount = 0.5, EntropyCoefficient = 0, AdvantageNormalisation = normalisation, ValueClipRange = valueClipRange };
        using var learner = Train(new IdentityEnvironment(32, true) { MaxSteps = 10 }, options, 40_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(32, true) { MaxSteps = 10 }, 100), 0.99, 1.0);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("recurrent")]
    public void FindsTheBestArmOfABanditWithin20000Steps(string kind)
    {
        using var learner = Train(new Bandit(32), Options(kind) with { LearningRate = 1e-2 }, 20_000);
        var environment = new Bandit(1);
        environment.Reset(1);
        var action = new float[1];
        new LearnedPolicy(learner.Export(Scenario).Greedy(), environment).Act(environment, action);
        Assert.Equal(2, action[0]);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers(string kind, bool isDiscrete)
    {
        byte[] first = StateAfter(4, kind, isDiscrete, seed: 1);
        Assert.Equal(first, StateAfter(4, kind, isDiscrete, seed: 1));
        Assert.NotEqual(first, StateAfter(4, kind, isDiscrete, seed: 2));
    }

    /// <summary>Episodes of 20 steps and rollouts of 16: a memory goes on over the break.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void ContinuesFromASavedStateToTheBit(string kind, bool isDiscrete)
    {
        byte[] unbroken = StateAfter(6, kind, isDiscrete, seed: 1);

        var environment = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var first = Train(environment, Options(kind), 3 * 16 * 16, budget: 100_000);
        var state = new SafetensorsFile("state");
        first.Save(state);
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var second = new PpoLearner(resumed, Options(kind), seed: 1, budget: 100_000);
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
        using var wide = new PpoLearner(new LaneKeeper(4, true), Small with { Network = Networks.Mlp(48, 32) }, seed: 1, budget: 1000);
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

    [Theory]
    [InlineData("plain", false)]
    [InlineData("recurrent", true)]
    public void AThousandUpdatesLeaveNoTensorBehind(string kind, bool isDiscrete)
    {
        // One worker, so that all of its tensors belong to this thread.
        var options = Options(kind) with { Workers = 1, Epochs = 1, RolloutSteps = 4, Network = Networks.Mlp(8) };
        using var learner = Train(new LaneKeeper(4, isDiscrete) { MaxSteps = 20 }, options, 2 * 32, budget: 100_000);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 1000; i++) learner.Iterate();
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

    private static PpoOptions Options(string kind) => kind switch { "squashed" => Squashed, "recurrent" => Recurrent, _ => Small };

    private static byte[] StateAfter(int updates, string kind, bool isDiscrete, ulong seed)
    {
        var environment = new LaneKeeper(16, isDiscrete) { MaxSteps = 20 };
        using var learner = Train(environment, Options(kind), updates * 16 * 16, budget: 100_000, seed);
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

    /// <summary>The hashes were taken once; perceptrons are trained to them with AVX-512, AVX2, SSE and without intrinsics.</summary>
    [Theory]
    [InlineData("plain", true, "D12DC51CC4DD29BD")]
    [InlineData("plain", false, "78C84BE5AE12EA42")]
    [InlineData("squashed", false, "ECB13EB77BEB3FB2")]
    public void LearnsTheSameBitsOnEveryCpu(string kind, bool isDiscrete, string hash) =>
        Assert.Equal(hash, Convert.ToHexString(XxHash64.Hash(StateAfter(updates: 4, kind, isDiscrete, seed: 3))));

    [Theory]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableAVX512")]
    public void LearnsTheSameBitsWithFewerInstructions(string variable)
    {
        // libtorch is left without vector instructions, too.
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["-method", $"*.{nameof(LearnsTheSameBitsOnEveryCpu)}"])
        {
            RedirectStandardOutput = true,
            Environment = { [variable] = "0", ["ATEN_CPU_CAPABILITY"] = "default", ["NO_COLOR"] = "1" },
        };
        using var process = Process.Start(start)!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.True(process.ExitCode == 0 && text.Contains("Total: 3", StringComparison.Ordinal), text);
    }

    [Fact]
    public void TheDiscountGrowsOverTheSecondHalfOfTheBudget()
    {
        var environment = new Bandit(8);
        environment.Reset(1);
        using var learner = new PpoLearner(environment, Small with { RolloutSteps = 8, Discount = 0.5, FinalDiscount = 0.9 }, seed: 1, budget: 256);
        var discounts = new List<double>();
        for (int i = 0; i < 6; i++)
        {
            learner.Iterate();
            discounts.Add(Math.Round(learner.Statistics.Single(statistic => statistic.Name == "discount").Value, 6));
        }
        Assert.Equal([0.5, 0.5, 0.5, 0.7, 0.9, 0.9], discounts);
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
