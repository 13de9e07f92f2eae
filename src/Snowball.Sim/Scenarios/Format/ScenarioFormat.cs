using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The table of every key of the scenario file: its name, what it takes, its range, and what it means.</summary>
internal static class ScenarioFormat
{
    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    /// <summary>The whole file.</summary>
    public static Section File { get; } = new(
    [
        new("format", new WholeNumber(Version, Version), "version of this format"),
        new("description", new Words(), "one or two sentences for a person"),
        new("simulation", new Section(
        [
            new("simulation_frequency", new WholeNumber(Frequency, 1, 1000), "substeps a second; a multiple of the policy's"),
            new("policy_frequency", new WholeNumber(Frequency, 1, 1000), "decisions of the agent a second"),
        ]), "clock rates"),
        new("road", RoadFormat.Shape, "the carriageway: one-way, all lanes alike"),
        new("ego", EgoFormat.Shape, "the controlled vehicles"),
        new("traffic", TrafficFormat.Shape, "the other vehicles"),
        new("actors", ActorFormat.Shape, "vehicles that follow scripts, beside any traffic", Optional: true),
        new("wind", WindFormat.Shape, "cross-wind, for vehicles with single-track dynamics; without it still air", Optional: true),
        new("physics", OneOf.Members<PhysicsBackEnd>(), "what moves the vehicles: the built-in planar back end, or BepuPhysics with rigid bodies in space, which is not in every build", Default: "planar"),
        new("contact", ContactFormat.Shape, "what contacts do; without it footprints", Optional: true),
        new("sensors", SensorFormat.Shape, "what every ego measures with, by the names of the channels", Optional: true),
        new("appearance", AppearanceFormat.Shape, "how pictures look, drawn anew for each episode; without it a clear day", Optional: true),
        new("observation", ObservationFormat.Shape, "what the agent sees"),
        new("action", ActionFormat.Shape, "what the agent can do"),
        new("reward", RewardFormat.Shape, "what the agent is to maximise"),
        new("cost", RewardFormat.CostShape, "what the agent must keep below a limit", Optional: true),
        new("episode", EpisodeFormat.Shape, "when an episode ends"),
        new("gate", GateFormat.Shape, "the numbers that a policy must reach"),
        new("discretisation", ObservationFormat.Bins, "edges of the bins by which tabular agents see the observation", Optional: true),
        new("training", new AgentSettings(), "how to train"),
    ]);
}
