using System.Collections.Immutable;

namespace Snowball.Cli.Sweeps;

/// <summary>What a sweep is to do. It is written to the sweep's folder, and a sweep goes on only with the same one.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="ScenarioHash">Of its content.</param>
/// <param name="Agent">The agent's name.</param>
/// <param name="Seed">Of the draws, and of every trial's training: all have the same luck.</param>
/// <param name="Trials">How many draws.</param>
/// <param name="Steps">Agent steps of a whole training.</param>
/// <param name="Halving">Whether most trials get fewer of them.</param>
/// <param name="Vary">What is varied, as it was given.</param>
/// <param name="Settings">Settings of the agent that are the same in all trials.</param>
internal sealed record SweepPlan(
    string Scenario, string ScenarioHash, string Agent, ulong Seed, int Trials, long Steps, bool Halving, ImmutableArray<string> Vary, ImmutableArray<string> Settings);

/// <summary>A trial and how it was judged last.</summary>
/// <param name="Number">From 0 on.</param>
/// <param name="Values">What was drawn, by key.</param>
/// <param name="Steps">Agent steps at which it was judged; 0 before the first time.</param>
/// <param name="Objectives">The judgement; null before the first one, and where the training failed.</param>
/// <param name="Fault">Why the training failed; null where it did not.</param>
internal sealed record Trial(int Number, ImmutableSortedDictionary<string, string> Values, long Steps, Objectives? Objectives, string? Fault);
