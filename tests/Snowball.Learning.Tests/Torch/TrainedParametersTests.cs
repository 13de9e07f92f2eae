using System.Runtime.InteropServices;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class TrainedParametersTests
{
    private const int Inputs = 6, Hidden = 16, Outputs = 3;
    private static readonly FineTuning RankTwo = new(AdapterRank: 2);
    private static readonly HashSet<string> Nothing = [];

    [Fact]
    public void NewAdaptersChangeNothing()
    {
        using var network = Network();
        var before = network.Weights();
        using var trained = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        trained.Apply();
        foreach (var (name, weights) in network.Weights()) Assert.Equal(before[name].Bytes.ToArray(), weights.Bytes.ToArray());
    }

    /// <summary>16 x 6 and 16 x 16 are adapted; 2 x (3 + 16) = 38 is less than the 48 of the head, so it is adapted too; biases are frozen.</summary>
    [Fact]
    public void CountsWhatIsTrained()
    {
        using var network = Network();
        long total = 16 * 6 + 16 + 16 * 16 + 16 + 3 * 16 + 3;
        using var all = TrainedParameters.All(network);
        Assert.Equal((total, total), (all.Count, all.Total));

        using var adapted = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        Assert.Equal((2 * (16 + 6) + 2 * (16 + 16) + 2 * (3 + 16), total), (adapted.Count, adapted.Total));

        // 3 x (3 + 16) = 57 is more than the 48 of the head itself.
        using var wider = TrainedParameters.Of(network, new FineTuning(3), Nothing, new Random(1));
        Assert.Equal((3 * (16 + 6) + 3 * (16 + 16) + 3 * 16, total), (wider.Count, wider.Total));

        using var freshHead = TrainedParameters.Of(network, RankTwo, new HashSet<string> { "heads.policy.weight", "heads.policy.bias" }, new Random(1));
        Assert.Equal((2 * (16 + 6) + 2 * (16 + 16) + 3 * 16 + 3, total), (freshHead.Count, freshHead.Total));

        using var frozen = TrainedParameters.Of(network, new FineTuning(FreezeEncoder: true), Nothing, new Random(1));
        Assert.Equal((3 * 16 + 3, total), (frozen.Count, frozen.Total));
    }

    [Fact]
    public void TrainsAdaptersAndLeavesTheRestAsItWasToTheBit()
    {
        using var network = Network();
        var before = network.Weights();
        using var trained = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        double start = LossNow(network);
        Train(network, trained, 200);
        Assert.InRange(LossNow(network), 0, 0.5 * start);

        var after = network.Weights();
        foreach (var (name, value) in trained.Frozen) Assert.Equal(before[name].Bytes.ToArray(), Bytes(value));
        foreach (string name in before.Keys.Where(name => name.EndsWith(".bias", StringComparison.Ordinal)))
            Assert.Equal(before[name].Bytes.ToArray(), after[name].Bytes.ToArray());
        foreach (string name in before.Keys.Where(name => name.EndsWith(".weight", StringComparison.Ordinal)))
            Assert.NotEqual(before[name].Bytes.ToArray(), after[name].Bytes.ToArray());
    }

    [Fact]
    public void AFrozenEncoderStaysAsItWasToTheBit()
    {
        using var network = Network();
        var before = network.Weights();
        using var trained = TrainedParameters.Of(network, new FineTuning(FreezeEncoder: true), Nothing, new Random(1));
        Train(network, trained, 20);
        foreach (var (name, weights) in network.Weights())
            Assert.Equal(name.StartsWith("encoder.", StringComparison.Ordinal), before[name].Bytes.Span.SequenceEqual(weights.Bytes.Span));
    }

    /// <summary>The exported network against one that computes W0 x and B (A x) apart.</summary>
    [Fact]
    public void MergedWeightsGiveWhatFrozenOnesAndAdaptersGive()
    {
        using var network = Network();
        using var trained = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        Train(network, trained, 100);

        using var scope = NewDisposeScope();
        var (inputs, _) = Data();
        var named = trained.Named.ToDictionary(part => part.Name, part => (Tensor)part.Parameter);
        var frozen = trained.Frozen.ToDictionary(part => part.Name, part => part.Value);
        var x = inputs;
        foreach (string layer in (string[])["encoder.layers.0", "encoder.layers.1", "heads.policy"])
        {
            string weight = $"{layer}.weight";
            x = x.matmul(frozen[weight].t()) + x.matmul(named[$"{weight}.down"].t()).matmul(named[$"{weight}.up"].t()) + frozen[$"{layer}.bias"];
            if (layer != "heads.policy") x = x.tanh();
        }

        var merged = new float[inputs.shape[0] * Outputs];
        network.Inference().Forward(Floats(inputs), [], [], (int)inputs.shape[0], merged);
        float[] expected = Floats(x);
        for (int i = 0; i < merged.Length; i++) Assert.Equal(expected[i], merged[i], 1e-6f * Math.Max(1, Math.Abs(expected[i])));
    }

    [Fact]
    public void GradientsOfAdaptersAreThoseOfFiniteDifferences()
    {
        using var network = Network();
        using var trained = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        Train(network, trained, 20);
        using var scope = NewDisposeScope();
        var gradients = trained.Gradients(Loss(network));

        foreach (var ((name, parameter), computed) in trained.Named.Zip(gradients))
        {
            float[] values = Floats(parameter), gradient = Floats(computed);
            for (int i = 0; i < values.Length; i += 5)
            {
                const float Step = 1e-2f;
                double difference = (LossWith(values[i] + Step) - LossWith(values[i] - Step)) / (2 * Step);
                LossWith(values[i]);
                Assert.True(Math.Abs(difference - gradient[i]) < 2e-3 + 0.02 * Math.Abs(difference), $"{name}[{i}]: {difference} and {gradient[i]}");

                double LossWith(float value)
                {
                    var changed = (float[])values.Clone();
                    changed[i] = value;
                    parameter.bytes = MemoryMarshal.AsBytes(changed.AsSpan());
                    trained.Apply();
                    return LossNow(network);
                }
            }
        }
    }

    [Fact]
    public void GoesOnFromAFileToTheBit()
    {
        using var network = Network();
        using var trained = TrainedParameters.Of(network, RankTwo, new HashSet<string> { "heads.policy.bias" }, new Random(1));
        using var optimiser = new FlatAdam(trained.Parameters);
        Train(network, trained, 10, optimiser);
        var file = new SafetensorsFile("memory");
        trained.Save(file);
        optimiser.Save(file);

        using var other = Network(seed: 9);
        using var resumed = TrainedParameters.In(file, other);
        using var resumedOptimiser = new FlatAdam(resumed.Parameters);
        resumedOptimiser.Load(file);
        resumed.Load(file);
        Train(network, trained, 10, optimiser);
        Train(other, resumed, 10, resumedOptimiser);
        foreach (var (name, weights) in network.Weights()) Assert.Equal(weights.Bytes.ToArray(), other.Weights()[name].Bytes.ToArray());
    }

    [Fact]
    public void LeavesNoTensorBehind()
    {
        using var network = Network();
        using var trained = TrainedParameters.Of(network, RankTwo, Nothing, new Random(1));
        using var optimiser = new FlatAdam(trained.Parameters);
        Train(network, trained, 3, optimiser);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        Train(network, trained, 20, optimiser);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static DeepNetwork Network(int seed = 3) => new(
        new DeepDescription(new MlpEncoder(Inputs, [Hidden, Hidden], Activation.Tanh), Memory: 0, [new LinearHead("policy", Outputs)]), new Random(seed));

    private static (Tensor Inputs, Tensor Targets) Data()
    {
        var random = new Random(5);
        float[] inputs = [.. Enumerable.Range(0, 32 * Inputs).Select(_ => (float)random.NextDouble() * 2 - 1)];
        float[] targets = [.. Enumerable.Range(0, 32 * Outputs).Select(i => inputs[i / Outputs * Inputs + i % Outputs] * 2)];
        return (from_array(inputs).reshape(32, Inputs), from_array(targets).reshape(32, Outputs));
    }

    private static Tensor Loss(DeepNetwork network)
    {
        var (inputs, targets) = Data();
        var error = network.Head("policy", network.Encode(inputs, frames: null)) - targets;
        return (error * error).mean();
    }

    private static double LossNow(DeepNetwork network)
    {
        using var scope = NewDisposeScope();
        return Loss(network).item<float>();
    }

    private static void Train(DeepNetwork network, TrainedParameters trained, int steps)
    {
        using var optimiser = new FlatAdam(trained.Parameters);
        Train(network, trained, steps, optimiser);
    }

    private static void Train(DeepNetwork network, TrainedParameters trained, int steps, FlatAdam optimiser)
    {
        for (int i = 0; i < steps; i++)
        {
            using var scope = NewDisposeScope();
            optimiser.Step(FlatAdam.Flatten(trained.Gradients(Loss(network))), 1e-2, longest: 10);
            trained.Apply();
        }
    }

    private static byte[] Bytes(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().bytes.ToArray();
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(Bytes(tensor)).ToArray();
}
