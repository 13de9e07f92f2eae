namespace Snowball.Sim.Environments;

/// <summary>Channels that a policy may read in every scenario; others are the names of the scenario's sensors.</summary>
public static class Channels
{
    /// <summary>The observation that the scenario declares.</summary>
    public const string Observation = "observation";

    /// <summary>True states of all vehicles: for teachers and reference drivers only.</summary>
    public const string TruthVehicles = "truth/vehicles";
}

/// <summary>Gives actions for a whole batch. Keeps no state between calls that is not derived from the environment.</summary>
public interface IPolicy
{
    /// <summary>Name in tables.</summary>
    string Name { get; }

    /// <summary>The channels it reads: of <see cref="Channels"/>, or sensors of the scenario; only these are filled.</summary>
    IReadOnlyList<string> ChannelsRead { get; }

    /// <summary>Writes one action a row.</summary>
    /// <param name="environment">Where the channels are read.</param>
    /// <param name="actions">[Agents x Action.Dimensions].</param>
    void Act(DrivingEnv environment, Span<float> actions);
}
