using Snowball.Agents.Distributions;
using Snowball.Agents.Ppo;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Ppo;

/// <summary>Values worked out by hand, and gradients beside finite differences, on either side of every corner.</summary>
public sealed class PpoLossesTests
{
    [Theory]
    [InlineData(1.1, 2.0, -2.2)]
    [InlineData(1.5, 2.0, -2.4)]    // gains beyond the range do not count
    [InlineData(0.5, 2.0, -1.0)]
    [InlineData(0.5, -2.0, 1.6)]
    [InlineData(1.5, -2.0, 3.0)]    // losses do
    public void ThePolicyGainsNothingBeyondTheRange(double ratio, double advantage, double expected)
    {
        using var loss = PpoLosses.Policy(tensor(new[] { ratio }), tensor(new[] { advantage }), 0.2);
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Theory]
    [InlineData(1.0, 0.9, 2.0, 0.0, 1.0)]
    [InlineData(1.0, 0.9, 2.0, 0.2, 1.0)]    // within the range it is the same
    [InlineData(1.8, 1.0, 2.0, 0.2, 0.64)]   // held at 1.2, where the error is larger
    [InlineData(3.0, 1.9, 2.0, 0.2, 1.0)]    // held at 2.1, but the larger error counts
    public void AValueIsHeldNearToWhatItWas(double value, double before, double target, double range, double expected)
    {
        using var loss = PpoLosses.Value(tensor(new[] { value }), tensor(new[] { before }), tensor(new[] { target }), range);
        Assert.Equal(expected, loss.item<double>(), 1e-12);
    }

    [Fact]
    public void GradientsAgreeWithFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        var advantages = tensor(new[] { 1.0, 1.0, 1.0, -1.0, -1.0, -1.0 });
        Gradients.AssertAgree(
            [tensor(new[] { 0.5, 1.1, 1.5, 0.5, 1.1, 1.5 })], ratio => PpoLosses.Policy(ratio[0], advantages, 0.2));
        var (before, targets) = (tensor(new[] { 0.9, 1.0, 1.9, 0.0 }), tensor(new[] { 2.0, 2.0, 2.0, -1.0 }));
        foreach (double range in (double[])[0, 0.2])
            Gradients.AssertAgree([tensor(new[] { 1.0, 1.8, 3.0, 0.1 })], values => PpoLosses.Value(values[0], before, targets, range));
    }

    [Fact]
    public void GradientsOfDistributionsAgreeWithFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        Tensor Scores() => tensor(new[,] { { 0.3, -1.2, 0.8 }, { 2.0, 0.1, -0.4 } });
        var chosen = tensor(new[,] { { 2.0 }, { 0.0 } });
        Gradients.AssertAgree([Scores()], scores => Categorical.Evaluate(scores[0], chosen).LogProbability.sum());
        Gradients.AssertAgree([Scores()], scores => Categorical.Evaluate(scores[0], chosen).Entropy.sum());
        var drawn = tensor(new[,] { { 0.1, 0.2, -1.0 }, { 1.5, 0.0, 0.3 } });
        Gradients.AssertAgree([Scores(), tensor(new[] { -0.5, 0.1, 0.3 })], parts => DiagonalGaussian.LogDensity(parts[0], parts[1], drawn).sum());
        Gradients.AssertAgree([tensor(new[] { -0.5, 0.1 })], parts => DiagonalGaussian.Entropy(parts[0]));
    }
}
