using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>A small valid scenario, and what is made of it.</summary>
internal static class Sample
{
    public const string File = "ladder/sample/scenario.yaml";

    public const string Text = """
        format: 1
        description: A sample.
        simulation:
          simulation_frequency: 20 Hz
          policy_frequency: 5 Hz
        road:
          kind: curved
          lanes: 2
          lane_width: 3.5 m
          speed_limit: 90 km/h
          length: 1.5 km
          variants: 8
          radius: uniform(200, 800) m
          straight_length: 80 m
          arc_length: uniform(50, 100) m
          clothoid_length: 60 m
        ego:
          vehicle: bmw-320i
          dynamics: linear-single-track
          lane: choice(0, 1)
          position: uniform(10, 50) m
          speed: uniform(15, 25) m/s
          lateral_offset: normal(0, 0.1) m
        traffic:
          kind: lead
          gap: 30 m
          speed: uniform(5, 20) m/s
          acceleration: 0.2 g
          hold: 5 s
          vehicle: vw-vanagon
        wind:
          cross_wind: normal(0, 5) m/s
        observation:
          kind: lane-geometry
          preview: [10 m, 30 m]
          noise:
            heading: normal(0, 0.1) deg
        action:
          kind: continuous
          steering: [-3 deg, 3 deg]
        reward:
          terms:
            survival: 1
            lateral_offset: {weight: -1, scale: 50 cm}
            gap_error: {weight: -1, standstill: 4 m, time_gap: 1.5 s}
        cost:
          terms:
            lane_departure: 1
          limit: 0.02
        episode:
          duration: 40 s
          terminate_on: [collision, lane_departure]
        gate:
          episodes: 1000
          validation_episodes: 100
          confidence: 0.95
          lines:
            - {metric: lane_departure, aggregate: any, at_most: 2 %}
            - {metric: lateral_jerk, aggregate: any, above: 5 m/s3, at_most: 3 %}
            - {metric: progress, aggregate: sum, at_least: 0.5 km}
        discretisation:
          lateral_offset: [-0.5 m, 0.5 m]
        training:
          agent: ppo
          ppo: {learning_rate: 3e-4, hidden: [64, 64]}

        """;

    public static Scenario Read(string text) => ScenarioLoader.Parse(text, File);

    /// <summary>Reads it with one piece of its text replaced, which must occur once.</summary>
    public static Scenario With(string piece, string replacement)
    {
        Assert.Equal(2, Text.Split(piece).Length);
        return Read(Text.Replace(piece, replacement, StringComparison.Ordinal));
    }
}
