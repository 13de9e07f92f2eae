using Snowball.Agents.Dqn;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests.Dqn;

public sealed class DqnAgentTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "car-following.yaml"));

    /// <summary>Without settings of its own, so that the defaults hold.</summary>
    private static readonly Scenario Following = ScenarioLoader.Parse(Text[..Text.IndexOf("training:", StringComparison.Ordinal)] + "training:\n  agent: ppo\n", "f");

    [Theory]
    [InlineData("double=maybe", "'maybe' is neither true nor false")]
    [InlineData("n_step=0", "'0' is no whole number from 1 to 1000")]
    [InlineData("atoms=1", "'1' is no whole number from 2 to 1001")]
    [InlineData("low=10", "the returns are to lie between low = 10 and high = 10: high must be larger")]
    [InlineData("learning_starts=300000", "learning would never begin: 300000 steps are more than the 200000 of replay_size")]
    [InlineData("target_rate=0", "'0' is no number from 1E-06 to 1")]
    [InlineData("priority_exponent=2", "'2' is no number from 0 to 1")]
    [InlineData("importance_exponent=-1", "'-1' is no number from 0 to 1")]
    [InlineData("epsilon=1.1", "'1.1' is no number from 0 to 1")]
    [InlineData("reward_scale=0", "'0' is no number from 1E-06 to 1000000")]
    [InlineData("rainbow=true", "dqn has no such setting; it has atoms, ")]
    public void RefusesBadSettings(string setting, string message) =>
        Assert.Contains(message, Assert.Throws<InputException>(() => AgentRegistry.Plan(Following, DqnAgent.Name, [$"dqn.{setting}"])).Message, StringComparison.Ordinal);

    [Fact]
    public void RefusesContinuousActions()
    {
        var scenario = Following with { Action = new ContinuousAction(null, new ControlRange(-5, 2)) };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.StartsWith(
            "f: action: dqn needs discrete actions, but this scenario's are continuous: choose the agent ppo",
            Assert.Throws<InputException>(() => AgentRegistry.Plan(scenario, DqnAgent.Name).Create(environment, 1, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysWhatItsReplayTakesAndRefusesOneThatDoesNotFit()
    {
        using var environment = new DrivingEnv(Following, worlds: 8);
        using var learner = AgentRegistry.Plan(Following, DqnAgent.Name).Create(environment, 1, CPU);
        Assert.StartsWith("replay of 200,000 steps takes ", learner.Notice, StringComparison.Ordinal);

        var plan = AgentRegistry.Plan(Following, DqnAgent.Name, ["dqn.replay_size=1e9"]);
        Assert.StartsWith("--set dqn.replay_size: remembering so many steps ", Assert.Throws<InputException>(() => plan.Create(environment, 1, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoisyNetworksExploreByThemselves()
    {
        var settings = AgentRegistry.Plan(Following, DqnAgent.Name, ["dqn.noisy=true"]).Settings;
        Assert.Equal(("0", "0", "64"), (settings["epsilon"], settings["final_epsilon"], settings["head_size"]));
    }
}
