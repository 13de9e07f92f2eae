using Snowball.Agents.Replay;
using Snowball.Agents.Training;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Dqn;

/// <summary><see cref="DqnLearner"/> by name.</summary>
public static class DqnAgent
{
    /// <summary>Name of <see cref="DqnLearner"/>.</summary>
    public const string Name = "dqn";

    /// <summary>As it is.</summary>
    public static AgentKind Kind { get; } = new(Name, "deep Q-learning, with switches up to Rainbow: a neural network, for discrete actions", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 128, Steps: 5_000_000, ValidationInterval: 100).With(settings);
        var options = DqnOptions.From(settings);
        return new AgentPlan(Name, training, settings.Resolved, (environment, seed, device) =>
        {
            if (!environment.Action.IsDiscrete)
            {
                throw new InputException(
                    $"{Name} needs discrete actions, but this scenario's are continuous: choose the agent {Ppo.PpoAgent.Name}, or an action of kind discrete or meta",
                    scenario.File, key: "action");
            }
            ReplayMemory.Require(new ReplayLayout(environment, options.Replay, options.RolloutSteps), settings);
            return new DqnLearner(environment, options, seed, training.Steps, device);
        });
    }
}
