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
        var written = new Dictionary<Shape, string>();
        foreach (Key key in ScenarioFormat.File.Keys)
        {
            text.Append($"### {key.Name}\n\n{Sentence(key.Meaning)}{(key.Required ? "" : " Optional.")}\n\n| key | takes | given | meaning |\n|---|---|---|---|\n");
            Inside(text, written, key.Name, key);
            text.Append('\n');
        }
        return text.ToString().TrimEnd() + "\n";
    }

    /// <summary>The rows of a key's own keys, or of itself where it has none.</summary>
    private static void Inside(StringBuilder text, Dictionary<Shape, string> written, string path, Key key)
    {
        switch (key.Shape)
        {
            case Section section:
                Rows(text, written, path, section);
                break;
            case Kinds kinds:
                foreach (Kind kind in kinds.All)
                {
                    text.Append($"| **`{path}.kind: {kind.Name}`** | | | **{kind.Meaning}** |\n");
                    Rows(text, written, path, new Section(kind.Keys));
                }
                break;
            default:
                Row(text, path, key.Shape.Describe(), key);
                break;
        }
    }

    private static void Rows(StringBuilder text, Dictionary<Shape, string> written, string path, Section section)
    {
        foreach (Key key in section.Keys)
        {
            string name = $"{path}.{key.Name}";
            Shape inner = key.Shape is ListOf<Entries> list ? list.Element : key.Shape;
            if (inner is not Section keys || keys.IsSmall)
            {
                Row(text, name, key.Shape.Describe(), key);
            }
            else if (!written.TryAdd(inner, name))
            {
                Row(text, name, $"keys as in `{written[inner]}`", key);
            }
            else
            {
                Row(text, name, key.Shape is Section ? "keys" : "list of keys", key);
                Rows(text, written, key.Shape is Section ? name : $"{name}[]", keys);
            }
        }
    }

    private static void Row(StringBuilder text, string path, string takes, Key key)
        => text.Append($"| `{path}` | {takes} | {Need(key)} | {key.Meaning} |\n");

    private static string Need(Key key)
        => key.Default is not null ? $"default `{key.Default}`" : key.Optional ? "optional" : "required";

    private static string Sentence(string meaning) => $"{char.ToUpperInvariant(meaning[0])}{meaning[1..]}.";
}
