using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>A setting of an agent as written, with its line for error messages.</summary>
public sealed record AgentSetting(string Value, int Line);

/// <summary>The default agent and, for each agent, its settings; bound and checked by the agent itself.</summary>
public sealed record TrainingSettings(
    string Agent, ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, AgentSetting>> Agents);
