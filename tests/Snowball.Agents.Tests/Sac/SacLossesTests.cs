using Snowball.Agents.Distributions;
using Snowball.Agents.Sac;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Sim.Numerics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Sac;

public sealed class SacLossesTests : IDisposable
{
    private const int Rows = 7, Numbers = 3, Dimensions = 2;

    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly Random _random = new(1);

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GradientsAreThoseOfFiniteDifferences(bool isSaturated)
    {
        // Smooth activations: a kink within a step would be no error of the gradient.
        var encoder = new MlpEncoder(Numbers, [5], Activation.Tanh);
        using var networks = new SacNetworks(encoder, [5], Dimensions, temperature: 0.3, _random);
        using var targets = new TwinCritics(encoder, [5], Dimensions, _random);
        networks.to(ScalarType.Float64);
        targets.to(ScalarType.Float64);
        if (isSaturated) Shift(networks, "actor.heads.policy.bias", 4);
        var gradient = new SacGradient(networks, targets, targetEntropy: -Dimensions);
        var batch = new SacTensors(
            new Sensed(Normal(Rows, Numbers), null), Normal(Rows, Dimensions).tanh(), Normal(Rows), full(Rows, 0.9, ScalarType.Float64),
            new Sensed(Normal(Rows, Numbers), null), Normal(Rows, Dimensions), Normal(Rows, Dimensions));
        var temperature = networks.LogTemperature.detach().exp();
        var target = gradient.Target(batch, temperature);

        gradient.Set(batch, new float[SacGradient.Measured]);
        foreach (var (name, parameter) in networks.named_parameters())
        {
            Func<Tensor> loss = name.StartsWith("critics", StringComparison.Ordinal) ? () => gradient.CriticLoss(batch, target)
                : name.StartsWith("actor", StringComparison.Ordinal) ? () => gradient.PolicyLosses(batch, temperature).Actor
                : () => gradient.PolicyLosses(batch, temperature).Temperature;
            double[] computed = parameter.grad!.data<double>().ToArray();
            double largest = 0;
            for (int i = 0; i < computed.Length; i++)
            {
                Assert.Equal(Difference(loss, parameter, i), computed[i], 1e-7);
                largest = Math.Max(largest, Math.Abs(computed[i]));
            }
            Assert.True(largest > 1e-6, $"nothing moves {name}");
        }
    }

    [Fact]
    public void AnyEncoderIsTrainedInAllItsWeights()
    {
        var encoder = new ConvolutionalEncoder(Numbers, ConvolutionalLayers.Nature, new FrameShape(1, 36, 36), 8);
        using var networks = new SacNetworks(encoder, [6], Dimensions, temperature: 0.3, _random);
        using var targets = new TwinCritics(encoder, [6], Dimensions, _random);
        targets.MoveTo(networks.Critics, 1);
        byte[] pixels = new byte[Rows * 36 * 36];
        _random.NextBytes(pixels);
        var sensed = new Sensed(Normal(Rows, Numbers).to_type(ScalarType.Float32), tensor(pixels, ScalarType.Byte).reshape(Rows, 1, 36, 36));
        var noise = Normal(Rows, Dimensions).to_type(ScalarType.Float32);
        var batch = new SacTensors(sensed, noise.tanh(), ones(Rows), ones(Rows), sensed, noise, noise);

        new SacGradient(networks, targets, targetEntropy: -Dimensions).Set(batch, new float[SacGradient.Measured]);
        foreach (var (name, parameter) in networks.named_parameters())
            Assert.True(parameter.grad!.abs().max().item<float>() > 0, $"nothing moves {name}");
    }

    [Fact]
    public void TheTargetIsTheRewardAndTheDiscountedSoftValue()
    {
        var target = SacLosses.Target(
            tensor([1.0, 2.0, 3.0]), tensor([0.9, 0.81, 0.0]), tensor([5.0, 7.0, 100.0]), tensor([6.0, 4.0, 100.0]), tensor([-1.0, 0.5, -3.0]), tensor([0.2]));
        Assert.Equal([1 + 0.9 * (5 + 0.2), 2 + 0.81 * (4 - 0.1), 3], target.data<double>().ToArray());
    }

    /// <summary>
    /// With the reward itself for critics, the actor's loss is least where reward + temperature x entropy is largest. Noise is the midpoints of intervals
    /// of the normal distribution that are equally likely, so the mean over it is an integral.
    /// </summary>
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(2.0)]
    public void TheActorsLossIsLeastAtTheBestSquashedGaussian(double temperature)
    {
        var best = SquashedGaussianOptimum.OfTemperature(Reward, temperature);
        var mean = new Parameter(zeros(1, 1, ScalarType.Float64));
        var logStd = new Parameter(zeros(1, 1, ScalarType.Float64));
        var noise = tensor([.. Enumerable.Range(0, 1000).Select(i => (double)Elementary.InverseNormal((i + 0.5f) / 1000))]).to_type(ScalarType.Float64);
        using var optimiser = optim.Adam([mean, logStd], 0.05);
        double loss = 0;
        for (int step = 0; step < 400; step++)
        {
            using var scope = NewDisposeScope();
            foreach (var group in optimiser.ParamGroups) group.LearningRate = 0.05 * (1 - step / 400.0);
            var drawn = mean + logStd.exp() * noise.unsqueeze(1);
            var reward = 1 - (drawn.tanh().squeeze(1) - 0.3).square() * 2;
            var value = SacLosses.Actor(reward, reward + 1, SquashedGaussian.LogDensity(mean, logStd, drawn), full(1, temperature, ScalarType.Float64));
            var gradients = autograd.grad([value], [mean, logStd]);
            (mean.grad, logStd.grad) = (gradients[0], gradients[1]);
            optimiser.step();
            loss = value.item<double>();
        }
        Assert.Equal(best.Mean, mean.item<double>(), 0.01);
        Assert.Equal(best.LogStd, logStd.item<double>(), 0.01);
        Assert.Equal(best.MeanReward + temperature * best.Entropy, -loss, 0.002);

        // No distribution of actions does better than exp(reward / temperature), normalised: the soft value.
        double soft = temperature * Math.Log(Enumerable.Range(0, 4000).Sum(i => Math.Exp(Reward(-1 + (i + 0.5) / 2000) / temperature) / 2000));
        Assert.InRange(soft + loss, 0, 0.04 * temperature);
    }

    private static double Reward(double action) => 1 - 2 * (action - 0.3) * (action - 0.3);

    private static double Difference(Func<Tensor> loss, Tensor parameter, int element)
    {
        const double Step = 1e-5;
        double above = After(Step), below = After(-2 * Step);
        After(Step);
        return (above - below) / (2 * Step);

        double After(double change)
        {
            using var scope = NewDisposeScope();
            using (no_grad()) parameter.view(-1)[element].add_(change);
            return loss().item<double>();
        }
    }

    private static void Shift(nn.Module module, string name, double by)
    {
        using var noGradient = no_grad();
        module.named_parameters().Single(named => named.name == name).parameter.add_(by);
    }

    private Tensor Normal(params long[] shape)
    {
        double[] values = new double[shape.Aggregate(1L, (size, length) => size * length)];
        for (int i = 0; i < values.Length; i++) values[i] = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return tensor(values).reshape(shape);
    }
}
