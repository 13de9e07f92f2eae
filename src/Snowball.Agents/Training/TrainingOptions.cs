namespace Snowball.Agents.Training;

/// <summary>What every agent's training needs, beside the settings of its algorithm.</summary>
/// <param name="Worlds">Worlds that run side by side.</param>
/// <param name="Steps">Budget in agent steps; training may end earlier, when the gate passes.</param>
/// <param name="ValidationInterval">Iterations between two validations.</param>
public sealed record TrainingOptions(int Worlds, long Steps, int ValidationInterval)
{
    /// <summary>Reads and checks the settings; what they leave open stays as it is here.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public TrainingOptions With(AgentSettings settings) => new(
        (int)settings.Integer("worlds", Worlds, 1, 65_536),
        settings.Integer("steps", Steps, 1, 1_000_000_000_000),
        (int)settings.Integer("validation_interval", ValidationInterval, 1, 1_000_000));
}
