using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>
/// A key, what it takes, and what it means. It must be given unless it is <paramref name="Optional"/> or has a
/// <paramref name="Default"/>, which is written as in the file.
/// </summary>
internal sealed record Key(string Name, Shape Shape, string Meaning, bool Optional = false, string? Default = null)
{
    public bool Required => !Optional && Default is null;
}

/// <summary>A mapping of known keys.</summary>
internal sealed record Section(ImmutableArray<Key> Keys) : Shape
{
    public override object Read(Node node)
    {
        if (node is not Mapping mapping) throw node.Place.Fault($"expects a mapping of keys ({string.Join(", ", Names())}), not {node.What}");
        var values = new List<KeyValuePair<string, Entry>>();
        foreach ((string name, Node value) in mapping.Entries)
        {
            Key key = Find(name) ?? throw value.Place.Fault($"is not a known key{Spelling.Suggest(name, Names())}");
            values.Add(new(name, new Entry(value.Place, key.Shape.Read(value))));
        }

        var entries = new Entries(node.Place, values);
        foreach (Key key in Keys)
        {
            if (entries.Has(key.Name) || key.Optional) continue;
            Place place = node.Place.Key.Length == 0 ? node.Place with { Key = key.Name } : node.Place with { Key = $"{node.Place.Key}.{key.Name}" };
            string written = key.Default ?? throw place.Fault($"is missing: {key.Meaning}");
            values.Add(new(key.Name, new Entry(place, key.Shape.Read(new Scalar(place, written)))));
        }
        return entries;
    }

    public override JsonObject Schema()
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (Key key in Keys)
        {
            JsonObject schema = key.Shape.Schema();
            schema["description"] = key.Default is null ? key.Meaning : $"{key.Meaning} (default {key.Default})";
            properties[key.Name] = schema;
            if (key.Required) required.Add((JsonNode)key.Name);
        }
        var section = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required.Count > 0) section["required"] = required;
        return section;
    }

    public override string Describe()
    {
        var keys = new List<string>();
        foreach (Key key in Keys) keys.Add($"`{key.Name}`: {key.Shape.Describe()}");
        return string.Join("; ", keys);
    }

    /// <summary>Whether it is small enough to be described in a line: few keys, all needed, none with keys of its own.</summary>
    public bool IsSmall
    {
        get
        {
            foreach (Key key in Keys)
            {
                if (!key.Required || key.Shape is Section or Kinds) return false;
            }
            return Keys.Length <= 4;
        }
    }

    private Key? Find(string name)
    {
        foreach (Key key in Keys)
        {
            if (key.Name == name) return key;
        }
        return null;
    }

    private List<string> Names()
    {
        var names = new List<string>();
        foreach (Key key in Keys) names.Add(key.Name);
        return names;
    }
}

/// <summary>A mapping whose <c>kind</c> decides which further keys it has.</summary>
internal sealed record Kinds(ImmutableArray<Kind> All) : Shape
{
    public const string Name = "kind";

    public override object Read(Node node)
    {
        if (node is not Mapping mapping) throw node.Place.Fault($"expects a mapping of keys with a 'kind', not {node.What}");
        var names = new List<string>();
        foreach (Kind kind in All) names.Add(kind.Name);
        foreach ((string key, Node value) in mapping.Entries)
        {
            if (key != Name) continue;
            var chosen = (string)OneOf.Names([.. names]).Read(value);
            return All[names.IndexOf(chosen)].WithKind.Read(node);
        }
        throw node.Place.Fault($"has no 'kind': {string.Join(", ", names)}");
    }

    public override JsonObject Schema()
    {
        var sections = new JsonArray();
        foreach (Kind kind in All)
        {
            JsonObject section = kind.WithKind.Schema();
            section["description"] = kind.Meaning;
            sections.Add((JsonNode)section);
        }
        return new JsonObject { ["type"] = "object", ["oneOf"] = sections };
    }

    public override string Describe() => "keys, by kind";
}

/// <summary>One of <see cref="Kinds"/>.</summary>
internal sealed record Kind(string Name, string Meaning, ImmutableArray<Key> Keys)
{
    /// <summary>Its keys, the kind itself included.</summary>
    public Section WithKind => new([new Key(Kinds.Name, OneOf.Names([Name]), Meaning), .. Keys]);
}

/// <summary>A value that was read and where it stood.</summary>
internal readonly record struct Entry(Place Place, object Value);

/// <summary>The values of a section, in the order of the file.</summary>
internal sealed class Entries(Place place, List<KeyValuePair<string, Entry>> values)
{
    public Place Place => place;

    public IReadOnlyList<KeyValuePair<string, Entry>> All => values;

    public string Kind => Get<string>(Kinds.Name);

    public bool Has(string key) => Find(key) is not null;

    /// <summary>The value of a key that is required or has a default.</summary>
    public T Get<T>(string key) => (T)Find(key)!.Value.Value;

    /// <summary>The value of an optional key, or null.</summary>
    public T? Maybe<T>(string key) where T : class => Find(key)?.Value as T;

    /// <summary>The list of numbers of an optional key; empty where it is not given.</summary>
    public ImmutableArray<float> Numbers(string key) => Find(key) is { } entry ? (ImmutableArray<float>)entry.Value : [];

    /// <summary>Which of some optional keys is given: exactly one must be.</summary>
    public string OneOf(params ReadOnlySpan<string> keys)
    {
        string? given = null;
        foreach (string key in keys)
        {
            if (!Has(key)) continue;
            if (given is not null) throw PlaceOf(key).Fault($"does not go with {given}: give one of {string.Join(", ", keys)}");
            given = key;
        }
        return given ?? throw place.Fault($"needs one of {string.Join(", ", keys)}");
    }

    public Place PlaceOf(string key) => Find(key)?.Place ?? place;

    private Entry? Find(string key)
    {
        foreach ((string name, Entry entry) in values)
        {
            if (name == key) return entry;
        }
        return null;
    }
}
