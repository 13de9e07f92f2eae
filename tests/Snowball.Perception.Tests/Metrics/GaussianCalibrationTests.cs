using MathNet.Numerics.Distributions;
using Snowball.Perception.Metrics;

namespace Snowball.Perception.Tests.Metrics;

public sealed class GaussianCalibrationTests
{
    private const int Draws = 40_000;

    [Fact]
    public void ResultsAreThoseOfTheFormulas()
    {
        var calibration = new GaussianCalibration(bins: 2);
        calibration.Add(1, 4);
        calibration.Add(-4, 4);
        calibration.Add(0, 9);
        calibration.Add(3, 9);
        var result = calibration.Result;
        // Scores 0.5, 2, 0 and 1 sigma.
        Assert.Equal((4, 0.5, 0.5, 0.75, 0.75), (result.Count, result.Within50, result.Within68, result.Within90, result.Within95));
        Assert.Equal((0.25 + 4 + 0 + 1) / 4, result.MeanSquaredScore, 1e-12);
        Assert.Equal(((Math.Sqrt(8.5) - 2) / 2 + (3 - Math.Sqrt(4.5)) / 3) / 2, result.NormalisedError, 1e-12);
        double density = Normal.PDFLn(0, 2, 1) + Normal.PDFLn(0, 2, -4) + Normal.PDFLn(0, 3, 0) + Normal.PDFLn(0, 3, 3);
        Assert.Equal(-density / 4, result.NegativeLogLikelihood, 1e-12);
    }

    [Fact]
    public void GaussianErrorsOfThePredictedVariancesAreCalibrated()
    {
        var result = Draw(factor: 1).Result;
        Assert.Equal(0.5, result.Within50, 0.015);
        Assert.Equal(0.68, result.Within68, 0.015);
        Assert.Equal(0.9, result.Within90, 0.01);
        Assert.Equal(0.95, result.Within95, 0.008);
        Assert.Equal(1, result.MeanSquaredScore, 0.04);
        Assert.InRange(result.NormalisedError, 0, 0.03);
    }

    /// <summary>Errors twice as great as predicted: the intervals hold what half of them would.</summary>
    [Fact]
    public void TooSureAPredictorIsFoundOut()
    {
        var result = Draw(factor: 2).Result;
        Assert.Equal(2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, 0.75) / 2) - 1, result.Within50, 0.015);
        Assert.Equal(2 * Normal.CDF(0, 1, Normal.InvCDF(0, 1, 0.975) / 2) - 1, result.Within95, 0.015);
        Assert.Equal(4, result.MeanSquaredScore, 0.15);
        Assert.Equal(1, result.NormalisedError, 0.03);
        Assert.True(result.NegativeLogLikelihood > Draw(factor: 1).Result.NegativeLogLikelihood);
    }

    [Fact]
    public void AVarianceIsAboveZero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianCalibration().Add(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaussianCalibration().Add(1, double.NaN));
    }

    private static GaussianCalibration Draw(double factor)
    {
        var random = new Random(7);
        var calibration = new GaussianCalibration();
        for (int i = 0; i < Draws; i++)
        {
            double deviation = Math.Exp(2 * random.NextDouble() - 1);
            calibration.Add(factor * Normal.Sample(random, 0, deviation), deviation * deviation);
        }
        return calibration;
    }
}
