using Snowball.Agents.SelfPlay;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tests.SelfPlay;

public sealed class SelfPlayOptionsTests
{
    private static Scenario Bottleneck(string training = "")
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bottleneck.yaml"));
        return ScenarioLoader.Parse($"{text.TrimEnd()}\n{training}", "bottleneck/scenario.yaml");
    }

    [Fact]
    public void TheScenarioAndTheCommandLineOverItDecide()
    {
        var scenario = Bottleneck("  self-play:\n    learners: 3\n    snapshots: 8\n");

        var (options, settings) = SelfPlayOptions.From(scenario, ["self-play.snapshots=5", "self-play.sampling=prioritised"]);

        Assert.Equal(new SelfPlayOptions { Learners = 3, Snapshots = 5, Sampling = OpponentSampling.Prioritised }, options);
        Assert.Equal("5", settings["snapshots"]);
        Assert.Equal("0.5", settings["latest_share"]);
        Assert.Equal(2, SelfPlayOptions.From(Bottleneck(), []).Options.Learners);
    }

    [Theory]
    [InlineData("learners=4", "--set self-play.learners: '4' is no whole number from 1 to 3")]
    [InlineData("latest_share=1.5", "--set self-play.latest_share: '1.5' is no number from 0 to 1")]
    [InlineData("rule_based_share=0.7", "training.self-play.latest_share: the shares of the latest policy and of the rule-based driver add up to 1.2, more than 1")]
    [InlineData("sampling=best", "--set self-play.sampling: 'best' is none of uniform, prioritised")]
    [InlineData("snapshots=1", "--set self-play.snapshots: '1' is no whole number from 2 to 1000")]
    [InlineData("opponents=1", "--set self-play.opponents: self-play has no such setting; it has latest_share, learners, ")]
    public void RefusesBadSettings(string setting, string message)
    {
        var exception = Assert.Throws<InputException>(() => SelfPlayOptions.From(Bottleneck(), [$"self-play.{setting}"]));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABadSettingOfTheScenarioIsFoundWhoeverTrains()
    {
        var exception = Assert.Throws<InputException>(() => AgentRegistry.Plan(Bottleneck("  self-play:\n    learners: 0\n")));

        Assert.Contains("training.self-play.learners", exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.Line);
    }

    [Fact]
    public void OneEgoHasNobodyToPlayAgainst()
    {
        var alone = Bottleneck() with { Ego = Bottleneck().Ego with { Count = 1 } };

        var exception = Assert.Throws<InputException>(() => SelfPlayOptions.From(alone, []));

        Assert.Contains("ego.count: is 1, but self-play needs several egos in a world", exception.Message, StringComparison.Ordinal);
    }
}
