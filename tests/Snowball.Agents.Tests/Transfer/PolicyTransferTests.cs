using System.Collections.Immutable;
using Snowball.Agents.Tests.Environments;
using Snowball.Agents.Training;
using Snowball.Agents.Transfer;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Agents.Tests.Transfer;

public sealed class PolicyTransferTests
{
    private static readonly ImmutableArray<int> Sizes = [8, 8];

    [Fact]
    public void TheSameNetworkIsTakenOverToTheBit()
    {
        var environment = new Seen(["a", "b", "c"], ActionSpec.Discrete(["x", "y"]));
        var earlier = Earlier(environment);
        var transfer = new PolicyTransfer(earlier, environment);
        using var target = Network(environment, seed: 2);
        transfer.Into("policy.", target);

        Assert.Empty(transfer.Fresh);
        foreach (var (name, weights) in target.Weights()) Assert.Equal(earlier.Weights[name].Bytes.ToArray(), weights.Bytes.ToArray());
        Assert.Equal("From ppo on earlier: took over policy.encoder, policy.heads.policy; fresh: nothing", transfer.Report().ToString());
    }

    [Fact]
    public void ColumnsOfTheFirstLayerAndStatisticsFollowTheNamesOfFields()
    {
        var earlier = Earlier(new Seen(["a", "b", "c"], ActionSpec.Discrete(["x", "y"])));
        var environment = new Seen(["new", "c", "a"], ActionSpec.Discrete(["x", "y"]));
        var transfer = new PolicyTransfer(earlier, environment);
        using var target = Network(environment, seed: 2);
        transfer.Into("", target);

        // What the network makes of c and a is what it made of them, whatever is new.
        var inference = NetworkInference.Create((DeepDescription)earlier.Description.Network, earlier.Weights);
        float[] before = new float[2], after = new float[2];
        inference.Forward([0.3f, 0f, -0.7f], [], [], 1, before);
        target.Inference().Forward([5f, -0.7f, 0.3f], [], [], 1, after);
        Assert.Equal(before, after);

        var normaliser = transfer.Normaliser(new RunningNormaliser(3))!;
        Assert.Equal([0.0, 3.0, 1.0], normaliser.Mean.ToArray());
        Assert.Equal([1.0, 6.0, 4.0], normaliser.Variance.ToArray());
        Assert.Equal(10_000, normaliser.Count);
        Assert.Equal(["new"], transfer.Report().NewFields);
    }

    [Fact]
    public void AHeadOfOtherChoicesIsFresh()
    {
        var environment = new Seen(["a", "b", "c"], ActionSpec.Discrete(["x", "y", "z"]));
        var transfer = new PolicyTransfer(Earlier(new Seen(["a", "b", "c"], ActionSpec.Discrete(["x", "y"]))), environment);
        using var target = Network(environment, seed: 2);
        transfer.Into("", target);
        Assert.Equal(["heads.policy.weight", "heads.policy.bias"], transfer.Fresh);
        Assert.Equal("From ppo on earlier: took over encoder; fresh: heads.policy", transfer.Report().ToString());
    }

    [Fact]
    public void AHeadOfOtherDimensionsIsFresh()
    {
        var environment = new Seen(["a"], ActionSpec.Continuous(["acceleration"]));
        var transfer = new PolicyTransfer(Earlier(new Seen(["a"], ActionSpec.Continuous(["steering"]))), environment);
        using var target = Network(environment, seed: 2);
        transfer.Into("", target);
        Assert.Equal(["heads.policy"], transfer.Report().Fresh);
    }

    /// <summary>The second layer is of another size: it is fresh, and with it the head that reads it.</summary>
    [Fact]
    public void WhatReadsAFreshLayerIsFresh()
    {
        var environment = new Seen(["a"], ActionSpec.Discrete(["x", "y"]));
        var transfer = new PolicyTransfer(Earlier(environment), environment);
        using var target = Network(environment, seed: 2, sizes: [8, 6]);
        transfer.Into("", target);
        Assert.Equal(["encoder.layers.1.weight", "encoder.layers.1.bias", "heads.policy.weight", "heads.policy.bias"], transfer.Fresh);
    }

    [Theory]
    [InlineData("other", 8, Activation.Tanh)]
    [InlineData("a", 7, Activation.Tanh)]
    [InlineData("a", 8, Activation.Relu)]
    public void SaysWhereNothingFits(string field, int size, Activation activation)
    {
        var environment = new Seen([field], ActionSpec.Discrete(["x", "y"]));
        var transfer = new PolicyTransfer(Earlier(new Seen(["a"], ActionSpec.Discrete(["x", "y"]))), environment);
        using var target = Network(environment, seed: 2, [size, size], activation);
        transfer.Into("", target);
        Assert.Equal(
            "nothing of the earlier policy, ppo on earlier, fits: it has fully connected layers of 8, 8 (tanh) that reads a",
            Assert.Throws<InputException>(transfer.Report).Message);
    }

    [Theory]
    [InlineData(true, "leave out normalise_observations")]
    [InlineData(false, "set normalise_observations=false")]
    public void OnlyOneOfTheTwoNormalisesObservations(bool earlierDoes, string expected)
    {
        var environment = new Seen(["a"], ActionSpec.Discrete(["x", "y"]));
        var earlier = Earlier(environment);
        var transfer = new PolicyTransfer(earlierDoes ? earlier : earlier with { Normaliser = null }, environment);
        var exception = Assert.Throws<InputException>(() => transfer.Normaliser(earlierDoes ? null : new RunningNormaliser(1)));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private static TrainedNetwork Earlier(IBatchEnvironment environment)
    {
        using var network = Network(environment, seed: 1);
        int size = environment.Observation.Size;
        double[] mean = [.. Enumerable.Range(1, size).Select(i => (double)i)], variance = [.. Enumerable.Range(4, size).Select(i => (double)i)];
        return new TrainedNetwork(
            new PolicyDescription(
                "ppo", network.Description, TrainedPolicy.DescribeObservation(environment), TrainedPolicy.Describe(environment.Action), Normaliser: true,
                new ScenarioDescription("earlier", "00"), new TrainingDescription(1, 1), ImmutableSortedDictionary<string, double>.Empty),
            network.Weights(), new RunningNormaliser(mean, variance, 1_000_000));
    }

    private static DeepNetwork Network(IBatchEnvironment environment, int seed, ImmutableArray<int>? sizes = null, Activation activation = Activation.Tanh)
    {
        int outputs = environment.Action.IsDiscrete ? environment.Action.Choices : environment.Action.Dimensions;
        return new DeepNetwork(
            new DeepDescription(new MlpEncoder(environment.Observation.Size, sizes ?? Sizes, activation), Memory: 0, [new LinearHead("policy", outputs)]), new Random(seed));
    }

    /// <summary>Only its layout matters.</summary>
    private sealed class Seen(string[] fields, ActionSpec action) : SmallEnvironment(1, 1, Fields(fields), action)
    {
        protected override void Start(Span<float> state, ref RandomStream noise) => state[0] = 0;

        protected override (float Reward, bool Terminated) Advance(Span<float> state, ReadOnlySpan<float> action, ref RandomStream noise) => (0, false);

        protected override void Observe(ReadOnlySpan<float> state, Span<float> observation) => observation.Clear();
    }
}
