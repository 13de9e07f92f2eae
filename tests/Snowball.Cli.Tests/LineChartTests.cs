using Snowball.Cli.Reports;

namespace Snowball.Cli.Tests;

public sealed class LineChartTests
{
    [Theory]
    [InlineData(0, 1, new[] { 0, 0.5, 1 })]
    [InlineData(-26, 258, new double[] { -100, 0, 100, 200, 300 })]
    [InlineData(0, 6_389_760, new double[] { 0, 2_000_000, 4_000_000, 6_000_000, 8_000_000 })]
    [InlineData(0.03, 0.07, new[] { 0.03, 0.04, 0.05, 0.06, 0.07 })]
    [InlineData(4, 4, new[] { 3.5, 4, 4.5 })]
    public void TicksAreRoundAndEncloseTheInterval(double low, double high, double[] expected)
    {
        var ticks = LineChart.RoundTicks(low, high);

        Assert.Equal(expected.Length, ticks.Count);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], ticks[i], 9);
    }
}
