using System.Collections.Immutable;
using Snowball.Agents.Ppo;
using Snowball.Agents.Ppo.Lagrangian;
using Snowball.Agents.Tabular;
using Snowball.Agents.Training;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using static TorchSharp.torch;

namespace Snowball.Agents;

/// <summary>A learning algorithm that can be named.</summary>
/// <param name="Name">As scenarios and the command line write it.</param>
/// <param name="Summary">One line for a person.</param>
/// <param name="Bind">Reads its settings for a scenario.</param>
public sealed record AgentKind(string Name, string Summary, Func<AgentSettings, Scenario, AgentPlan> Bind);

/// <summary>Makes a learner.</summary>
/// <param name="environment">What it learns from, of the scenario that the plan is for.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="device">Where gradients are computed. Agents without a network ignore it.</param>
/// <exception cref="InputException">The agent does not fit the environment's actions or observation.</exception>
public delegate ILearner LearnerFactory(IBatchEnvironment environment, ulong seed, Device device);

/// <summary>An agent with checked settings, ready to be made.</summary>
/// <param name="Agent">Its name.</param>
/// <param name="Training">Worlds, budget and intervals.</param>
/// <param name="Settings">Every setting with the value that holds.</param>
/// <param name="Create">Makes the learner.</param>
public sealed record AgentPlan(string Agent, TrainingOptions Training, IReadOnlyDictionary<string, string> Settings, LearnerFactory Create);

/// <summary>All agents by name.</summary>
public static class AgentRegistry
{
    /// <summary>Name of <see cref="PpoLearner"/>.</summary>
    public const string Ppo = "ppo";

    /// <summary>Name of <see cref="PpoLearner"/> under a constraint.</summary>
    public const string PpoLagrangian = "ppo-lagrangian";

    /// <summary>Name of <see cref="QLearner"/>.</summary>
    public const string QLearning = "q-learning";

    /// <summary>Observed numbers that a rollout of PPO may hold: 2 GB.</summary>
    private const long LargestRollout = 1 << 29;

    /// <summary>Every agent.</summary>
    public static ImmutableArray<AgentKind> All { get; } =
    [
        new(Ppo, "proximal policy optimisation: a neural network, for discrete and continuous actions", BindPpo),
        new(PpoLagrangian, "the same, with the expected cost of an episode kept to the scenario's limit", BindPpo),
        new(QLearning, "Watkins' Q-learning: a table, for discrete actions and a discretised observation", BindQLearning),
    ];

    /// <summary>Checks the settings of an agent, and the names and settings of all others that the scenario mentions.</summary>
    /// <param name="scenario">Its <c>training</c> gives the settings.</param>
    /// <param name="agent">The agent's name; null for the scenario's own choice.</param>
    /// <param name="overrides">Settings of the command line over those of the scenario, such as "ppo.learning_rate=1e-3".</param>
    /// <exception cref="InputException">An agent or a key is unknown, or a value is bad.</exception>
    public static AgentPlan Plan(Scenario scenario, string? agent = null, IReadOnlyList<string>? overrides = null)
    {
        var kind = Find(agent ?? scenario.Training.Agent, agent is null ? scenario.File : null, agent is null ? "training.agent" : "--agent");
        foreach (var (name, settings) in scenario.Training.Agents)
        {
            int? line = settings.IsEmpty ? null : settings.Values.Min(setting => setting.Line) - 1;
            var other = Find(name, scenario.File, $"training.{name}", line);
            if (other != kind) Bind(other, scenario, []);
        }
        return Bind(kind, scenario, overrides ?? []);
    }

    private static AgentKind Find(string name, string? file, string key, int? line = null) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InputException($"there is no agent '{name}'; there are {string.Join(", ", All.Select(kind => kind.Name))}", file, line, key);

    private static AgentPlan Bind(AgentKind kind, Scenario scenario, IReadOnlyList<string> overrides)
    {
        var given = scenario.Training.Agents.GetValueOrDefault(kind.Name, ImmutableSortedDictionary<string, AgentSetting>.Empty);
        var settings = new AgentSettings(kind.Name, given, scenario.File, overrides);
        var plan = kind.Bind(settings, scenario);
        settings.RequireAllRead();
        return plan with
        {
            Create = (environment, seed, device) =>
            {
                RefuseFrames(kind.Name, environment, scenario);
                return plan.Create(environment, seed, device);
            },
        };
    }

    private static AgentPlan BindPpo(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 10_000_000, ValidationInterval: 20).With(settings);
        var options = PpoOptions.From(settings);
        var constraint = settings.Agent == PpoLagrangian ? LagrangianOptions.From(settings, scenario.Cost.Limit) : null;
        return new AgentPlan(
            settings.Agent, training, settings.Resolved, (environment, seed, device) =>
            {
                if ((long)environment.Agents * (options.RolloutSteps + 1) * environment.Observation.Size > LargestRollout)
                {
                    throw settings.Bad(
                        "rollout_steps",
                        $"{options.RolloutSteps} steps of {environment.Agents} agents that observe {environment.Observation.Size} numbers are more than fit into a rollout: use fewer steps or worlds");
                }
                return new PpoLearner(environment, options, seed, training.Steps, device, constraint);
            });
    }

    private static AgentPlan BindQLearning(AgentSettings settings, Scenario scenario)
    {
        var training = new TrainingOptions(Worlds: 256, Steps: 50_000_000, ValidationInterval: 20).With(settings);
        var options = QLearningOptions.From(settings);
        return new AgentPlan(
            QLearning, training, settings.Resolved, (environment, seed, _) => MakeQLearner(environment, options, scenario, seed));
    }

    /// <summary>Whoever reads numbers alone would learn from less than what the scenario shows, or from nothing.</summary>
    private static void RefuseFrames(string agent, IBatchEnvironment environment, Scenario scenario)
    {
        if (environment.FrameSpec is null) return;
        throw new InputException(
            $"{agent} reads numbers, but this observation is frames of a camera: choose one without, such as lane-geometry, kinematics, car-following, object-list or occupancy-grid",
            scenario.File, key: "observation");
    }

    private static QLearner MakeQLearner(IBatchEnvironment environment, QLearningOptions options, Scenario scenario, ulong seed)
    {
        if (!environment.Action.IsDiscrete)
        {
            throw new InputException(
                $"{QLearning} needs discrete actions, but this scenario's are continuous: choose the agent {Ppo}, or an action of kind discrete or meta",
                scenario.File, key: "action");
        }
        if (scenario.Discretisation.IsEmpty)
        {
            throw new InputException(
                $"{QLearning} needs a discretisation: for some of the fields {string.Join(", ", environment.Observation.Fields.Select(field => field.Name))}, the edges of their bins",
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
