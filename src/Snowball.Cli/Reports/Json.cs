using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>The JSON of results. What is not a finite number is null.</summary>
internal static class Json
{
    /// <summary>A number, or null.</summary>
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    /// <summary>The decimal number that was written, which a float holds only nearly.</summary>
    public static JsonNode? Number(float value) => float.IsFinite(value) ? Number((double)(decimal)value) : null;

    /// <summary>Numbers by name.</summary>
    public static JsonObject Numbers(IReadOnlyDictionary<string, double> values) => new(values.Select(value => KeyValuePair.Create(value.Key, Number(value.Value))));

    /// <summary>Names.</summary>
    public static JsonArray Array(IEnumerable<JsonNode?> items) => [.. items];

    /// <summary>Metrics by name, each with its 95% interval where it has one.</summary>
    public static JsonObject Metrics(ImmutableArray<SummaryValue> values)
    {
        var metrics = new JsonObject();
        foreach (var value in values)
        {
            var entry = new JsonObject { ["value"] = Number(value.Value), ["unit"] = value.Unit };
            if (value.Low is not null) (entry["low"], entry["high"]) = (Number(value.Low), Number(value.High));
            metrics[value.Name] = entry;
        }
        return metrics;
    }

    /// <summary>A gate that was run, line by line.</summary>
    public static JsonObject Gate(GateResult gate) => new()
    {
        ["verdict"] = Text(gate.Verdict),
        ["episodes"] = gate.Episodes,
        ["confidence"] = Number(gate.Confidence),
        ["lines"] = Array(gate.Lines.Select(line => new JsonObject
        {
            ["name"] = line.Line.Name,
            ["verdict"] = Text(line.Verdict),
            ["estimate"] = Number(line.Estimate),
            ["limit"] = Number(line.Limit),
            [line.Line.Bound == BoundKind.AtMost ? "at_most" : "at_least"] = Number(line.Line.Value),
            ["unit"] = GateWords.UnitOf(line.Line),
            ["episodes_to_decide"] = line.EpisodesToDecide,
            ["text"] = line.Text,
        })),
    };

    /// <summary>A verdict in lower case.</summary>
    public static string Text(Verdict verdict) => verdict.ToString().ToLowerInvariant();
}
