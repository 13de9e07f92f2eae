using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Reports;

/// <summary>A policy on the gate's test episodes.</summary>
/// <param name="Policy">Its name.</param>
/// <param name="Gate">What the gate says.</param>
/// <param name="Values">What the episodes amount to.</param>
/// <param name="Episodes">The episodes one by one.</param>
/// <param name="Actions">What it did in them.</param>
internal sealed record GateTrial(string Policy, GateResult Gate, ImmutableArray<SummaryValue> Values, EpisodeTable Episodes, ActionCounts Actions)
{
    /// <summary>Runs the episodes.</summary>
    public static GateTrial Run(Scenario scenario, PolicyChoice policy, ulong seed, int threads, CameraRigFactory cameras, CancellationToken cancellation)
    {
        ActionCounts? actions = null;
        int episodes = scenario.Gate.Episodes;
        var table = Evaluation.Run(
            scenario,
            environment => new ActionCounts.CountedPolicy(policy.Make(environment), actions = ActionCounts.Of(environment.Action), episodes),
            SeedSplit.Test, seed, episodes, threads, cameras, cancellation: cancellation);
        return new GateTrial(policy.Name, GateEvaluation.Evaluate(scenario.Gate, table), EpisodeSummary.Of(table), table, actions!);
    }

    /// <summary>The trial as JSON.</summary>
    public JsonObject ToJson() => new() { ["policy"] = Policy, ["gate"] = Json.Gate(Gate), ["metrics"] = Json.Metrics(Values) };
}
