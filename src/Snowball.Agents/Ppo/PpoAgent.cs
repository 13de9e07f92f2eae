using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Training;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Ppo;

/// <summary><see cref="PpoLearner"/> by name.</summary>
public static class PpoAgent
{
    /// <summary>Name of <see cref="PpoLearner"/>.</summary>
    public const string Name = "ppo";

    /// <summary>Name of <see cref="PpoLearner"/> under a constraint.</summary>
    public const string ConstrainedName = "ppo-lagrangian";

    /// <summary>Observed numbers that a rollout may hold: 2 GB.</summary>
    private const long LargestRollout = 1 << 29;

    /// <summary>As it is.</summary>
    public static AgentKind Kind { get; } = new(Name, "proximal policy optimisation: a neural network, for discrete and continuous actions", Bind);

    /// <summary>Under the scenario's constraint.</summary>
    public static AgentKind Constrained { get; } = new(ConstrainedName, "the same, with the expected cost of an episode kept to the scenario's limit", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 10_000_000, ValidationInterval: 20).With(settings);
        var options = PpoOptions.From(settings);
        var constraint = settings.Agent == ConstrainedName ? LagrangianOptions.From(settings, scenario.Cost.Limit) : null;
        return new AgentPlan(
            settings.Agent, training, settings.Resolved, (environment, seed, device) =>
            {
                AgentRegistry.RequireNumbers(settings.Agent, environment, scenario);
                if ((long)environment.Agents * (options.RolloutSteps + 1) * environment.Observation.Size > LargestRollout)
                {
                    throw settings.Bad(
                        "rollout_steps",
                        $"{options.RolloutSteps} steps of {environment.Agents} agents that observe {environment.Observation.Size} numbers are more than fit into a rollout: use fewer steps or worlds");
                }
                return new PpoLearner(environment, options, seed, training.Steps, device, constraint);
            });
    }
}
