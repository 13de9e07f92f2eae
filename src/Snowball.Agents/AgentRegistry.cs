using System.Collections.Immutable;
using Snowball.Agents.Dqn;
using Snowball.Agents.Imitation;
using Snowball.Agents.Ppo;
using Snowball.Agents.Sac;
using Snowball.Agents.SelfPlay;
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
    /// <summary>Every agent.</summary>
    public static ImmutableArray<AgentKind> All { get; } = [PpoAgent.Kind, PpoAgent.Recurrent, PpoAgent.Constrained, DqnAgent.Kind, ImitationAgent.Cloning, ImitationAgent.Aggregating, QLearningAgent.Kind, SacAgent.Kind];

    /// <summary>Checks the settings of an agent, and the names and settings of all others that the scenario mentions.</summary>
    /// <param name="scenario">Its <c>training</c> gives the settings.</param>
    /// <param name="agent">The agent's name; null for the scenario's own choice.</param>
    /// <param name="overrides">Settings of the command line over those of the scenario, such as "ppo.learning_rate=1e-3".</param>
    /// <param name="policies">Finds the policies that settings name, such as a teacher; needed to make a learner that has one.</param>
    /// <exception cref="InputException">An agent or a key is unknown, or a value is bad.</exception>
    public static AgentPlan Plan(Scenario scenario, string? agent = null, IReadOnlyList<string>? overrides = null, PolicyFinder? policies = null)
    {
        var kind = Find(agent ?? scenario.Training.Agent, agent is null ? scenario.File : null, agent is null ? "training.agent" : "--agent");
        foreach (var (name, settings) in scenario.Training.Agents)
        {
            if (name == SelfPlayOptions.Name)
            {
                SelfPlayOptions.From(scenario, []);
                continue;
            }
            int? line = settings.IsEmpty ? null : settings.Values.Min(setting => setting.Line) - 1;
            var other = Find(name, scenario.File, $"training.{name}", line);
            if (other != kind) Bind(other, scenario, [], policies);
        }
        return Bind(kind, scenario, overrides ?? [], policies);
    }

    private static AgentKind Find(string name, string? file, string key, int? line = null) =>
        All.FirstOrDefault(kind => kind.Name == name)
        ?? throw new InputException($"there is no agent '{name}'; there are {string.Join(", ", All.Select(kind => kind.Name))}", file, line, key);

    private static AgentPlan Bind(AgentKind kind, Scenario scenario, IReadOnlyList<string> overrides, PolicyFinder? policies)
    {
        var given = scenario.Training.Agents.GetValueOrDefault(kind.Name, ImmutableSortedDictionary<string, AgentSetting>.Empty);
        var settings = new AgentSettings(kind.Name, given, scenario.File, overrides, policies);
        var plan = kind.Bind(settings, scenario);
        settings.RequireAllRead();
        return plan;
    }

    /// <summary>Whoever reads numbers alone would learn from less than what the scenario shows, or from nothing.</summary>
    /// <exception cref="InputException">The observation is frames of a camera.</exception>
    internal static void RequireNumbers(string agent, IBatchEnvironment environment, Scenario scenario)
    {
        if (environment.FrameSpec is null) return;
        throw new InputException(
            $"{agent} reads numbers, but this observation is frames of a camera: choose one without, such as lane-geometry, kinematics, car-following, object-list or occupancy-grid",
            scenario.File, key: "observation");
    }
}
