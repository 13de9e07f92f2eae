using Snowball.Learning.Policies;

namespace Snowball.Agents.SelfPlay;

/// <summary>One who can steer the other egos of a world.</summary>
/// <param name="id">The iteration of the training that an earlier policy is of, or one of the constants.</param>
/// <param name="policy">Who acts; null for the rule-based driver.</param>
public sealed class Opponent(long id, GreedyPolicy? policy)
{
    /// <summary>The policy that learns, as it is now.</summary>
    public const long Latest = -1;

    /// <summary>The rule-based driver.</summary>
    public const long RuleBased = -2;

    // An average over about the last hundred episodes: what the learner was able to earlier says nothing.
    private const double Memory = 0.99;

    /// <summary>Its name in saved states.</summary>
    public long Id => id;

    /// <summary>Who acts, greedily; null for the rule-based driver.</summary>
    public GreedyPolicy? Policy { get; internal set; } = policy;

    /// <summary>How often the learner does better than it of late, from 0 to 1; 0.5 before anybody has tried.</summary>
    public double WinRate { get; internal set; } = 0.5;

    /// <summary>Takes up an episode.</summary>
    /// <param name="outcome">1 where the learner's return was the larger one, 0.5 where both were equal, 0 otherwise.</param>
    internal void Record(double outcome) => WinRate = Memory * WinRate + (1 - Memory) * outcome;
}
