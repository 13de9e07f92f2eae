using Snowball.Agents.Sac;
using Snowball.Agents.Transfer;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Scenarios;
using static TorchSharp.torch;

namespace Snowball.Agents.Tests;

public sealed class AgentRegistryTests
{
    private static readonly string Following = Path.Combine(AppContext.BaseDirectory, "car-following.yaml");

    /// <summary>The scenario's file with its training section replaced.</summary>
    private static Scenario WithTraining(string training)
    {
        string text = File.ReadAllText(Following);
        return ScenarioLoader.Parse(text[..text.IndexOf("training:", StringComparison.Ordinal)] + training, "car-following/scenario.yaml");
    }

    [Fact]
    public void BindsTheScenariosSettingsAndTheCommandLineOverThem()
    {
        var scenario = WithTraining("training:\n  agent: ppo\n  ppo:\n    learning_rate: 5e-4\n    worlds: 64\n    hidden_sizes: [32, 16]\n");
        var plan = AgentRegistry.Plan(scenario, overrides: ["ppo.learning_rate=2e-3", "ppo.steps=3e6"]);
        Assert.Equal(("ppo", 64, 3_000_000L), (plan.Agent, plan.Training.Worlds, plan.Training.Steps));
        Assert.Equal("0.002", plan.Settings["learning_rate"]);
        Assert.Equal("[32, 16]", plan.Settings["hidden_sizes"]);
        Assert.Equal("0.99", plan.Settings["discount"]);
    }

    [Theory]
    [InlineData("agent: dreamer", null, "training.agent: there is no agent 'dreamer'; there are ppo, ")]
    [InlineData("agent: ppo\n  dreamer:\n    gamma: 1", null, "training.dreamer: there is no agent 'dreamer'; there are ppo, ")]
    [InlineData("agent: ppo\n  ppo:\n    gamma: 1", null, "training.ppo.gamma: ppo has no such setting; it has action_distribution, ")]
    [InlineData("agent: ppo\n  q-learning:\n    gamma: 1", null, "training.q-learning.gamma: q-learning has no such setting; it has discount, ")]
    [InlineData("agent: ppo\n  ppo:\n    learning_rate: fast", null, "training.ppo.learning_rate: 'fast' is no number from 1E-08 to 1")]
    [InlineData("agent: ppo\n  ppo:\n    learning_rate: nan", null, "training.ppo.learning_rate: 'nan' is no number")]
    [InlineData("agent: ppo\n  ppo:\n    discount: 1.5", null, "training.ppo.discount: '1.5' is no number from 0 to 1")]
    [InlineData("agent: ppo\n  ppo:\n    epochs: 2.5", null, "training.ppo.epochs: '2.5' is no whole number from 1 to 100")]
    [InlineData("agent: ppo\n  ppo:\n    action_distribution: cauchy", null, "training.ppo.action_distribution: 'cauchy' is none of gaussian, squashed")]
    [InlineData("agent: ppo\n  ppo:\n    advantage_normalisation: none", null, "training.ppo.advantage_normalisation: 'none' is none of rollout, minibatch, off")]
    [InlineData("agent: ppo\n  ppo:\n    memory_size: 32", null, "training.ppo.memory_size: ppo has no such setting")]
    [InlineData("agent: ppo-lstm\n  ppo-lstm:\n    memory_size: 0", null, "training.ppo-lstm.memory_size: '0' is no whole number from 1 to 4096")]
    [InlineData("agent: ppo-lstm\n  ppo-lstm:\n    sequence_length: 24", null, "training.ppo-lstm.sequence_length: a rollout of 32 steps is no whole number of sequences of 24")]
    [InlineData("agent: ppo\n  ppo:\n    scale_rewards: maybe", null, "training.ppo.scale_rewards: 'maybe' is neither true nor false")]
    [InlineData("agent: ppo\n  ppo:\n    hidden_sizes: [64, 0]", null, "training.ppo.hidden_sizes: '64, 0' is no list of sizes from 1 to 4096")]
    [InlineData("agent: ppo\n  ppo:\n    worlds: 0", null, "training.ppo.worlds: '0' is no whole number from 1 to 65536")]
    [InlineData("agent: ppo\n  sac:\n    target_entropy: 1", null, "training.sac.target_entropy: '1' is no number from -10 to 0.5")]
    [InlineData("agent: ppo\n  sac:\n    gamma: 1", null, "training.sac.gamma: sac has no such setting; it has attention_heads, discount, ")]
    [InlineData("agent: ppo", "ppo.epochs=0", "--set ppo.epochs: '0' is no whole number from 1 to 100")]
    [InlineData("agent: ppo", "ppo.gamma=1", "--set ppo.gamma: ppo has no such setting")]
    [InlineData("agent: ppo", "epochs=3", "--set epochs=3: a setting of this run reads ppo.KEY=VALUE")]
    [InlineData("agent: ppo", "ppo.epochs", "--set ppo.epochs: a setting of this run reads ppo.KEY=VALUE")]
    [InlineData("agent: ppo", "q-learning.discount=1", "--set q-learning.discount=1: a setting of this run reads ppo.KEY=VALUE")]
    public void RefusesBadSettings(string training, string? setting, string message)
    {
        var scenario = WithTraining($"training:\n  {training}\n");
        var exception = Assert.Throws<InputException>(() => AgentRegistry.Plan(scenario, overrides: setting is null ? [] : [setting]));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        if (setting is null) Assert.Equal("car-following/scenario.yaml", exception.File);
    }

    [Fact]
    public void NamesTheLineOfABadSetting()
    {
        var scenario = WithTraining("training:\n  agent: ppo\n  ppo:\n    worlds: 8\n    epochs: 0\n");
        int line = Array.FindIndex(scenario.Text.Split('\n'), text => text.Contains("epochs:", StringComparison.Ordinal)) + 1;
        Assert.Equal(line, Assert.Throws<InputException>(() => AgentRegistry.Plan(scenario)).Line);
    }

    [Fact]
    public void RefusesAnUnknownAgentOfTheCommandLine()
    {
        var exception = Assert.Throws<InputException>(() => AgentRegistry.Plan(ScenarioLoader.Parse(File.ReadAllText(Following), "f"), "dreamer"));
        Assert.StartsWith("--agent: there is no agent 'dreamer'; there are ppo, ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MakesEitherAgent()
    {
        var discrete = ScenarioLoader.Parse(File.ReadAllText(Following), "f");
        var continuous = discrete with { Action = new ContinuousAction(null, new ControlRange(-5, 2)) };
        foreach (var kind in AgentRegistry.All)
        {
            var scenario = kind == SacAgent.Kind ? continuous : discrete;
            using var environment = new DrivingEnv(scenario, worlds: 8);
            using var learner = AgentRegistry.Plan(scenario, kind.Name, policies: (_, driven) => new RuleBasedPolicy(driven)).Create(environment, 1, CPU);
            learner.Iterate();
            Assert.True(learner.Steps > 0);
        }
    }

    [Theory]
    [InlineData("teacher=nobody", "--set dagger.teacher: nobody is there")]
    [InlineData("capacity=1e9", "--set dagger.capacity: 1,000,000,000 demonstrations would take ")]
    public void NamesTheSettingOfATeacherThatIsMissingAndOfTooManyDemonstrations(string setting, string message)
    {
        var scenario = ScenarioLoader.Parse(File.ReadAllText(Following), "f");
        var plan = AgentRegistry.Plan(
            scenario, "dagger", [$"dagger.{setting}"], (name, driven) => name == "rule-based" ? new RuleBasedPolicy(driven) : throw new InputException($"{name} is there"));
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.StartsWith(message, Assert.Throws<InputException>(() => plan.Create(environment, 1, CPU)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("adapter_rank=4", "dagger.adapter_rank: it is about what an earlier policy has learned: name one with --from")]
    [InlineData("freeze_encoder=true", "dagger.freeze_encoder: it is about what an earlier policy has learned")]
    public void RefusesToTuneWhatWasNotLearned(string setting, string message)
    {
        var plan = AgentRegistry.Plan(ScenarioLoader.Parse(File.ReadAllText(Following), "f"), "dagger", [$"dagger.{setting}"]);
        Assert.StartsWith(message, Assert.Throws<InputException>(() => FineTuningSettings.RequireNone(plan)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesATableForContinuousActions()
    {
        var scenario = ScenarioLoader.Parse(File.ReadAllText(Following), "f") with { Action = new ContinuousAction(null, new ControlRange(-5, 2)) };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.StartsWith(
            "f: action: q-learning needs discrete actions, but this scenario's are continuous: choose the agent ppo",
            Assert.Throws<InputException>(() => AgentRegistry.Plan(scenario).Create(environment, 1, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesSoftActorCriticForDiscreteActions()
    {
        var scenario = ScenarioLoader.Parse(File.ReadAllText(Following), "f");
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.StartsWith(
            "f: action: sac needs continuous actions, but this scenario's are discrete: choose another agent, such as ppo",
            Assert.Throws<InputException>(() => AgentRegistry.Plan(scenario, "sac").Create(environment, 1, CPU)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesATableWithoutBinsOrWithBinsOfWhatIsNotSeen()
    {
        var scenario = ScenarioLoader.Parse(File.ReadAllText(Following), "f");
        using var environment = new DrivingEnv(scenario, worlds: 1);
        Assert.StartsWith("f: discretisation: q-learning needs a discretisation: for some of the fields gap, ", Refusal(scenario with { Discretisation = [] }), StringComparison.Ordinal);
        DiscretisedField[] fine = [.. environment.Observation.Fields.Select(field => new DiscretisedField(field.Name, [.. Enumerable.Range(0, 100).Select(edge => (float)edge)]))];
        Assert.StartsWith("f: discretisation: 104060401 states of 7 actions are more than", Refusal(scenario with { Discretisation = [.. fine] }), StringComparison.Ordinal);
        Assert.StartsWith("f: discretisation: Field 'colour' has bins but is not observed", Refusal(scenario with { Discretisation = [new("colour", [1f])] }), StringComparison.Ordinal);

        string Refusal(Scenario changed) => Assert.Throws<InputException>(() => AgentRegistry.Plan(changed).Create(environment, 1, CPU)).Message;
    }
}
