using System.Collections.Immutable;
using Snowball.Agents.Dqn;
using Snowball.Agents.Replay;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using TorchSharp;

namespace Snowball.Agents.Tests.Dqn;

public sealed class DqnLearnerTests
{
    private static readonly ScenarioDescription Scenario = new("test", "00");
    private static readonly DqnOptions Plain = new()
    {
        Network = new NetworkSettings(NetworkKind.Mlp, [32, 32], Activation.Relu),
        Double = false,
        Replay = new ReplayOptions { ReplaySize = 20_000 },
        RolloutSteps = 4,
        Updates = 2,
        MinibatchSize = 64,
        LearningStarts = 500,
        LearningRate = 3e-3,
        FinalLearningRate = 1e-3,
        Discount = 0.5,
        TargetRate = 0.05,
        EpsilonSteps = 5_000,
        Atoms = new ReturnAtoms(21, -1, 3),
    };

    /// <summary>Each switch alone, and all together.</summary>
    public static TheoryData<string> Switches => ["none", "double", "duelling", "prioritised", "n-step", "noisy", "distributional", "rainbow"];

    [Theory]
    [MemberData(nameof(Switches))]
    public void SolvesTheIdentityWithin15000Steps(string switches)
    {
        using var learner = Train(new IdentityEnvironment(16, true) { MaxSteps = 10 }, With(switches), 15_000);
        Assert.InRange(MeanReward(learner, new IdentityEnvironment(16, true) { MaxSteps = 10 }, 100), 0.99, 1.0);
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void FindsTheBestArmOfABanditWithin10000Steps(string switches)
    {
        using var learner = Train(new Bandit(16), With(switches) with { NormaliseObservations = false }, 10_000);
        float[] values = Values(learner, [1f]);
        Assert.Equal(2, Array.IndexOf(values, values.Max()));
    }

    /// <summary>Beside value iteration on the model. More steps at once tell of the policy that was followed, not of the best one: they are left out.</summary>
    [Theory]
    [InlineData("none")]
    [InlineData("double")]
    [InlineData("duelling")]
    [InlineData("prioritised")]
    [InlineData("distributional")]
    public void LearnsTheValuesOfDynamicProgramming(string switches)
    {
        const double Discount = 0.9;
        var options = With(switches) with
        {
            Discount = Discount, RolloutSteps = 8, Updates = 8, MinibatchSize = 128, LearningRate = 2e-3, FinalLearningRate = 1e-5, FinalEpsilon = 1, TargetRate = 0.02,
            Atoms = new ReturnAtoms(31, -1, 1.5f),
        };
        using var learner = Train(new WindyCorridor(32) { MaxSteps = 20 }, options, 50_000);
        double[] exact = WindyCorridor.ExactValues(Discount);
        float[] values = Values(learner, [0, 1, 2, 3, 4, 5]);
        for (int i = 0; i < exact.Length; i++) Assert.Equal(exact[i], values[i], 0.06);
    }

    [Theory]
    [InlineData("double")]
    [InlineData("rainbow")]
    public void TheSameSeedGivesTheSameBitsAndAnotherSeedOthers(string switches)
    {
        byte[] first = StateAfter(30, switches, seed: 1);
        Assert.Equal(first, StateAfter(30, switches, seed: 1));
        Assert.Equal(first, StateAfter(30, switches, seed: 1, overlaps: false));
        Assert.NotEqual(first, StateAfter(30, switches, seed: 2));
    }

    [Theory]
    [InlineData("double")]
    [InlineData("rainbow")]
    public void ContinuesFromASavedStateToTheBit(string switches)
    {
        byte[] unbroken = StateAfter(30, switches, seed: 1);

        var environment = new LaneKeeper(16, true) { MaxSteps = 20 };
        using var first = Make(environment, With(switches), seed: 1);
        for (int i = 0; i < 20; i++) first.Iterate();
        var state = new SafetensorsFile("state");
        first.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        stream.Position = 0;
        var world = new byte[environment.StateBytes];
        environment.Save(world);

        var resumed = new LaneKeeper(16, true) { MaxSteps = 20 };
        using var second = Make(resumed, With(switches), seed: 1);
        second.Load(SafetensorsFile.Read(stream, "state"));
        resumed.Restore(world);
        for (int i = 0; i < 10; i++) second.Iterate();
        Assert.Equal(unbroken, Bytes(second));
    }

    [Theory]
    [InlineData("double")]
    [InlineData("rainbow")]
    public void AThousandUpdatesLeaveNoTensorBehind(string switches)
    {
        using var learner = Make(new LaneKeeper(16, true) { MaxSteps = 20 }, With(switches) with { Updates = 10, MinibatchSize = 16 }, seed: 1, overlaps: false);
        while (learner.Steps < 1000) learner.Iterate();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 100; i++) learner.Iterate();
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void ActingAllocatesNothing()
    {
        var environment = new LaneKeeper(16, true) { MaxSteps = 20 };
        environment.Reset(1);
        var options = new ReplayOptions { ReplaySize = 1000 };
        var replay = new ReplayBuffer(new ReplayLayout(environment, options, rolloutSteps: 200), options, seed: 1);
        using var learner = Make(environment, Plain, seed: 1);
        var actor = new DqnActor(environment, replay, new Schedule(0.5, 0.5, 0), seed: 1);
        var normaliser = new RunningNormaliser(2);
        actor.Use([((TrainedNetwork)learner.Export(Scenario)) is { } network ? NetworkInference.Create((DeepDescription)network.Description.Network, network.Weights) : null!], new RunningNormaliser(2));
        replay.Begin(environment);
        actor.Collect(100, 0, normaliser);
        long before = GC.GetAllocatedBytesForCurrentThread();
        actor.Collect(100, 1600, normaliser);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void RefusesTheStateOfAnotherNetwork()
    {
        using var small = Make(new LaneKeeper(4, true), Plain, seed: 1);
        var state = new SafetensorsFile("state");
        small.Save(state);
        using var wide = Make(new LaneKeeper(4, true), Plain with { Network = Plain.Network with { HiddenSizes = [48, 32] } }, seed: 1);
        Assert.Contains("shape", Assert.Throws<CorruptFileException>(() => wide.Load(state)).Message, StringComparison.Ordinal);
    }

    private static DqnOptions With(string switches) => switches switch
    {
        "double" => Plain with { Double = true },
        "duelling" => Plain with { Duelling = true, HeadSize = 32 },
        "prioritised" => Plain with { Replay = Plain.Replay with { Prioritised = true } },
        "n-step" => Plain with { Replay = Plain.Replay with { NStep = 3 } },
        // The noise of actors is drawn once an iteration: with one step in each it explores soon enough.
        "noisy" => Plain with { Noisy = true, HeadSize = 32, Epsilon = 0, FinalEpsilon = 0, RolloutSteps = 1, Updates = 1 },
        "distributional" => Plain with { Distributional = true },
        "rainbow" => Plain with
        {
            Double = true, Duelling = true, HeadSize = 32, Noisy = true, Distributional = true, Epsilon = 0, FinalEpsilon = 0,
            Replay = Plain.Replay with { Prioritised = true, NStep = 3 },
        },
        _ => Plain,
    };

    private static DqnLearner Make(IBatchEnvironment environment, DqnOptions options, ulong seed, bool overlaps = true)
    {
        environment.Reset(seed);
        return new DqnLearner(environment, options, seed, budget: 100_000) { Overlaps = overlaps };
    }

    private static DqnLearner Train(IBatchEnvironment environment, DqnOptions options, long steps)
    {
        environment.Reset(1);
        var learner = new DqnLearner(environment, options, seed: 1, budget: steps);
        while (learner.Steps < steps) learner.Iterate();
        return learner;
    }

    private static byte[] StateAfter(int updates, string switches, ulong seed, bool overlaps = true)
    {
        using var learner = Make(new LaneKeeper(16, true) { MaxSteps = 20 }, With(switches), seed, overlaps);
        for (int i = 0; i < updates; i++) learner.Iterate();
        return Bytes(learner);
    }

    private static byte[] Bytes(DqnLearner learner)
    {
        var state = new SafetensorsFile("state");
        learner.Save(state);
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }

    /// <summary>[rows x actions] of observations of one number each, by managed inference.</summary>
    private static float[] Values(DqnLearner learner, float[] observations)
    {
        var policy = (TrainedNetwork)learner.Export(Scenario);
        var network = NetworkInference.Create((DeepDescription)policy.Description.Network, policy.Weights);
        policy.Normaliser?.Normalise(observations, observations);
        var values = new float[observations.Length * network.OutputSize];
        network.Forward(observations, [], [], observations.Length, values);
        return values;
    }

    private static double MeanReward(DqnLearner learner, IBatchEnvironment environment, int steps)
    {
        var policy = new LearnedPolicy(learner.Export(Scenario).Greedy(), environment);
        environment.Reset(1_000_003);
        var actions = new float[environment.Agents];
        double sum = 0;
        for (int step = 0; step < steps; step++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
            foreach (float reward in environment.Rewards) sum += reward;
        }
        return sum / steps / environment.Agents;
    }
}
