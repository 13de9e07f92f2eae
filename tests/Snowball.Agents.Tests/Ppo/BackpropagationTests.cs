using Snowball.Agents.Ppo;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using Snowball.Sim.Environments;
using TorchSharp;

namespace Snowball.Agents.Tests.Ppo;

/// <summary>Managed code and libtorch come to the same gradient and the same sums of a loss.</summary>
public sealed class BackpropagationTests
{
    [Theory]
    [InlineData("discrete", false)]
    [InlineData("gaussian", false)]
    [InlineData("squashed", true)]
    public void ManagedCodeAgreesWithLibtorch(string kind, bool hasCosts)
    {
        const int Steps = 8, Agents = 20, Numbers = 7;
        var action = kind == "discrete" ? ActionSpec.Discrete(["a", "b", "c"]) : ActionSpec.Continuous(["x", "y"]);
        var distribution = new ActionDistribution(action, kind == "squashed" ? ContinuousDistribution.Squashed : ContinuousDistribution.Gaussian);
        var options = new PpoOptions();
        using var rollout = new Rollout(new RolloutShape(Steps, Agents, SequenceLength: 1, Numbers, Frames: [], Memory: 0, action.Dimensions), hasCosts ? [0.9f, 0.9f] : [0.9f]);
        Fill(rollout, action);
        using var network = new ActorCritic(
            new MlpEncoder(Numbers, [32, 24], Activation.Tanh), memory: 0, distribution.Outputs, hasCosts ? ["value", "cost"] : ["value"], new Random(2),
            action.IsDiscrete ? null : -0.5f);
        using var trained = TrainedParameters.All(network);
        using var optimiser = new FlatAdam(trained.Parameters);
        Assert.True(MlpBackpropagation.Fits(network, trained, torch.CPU));
        var minibatch = new Minibatch(Steps * Agents, AdvantageShift: 0.1f, AdvantageScale: 1.5f, EntropyCoefficient: 0.02);
        var (managedLoss, torchLoss) = (new PpoLoss(rollout, distribution, options), new PpoLoss(rollout, distribution, options));

        // A part of the minibatch, which is no whole number of pieces.
        using var managed = new MlpBackpropagation(network, optimiser, rollout).Run(rollout.Tensors, 10, 131, minibatch, managedLoss);
        using var torchs = new TorchBackpropagation(network, trained, torch.CPU).Run(rollout.Tensors, 10, 131, minibatch, torchLoss);

        float[] expected = [.. torchs.data<float>()], actual = [.. managed.data<float>()];
        float scale = expected.Max(MathF.Abs);
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5f * scale);
        for (int i = 0; i < torchLoss.Sums.Length; i++) Assert.Equal(torchLoss.Sums[i], managedLoss.Sums[i], 1e-3);
    }

    [Fact]
    public void AdaptersAreLeftToLibtorch()
    {
        using var network = new ActorCritic(new MlpEncoder(7, [32, 24], Activation.Tanh), memory: 0, 3, ["value"], new Random(2));
        using var trained = TrainedParameters.Of(network, new FineTuning(AdapterRank: 2), new HashSet<string>(), new Random(3));
        Assert.False(MlpBackpropagation.Fits(network, trained, torch.CPU));
    }

    private static void Fill(Rollout rollout, ActionSpec action)
    {
        var random = new Random(1);
        foreach (float[] numbers in (float[][])[rollout.Observations, rollout.LogProbabilities, .. rollout.Critics.SelectMany(critic => (float[][])[critic.Advantages, critic.Values, critic.Targets])])
        {
            for (int i = 0; i < numbers.Length; i++) numbers[i] = random.NextSingle() * 2 - 1;
        }
        for (int i = 0; i < rollout.Actions.Length; i++) rollout.Actions[i] = action.IsDiscrete ? random.Next(3) : random.NextSingle() * 2 - 1;
        for (int i = 0; i < rollout.Order.Length; i++) rollout.Order[i] = rollout.Order.Length - 1 - i;
    }
}
