namespace Snowball.Sim.Scenarios.Format;

/// <summary>Makes the records of a scenario from the values of its file.</summary>
internal static class ScenarioBuilder
{
    /// <summary>The scenario, without what only the file itself tells.</summary>
    public static Scenario Build(Entries file) => new()
    {
        Name = "",
        Hash = "",
        File = "",
        Text = "",
        Description = file.Get<string>("description"),
        Simulation = Simulation(file.Get<Entries>("simulation")),
        Road = RoadFormat.Build(file.Get<Entries>("road")),
        Ego = EgoFormat.Build(file.Get<Entries>("ego")),
        Traffic = TrafficFormat.Build(file.Get<Entries>("traffic")),
        Actors = file.Maybe<Entries>("actors") is { } actors ? ActorFormat.Build(actors) : [],
        Wind = file.Maybe<Entries>("wind") is { } wind ? WindFormat.Build(wind) : null,
        Physics = file.Get<PhysicsBackEnd>("physics"),
        Contact = ContactFormat.Build(file.Maybe<Entries>("contact")),
        Sensors = file.Maybe<Entries>("sensors") is { } sensors ? SensorFormat.Build(sensors, file.Get<Entries>("simulation").Get<int>("policy_frequency")) : [],
        Appearance = file.Maybe<Entries>("appearance") is { } appearance ? AppearanceFormat.Build(appearance) : new(),
        Observation = ObservationFormat.Build(file.Get<Entries>("observation")),
        Action = ActionFormat.Build(file.Get<Entries>("action")),
        Reward = RewardFormat.Build(file.Get<Entries>("reward")),
        Cost = RewardFormat.BuildCost(file.Maybe<Entries>("cost")),
        Episode = EpisodeFormat.Build(file.Get<Entries>("episode")),
        Gate = GateFormat.Build(file.Get<Entries>("gate")),
        Discretisation = file.Maybe<Entries>("discretisation") is { } fields ? ObservationFormat.BuildBins(fields) : [],
        Training = file.Get<TrainingSettings>("training"),
    };

    private static SimulationSettings Simulation(Entries keys)
        => new(keys.Get<int>("simulation_frequency"), keys.Get<int>("policy_frequency"));
}
