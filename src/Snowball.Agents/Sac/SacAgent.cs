using Snowball.Agents.Replay;
using Snowball.Agents.Training;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Sac;

/// <summary><see cref="SacLearner"/> by name.</summary>
public static class SacAgent
{
    /// <summary>Name of <see cref="SacLearner"/>.</summary>
    public const string Name = "sac";

    /// <summary>As it is.</summary>
    public static AgentKind Kind { get; } = new(
        Name, "soft actor-critic: a neural network that learns from a replay, for continuous actions", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 64, Steps: 1_000_000, ValidationInterval: 20).With(settings);
        var options = SacOptions.From(settings);
        return new AgentPlan(settings.Agent, training, settings.Resolved, (environment, seed, device) =>
        {
            if (environment.Action.IsDiscrete)
            {
                throw new InputException(
                    $"{settings.Agent} needs continuous actions, but this scenario's are discrete: choose another agent, such as ppo, or an action of kind continuous",
                    scenario.File, key: "action");
            }
            ReplayMemory.Require(new ReplayLayout(environment, options.Replay, rolloutSteps: 1), settings);
            return new SacLearner(environment, options, seed, device);
        });
    }
}
