using CsCheck;
using Snowball.Sim.Metrics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Tests.Metrics;

public sealed class BootstrapTests
{
    private const int Experiments = 400;

    private static double NormalDraw(ref RandomStream random) => 5 + 2 * random.NextNormal();

    private static double ExponentialDraw(ref RandomStream random) => -Math.Log(1 - random.NextUnit());

    private delegate double Draw(ref RandomStream random);

    private static (double Lower, double Upper) Coverage(Draw draw, double truth, int size)
    {
        int lower = 0, upper = 0;
        var values = new double[size];
        for (int experiment = 0; experiment < Experiments; experiment++)
        {
            var random = new RandomStream(77, RandomPurpose.SensorNoise, experiment);
            for (int i = 0; i < size; i++) values[i] = draw(ref random);
            var limits = Bootstrap.MeanLimits(values, 0.95, seed: (ulong)experiment);
            if (limits.Lower <= truth) lower++;
            if (limits.Upper >= truth) upper++;
        }
        return ((double)lower / Experiments, (double)upper / Experiments);
    }

    // The standard deviation of a coverage of 95% over 400 experiments is 1.1%: three of them, and 1% for finite samples.

    [Fact]
    public void LimitsOfNormalDataCoverAsOftenAsTheySay()
    {
        var (lower, upper) = Coverage(NormalDraw, truth: 5, size: 100);
        Assert.InRange(lower, 0.907, 0.983);
        Assert.InRange(upper, 0.907, 0.983);
    }

    [Fact]
    public void LimitsOfSkewedDataCoverAsOftenAsTheySay()
    {
        var (lower, upper) = Coverage(ExponentialDraw, truth: 1, size: 100);
        Assert.InRange(lower, 0.907, 0.983);
        Assert.InRange(upper, 0.907, 0.983);
    }

    [Fact]
    public void LimitsOfLargeNormalSamplesAreThoseOfTheory()
    {
        var random = new RandomStream(3, RandomPurpose.SensorNoise, 0);
        var values = new double[2000];
        for (int i = 0; i < values.Length; i++) values[i] = NormalDraw(ref random);
        double mean = Bootstrap.Mean(values), squares = 0;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        double halfWidth = 1.6449 * Math.Sqrt(squares / values.Length / values.Length);

        var (lower, upper) = Bootstrap.MeanLimits(values, 0.95, seed: 1);

        Assert.Equal(mean - halfWidth, lower, 0.1 * halfWidth);
        Assert.Equal(mean + halfWidth, upper, 0.1 * halfWidth);
    }

    [Fact]
    public void TheLongTailSideReachesFurther()
    {
        double[] values = [0, 0, 0, 0, 1, 1, 1, 2, 2, 3, 5, 8, 13, 21];
        double mean = Bootstrap.Mean(values);
        var (lower, upper) = Bootstrap.MeanLimits(values, 0.95, seed: 1);
        Assert.True(upper - mean > 1.5 * (mean - lower));
    }

    [Fact]
    public void LimitsEncloseTheMeanAndWidenWithConfidenceAndScaleWithTheData()
        => Gen.Double[-100, 100].Array[5, 60].Sample(values =>
        {
            double mean = Bootstrap.Mean(values);
            var narrow = Bootstrap.MeanLimits(values, 0.8, seed: 9);
            var wide = Bootstrap.MeanLimits(values, 0.99, seed: 9);
            Assert.True(wide.Lower <= narrow.Lower && narrow.Lower <= mean && mean <= narrow.Upper && narrow.Upper <= wide.Upper);

            var scaled = Bootstrap.MeanLimits(Array.ConvertAll(values, v => 4 * v), 0.8, seed: 9);
            Assert.Equal((4 * narrow.Lower, 4 * narrow.Upper), scaled);
        }, iter: 50);

    [Fact]
    public void TheSameSeedGivesTheSameLimits()
    {
        double[] values = [1, 4, 2, 8, 5, 7, 1.5, 2.5];
        Assert.Equal(Bootstrap.MeanLimits(values, 0.95, seed: 1), Bootstrap.MeanLimits(values, 0.95, seed: 1));
        Assert.NotEqual(Bootstrap.MeanLimits(values, 0.95, seed: 1), Bootstrap.MeanLimits(values, 0.95, seed: 2));
    }

    [Fact]
    public void WithoutSpreadTheLimitsAreTheMeanAndWithoutACompanionThereAreNone()
    {
        Assert.Equal((2.5, 2.5), Bootstrap.MeanLimits([2.5, 2.5, 2.5], 0.95, seed: 1));
        Assert.Equal((double.NegativeInfinity, double.PositiveInfinity), Bootstrap.MeanLimits([2.5], 0.95, seed: 1));
        Assert.Equal((double.NaN, double.NaN), Bootstrap.MeanLimits([2.5, double.NaN], 0.95, seed: 1));
        Assert.Throws<ArgumentException>(() => Bootstrap.MeanLimits([], 0.95, seed: 1));
    }
}
