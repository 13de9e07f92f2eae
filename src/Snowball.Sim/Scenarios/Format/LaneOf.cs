using System.Text.Json.Nodes;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>A lane: <c>same</c>, <c>left</c> or <c>right</c> of another vehicle's, or its number; or a choice of either kind.</summary>
internal sealed record LaneOf : Shape
{
    private const string Word = "(same|left|right)";

    private static readonly string[] Words = ["same", "left", "right"];

    private static readonly Distributed Number = new(Dimension.None, 0, 11, Whole: true);

    public override object Read(Node node)
    {
        string text = Notation.Text(node, Dimension.None);
        string[] parts = text.StartsWith("choice(", StringComparison.Ordinal) && text.EndsWith(')') ? text[7..^1].Split(',') : [text];
        var lanes = new float[parts.Length];
        int words = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            string part = parts[i].Trim();
            int word = Array.IndexOf(Words, part);
            if (word >= 0) words++;
            else if (part.Length > 0 && char.IsLetter(part[0])) throw node.Place.Fault($"'{part}' is not known{Spelling.Suggest(part, Words)}");
            lanes[i] = word switch { 1 => -1f, 2 => 1f, _ => 0f };
        }
        if (words == 0) return new LaneChoice((Distribution)Number.Read(node), IsRelative: false);
        if (words < parts.Length) throw node.Place.Fault($"'{text}' mixes numbers of lanes with words");
        return new LaneChoice(lanes.Length == 1 ? Distribution.Constant(lanes[0]) : Distribution.Choice([.. lanes]), IsRelative: true);
    }

    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            new JsonObject { ["type"] = "string", ["pattern"] = $"^({Word}|choice\\( *{Word}( *, *{Word})* *\\))$" },
            Number.Schema()),
    };

    public override string Describe() => "`same`, `left`, `right`, a lane's number, or a choice";
}
