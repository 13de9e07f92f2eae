using System.Text;
using Snowball.Sim.Scenarios.Format;

namespace Snowball.Sim.Scenarios;

/// <summary>The tables of docs/scenario-format.md: every key with what it takes, generated from the table that the loader reads by.</summary>
public static class ScenarioReference
{
    /// <summary>Markdown: a heading and a table for each key of the file.</summary>
    public static string Write()
    {
        var text = new StringBuilder();
        var written = new Written([], []);
        foreach (Key key in ScenarioFormat.File.Keys)
        {
            text.Append($"### {key.Name}\n\n{Sentence(key.Meaning)}{(key.Required ? "" : " Optional.")}\n\n| key | takes | given | meaning |\n|---|---|---|---|\n");
            Inside(text, written, key.Name, key);
            text.Append('\n');
        }
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The rows of a key's own keys, or of itself where it has none.</summary>
    private static void Inside(StringBuilder text, Written written, string path, Key key)
    {
        switch (key.Shape)
        {
            case Section section:
                Rows(text, written, path, section);
                break;
            case Kinds kinds:
                KindRows(text, written, path, kinds);
                break;
            case Named named:
                Inside(text, written, $"{path}.NAME", key with { Shape = named.Element });
                break;
            default:
                Row(text, path, key.Shape.Describe(), key);
                break;
        }
    }

    private static void KindRows(StringBuilder text, Written written, string path, Kinds kinds)
    {
        foreach (Kind kind in kinds.All)
        {
            written.Kinds.Add(kind);
            text.Append($"| **`{path}.kind: {kind.Name}`** | | | **{kind.Meaning}** |\n");
            Rows(text, written, path, new Section(kind.Keys));
        }
    }

    private static void Rows(StringBuilder text, Written written, string path, Section section)
    {
        foreach (Key key in section.Keys)
        {
            string name = $"{path}.{key.Name}";
            (Shape inner, string suffix, string takes) = key.Shape switch
            {
                ListOf<Entries> list => (list.Element, "[]", $"list of {list.Element.Describe()}"),
                Named named => (named.Element, ".NAME", named.Describe()),
                _ => (key.Shape, "", key.Shape.Describe()),
            };
            if (inner is not (Section { IsSmall: false } or Kinds))
            {
                Row(text, name, key.Shape.Describe(), key);
            }
            else if (inner is Kinds { All: var kinds } && written.Kinds.IsSupersetOf(kinds))
            {
                Row(text, name, takes, key);
            }
            else if (!written.Shapes.TryAdd(inner, name))
            {
                Row(text, name, $"keys as in `{written.Shapes[inner]}`", key);
            }
            else
            {
                Row(text, name, inner is Section ? key.Shape is Section ? "keys" : "list of keys" : takes, key);
                if (inner is Section keys) Rows(text, written, name + suffix, keys);
                else KindRows(text, written, name + suffix, (Kinds)inner);
            }
        }
    }

    private static void Row(StringBuilder text, string path, string takes, Key key)
        => text.Append($"| `{path}` | {takes} | {Need(key)} | {key.Meaning} |\n");

    private static string Need(Key key)
        => key.Default is not null ? $"default `{key.Default}`" : key.Optional ? "optional" : "required";

    private static string Sentence(string meaning) => $"{char.ToUpperInvariant(meaning[0])}{meaning[1..]}.";

    /// <summary>What the table has already: by what key, and kinds.</summary>
    private sealed record Written(Dictionary<Shape, string> Shapes, HashSet<Kind> Kinds);
}
