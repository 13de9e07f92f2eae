using CsCheck;
using MathNet.Numerics.Distributions;
using Snowball.Sim.Metrics;

namespace Snowball.Sim.Tests.Metrics;

public sealed class BinomialBoundTests
{
    [Theory]
    [InlineData(58, false)]
    [InlineData(59, true)] // The textbook's number of trials without an event for 95% confidence in 95%.
    public void FiftyNineTrialsWithoutAnEventShowFivePercent(int trials, bool below)
        => Assert.Equal(below, BinomialBound.Upper(0, trials, 0.95) < 0.05);

    /// <summary>Without an event the limit is 1 - (1 - confidence)^(1/n); with all events the lower one is its mirror image.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(200)]
    [InlineData(5000)]
    public void WithoutEventsTheLimitHasAClosedForm(int trials)
    {
        double expected = 1 - Math.Pow(0.05, 1.0 / trials);
        Assert.Equal(expected, BinomialBound.Upper(0, trials, 0.95), 1e-10);
        Assert.Equal(1 - expected, BinomialBound.Lower(trials, trials, 0.95), 1e-10);
        Assert.Equal(0, BinomialBound.Lower(0, trials, 0.95));
        Assert.Equal(1, BinomialBound.Upper(trials, trials, 0.95));
    }

    /// <summary>The 95% two-sided interval for 10 of 100 in standard tables is 4.90% to 17.62%; for 1 of 10, 0.25% to 44.50%.</summary>
    [Theory]
    [InlineData(10, 100, 0.0490, 0.1762)]
    [InlineData(1, 10, 0.0025, 0.4450)]
    public void LimitsAreThoseOfPublishedTables(int events, int trials, double lower, double upper)
    {
        Assert.Equal(lower, BinomialBound.Lower(events, trials, 0.975), 5e-5);
        Assert.Equal(upper, BinomialBound.Upper(events, trials, 0.975), 5e-5);
    }

    [Fact]
    public void TwelveOfAThousandAreBelowTwoPercentAndThirteenAreNot()
    {
        Assert.InRange(BinomialBound.Upper(12, 1000, 0.95), 0.019, 0.02);
        Assert.InRange(BinomialBound.Upper(13, 1000, 0.95), 0.02, 0.021);
        Assert.InRange(BinomialBound.Upper(0, 200, 0.95), 0.014, 0.02);
        Assert.InRange(BinomialBound.Upper(1, 200, 0.95), 0.02, 0.025);
    }

    [Fact]
    public void AtItsLimitTheObservationHasTheTailProbabilityThatDefinesIt()
        => Gen.Select(Gen.Int[1, 300], Gen.Double[0, 1], Gen.Double[0.8, 0.99]).Sample((trials, fraction, confidence) =>
        {
            int events = (int)(fraction * (trials - 1));
            double upper = BinomialBound.Upper(events, trials, confidence);
            Assert.Equal(1 - confidence, Binomial.CDF(upper, trials, events), 1e-7);
            double lower = BinomialBound.Lower(events + 1, trials, confidence);
            Assert.Equal(confidence, Binomial.CDF(lower, trials, events), 1e-7);
        });

    [Theory]
    [InlineData(0.0, 0.05, 59)]
    [InlineData(0.0, 0.02, 149)]
    [InlineData(0.0, 0.001, 2995)]
    public void TrialsWithoutEventsThatDecide(double rate, double bound, int trials)
    {
        Assert.Equal(trials, BinomialBound.TrialsForUpper(rate, bound, 0.95));
        Assert.Equal(trials, BinomialBound.TrialsForLower(1 - rate, 1 - bound, 0.95));
    }

    [Fact]
    public void TrialsAtThePresentRateAreTheLeastThatDecide()
    {
        // One event in a hundred, as far as whole events show it.
        int trials = BinomialBound.TrialsForUpper(0.01, 0.02, 0.95)!.Value;
        Assert.True(BinomialBound.Upper((trials + 99) / 100, trials / 100 * 100 + 100, 0.95) <= 0.02);
        Assert.True(BinomialBound.Upper(trials / 100, trials / 100 * 100, 0.95) > 0.02 - 1e-3);
        Assert.True(BinomialBound.Upper(trials / 100 - 1, (trials / 100 - 1) * 100, 0.95) > 0.02);
        Assert.Null(BinomialBound.TrialsForUpper(0.02, 0.02, 0.95));
        Assert.Null(BinomialBound.TrialsForUpper(0.03, 0.02, 0.95));
        Assert.Null(BinomialBound.TrialsForLower(0.98, 0.98, 0.95));
    }

    [Theory]
    [InlineData(0, 0, 0.95)]
    [InlineData(-1, 10, 0.95)]
    [InlineData(11, 10, 0.95)]
    [InlineData(1, 10, 1.0)]
    [InlineData(1, 10, 0.05)]
    [InlineData(1, 10, double.NaN)]
    public void NumbersThatAreNoExperimentAreRefused(int events, int trials, double confidence)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBound.Upper(events, trials, confidence));
        Assert.Throws<ArgumentOutOfRangeException>(() => BinomialBound.Lower(events, trials, confidence));
    }
}
