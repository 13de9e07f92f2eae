using Snowball.Learning.Policies;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Agents.Training;

/// <summary>The scenario's gate on its validation episodes, the same ones at every validation.</summary>
/// <param name="scenario">What to drive.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="threads">Threads; they do not change the report.</param>
/// <param name="cameras">What draws the frames, where the observation has any.</param>
public sealed class GateValidation(Scenario scenario, ulong seed, int threads, CameraRigFactory? cameras = null) : IValidation
{
    /// <inheritdoc/>
    public ValidationReport Run(GreedyPolicy policy)
    {
        var table = Evaluation.Run(
            scenario, environment => new LearnedPolicy(policy, environment), SeedSplit.Validation, seed, scenario.Gate.ValidationEpisodes, threads, cameras: cameras);
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var value in EpisodeSummary.Of(table, withIntervals: false))
        {
            if (double.IsFinite(value.Value)) metrics[value.Name] = value.Value;
        }
        return new ValidationReport(GateEvaluation.Evaluate(scenario.Gate, table), metrics)
        {
            Returns = [.. Enumerable.Range(0, table.Episodes).Select(episode => table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum))],
        };
    }
}
