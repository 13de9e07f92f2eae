using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Tests.Inference;
using Snowball.Learning.Tests.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class MemoryTests
{
    private const int Steps = 6, Rows = 3, Inputs = 4, Cells = 5;

    private static readonly DeepDescription Description =
        new(new MlpEncoder(Inputs, [], Activation.Tanh), Memory: Cells, [new LinearHead("policy", 2), new LinearHead("value", 1)]);

    // Row 0 goes on, row 1 starts anew at step 2, row 2 at steps 0, 3 and 4.
    private static readonly bool[,] Starts =
    {
        { false, false, true }, { false, false, false }, { false, true, false }, { false, false, true }, { false, false, true }, { false, false, false },
    };

    [Fact]
    public void SequencesAreTheEquationsStepByStepWithAClearStateWhereAnEpisodeStarts()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var (features, state) = Values();

        var (remembered, last) = network.Remember(tensor(features).reshape(Steps, Rows, Inputs), tensor(state).reshape(Rows, 2 * Cells), tensor(Starts));

        var (expected, expectedLast) = ByHand(network, features, state);
        Assert.Equal([Steps, Rows, Cells], remembered.shape);
        Assert.Equal([Rows, 2 * Cells], last.shape);
        Assert.All(expected.Zip(SampleNetworks.Values(remembered)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        Assert.All(expectedLast.Zip(SampleNetworks.Values(last)), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
    }

    [Fact]
    public void ManagedStepsWithMemoryClearedAtStartsGiveTheWholeSequence()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        var inference = network.Inference();
        var (features, state) = Values();
        var (remembered, last) = network.Remember(tensor(features).reshape(Steps, Rows, Inputs), tensor(state).reshape(Rows, 2 * Cells), tensor(Starts));
        var output = new float[Rows * 3];

        for (var step = 0; step < Steps; step++)
        {
            for (var row = 0; row < Rows; row++)
            {
                if (Starts[step, row]) state.AsSpan(row * 2 * Cells, 2 * Cells).Clear();
            }

            inference.Forward(features.AsSpan(step * Rows * Inputs), [], state, Rows, output);

            var expected = SampleNetworks.Values(cat([network.Head("policy", remembered[step]), network.Head("value", remembered[step])], dim: 1));
            Assert.All(expected.Zip(output), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }

        Assert.All(SampleNetworks.Values(last).Zip(state), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    /// <summary>By central differences: of a late output, by features of the first step, by the state before it, and by weights.</summary>
    [Fact]
    public void GradientsFlowThroughTimeAndStopAtStarts()
    {
        using var scope = NewDisposeScope();
        using var network = Network();
        network.to(float64);
        var (features, state) = Values();
        var x = tensor(features.Select(value => (double)value).ToArray()).reshape(Steps, Rows, Inputs).requires_grad_();
        var s = tensor(state.Select(value => (double)value).ToArray()).reshape(Rows, 2 * Cells).requires_grad_();
        var weight = network.get_parameter("memory.weight_hh_l0")!;

        Loss().backward();

        Assert.NotEqual(0, x.grad![0, 0, 0].item<double>());
        Assert.Equal(0, x.grad[1, 1].abs().max().item<double>());
        Assert.NotEqual(0, x.grad[2, 1, 0].item<double>());
        Assert.NotEqual(0, s.grad![0, 0].item<double>());
        Assert.Equal(0, s.grad[1].abs().max().item<double>());
        Assert.Equal(0, s.grad[2].abs().max().item<double>());
        foreach (var parameter in new[] { x, s, weight })
        {
            var (flat, gradient) = (parameter.detach().view(-1), parameter.grad!.view(-1));
            for (var i = 0; i < flat.numel(); i += 3)
            {
                var (value, step) = (flat[i].item<double>(), 1e-5);
                flat[i] = value + step;
                var above = Loss().item<double>();
                flat[i] = value - step;
                var below = Loss().item<double>();
                flat[i] = value;
                Assert.Equal((above - below) / (2 * step), gradient[i].item<double>(), 1e-8);
            }
        }

        Tensor Loss() => network.Remember(x, s, tensor(Starts)).Features[Steps - 1].square().sum();
    }

    [Fact]
    public void WithoutMemoryThereIsNoneToAsk()
    {
        using var network = new DeepNetwork(Description with { Memory = 0 }, new Random(1));

        Assert.Throws<InvalidOperationException>(() => network.Remember(zeros(1, 1, Inputs), zeros(1, 2 * Cells), zeros(1, 1, dtype: @bool)));
        Assert.Equal(0, network.Inference().MemorySize);
    }

    private static DeepNetwork Network()
    {
        var network = new DeepNetwork(Description, new Random(1));
        network.Load(SampleNetworks.Weights(network, 2));
        return network;
    }

    private static (float[] Features, float[] State) Values()
    {
        var random = new Random(3);
        return (RandomLayers.Values(random, Steps * Rows * Inputs, 2), RandomLayers.Values(random, Rows * 2 * Cells, 1));
    }

    private static (List<double> Features, double[] State) ByHand(DeepNetwork network, float[] features, float[] start)
    {
        var weights = network.Weights();
        var (wi, wh) = (weights["memory.weight_ih_l0"].ToArray<float>(), weights["memory.weight_hh_l0"].ToArray<float>());
        var (bi, bh) = (weights["memory.bias_ih_l0"].ToArray<float>(), weights["memory.bias_hh_l0"].ToArray<float>());
        var outputs = new List<double>();
        double[] state = [.. start.Select(value => (double)value)];
        for (var step = 0; step < Steps; step++)
        {
            for (var row = 0; row < Rows; row++)
            {
                if (Starts[step, row]) Array.Clear(state, row * 2 * Cells, 2 * Cells);
                var gates = new double[4 * Cells];
                for (var gate = 0; gate < 4 * Cells; gate++)
                {
                    gates[gate] = bi[gate] + bh[gate];
                    for (var i = 0; i < Inputs; i++) gates[gate] += wi[gate * Inputs + i] * features[(step * Rows + row) * Inputs + i];
                    for (var i = 0; i < Cells; i++) gates[gate] += wh[gate * Cells + i] * state[row * 2 * Cells + i];
                }

                for (var cell = 0; cell < Cells; cell++)
                {
                    ref var c = ref state[row * 2 * Cells + Cells + cell];
                    c = Sigmoid(gates[Cells + cell]) * c + Sigmoid(gates[cell]) * Math.Tanh(gates[2 * Cells + cell]);
                    state[row * 2 * Cells + cell] = Sigmoid(gates[3 * Cells + cell]) * Math.Tanh(c);
                    outputs.Add(state[row * 2 * Cells + cell]);
                }
            }
        }

        return (outputs, state);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
