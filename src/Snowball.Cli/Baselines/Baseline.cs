using System.Collections.Immutable;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Baselines;

/// <summary>A published row: what was trained, or driven, and what came out.</summary>
/// <param name="Name">Such as "highway-fast-ppo": what `snowball reproduce` takes.</param>
/// <param name="Scenario">The scenario's name; its file has the agent's other settings.</param>
/// <param name="Driver">The agent that is trained, or the reference policy that drives.</param>
/// <param name="Seeds">Of the runs.</param>
/// <param name="Steps">Agent steps of each training at most; 0 where nothing is trained.</param>
/// <param name="Settings">Of the agent, over those of the scenario, such as "ppo.learning_rate=1e-3".</param>
/// <param name="Figures">What was measured when the row was recorded; null before.</param>
internal sealed record Baseline(
    string Name, string Scenario, string Driver, ImmutableArray<ulong> Seeds, long Steps, ImmutableArray<string> Settings, BaselineFigures? Figures)
{
    /// <summary>Whether something is trained.</summary>
    public bool IsTrained => Steps > 0;
}

/// <summary>What came out of a row, over its seeds and the test episodes of each; intervals are of 95%.</summary>
/// <param name="Episodes">Test episodes in all.</param>
/// <param name="Return">Sum of rewards of an episode.</param>
/// <param name="CrashRate">Share of episodes that a crash ended.</param>
/// <param name="Speed">Mean speed, m/s.</param>
/// <param name="GoalRate">Share of episodes that reached the goal; null where there is none.</param>
/// <param name="SeedsPassed">Runs that passed the scenario's gate.</param>
/// <param name="Steps">Agent steps that were trained, mean over the seeds.</param>
/// <param name="TrainSeconds">Wall time of the training, mean over the seeds.</param>
/// <param name="Machine">Processor and cores.</param>
internal sealed record BaselineFigures(
    long Episodes, Interval Return, Interval CrashRate, Interval Speed, Interval? GoalRate, int SeedsPassed, double Steps, double TrainSeconds, string Machine);
