using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>
/// What a value of the scenario file must look like. One table of shapes (<see cref="ScenarioFormat"/>) gives the loader, the
/// JSON schema and the reference for people, so that the three cannot differ.
/// </summary>
internal abstract record Shape
{
    /// <summary>The value that the node holds.</summary>
    /// <exception cref="InputException">It is not of this shape.</exception>
    public abstract object Read(Node node);

    /// <summary>The same in JSON schema, draft 7; what it cannot say is left to the loader.</summary>
    public abstract JsonObject Schema();

    /// <summary>The same for a person, in half a line.</summary>
    public abstract string Describe();
}

/// <summary>Words for a person; not empty.</summary>
internal sealed record Words : Shape
{
    public override object Read(Node node)
        => node is Scalar scalar && scalar.Text.Trim().Length > 0 ? scalar.Text.Trim() : throw node.Place.Fault($"expects text, not {node.What}");

    public override JsonObject Schema() => new() { ["type"] = "string", ["minLength"] = 1 };

    public override string Describe() => "text";
}

/// <summary><c>true</c> or <c>false</c>.</summary>
internal sealed record Flag : Shape
{
    public override object Read(Node node) => node switch
    {
        Scalar { Quoted: false, Text: "true" } => true,
        Scalar { Quoted: false, Text: "false" } => false,
        _ => throw node.Place.Fault($"expects true or false, not {node.What}"),
    };

    public override JsonObject Schema() => new() { ["type"] = "boolean" };

    public override string Describe() => "true or false";
}

/// <summary>A whole number without or (frequencies) with a unit.</summary>
internal sealed record WholeNumber(Dimension Dimension, int Low, int High) : Shape
{
    public WholeNumber(int low, int high) : this(Dimension.None, low, high)
    {
    }

    private Bounds Bounds => new(Dimension, Low, High);

    public override object Read(Node node)
    {
        double value = Notation.Read(node.Place, Notation.Text(node, Dimension), Dimension);
        Bounds.Check(node.Place, value);
        return value == Math.Floor(value) ? (int)value : throw node.Place.Fault($"is {Dimension.Write(value)}, but must be a whole number");
    }

    public override JsonObject Schema() => Dimension == Dimension.None
        ? new JsonObject { ["type"] = "integer", ["minimum"] = Low, ["maximum"] = High }
        : new JsonObject { ["type"] = "string", ["pattern"] = $"^[0-9]+{Notation.UnitPattern(Dimension)}$" };

    public override string Describe() => $"whole number, {Bounds}";
}

/// <summary>One of a few names, each standing for a value.</summary>
internal sealed record OneOf<T>(ImmutableArray<KeyValuePair<string, T>> Names) : Shape where T : notnull
{
    public override object Read(Node node)
    {
        var known = new List<string>();
        foreach ((string name, T value) in Names)
        {
            if (node is Scalar scalar && scalar.Text == name) return value;
            known.Add(name);
        }
        throw node.Place.Fault(node is Scalar { Text.Length: > 0 } written
            ? $"{node.What} is not known{Spelling.Suggest(written.Text, known)}"
            : $"expects one of {string.Join(", ", known)}, not {node.What}");
    }

    public override JsonObject Schema()
    {
        var names = new JsonArray();
        foreach ((string name, T _) in Names) names.Add((JsonNode)name);
        return new JsonObject { ["type"] = "string", ["enum"] = names };
    }

    public override string Describe()
    {
        var names = new List<string>();
        foreach ((string name, T _) in Names) names.Add($"`{name}`");
        return string.Join(", ", names);
    }
}

/// <summary>Makes <see cref="OneOf{T}"/>.</summary>
internal static class OneOf
{
    /// <summary>Names that stand for themselves.</summary>
    public static OneOf<string> Names(ImmutableArray<string> names)
    {
        ImmutableArray<KeyValuePair<string, string>>.Builder pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, string>>();
        foreach (string name in names) pairs.Add(new(name, name));
        return new(pairs.ToImmutable());
    }

    /// <summary>The members of an enumeration, in snake_case.</summary>
    public static OneOf<T> Members<T>() where T : struct, Enum
    {
        ImmutableArray<KeyValuePair<string, T>>.Builder pairs = ImmutableArray.CreateBuilder<KeyValuePair<string, T>>();
        foreach (T value in Enum.GetValues<T>()) pairs.Add(new(Spelling.SnakeCase($"{value}"), value));
        return new(pairs.ToImmutable());
    }
}

/// <summary>A list of values of one shape.</summary>
internal sealed record ListOf<T>(Shape Element, int Least, int Most, bool Ascending = false) : Shape where T : notnull
{
    public override object Read(Node node)
    {
        if (node is not Sequence list) throw node.Place.Fault($"expects a list in [ ], not {node.What}");
        if (list.Items.Length < Least || list.Items.Length > Most)
        {
            throw node.Place.Fault($"has {list.Items.Length} entries, but must have {(Least == Most ? $"{Least}" : $"{Least} to {Most}")}");
        }

        ImmutableArray<T>.Builder values = ImmutableArray.CreateBuilder<T>(list.Items.Length);
        foreach (Node item in list.Items)
        {
            var value = (T)Element.Read(item);
            if (Ascending && values.Count > 0 && Comparer<T>.Default.Compare(values[^1], value) >= 0)
            {
                throw item.Place.Fault($"{item.What} is not greater than the entry before it");
            }
            values.Add(value);
        }
        return values.ToImmutable();
    }

    public override JsonObject Schema()
        => new() { ["type"] = "array", ["items"] = Element.Schema(), ["minItems"] = Least, ["maxItems"] = Most };

    public override string Describe()
    {
        string count = Least == Most ? $"{Least}" : $"{Least} to {Most}";
        return $"list of {count}{(Ascending ? ", ascending" : "")}: {Element.Describe()}";
    }
}
