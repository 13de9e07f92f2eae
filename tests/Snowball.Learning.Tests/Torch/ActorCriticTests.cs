using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Inference;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class ActorCriticTests
{
    [Theory]
    [InlineData("policy.encoder.layers.0.weight", 2.0)]
    [InlineData("policy.encoder.layers.1.weight", 2.0)]
    [InlineData("policy.heads.policy.weight", 1e-4)]
    [InlineData("value.encoder.layers.0.weight", 2.0)]
    [InlineData("value.heads.value.weight", 1.0)]
    public void WeightsAreOrthogonalWithTheirGain(string name, double squaredGain)
    {
        using var scope = NewDisposeScope();
        using var network = new ActorCritic(Mlp(25, [64, 48]), memory: 0, 5, ["value"], new Random(1));
        var weight = network.get_parameter(name)!.detach().@double();

        var gram = weight.shape[0] <= weight.shape[1] ? weight.mm(weight.t()) : weight.t().mm(weight);

        var expected = eye(gram.shape[0], dtype: float64) * squaredGain;
        Assert.InRange((gram - expected).abs().max().item<double>(), 0, 1e-6 * squaredGain);
        Assert.All(network.named_parameters().Where(p => p.name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.Equal(0, p.parameter.abs().max().item<float>()));
    }

    [Fact]
    public void TheSeedDecidesTheWeights()
    {
        using var a = new ActorCritic(Mlp(6, [8]), memory: 0, 2, ["value"], new Random(1));
        using var b = new ActorCritic(Mlp(6, [8]), memory: 0, 2, ["value"], new Random(1));
        using var c = new ActorCritic(Mlp(6, [8]), memory: 0, 2, ["value"], new Random(2));

        Assert.Equal(First(a), First(b));
        Assert.NotEqual(First(a), First(c));

        static float[] First(ActorCritic network) => network.PolicyWeights()["encoder.layers.0.weight"].ToArray<float>();
    }

    [Fact]
    public void ManagedInferenceAgreesWithLibtorch()
    {
        using var scope = NewDisposeScope();
        using var network = new ActorCritic(Mlp(25, [64, 64]), memory: 0, 5, ["value"], new Random(3));
        const int rows = 33;
        var observations = RandomLayers.Values(new Random(4), rows * 25, 3);
        var given = network.Evaluate(tensor(observations, rows, 25));
        var outputs = new float[rows * 6];

        network.Inference().Forward(observations, [], [], rows, outputs);

        Assert.Equal([rows, 5], given[0].shape);
        Assert.Equal([rows], given[1].shape);
        float[] expected = cat([given[0], given[1].unsqueeze(1)], dim: 1).data<float>().ToArray();
        Assert.All(outputs.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void ThePolicyIsWhatIsLeftWithoutTheCritics()
    {
        using var network = new ActorCritic(Mlp(3, [8]), memory: 4, 2, ["value", "cost"], new Random(1));
        var policy = NetworkInference.Create(network.Policy, network.PolicyWeights());
        float[] memory = new float[8], outputs = new float[4], actions = new float[2];

        network.Inference().Forward([1, 2, 3], [], memory, 1, outputs);
        policy.Forward([1, 2, 3], [], new float[8], 1, actions);

        Assert.Equal(outputs[..2], actions);
        Assert.DoesNotContain(network.PolicyWeights().Keys, name => name.Contains("value", StringComparison.Ordinal));
    }

    [Fact]
    public void ContinuousActionsHaveALearnedDeviation()
    {
        using var discrete = new ActorCritic(Mlp(3, [4]), memory: 0, 2, ["value"], new Random(1));
        using var continuous = new ActorCritic(Mlp(3, [4]), memory: 0, 2, ["value"], new Random(1), logStandardDeviation: -0.5f);

        Assert.Null(discrete.LogStandardDeviation);
        Assert.Equal([-0.5f, -0.5f], continuous.LogStandardDeviation!.data<float>().ToArray());
        Assert.True(continuous.LogStandardDeviation.requires_grad);
        Assert.Equal(discrete.parameters().Count() + 1, continuous.parameters().Count());
    }

    /// <summary>Another element type stands for another device here: both make new parameters.</summary>
    [Fact]
    public void EveryParameterMovesWithTheNetwork()
    {
        using var scope = NewDisposeScope();
        using var network = new ActorCritic(Mlp(3, [4, 4]), memory: 0, 2, ["value"], new Random(1), logStandardDeviation: 0);

        network.to(float64);

        Assert.Equal(13, network.parameters().Count());
        Assert.All(network.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(float64, network.LogStandardDeviation!.dtype);
        var outputs = network.Evaluate(zeros(5, 3, dtype: float64));
        (outputs[0].sum() + outputs[1].sum() + network.LogStandardDeviation.sum()).backward();
        Assert.All(network.parameters(), parameter => Assert.NotNull(parameter.grad));
    }

    private static MlpEncoder Mlp(int inputs, int[] hiddenSizes) => new(inputs, hiddenSizes, Activation.Tanh);
}
