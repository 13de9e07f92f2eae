namespace Snowball.Agents.Replay;

/// <summary>What is remembered of the past, and how it is drawn from. Names in a scenario are in snake_case.</summary>
public sealed record ReplayOptions
{
    /// <summary>Agent steps that are remembered, of all agents together.</summary>
    public long ReplaySize { get; init; } = 200_000;

    /// <summary>Rewards that are summed before a value is looked up (Sutton 1988); fewer where an episode or the memory ends.</summary>
    public int NStep { get; init; } = 1;

    /// <summary>Whether steps are drawn in proportion to their last error (Schaul, Quan, Antonoglou, Silver: "Prioritized experience replay", ICLR 2016).</summary>
    public bool Prioritised { get; init; }

    /// <summary>Power of the error that makes a priority: 0 draws uniformly. Alpha of Schaul et al.</summary>
    public double PriorityExponent { get; init; } = 0.5;

    /// <summary>How far the bias of the draws is undone at the start: 0 not at all, 1 in full, as at the end of the training. Beta of Schaul et al.</summary>
    public double ImportanceExponent { get; init; } = 0.4;

    /// <summary>Reads and checks the settings.</summary>
    /// <param name="settings">The agent's.</param>
    /// <param name="d">What holds where nothing is set.</param>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static ReplayOptions From(AgentSettings settings, ReplayOptions d) => new()
    {
        ReplaySize = settings.Integer("replay_size", d.ReplaySize, 1, 1_000_000_000),
        NStep = (int)settings.Integer("n_step", d.NStep, 1, 1000),
        Prioritised = settings.Flag("prioritised", d.Prioritised),
        PriorityExponent = settings.Number("priority_exponent", d.PriorityExponent, 0, 1),
        ImportanceExponent = settings.Number("importance_exponent", d.ImportanceExponent, 0, 1),
    };
}
