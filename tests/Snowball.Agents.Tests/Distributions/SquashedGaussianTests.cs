using Snowball.Agents.Distributions;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Distributions;

public sealed class SquashedGaussianTests
{
    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.7, -1.0)]
    [InlineData(-1.5, 0.3)]
    public void TheDensityOfActionsHasAnIntegralOfOne(double mean, double logStd)
    {
        using var scope = NewDisposeScope();
        // The midpoint rule over the actions themselves.
        const int Cells = 200_000;
        var actions = (arange(Cells, ScalarType.Float64) + 0.5) * (2.0 / Cells) - 1;
        var density = SquashedGaussian.LogDensity(Column(mean), tensor(new[] { logStd }), actions.atanh().unsqueeze(1)).exp();
        Assert.Equal(1, density.sum().item<double>() * 2 / Cells, 1e-4);
    }

    [Theory]
    [InlineData(0.0, -2.0)]
    [InlineData(0.3, 0.0)]
    [InlineData(-2.0, -0.5)]
    public void TheEntropyIsTheMeanOfTheNegativeLogarithmOfTheDensity(double mean, double logStd)
    {
        const int Cells = 100_000;
        double std = Math.Exp(logStd), width = 20 * std / Cells, sum = 0;
        for (int i = 0; i < Cells; i++)
        {
            double u = mean - 10 * std + (i + 0.5) * width, z = (u - mean) / std;
            double density = Math.Exp(-z * z / 2) / (std * Math.Sqrt(2 * Math.PI));
            sum -= width * density * (Math.Log(density) - Math.Log(1 - Math.Tanh(u) * Math.Tanh(u) + 1e-300));
        }
        Assert.Equal(sum, SquashedGaussian.Entropy([(float)mean], [(float)logStd], new float[1], new float[1]), 0.02);
    }

    [Fact]
    public void TheLogarithmOfTheDerivativeKeepsItsDigitsWhereTanhIsOne()
    {
        foreach (float u in (float[])[0f, 0.1f, -1f, 3f, -9f, 20f, -40f])
        {
            double exact = Math.Abs(u) < 15 ? Math.Log(1 - Math.Tanh(u) * Math.Tanh(u)) : Math.Log(4) - 2 * Math.Abs(u);
            Assert.Equal(exact, SquashedGaussian.LogDerivative(u), 1e-5);
            using var number = tensor(u);
            using var derivative = SquashedGaussian.LogDerivative(number);
            Assert.Equal(exact, derivative.item<float>(), 1e-5);
        }
    }

    /// <summary>By the mean, by the logarithm of the standard deviation, and by u, as a reparametrised draw needs it.</summary>
    [Fact]
    public void GradientsAgreeWithFiniteDifferences()
    {
        using var scope = NewDisposeScope();
        Gradients.AssertAgree(
            [tensor(new[,] { { 0.3, -1.2 }, { 2.0, 0.1 } }), tensor(new[] { -0.5, 0.2 }), tensor(new[,] { { 0.9, -2.0 }, { 1.4, 0.3 } })],
            parts => SquashedGaussian.LogDensity(parts[0], parts[1], parts[2]).sum());
    }

    [Fact]
    public void OneActionHasTheDensityOfABatch()
    {
        using var scope = NewDisposeScope();
        float[] mean = [0.3f, -1.2f], logStd = [-0.5f, 0.2f], drawn = [0.9f, -2f];
        using var batch = SquashedGaussian.LogDensity(tensor(mean).unsqueeze(0), tensor(logStd), tensor(drawn).unsqueeze(0));
        Assert.Equal(batch.item<float>(), SquashedGaussian.LogDensity(mean, logStd, drawn, new float[2], new float[2]), 1e-5f);
    }

    private static Tensor Column(double mean) => tensor(new[] { mean }).unsqueeze(1);
}
