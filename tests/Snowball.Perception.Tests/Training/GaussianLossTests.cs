using CsCheck;
using Snowball.Perception.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Tests.Training;

public sealed class GaussianLossTests
{
    /// <summary>Without weights it is the negative log-likelihood of a Gaussian, but for half the logarithm of 2 pi.</summary>
    [Fact]
    public void IsTheLikelihoodOfAGaussian() => Gen.Select(Gen.Double[-3, 3], Gen.Double[-2, 2], Gen.Double[-3, 3]).Sample((mean, log, target) =>
    {
        double variance = Math.Exp(log);
        double density = Math.Exp(-0.5 * (target - mean) * (target - mean) / variance) / Math.Sqrt(2 * Math.PI * variance);
        Assert.Equal(-Math.Log(density) - 0.5 * Math.Log(2 * Math.PI), Loss(mean, log, target, beta: 0).Loss, 1e-5);
    });

    /// <summary>At 1 the mean learns as by half a squared error, whatever the variance (Seitzer et al. 2022, equation 5).</summary>
    [Fact]
    public void AtOneTheMeanLearnsAsBySquaredErrors() => Gen.Select(Gen.Double[-3, 3], Gen.Double[-2, 2], Gen.Double[-3, 3]).Sample((mean, log, target) =>
        Assert.Equal(mean - target, Loss(mean, log, target, beta: 1).MeanGradient, 1e-5));

    /// <summary>Where the variance is the squared error, it stays.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void TheVarianceThatIsLearnedIsTheSquaredError(double beta)
    {
        Assert.Equal(0, Loss(1.5, Math.Log(0.25), 1, beta).LogGradient, 1e-6);
        Assert.True(Loss(1.5, Math.Log(0.3), 1, beta).LogGradient > 0);
        Assert.True(Loss(1.5, Math.Log(0.2), 1, beta).LogGradient < 0);
    }

    [Fact]
    public void SumsQuantitiesAndAveragesRows()
    {
        using var scope = NewDisposeScope();
        var loss = GaussianLoss.BetaLikelihood(tensor(new[,] { { 1f, 0f }, { 0f, 3f } }), zeros(2, 2), zeros(2, 2), beta: 0.5);
        Assert.Equal((0.5 + 4.5) / 2, loss.item<float>(), 1e-6);
    }

    private static (double Loss, double MeanGradient, double LogGradient) Loss(double mean, double log, double target, double beta)
    {
        using var scope = NewDisposeScope();
        var (m, l) = (tensor(new[,] { { mean } }).requires_grad_(), tensor(new[,] { { log } }).requires_grad_());
        var loss = GaussianLoss.BetaLikelihood(m, l, tensor(new[,] { { target } }), beta);
        loss.backward();
        return (loss.item<double>(), m.grad!.item<double>(), l.grad!.item<double>());
    }
}
