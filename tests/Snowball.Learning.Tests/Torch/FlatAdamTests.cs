using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class FlatAdamTests
{
    [Fact]
    public void StepsAsLibtorchsOptimiserDoes()
    {
        using var scope = NewDisposeScope();
        using var mine = Network(seed: 1);
        using var theirs = Network(seed: 1);
        using var flat = new FlatAdam(mine.parameters());
        using var optimiser = optim.Adam(theirs.parameters(), lr: 1e-2, beta2: 0.999, eps: 1e-5);
        for (int i = 0; i < 20; i++)
        {
            using var gradient = FlatAdam.Flatten(autograd.grad([Loss(mine, i)], [.. flat.Parameters]));
            flat.Step(gradient, 1e-2, longest: 0.5);

            optimiser.zero_grad();
            Loss(theirs, i).backward();
            nn.utils.clip_grad_norm_(theirs.parameters(), 0.5);
            optimiser.step();
        }
        foreach (var (a, b) in mine.parameters().Zip(theirs.parameters()))
            Assert.InRange((a - b).abs().max().item<float>(), 0, 1e-4f);
    }

    [Fact]
    public void LeavesOutWhatIsFrozen()
    {
        using var scope = NewDisposeScope();
        using var network = Network(seed: 1);
        var frozen = network.parameters().First();
        frozen.requires_grad_(false);
        using var before = frozen.clone();
        using var optimiser = new FlatAdam(network.parameters());
        using var gradient = FlatAdam.Flatten(autograd.grad([Loss(network, 0)], [.. optimiser.Parameters]));
        optimiser.Step(gradient, 1e-2, longest: 1);
        Assert.Equal(network.parameters().Count() - 1, optimiser.Parameters.Count);
        Assert.True(before.Equals(frozen));
    }

    [Fact]
    public void RefusesAGradientThatIsNotFinite()
    {
        using var network = Network(seed: 1);
        using var optimiser = new FlatAdam(network.parameters());
        using var gradient = full(network.parameters().Sum(parameter => parameter.numel()), float.NaN);
        var before = network.PolicyWeights().Values.Select(tensor => tensor.ToArray<float>()).ToArray();
        Assert.Throws<ArithmeticException>(() => optimiser.Step(gradient, 1e-2, longest: 1));
        Assert.Equal(before, network.PolicyWeights().Values.Select(tensor => tensor.ToArray<float>()));
    }

    [Fact]
    public void GoesOnToTheBit()
    {
        using var scope = NewDisposeScope();
        using var whole = Network(seed: 1);
        using var flat = new FlatAdam(whole.parameters());
        Learn(whole, flat, 0, 5);
        var state = new SafetensorsFile("state");
        flat.Save(state);

        using var resumed = Network(seed: 2);
        using var other = new FlatAdam(resumed.parameters());
        other.Load(state);
        Learn(whole, flat, 5, 5);
        Learn(resumed, other, 5, 5);
        Assert.All(whole.parameters().Zip(resumed.parameters()), pair => Assert.True(pair.First.Equals(pair.Second)));
    }

    private static void Learn(ActorCritic network, FlatAdam optimiser, int first, int count)
    {
        for (int i = first; i < first + count; i++)
        {
            using var gradient = FlatAdam.Flatten(autograd.grad([Loss(network, i)], [.. optimiser.Parameters]));
            optimiser.Step(gradient, 1e-2, longest: 0.5);
        }
    }

    private static ActorCritic Network(int seed) =>
        new(new MlpEncoder(3, [8], Activation.Tanh), memory: 0, 2, ["value"], new Random(seed), logStandardDeviation: -0.5f);

    private static Tensor Loss(ActorCritic network, int number)
    {
        var random = new Random(number);
        var outputs = network.Evaluate(tensor([.. Enumerable.Range(0, 24).Select(_ => random.NextSingle())], 8, 3));
        return (outputs[0] - 1).square().sum() + outputs[1].square().sum() + network.LogStandardDeviation!.exp().sum();
    }
}
