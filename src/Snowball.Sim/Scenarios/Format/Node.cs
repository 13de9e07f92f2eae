using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>Where something stands in a scenario file: what a message names.</summary>
internal readonly record struct Place(string File, int Line, string Key)
{
    public InputException Fault(string message) => new(message, File, Line, Key.Length == 0 ? null : Key);
}

/// <summary>A piece of YAML with its place. A value of a mapping stands where its key stands.</summary>
internal abstract record Node(Place Place)
{
    /// <summary>What it is, for a message that says what was found instead.</summary>
    public abstract string What { get; }
}

/// <summary>A word, a number, a text; <paramref name="Quoted"/> texts are never numbers.</summary>
internal sealed record Scalar(Place Place, string Text, bool Quoted = false) : Node(Place)
{
    private const int LongestQuote = 60;

    public override string What => Text.Length == 0 && !Quoted ? "nothing"
        : Text.Length > LongestQuote ? $"'{Text[..LongestQuote]}...'"
        : $"'{Text}'";
}

/// <summary>A list.</summary>
internal sealed record Sequence(Place Place, ImmutableArray<Node> Items) : Node(Place)
{
    public override string What => "a list";
}

/// <summary>Keys with values, in the order of the file, no key twice.</summary>
internal sealed record Mapping(Place Place, ImmutableArray<KeyValuePair<string, Node>> Entries) : Node(Place)
{
    public override string What => "a mapping of keys";
}
