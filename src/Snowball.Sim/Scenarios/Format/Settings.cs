using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The settings of an agent: any keys, with words, numbers or lists of them, which the agent itself checks.</summary>
internal sealed record Settings : Shape
{
    public override object Read(Node node)
    {
        if (node is not Mapping mapping) throw node.Place.Fault($"expects a mapping of settings, not {node.What}");
        ImmutableSortedDictionary<string, AgentSetting>.Builder settings = ImmutableSortedDictionary.CreateBuilder<string, AgentSetting>(StringComparer.Ordinal);
        foreach ((string name, Node value) in mapping.Entries) settings.Add(name, new AgentSetting(Text(value), value.Place.Line));
        return settings.ToImmutable();
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array") },
    };

    public override string Describe() => "the agent's settings";

    private static string Text(Node value)
    {
        if (value is Sequence list)
        {
            var texts = new List<string>();
            foreach (Node item in list.Items) texts.Add(ScalarText(item));
            return string.Join(", ", texts);
        }
        return ScalarText(value);
    }

    private static string ScalarText(Node value)
        => value is Scalar { Text.Length: > 0 } scalar ? scalar.Text : throw value.Place.Fault($"expects a value or a list of values, not {value.What}");
}

/// <summary>Settings by the name of an agent, and under <c>agent</c> the name of the one that trains by default.</summary>
internal sealed record AgentSettings : Shape
{
    private const string Agent = "agent";

    public override object Read(Node node)
    {
        if (node is not Mapping mapping) throw node.Place.Fault($"expects a mapping of keys, not {node.What}");
        string? agent = null;
        ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, AgentSetting>>.Builder agents =
            ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, AgentSetting>>(StringComparer.Ordinal);
        foreach ((string name, Node value) in mapping.Entries)
        {
            if (name == Agent) agent = (string)new Words().Read(value);
            else agents.Add(name, (ImmutableSortedDictionary<string, AgentSetting>)new Settings().Read(value));
        }
        Place place = node.Place with { Key = $"{node.Place.Key}.{Agent}" };
        return new TrainingSettings(agent ?? throw place.Fault("is missing: the agent that trains by default"), agents.ToImmutable());
    }

    public override JsonObject Schema() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject { [Agent] = new Words().Schema() },
        ["required"] = new JsonArray(Agent),
        ["additionalProperties"] = new Settings().Schema(),
    };

    public override string Describe() => "`agent`, and settings by agent name";
}

/// <summary>A bound or threshold whose dimension depends on the metric beside it; the loader reads it.</summary>
internal sealed record MetricValue : Shape
{
    public override object Read(Node node)
        => node is Scalar { Text.Length: > 0 } ? node : throw node.Place.Fault($"expects a value in the metric's unit, not {node.What}");

    public override JsonObject Schema() => new() { ["type"] = new JsonArray("number", "string") };

    public override string Describe() => "value in the metric's unit";
}
