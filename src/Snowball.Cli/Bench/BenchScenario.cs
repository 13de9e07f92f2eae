using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Bench;

/// <summary>Scenarios that are made to be measured: a world, and a task that costs hardly anything.</summary>
internal static class BenchScenario
{
    private const string Task = """

        observation: {kind: lane-geometry, preview: [25 m]}
        action: {kind: continuous, acceleration: [-3 m/s2, 3 m/s2]}
        reward: {terms: {survival: 1}}
        cost: {terms: {collision: 1}, limit: 1}
        episode: {duration: 60 s, terminate_on: [collision]}
        gate:
          episodes: 1000
          validation_episodes: 200
          confidence: 0.95
          lines: [{metric: progress, aggregate: sum, at_least: 1 m}]
        training: {agent: ppo}
        """;

    /// <summary>The scenario of a world: its keys up to the traffic.</summary>
    public static Scenario Of(string name, string world) => ScenarioLoader.Parse(world + Task, $"bench/{name}/scenario.yaml");
}
