using Snowball.Learning.Policies;
using Snowball.Sim.Metrics;

namespace Snowball.Agents.Training;

/// <summary>What a policy did on the validation seeds.</summary>
/// <param name="Gate">The scenario's gate on these episodes: it decides when training stops, and is not the test.</param>
/// <param name="Metrics">Means over the episodes by snake_case name; "return" is among them, and decides which policy is best
/// of those that pass as many lines.</param>
public sealed record ValidationReport(GateResult Gate, IReadOnlyDictionary<string, double> Metrics)
{
    /// <summary>The return of each episode; empty where they are not told apart.</summary>
    public IReadOnlyList<double> Returns { get; init; } = [];
}

/// <summary>Runs a policy on the validation seeds. The same policy always gives the same report.</summary>
public interface IValidation
{
    /// <summary>Runs the episodes.</summary>
    ValidationReport Run(GreedyPolicy policy);
}
