using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// A driving task: immutable and validated when loaded. Everything that may vary is a <see cref="Distribution"/>,
/// drawn from the episode's seed. All quantities are SI: metres, seconds, radians, m/s.
/// </summary>
public sealed record Scenario
{
    /// <summary>Name, equal to the name of its folder.</summary>
    public required string Name { get; init; }

    /// <summary>One or two sentences for a person.</summary>
    public required string Description { get; init; }

    /// <summary>Clock rates.</summary>
    public required SimulationSettings Simulation { get; init; }

    /// <summary>The road, or the family that roads are drawn from.</summary>
    public required RoadSettings Road { get; init; }

    /// <summary>The controlled vehicles.</summary>
    public required EgoSettings Ego { get; init; }

    /// <summary>The other vehicles.</summary>
    public required TrafficSettings Traffic { get; init; }

    /// <summary>Vehicles that follow scripts; they combine with any traffic.</summary>
    public ImmutableArray<ActorSettings> Actors { get; init; } = [];

    /// <summary>Disturbances from outside; null for still air.</summary>
    public WindSettings? Wind { get; init; }

    /// <summary>What moves the vehicles.</summary>
    public PhysicsBackEnd Physics { get; init; }

    /// <summary>What contacts do.</summary>
    public ContactSettings Contact { get; init; } = new FootprintContactSettings();

    /// <summary>What the egos measure with.</summary>
    public ImmutableArray<SensorSettings> Sensors { get; init; } = [];

    /// <summary>How pictures look.</summary>
    public AppearanceSettings Appearance { get; init; } = new();

    /// <summary>What the agent sees.</summary>
    public required ObservationSettings Observation { get; init; }

    /// <summary>What the agent can do.</summary>
    public required ActionSettings Action { get; init; }

    /// <summary>What the agent is to maximise.</summary>
    public required RewardSettings Reward { get; init; }

    /// <summary>What the agent must keep below a limit.</summary>
    public required CostSettings Cost { get; init; }

    /// <summary>When an episode ends.</summary>
    public required EpisodeSettings Episode { get; init; }

    /// <summary>The numbers that a policy must reach.</summary>
    public required GateSettings Gate { get; init; }

    /// <summary>Edges of the bins by which tabular agents see the observation; empty where none is declared.</summary>
    public ImmutableArray<DiscretisedField> Discretisation { get; init; } = [];

    /// <summary>The agent that `train` picks when none is named, and settings by agent name.</summary>
    public required TrainingSettings Training { get; init; }

    /// <summary>128-bit hash, as hexadecimal, of the text it was loaded from but for <c>training</c>, and of the map that it names.</summary>
    public required string Hash { get; init; }

    /// <summary>The file it came from and its text: what a run folder and a rollout keep.</summary>
    public required string File { get; init; }

    /// <summary>The YAML text.</summary>
    public required string Text { get; init; }
}

/// <summary>Clock rates in Hz; the simulation's is a multiple of the policy's.</summary>
public sealed record SimulationSettings(int SimulationFrequency, int PolicyFrequency)
{
    /// <summary>Substeps in a policy step.</summary>
    public int Substeps => SimulationFrequency / PolicyFrequency;

    /// <summary>Simulated time of a substep, s.</summary>
    public float SubstepSeconds => 1f / SimulationFrequency;

    /// <summary>Simulated time of a policy step, s.</summary>
    public float PolicyStepSeconds => 1f / PolicyFrequency;
}
