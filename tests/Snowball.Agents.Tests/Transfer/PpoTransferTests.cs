using Snowball.Agents.Ppo;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Tests.Transfer;

public sealed class PpoTransferTests
{
    private const int Iterations = 3;
    private static readonly ScenarioDescription Scenario = new("earlier", "00");
    private static readonly PpoOptions Options = new() { RolloutSteps = 16, MinibatchSize = 128, Network = Networks.Mlp(32, 32) };
    private static readonly FineTuning RankTwo = new(AdapterRank: 2);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ActsLikeTheEarlierPolicyUntilItLearns(bool isDiscrete)
    {
        var earlier = Earlier(isDiscrete);
        using var learner = new PpoLearner(Keeper(isDiscrete), Options with { Tuning = RankTwo }, seed: 2, budget: 10_000);
        var report = learner.StartFrom(earlier);
        var policy = (TrainedNetwork)learner.Export(Scenario);
        foreach (var (name, weights) in earlier.Weights) Assert.Equal(weights.Bytes.ToArray(), policy.Weights[name].Bytes.ToArray());
        Assert.Equal(["policy.encoder", "policy.heads.policy", "value.encoder"], report.Taken);
        Assert.Equal(isDiscrete ? ["value.heads.value"] : ["value.heads.value", "log_standard_deviation"], report.Fresh);
    }

    /// <summary>
    /// Two inputs, two layers of 32, three choices. The first matrix, 64 numbers, is fewer than its adapters, 2 x 34; the second is adapted by 2 x 64, and the head, 96, by
    /// 2 x 35. The value's head, 33, is fresh.
    /// </summary>
    [Fact]
    public void CountsWhatIsTrained()
    {
        using var learner = new PpoLearner(Keeper(true), Options with { Tuning = RankTwo }, seed: 2, budget: 10_000);
        long encoder = 2 * 32 + 32 + 32 * 32 + 32, total = encoder + 3 * 33 + encoder + 33;
        Assert.Equal(new ParameterCount(total, total), learner.Parameters);
        learner.StartFrom(Earlier(true));
        Assert.Equal(new ParameterCount(64 + 128 + 70 + 64 + 128 + 33, total), learner.Parameters);
    }

    [Fact]
    public void GoesOnWithAdaptersToTheBit()
    {
        var environment = Keeper(false);
        environment.Reset(3);
        using var unbroken = Tuned(environment);
        for (int i = 0; i < Iterations; i++) unbroken.Iterate();
        var (state, world) = (new SafetensorsFile("state"), new byte[environment.StateBytes]);
        unbroken.Save(state);
        environment.Save(world);
        byte[] saved = Bytes(state);
        for (int i = 0; i < Iterations; i++) unbroken.Iterate();

        var other = Keeper(false);
        using var resumed = new PpoLearner(other, Options with { Tuning = RankTwo }, seed: 2, budget: 10_000);
        resumed.Load(SafetensorsFile.Read(new MemoryStream(saved), "state"));
        other.Restore(world);
        for (int i = 0; i < Iterations; i++) resumed.Iterate();
        Assert.Equal(Bytes(unbroken), Bytes(resumed));
        Assert.Equal(unbroken.Parameters, resumed.Parameters);
    }

    /// <summary>Biases and W0 stay; the matrices that are adapted differ from W0 by something of rank two.</summary>
    [Fact]
    public void LeavesWhatIsFrozen()
    {
        var earlier = Earlier(false);
        var environment = Keeper(false);
        environment.Reset(3);
        using var learner = Tuned(environment);
        for (int i = 0; i < Iterations; i++) learner.Iterate();
        var policy = (TrainedNetwork)learner.Export(Scenario);
        foreach (string name in (string[])["encoder.layers.0.bias", "encoder.layers.1.bias", "heads.policy.bias"])
            Assert.Equal(earlier.Weights[name].Bytes.ToArray(), policy.Weights[name].Bytes.ToArray());

        float[] before = earlier.Weights["encoder.layers.1.weight"].ToArray<float>(), after = policy.Weights["encoder.layers.1.weight"].ToArray<float>();
        double[] change = [.. after.Zip(before, (a, b) => (double)a - b)];
        Assert.Contains(change, each => Math.Abs(each) > 1e-4);
        // All minors of three rows and columns vanish where the rank is two.
        double size = change.Max(Math.Abs);
        for (int i = 0; i + 2 < 32; i += 3)
        {
            double At(int row, int column) => change[(i + row) * 32 + i + column] / size;
            double minor = At(0, 0) * (At(1, 1) * At(2, 2) - At(1, 2) * At(2, 1)) - At(0, 1) * (At(1, 0) * At(2, 2) - At(1, 2) * At(2, 0))
                + At(0, 2) * (At(1, 0) * At(2, 1) - At(1, 1) * At(2, 0));
            Assert.InRange(minor, -1e-4, 1e-4);
        }
    }

    private static PpoLearner Tuned(IBatchEnvironment environment)
    {
        var learner = new PpoLearner(environment, Options with { Tuning = RankTwo }, seed: 2, budget: 10_000);
        learner.StartFrom(Earlier(false));
        return learner;
    }

    private static LaneKeeper Keeper(bool isDiscrete) => new(16, isDiscrete) { MaxSteps = 20 };

    private static TrainedNetwork Earlier(bool isDiscrete)
    {
        var environment = Keeper(isDiscrete);
        environment.Reset(1);
        using var learner = new PpoLearner(environment, Options, seed: 1, budget: 10_000);
        learner.Iterate();
        return (TrainedNetwork)learner.Export(Scenario);
    }

    private static byte[] Bytes(ILearner learner)
    {
        var state = new SafetensorsFile("state");
        learner.Save(state);
        return Bytes(state);
    }

    private static byte[] Bytes(SafetensorsFile state)
    {
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }
}
