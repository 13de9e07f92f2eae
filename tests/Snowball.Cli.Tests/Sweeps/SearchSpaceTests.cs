using System.Globalization;
using Snowball.Cli.Sweeps;
using Snowball.Sim;

namespace Snowball.Cli.Tests.Sweeps;

public sealed class SearchSpaceTests
{
    [Fact]
    public void DrawsCoverTheirRanges()
    {
        var space = SearchSpace.Parse(["ppo.learning_rate=log(1e-4, 1e-2)", "reward.collision=uniform(-5, -1)", "ppo.epochs=choice(2, 4, 8)"]);
        var draws = Enumerable.Range(0, 900).Select(trial => space.Draw(seed: 3, trial)).ToList();

        var rates = draws.Select(draw => Number(draw["ppo.learning_rate"])).ToList();
        Assert.All(rates, rate => Assert.InRange(rate, 1e-4, 1e-2));
        // Half of the logarithmic range lies below its geometric middle: 450 of 900, with a standard deviation of 15.
        Assert.InRange(rates.Count(rate => rate < 1e-3), 390, 510);
        var weights = draws.Select(draw => Number(draw["reward.collision"])).ToList();
        Assert.InRange(weights.Average(), -3.15, -2.85);
        Assert.InRange(weights.Min(), -5, -4.95);
        Assert.All(draws.CountBy(draw => draw["ppo.epochs"]), count => Assert.InRange(count.Value, 240, 360));
        Assert.Equal(3, draws.Select(draw => draw["ppo.epochs"]).Distinct().Count());
    }

    /// <summary>So a sweep that goes on, or gets more trials, keeps those that it has.</summary>
    [Fact]
    public void ADrawDependsOnTheSeedTheTrialAndTheKeyAlone()
    {
        var alone = SearchSpace.Parse(["ppo.discount=uniform(0.9, 1)"]);
        var among = SearchSpace.Parse(["ppo.epochs=choice(2, 4)", "ppo.discount=uniform(0.9, 1)"]);
        Assert.Equal(alone.Draw(1, 7)["ppo.discount"], among.Draw(1, 7)["ppo.discount"]);
        Assert.NotEqual(alone.Draw(1, 7), alone.Draw(2, 7));
        Assert.NotEqual(alone.Draw(1, 7), alone.Draw(1, 8));
    }

    [Theory]
    [InlineData("ppo.discount", "must read KEY=")]
    [InlineData("discount=uniform(0, 1)", "must read KEY=")]
    [InlineData("ppo.discount=normal(0, 1)", "must read KEY=")]
    [InlineData("ppo.discount=uniform(1)", "two numbers")]
    [InlineData("ppo.discount=uniform(1, 0)", "the lower one first")]
    [InlineData("ppo.learning_rate=log(0, 1)", "above zero")]
    [InlineData("ppo.epochs=choice()", "nothing to choose")]
    public void ABadRangeIsRefused(string text, string problem)
    {
        var fault = Assert.Throws<InputException>(() => SearchSpace.Parse([text]));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Contains("--vary " + text, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingToVaryAndTwiceTheSameAreRefused()
    {
        Assert.Contains("nothing to vary", Assert.Throws<InputException>(() => SearchSpace.Parse([])).Message, StringComparison.Ordinal);
        Assert.Contains("varied twice", Assert.Throws<InputException>(
            () => SearchSpace.Parse(["ppo.epochs=choice(2)", "ppo.epochs=choice(3)"])).Message, StringComparison.Ordinal);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
