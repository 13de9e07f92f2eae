using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Reports;

/// <summary>A policy on the gate's test episodes.</summary>
internal sealed record GateTrial(string Policy, GateResult Gate, ImmutableArray<SummaryValue> Values)
{
    /// <summary>Runs the episodes.</summary>
    public static GateTrial Run(Scenario scenario, PolicyChoice policy, ulong seed, int threads, CameraRigFactory cameras, CancellationToken cancellation)
    {
        var table = Evaluation.Run(scenario, policy.Make, SeedSplit.Test, seed, scenario.Gate.Episodes, threads, cameras, cancellation);
        return new GateTrial(policy.Name, GateEvaluation.Evaluate(scenario.Gate, table), EpisodeSummary.Of(table));
    }

    /// <summary>The trial as JSON.</summary>
    public JsonObject ToJson() => new() { ["policy"] = Policy, ["gate"] = Json.Gate(Gate), ["metrics"] = Json.Metrics(Values) };
}
