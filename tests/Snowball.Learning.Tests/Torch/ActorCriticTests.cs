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
        using var network = new ActorCritic(25, [64, 48], 5, new Random(1));
        var weight = network.get_parameter(name)!.detach().@double();

        var gram = weight.shape[0] <= weight.shape[1] ? weight.mm(weight.t()) : weight.t().mm(weight);

        var expected = eye(gram.shape[0], dtype: float64) * squaredGain;
        Assert.InRange((gram - expected).abs().max().item<double>(), 0, 1e-6 * squaredGain);
        Assert.All(network.named_parameters().Where(p => p.name.EndsWith("bias", StringComparison.Ordinal)), p => Assert.Equal(0, p.parameter.abs().max().item<float>()));
    }

    [Fact]
    public void TheSeedDecidesTheWeights()
    {
        using var a = new ActorCritic(6, [8], 2, new Random(1));
        using var b = new ActorCritic(6, [8], 2, new Random(1));
        using var c = new ActorCritic(6, [8], 2, new Random(2));

        Assert.Equal(First(a), First(b));
        Assert.NotEqual(First(a), First(c));

        static float[] First(ActorCritic network) => network.Policy.Weights()["encoder.layers.0.weight"].ToArray<float>();
    }

    [Fact]
    public void ManagedInferenceAgreesWithLibtorch()
    {
        using var scope = NewDisposeScope();
        using var network = new ActorCritic(25, [64, 64], 5, new Random(3));
        const int rows = 33;
        var observations = RandomLayers.Values(new Random(4), rows * 25, 3);
        var (policy, value) = network.forward(tensor(observations, rows, 25));
        var actions = new float[rows * 5];
        var values = new float[rows];

        network.Policy.Inference().Forward(observations, [], [], rows, actions);
        network.Value.Inference().Forward(observations, [], [], rows, values);

        Assert.Equal([rows, 5], policy.shape);
        Assert.Equal([rows], value.shape);
        Assert.All(actions.Zip(policy.data<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        Assert.All(values.Zip(value.data<float>().ToArray()), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
    }

    [Fact]
    public void ContinuousActionsHaveALearnedDeviation()
    {
        using var discrete = new ActorCritic(3, [4], 2, new Random(1));
        using var continuous = new ActorCritic(3, [4], 2, new Random(1), logStandardDeviation: -0.5f);

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
        using var network = new ActorCritic(3, [4, 4], 2, new Random(1), logStandardDeviation: 0);

        network.to(float64);

        Assert.Equal(13, network.parameters().Count());
        Assert.All(network.parameters(), parameter => Assert.Equal(float64, parameter.dtype));
        Assert.Equal(float64, network.LogStandardDeviation!.dtype);
        var (policy, value) = network.forward(zeros(5, 3, dtype: float64));
        (policy.sum() + value.sum() + network.LogStandardDeviation.sum()).backward();
        Assert.All(network.parameters(), parameter => Assert.NotNull(parameter.grad));
    }
}
