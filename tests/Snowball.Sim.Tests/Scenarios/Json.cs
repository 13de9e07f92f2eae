using System.Globalization;
using System.Text.Json.Nodes;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>YAML as the JSON that an editor checks against a schema: plain numbers and booleans are typed (YAML 1.2, core schema).</summary>
internal static class Json
{
    public static string Of(Node node) => Convert(node)!.ToJsonString();

    private static JsonNode? Convert(Node node) => node switch
    {
        Mapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, Convert(entry.Value)))),
        Sequence sequence => new JsonArray([.. sequence.Items.Select(Convert)]),
        Scalar { Quoted: false, Text: "true" or "false" } flag => flag.Text == "true",
        Scalar { Quoted: false } number when long.TryParse(number.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => whole,
        Scalar { Quoted: false } number when double.TryParse(number.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
        Scalar text => text.Text,
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
