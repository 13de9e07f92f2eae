using System.Collections.Immutable;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Agents.SelfPlay;

/// <summary>How an earlier policy is drawn as opponent.</summary>
public enum OpponentSampling
{
    /// <summary>All alike: fictitious self-play (Heinrich, Lanctot, Silver: "Fictitious self-play in extensive-form games", 2015).</summary>
    Uniform,

    /// <summary>With a weight of (1 - p)^2, where p is how often the learner does better than it: prioritised fictitious self-play
    /// (Vinyals et al.: "Grandmaster level in StarCraft II using multi-agent reinforcement learning", 2019).</summary>
    Prioritised,
}

/// <summary>Who steers the egos of a world while a policy learns in self-play.</summary>
public sealed record SelfPlayOptions
{
    /// <summary>The name under which scenarios and the command line give the settings.</summary>
    public const string Name = "self-play";

    /// <summary>Egos of a world that learn; the others are steered by one opponent. Which ones is drawn for each episode.</summary>
    public int Learners { get; init; } = 1;

    /// <summary>Share of the episodes against the policy as it is now.</summary>
    public double LatestShare { get; init; } = 0.5;

    /// <summary>Share of the episodes against the rule-based driver; the rest is against earlier policies.</summary>
    public double RuleBasedShare { get; init; }

    /// <summary>Earlier policies that are kept at most.</summary>
    public int Snapshots { get; init; } = 16;

    /// <summary>Iterations from one earlier policy to the next at first; it doubles whenever there are too many, and every second one is let go.</summary>
    public int SnapshotInterval { get; init; } = 20;

    /// <summary>How an earlier policy is drawn.</summary>
    public OpponentSampling Sampling { get; init; } = OpponentSampling.Uniform;

    /// <summary>Checks the settings for a scenario.</summary>
    /// <param name="scenario">Its <c>training.self-play</c> gives settings.</param>
    /// <param name="overrides">Settings of the command line over them, such as "self-play.latest_share=0.8".</param>
    /// <returns>The options, and every setting with the value that holds.</returns>
    /// <exception cref="InputException">The scenario has one ego, a key is unknown, or a value is bad.</exception>
    public static (SelfPlayOptions Options, IReadOnlyDictionary<string, string> Settings) From(Scenario scenario, IReadOnlyList<string> overrides)
    {
        int egos = scenario.Ego.Count;
        if (egos < 2) throw new InputException("is 1, but self-play needs several egos in a world", scenario.File, key: "ego.count");
        var given = scenario.Training.Agents.GetValueOrDefault(Name, ImmutableSortedDictionary<string, AgentSetting>.Empty);
        var settings = new AgentSettings(Name, given, scenario.File, overrides);
        var standard = new SelfPlayOptions();
        var options = new SelfPlayOptions
        {
            Learners = (int)settings.Integer("learners", egos / 2, 1, egos - 1),
            LatestShare = settings.Number("latest_share", standard.LatestShare, 0, 1),
            RuleBasedShare = settings.Number("rule_based_share", standard.RuleBasedShare, 0, 1),
            Snapshots = (int)settings.Integer("snapshots", standard.Snapshots, 2, 1000),
            SnapshotInterval = (int)settings.Integer("snapshot_interval", standard.SnapshotInterval, 1, 1_000_000),
            Sampling = settings.Choice("sampling", standard.Sampling),
        };
        settings.RequireAllRead();
        if (options.LatestShare + options.RuleBasedShare > 1)
            throw settings.Bad("latest_share", $"the shares of the latest policy and of the rule-based driver add up to {options.LatestShare + options.RuleBasedShare:0.##}, more than 1");
        return (options, settings.Resolved);
    }
}
