using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class ActionValueTests
{
    private static readonly MlpEncoder Encoder = new(4, [], Activation.Relu);

    [Fact]
    public void ADuellingNetworksAdvantagesHaveMeanZero()
    {
        using var scope = NewDisposeScope();
        using var network = Make(new ActionValueHead("value", 3, HiddenSize: 0, Duelling: true, Noisy: false, Atoms: null));
        var features = torch.tensor(new float[,] { { 1, -2, 3, 0.5f } });
        var state = features.matmul(network.get_parameter("heads.value.state.output.weight")!.t()) + network.get_parameter("heads.value.state.output.bias")!;

        var values = network.Head("value", features);

        Assert.Equal([1, 3], values.shape);
        Assert.Equal(state.item<float>(), values.mean().item<float>(), 1e-6f);
        Assert.True(values.std().item<float>() > 0.1f);
    }

    [Fact]
    public void AnExpectedReturnIsTheMeanOfItsDistribution()
    {
        using var scope = NewDisposeScope();
        using var network = Make(new ActionValueHead("value", 2, HiddenSize: 8, Duelling: false, Noisy: false, new ReturnAtoms(3, -1, 3)));
        var features = torch.tensor(new float[,] { { 1, -2, 3, 0.5f } });

        var (logits, values) = (network.Atoms("value", features), network.Head("value", features));

        Assert.Equal([1, 2, 3], logits.shape);
        for (var action = 0; action < 2; action++)
        {
            double[] powers = [.. Enumerable.Range(0, 3).Select(atom => Math.Exp(logits[0, action, atom].item<float>()))];
            Assert.Equal((-powers[0] + powers[1] + 3 * powers[2]) / powers.Sum(), values[0, action].item<float>(), 1e-6);
        }
    }

    [Fact]
    public void NoiseIsOffUntilItIsDrawnComesFromItsSeedAndGoesAgain()
    {
        using var scope = NewDisposeScope();
        using var network = Make(new ActionValueHead("value", 3, HiddenSize: 8, Duelling: true, Noisy: true, Atoms: null));
        var features = torch.tensor(new float[,] { { 1, -2, 3, 0.5f } });
        var silent = Values();
        Assert.Equal(silent, Values());

        network.DrawNoise(new Random(1));
        var first = Values();
        Assert.Equal(first, Values());
        network.DrawNoise(new Random(2));
        var second = Values();
        network.DrawNoise(new Random(1));
        Assert.Equal(first, Values());
        network.SilenceNoise();
        Assert.Equal(silent, Values());

        Assert.NotEqual(silent, first);
        Assert.NotEqual(first, second);

        float[] Values() => SampleNetworks.Values(network.Head("value", features));
    }

    /// <summary>The layer's output, y = (m + d f(e_out) f(e_in)) x + b + c f(e_out), is a mean and a deviation that the noise scales.</summary>
    [Fact]
    public void NoiseIsFactorised()
    {
        using var scope = NewDisposeScope();
        using var layer = new NoisyLinear(3, 2, gain: 1, new Random(1));
        layer.get_parameter("deviation.bias")!.requires_grad_(false).fill_(0.25f);
        layer.DrawNoise(new Random(2));
        double[] noise = Factors(new Random(2), 5);
        var x = torch.tensor(new float[,] { { 1, -2, 3 } });
        var (mean, deviation, bias) = (layer.get_parameter("mean.weight")!, layer.get_parameter("deviation.weight")!, layer.get_parameter("mean.bias")!);

        var y = layer.forward(x);

        Assert.Equal(0.5 / Math.Sqrt(3), deviation[0, 0].item<float>(), 1e-6);
        for (var output = 0; output < 2; output++)
        {
            var expected = bias[output].item<float>() + 0.25 * noise[3 + output];
            for (var i = 0; i < 3; i++)
            {
                expected += (mean[output, i].item<float>() + deviation[output, i].item<float>() * noise[3 + output] * noise[i]) * x[0, i].item<float>();
            }

            Assert.Equal(expected, y[0, output].item<float>(), 1e-5);
        }

        static double[] Factors(Random random, int count) =>
            [.. Enumerable.Range(0, count).Select(_ => random.NextNormal()).Select(x => Math.Sign(x) * Math.Sqrt(Math.Abs(x)))];
    }

    [Fact]
    public void ManagedInferenceTakesTheNoiseThatIsOnTheWeights()
    {
        using var scope = NewDisposeScope();
        using var network = SampleNetworks.Make("rainbow");
        const int rows = 5;
        var (silent, numbers, frames, memory) = SampleNetworks.Inference("rainbow", rows);
        network.DrawNoise(new Random(1));
        var (noisy, quiet) = (new float[rows * 5], new float[rows * 5]);

        network.Inference().Forward(numbers, frames, memory, rows, noisy);
        silent.Forward(numbers, frames, memory, rows, quiet);

        var expected = SampleNetworks.Values(SampleNetworks.Forward(network, numbers, frames, memory, rows).Output);
        Assert.All(expected.Zip(noisy), pair => Assert.Equal(pair.First, pair.Second, 3e-5f));
        Assert.NotEqual(quiet, noisy);
    }

    [Fact]
    public void GradientsReachMeansAndDeviationsAndNewNoiseDoesNotDisturbThem()
    {
        using var scope = NewDisposeScope();
        using var network = Make(new ActionValueHead("value", 3, HiddenSize: 8, Duelling: true, Noisy: true, new ReturnAtoms(5, 0, 1)));
        network.DrawNoise(new Random(1));
        var loss = network.Head("value", torch.ones(2, 4)).square().sum();
        network.DrawNoise(new Random(2));

        loss.backward();

        Assert.All(network.named_parameters(), named => Assert.True(named.parameter.grad!.abs().max().item<float>() > 0, named.name));
    }

    [Fact]
    public void DrawingNoiseKeepsNoTensors()
    {
        using var network = Make(new ActionValueHead("value", 3, HiddenSize: 8, Duelling: true, Noisy: true, Atoms: null));
        network.DrawNoise(new Random(1));
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (var i = 0; i < 50; i++)
        {
            using var scope = NewDisposeScope();
            network.DrawNoise(new Random(i));
            network.Head("value", torch.ones(2, 4));
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static DeepNetwork Make(ActionValueHead head)
    {
        var network = new DeepNetwork(new DeepDescription(Encoder, Memory: 0, [head]), new Random(1));
        if (!head.Noisy) network.Load(SampleNetworks.Weights(network, 2));
        return network;
    }
}
