using Snowball.Sim.Overlays;

namespace Snowball.Sim.Recording;

/// <summary>A recorded episode: what the viewer plays and the tests compare.</summary>
/// <param name="Header">What was run.</param>
/// <param name="Steps">The state after the reset, then one entry for each policy step.</param>
public sealed record Rollout(RolloutHeader Header, IReadOnlyList<RolloutStep> Steps);

/// <summary>What was run, and the names of the columns of its steps.</summary>
public sealed record RolloutHeader
{
    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Hash of the resolved scenario, in hexadecimal digits.</summary>
    public required string ScenarioHash { get; init; }

    /// <summary>The resolved scenario itself.</summary>
    public required string ScenarioYaml { get; init; }

    /// <summary>Seed of the episode: with the scenario and the actions it determines every state.</summary>
    public required ulong EpisodeSeed { get; init; }

    /// <summary>Name of the policy that drove.</summary>
    public required string Policy { get; init; }

    /// <summary>Simulation steps a second.</summary>
    public required double SimulationHz { get; init; }

    /// <summary>Policy steps a second.</summary>
    public required double PolicyHz { get; init; }

    /// <summary>Names of <see cref="RolloutReward.Terms"/>.</summary>
    public required string[] RewardTerms { get; init; }

    /// <summary>Names of <see cref="RolloutReward.Costs"/>.</summary>
    public required string[] Costs { get; init; }

    /// <summary>Names of <see cref="RolloutTransition.Metrics"/>.</summary>
    public required string[] Metrics { get; init; }
}

/// <summary>The world at one policy step, and what led there.</summary>
/// <param name="TimeNs">Simulated time since the start of the episode in nanoseconds.</param>
/// <param name="Vehicles">All vehicles.</param>
/// <param name="Observations">What each ego sees now: [egos][values].</param>
/// <param name="Transition">What was done in the step that ends now; null in the first entry only.</param>
public sealed record RolloutStep(
    ulong TimeNs,
    RolloutVehicles Vehicles,
    float[][] Observations,
    RolloutTransition? Transition)
{
    /// <summary>What the sensors tell that were recorded.</summary>
    public IReadOnlyList<SensorReading> Sensors { get; init; } = [];

    /// <summary>What sensors, the policy and its networks have to show.</summary>
    public IReadOnlyList<EgoOverlay> Overlays { get; init; } = [];
}

/// <summary>What a sensor of the scenario tells at a policy step.</summary>
/// <param name="Sensor">Its name.</param>
/// <param name="Fields">Names of the values.</param>
/// <param name="Units">Their units, empty where there is none.</param>
/// <param name="Values">[egos][fields], in these units.</param>
public sealed record SensorReading(string Sensor, string[] Fields, string[] Units, float[][] Values);

/// <summary>What there is to show of one of the egos.</summary>
public sealed record EgoOverlay(int Ego, Overlay Overlay);

/// <summary>Columns of vehicle state; index = vehicle, the same in every column.</summary>
public sealed record RolloutVehicles
{
    /// <summary>The columns of numbers with their names in the file, in the order in which they are written and compared.</summary>
    internal static readonly (string Name, Func<RolloutVehicles, float[]> Of)[] FloatColumns =
    [
        ("x_m", v => v.X),
        ("y_m", v => v.Y),
        ("heading_rad", v => v.Heading),
        ("speed_mps", v => v.Speed),
        ("steering_rad", v => v.Steering),
        ("s_m", v => v.S),
        ("d_m", v => v.D),
        ("length_m", v => v.Length),
        ("width_m", v => v.Width),
    ];

    /// <summary>Identity that a vehicle keeps through the episode.</summary>
    public required int[] Id { get; init; }

    /// <summary>World position, m.</summary>
    public required float[] X { get; init; }

    /// <summary>World position, m.</summary>
    public required float[] Y { get; init; }

    /// <summary>Direction of the body, rad, from the x-axis towards the y-axis.</summary>
    public required float[] Heading { get; init; }

    /// <summary>Longitudinal speed, m/s.</summary>
    public required float[] Speed { get; init; }

    /// <summary>Angle of the front wheels, rad.</summary>
    public required float[] Steering { get; init; }

    /// <summary>Frenet coordinate along the lane's reference line, m.</summary>
    public required float[] S { get; init; }

    /// <summary>Frenet coordinate across the lane's reference line, m.</summary>
    public required float[] D { get; init; }

    /// <summary>Index of the lane.</summary>
    public required int[] Lane { get; init; }

    /// <summary>Length of the body, m.</summary>
    public required float[] Length { get; init; }

    /// <summary>Width of the body, m.</summary>
    public required float[] Width { get; init; }

    /// <summary>Whether the vehicle has crashed.</summary>
    public required bool[] Crashed { get; init; }

    /// <summary>Number of vehicles.</summary>
    public int Count => Id.Length;
}

/// <summary>What was done in a policy step and what came of it.</summary>
/// <param name="Actions">[egos][values]</param>
/// <param name="Rewards">[egos]</param>
/// <param name="Metrics">Values of <see cref="RolloutHeader.Metrics"/>; infinite where a metric says so (a TTC without a leader).</param>
public sealed record RolloutTransition(float[][] Actions, RolloutReward[] Rewards, float[] Metrics);

/// <summary>The reward of one ego in one policy step.</summary>
/// <param name="Total">What the learner gets.</param>
/// <param name="Terms">Values of <see cref="RolloutHeader.RewardTerms"/>.</param>
/// <param name="Costs">Values of <see cref="RolloutHeader.Costs"/>.</param>
/// <param name="Terminated">The episode ended by what happened.</param>
/// <param name="Truncated">The episode was cut off.</param>
public sealed record RolloutReward(float Total, float[] Terms, float[] Costs, bool Terminated, bool Truncated);
