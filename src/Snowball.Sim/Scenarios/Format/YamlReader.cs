using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlScalar = YamlDotNet.Core.Events.Scalar;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>
/// Reads one YAML document into <see cref="Node"/>s. Of YAML it takes what a scenario needs: mappings, lists and scalars.
/// Anchors, aliases and tags are refused, and so is deep nesting: a small file cannot expand into a large one.
/// </summary>
internal sealed class YamlReader
{
    private const int DeepestNesting = 16;
    private const int LongestKey = 64;

    private readonly string _file;
    private readonly Scanner _scanner;
    private readonly Parser _parser;

    private YamlReader(string text, string file)
    {
        _file = file;
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>The root of the only document in <paramref name="text"/>.</summary>
    /// <exception cref="InputException">It is not YAML, or is empty, or uses what is refused.</exception>
    public static Node Read(string text, string file)
    {
        RefuseTabs(text, file);
        var reader = new YamlReader(text, file);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException fault)
        {
            throw new InputException($"is not YAML: {fault.Message}", file, LineOf(fault.Start));
        }
        catch (ArgumentException)
        {
            // The parser's answer to a tag that is no URI.
            throw new InputException("tags (!) are not taken: leave them out", file, LineOf(reader._scanner.CurrentPosition));
        }
        catch (InvalidOperationException)
        {
            // The scanner's answer to some texts inside brackets that are not closed.
            throw new InputException("is not YAML: a [ or { may not be closed", file, LineOf(reader._scanner.CurrentPosition));
        }
    }

    private static void RefuseTabs(string text, string file)
    {
        int line = 1;
        bool indentation = true;
        foreach (char c in text)
        {
            if (c == '\t' && indentation) throw new InputException("is indented with a tab: YAML takes only spaces", file, line);
            if (c == '\n') line++;
            indentation = c == '\n' || (indentation && c == ' ');
        }
    }

    private Node ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _)) throw new InputException("is empty", _file);
        _parser.Consume<DocumentStart>();
        Node root = ReadNode(key: "", line: null, depth: 0);
        _parser.Consume<DocumentEnd>();
        if (_parser.Accept<DocumentStart>(out DocumentStart? second))
        {
            throw new InputException("holds a second document: a file is one scenario", _file, LineOf(second.Start));
        }
        _parser.Consume<StreamEnd>();
        return root;
    }

    private Node ReadNode(string key, int? line, int depth)
    {
        ParsingEvent next = _parser.Current!;
        var place = new Place(_file, line ?? LineOf(next.Start), key);
        if (next is not NodeEvent { Anchor.IsEmpty: true } start)
        {
            throw place.Fault("anchors and aliases (& and *) are not taken: write the value out");
        }
        if (!start.Tag.IsEmpty) throw place.Fault("tags (!) are not taken: leave them out");
        if (depth > DeepestNesting) throw place.Fault("is nested too deeply");
        return start switch
        {
            MappingStart => ReadMapping(place, depth),
            SequenceStart => ReadSequence(place, depth),
            _ => ReadScalar(place),
        };
    }

    private Scalar ReadScalar(Place place)
    {
        YamlScalar scalar = _parser.Consume<YamlScalar>();
        bool quoted = scalar.Style != ScalarStyle.Plain;
        return new Scalar(place, quoted || scalar.Value is not ("~" or "null") ? scalar.Value : "", quoted);
    }

    private Sequence ReadSequence(Place place, int depth)
    {
        _parser.Consume<SequenceStart>();
        ImmutableArray<Node>.Builder items = ImmutableArray.CreateBuilder<Node>();
        while (!_parser.TryConsume<SequenceEnd>(out _)) items.Add(ReadNode($"{place.Key}[{items.Count}]", line: null, depth + 1));
        return new Sequence(place, items.ToImmutable());
    }

    private Mapping ReadMapping(Place place, int depth)
    {
        _parser.Consume<MappingStart>();
        ImmutableArray<KeyValuePair<string, Node>>.Builder entries = ImmutableArray.CreateBuilder<KeyValuePair<string, Node>>();
        var lines = new Dictionary<string, int>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<YamlScalar>(out YamlScalar? key)) throw place.Fault("a key must be a word");
            int line = LineOf(key.Start);
            var entry = new Place(_file, line, place.Key.Length == 0 ? Shorten(key.Value) : $"{place.Key}.{Shorten(key.Value)}");
            if (key.Value.Length == 0) throw (place with { Line = line }).Fault("a key is empty");
            if (lines.TryGetValue(key.Value, out int first)) throw entry.Fault($"is given twice: first in line {first}");
            lines.Add(key.Value, line);
            entries.Add(new(key.Value, ReadNode(entry.Key, line, depth + 1)));
        }
        return new Mapping(place, entries.ToImmutable());
    }

    private static string Shorten(string key) => key.Length <= LongestKey ? key : key[..LongestKey] + "...";

    private static int LineOf(Mark mark) => (int)mark.Line;
}
