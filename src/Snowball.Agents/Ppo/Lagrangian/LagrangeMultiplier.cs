namespace Snowball.Agents.Ppo.Lagrangian;

/// <summary>
/// The price of cost, learned by dual ascent with a PID controller (Stooke, Achiam, Abbeel, "Responsive safety in reinforcement learning by PID Lagrangian
/// methods", ICML 2020, algorithm 2), with an excess of at most the limit. The integral alone is the usual ascent on the multiplier.
/// </summary>
public sealed class LagrangeMultiplier(LagrangianOptions options)
{
    private double _integral, _lastExcess;
    private bool _hasMeasured;

    /// <summary>What a unit of normalised cost advantage weighs against one of reward; never negative.</summary>
    public double Value { get; private set; }

    /// <summary>Mean cost of an episode, averaged over the last ones; 0 before the first has ended.</summary>
    public double Cost { get; private set; }

    /// <summary>What <see cref="Restore"/> needs.</summary>
    public double[] State => [Value, Cost, _integral, _lastExcess, _hasMeasured ? 1 : 0];

    /// <summary>Takes up a saved state.</summary>
    public void Restore(ReadOnlySpan<double> state)
        => (Value, Cost, _integral, _lastExcess, _hasMeasured) = (state[0], state[1], state[2], state[3], state[4] != 0);

    /// <summary>Moves the price by what episodes have cost that ended since the last time.</summary>
    /// <param name="costs">Sum of the costs of those episodes.</param>
    /// <param name="episodes">How many; none changes nothing.</param>
    public void Update(double costs, long episodes)
    {
        if (episodes == 0) return;
        double weight = _hasMeasured ? (double)episodes / (episodes + options.AveragedEpisodes) : 1;
        Cost += weight * (costs / episodes - Cost);
        // A limit of zero has no shares. What exceeds the limit twofold and more counts alike, or the sum of an early excess, which is large where the limit is small, would
        // outlast it: sparing all cost takes off no more than one a time.
        double excess = Math.Min(1, (Cost - options.Limit) / (options.Limit > 0 ? options.Limit : 1));
        double growth = _hasMeasured ? Math.Max(0, excess - _lastExcess) : 0;
        _integral = Math.Max(0, _integral + excess);
        Value = Math.Max(0, options.Proportional * excess + options.Integral * _integral + options.Derivative * growth);
        (_lastExcess, _hasMeasured) = (excess, true);
    }
}
