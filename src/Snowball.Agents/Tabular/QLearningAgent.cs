using Snowball.Agents.Ppo;
using Snowball.Agents.Training;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.Tabular;

/// <summary><see cref="QLearner"/> by name.</summary>
public static class QLearningAgent
{
    /// <summary>Name of <see cref="QLearner"/>.</summary>
    public const string Name = "q-learning";

    /// <summary>As it is.</summary>
    public static AgentKind Kind { get; } = new(Name, "Watkins' Q-learning: a table, for discrete actions and a discretised observation", Bind);

    private static AgentPlan Bind(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 50_000_000, ValidationInterval: 20).With(settings);
        var options = QLearningOptions.From(settings);
        return new AgentPlan(Name, training, settings.Resolved, (environment, seed, _) => Create(environment, options, scenario, seed));
    }

    private static QLearner Create(IBatchEnvironment environment, QLearningOptions options, Scenario scenario, ulong seed)
    {
        AgentRegistry.RequireNumbers(Name, environment, scenario);
        if (!environment.Action.IsDiscrete)
        {
            throw new InputException(
                $"{Name} needs discrete actions, but this scenario's are continuous: choose the agent {PpoAgent.Name}, or an action of kind discrete or meta",
                scenario.File, key: "action");
        }
        if (scenario.Discretisation.IsEmpty)
        {
            throw new InputException(
                $"{Name} needs a discretisation: for some of the fields {string.Join(", ", environment.Observation.Fields.Select(field => field.Name))}, the edges of their bins",
                scenario.File, key: "discretisation");
        }

        try
        {
            return new QLearner(environment, options, scenario.Discretisation, seed);
        }
        catch (ArgumentException e)
        {
            throw new InputException(e.Message, scenario.File, key: "discretisation");
        }
    }
}
