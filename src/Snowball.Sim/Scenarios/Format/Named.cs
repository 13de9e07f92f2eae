using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>A mapping from names of the writer's choice to values of one shape; read as <see cref="Entries"/>.</summary>
internal sealed partial record Named(Shape Element, int Most) : Shape
{
    private const string Name = "^[a-z][a-z0-9_-]*$";

    public override object Read(Node node)
    {
        if (node is not Mapping mapping) throw node.Place.Fault($"expects a mapping of names, not {node.What}");
        if (mapping.Entries.Length < 1 || mapping.Entries.Length > Most)
        {
            throw node.Place.Fault($"has {mapping.Entries.Length} entries, but must have 1 to {Most}");
        }
        var values = new List<KeyValuePair<string, Entry>>();
        foreach ((string name, Node value) in mapping.Entries)
        {
            if (!Pattern().IsMatch(name)) throw value.Place.Fault("is no name: a small letter, then small letters, digits, - and _");
            values.Add(new(name, new Entry(value.Place, Element.Read(value))));
        }
        return new Entries(node.Place, values);
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["patternProperties"] = new JsonObject { [Name] = Element.Schema() },
        ["additionalProperties"] = false,
        ["minProperties"] = 1,
        ["maxProperties"] = Most,
    };

    public override string Describe() => $"1 to {Most} names, each with {Element.Describe()}";

    [GeneratedRegex(Name)]
    private static partial Regex Pattern();
}
