using Snowball.Learning.Policies;

namespace Snowball.Learning.Tests.Policies;

public sealed class DiscretisationTests
{
    private static readonly string[] Fields = ["gap", "speed", "closing_speed"];

    [Theory]
    [InlineData(-1, -5, 0)]
    [InlineData(10, -5, 2)]
    [InlineData(9.99, 0, 1)]
    [InlineData(25, 0, 5)]
    [InlineData(1000, -0.1, 4)]
    public void StatesAreNumberedByTheirBins(float gap, float closingSpeed, int state)
    {
        var discretisation = new Discretisation([new("gap", [10, 20]), new("closing_speed", [0])], Fields);

        Assert.Equal(6, discretisation.States);
        Assert.Equal(state, discretisation.StateOf([gap, 99, closingSpeed]));
    }

    [Fact]
    public void RefusesWhatMakesNoSense()
    {
        Throws("No field", []);
        Throws("'lane'", [new("lane", [1])]);
        Throws("twice", [new("gap", [1]), new("gap", [2])]);
        Throws("do not rise", [new("gap", [1, 1])]);
        Throws("do not rise", [new("gap", [double.NaN])]);
        Throws("states", [.. Fields.Select(field => new FieldBins(field, [.. Enumerable.Range(0, 2000).Select(i => (double)i)]))]);
    }

    private static void Throws(string problem, FieldBins[] bins) =>
        Assert.Contains(problem, Assert.Throws<ArgumentException>(() => new Discretisation(bins, Fields)).Message, StringComparison.Ordinal);
}
