using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Scenarios;

/// <summary>
/// The JSON schema of the scenario file, for editors: generated from the table that the loader reads by. Units, shapes and the
/// ranges of plain numbers are in it; ranges of quantities and rules between keys are the loader's.
/// </summary>
public static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON schema, draft 7, as it is committed at <c>scenarios/scenario.schema.json</c>.</summary>
    public static string Write()
    {
        var schema = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "Snowball scenario",
        };
        foreach ((string key, JsonNode? value) in ScenarioFormat.File.Schema()) schema[key] = value!.DeepClone();
        return schema.ToJsonString(Readable) + "\n";
    }
}
