namespace Snowball.Agents.Ppo.Lagrangian;

/// <summary>
/// The settings of PPO under a constraint, besides PPO's own: maximise the return while the expected cost of an episode is at most the scenario's limit.
/// </summary>
/// <param name="Limit">Expected sum of costs of an episode, of the scenario.</param>
public sealed record LagrangianOptions(double Limit)
{
    /// <summary>Gain of the present excess over the limit, as a share of the limit and at most 1.</summary>
    public double Proportional { get; init; } = 0.1;

    /// <summary>Gain of its sum over the updates, which never falls below zero.</summary>
    public double Integral { get; init; } = 0.01;

    /// <summary>Gain of its growth since the last update.</summary>
    public double Derivative { get; init; } = 0.1;

    /// <summary>Discount of a cost for each step that it lies ahead.</summary>
    public double CostDiscount { get; init; } = 0.99;

    /// <summary>Episodes over which the cost is averaged, with exponential weights: many where costs are rare.</summary>
    public int AveragedEpisodes { get; init; } = 512;

    /// <summary>Reads and checks the settings.</summary>
    /// <exception cref="Sim.InputException">A value is bad.</exception>
    public static LagrangianOptions From(AgentSettings settings, double limit)
    {
        var d = new LagrangianOptions(limit);
        return d with
        {
            Proportional = settings.Number("multiplier_proportional", d.Proportional, 0, 1e6),
            Integral = settings.Number("multiplier_integral", d.Integral, 0, 1e6),
            Derivative = settings.Number("multiplier_derivative", d.Derivative, 0, 1e6),
            CostDiscount = settings.Number("cost_discount", d.CostDiscount, 0, 1),
            AveragedEpisodes = (int)settings.Integer("cost_averaged_episodes", d.AveragedEpisodes, 1, 1_000_000),
        };
    }
}
