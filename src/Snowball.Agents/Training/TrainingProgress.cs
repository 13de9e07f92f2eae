namespace Snowball.Agents.Training;

/// <summary>How far a training is, after each iteration.</summary>
/// <param name="Steps">Agent steps so far.</param>
/// <param name="Budget">Agent steps at most.</param>
/// <param name="Updates">Iterations so far.</param>
/// <param name="StepsPerSecond">Agent steps a second since this process began to train, all included.</param>
/// <param name="Episodes">The episodes that ended in the last iteration in which any did.</param>
/// <param name="Statistics">What the learner says of its last iteration.</param>
/// <param name="Validation">The last validation, if there was one.</param>
public sealed record TrainingProgress(
    long Steps, long Budget, long Updates, double StepsPerSecond, EpisodeStatistics Episodes,
    IReadOnlyList<Statistic> Statistics, ValidationReport? Validation);

/// <summary>Why a training ended.</summary>
public enum TrainingOutcome
{
    /// <summary>The gate passed on the validation seeds.</summary>
    GatePassed,

    /// <summary>The steps are spent.</summary>
    BudgetSpent,

    /// <summary>The user's limit on its duration is reached; it can be resumed.</summary>
    TimeSpent,

    /// <summary>The steps are done at which it was to pause; it can be resumed.</summary>
    Paused,

    /// <summary>The user stopped it; it can be resumed.</summary>
    Cancelled,
}

/// <summary>What a training came to.</summary>
/// <param name="Outcome">Why it ended.</param>
/// <param name="Steps">Agent steps in all.</param>
/// <param name="Updates">Iterations in all.</param>
/// <param name="Best">The validation of the policy that was kept; null if none was validated by this process.</param>
public sealed record TrainingResult(TrainingOutcome Outcome, long Steps, long Updates, ValidationReport? Best);
