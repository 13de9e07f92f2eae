using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Snowball.Learning;
using Snowball.Sim;

namespace Snowball.Cli.Baselines;

/// <summary>The published rows, `docs/baselines.json`, and the tables that are made of them, in `docs/baselines.md`.</summary>
internal sealed class BaselineFile
{
    private const string Begin = "<!-- rows -->", End = "<!-- /rows -->";

    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string _json, _page;

    /// <summary>Reads them.</summary>
    /// <param name="folder">The folder `docs` of a checkout.</param>
    /// <exception cref="InputException">There are none.</exception>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public BaselineFile(string folder)
    {
        (_json, _page) = (Path.Combine(folder, "baselines.json"), Path.Combine(folder, "baselines.md"));
        if (!File.Exists(_json)) throw new InputException("there are no baselines here: call this from a checkout of Snowball", _json);
        try
        {
            Rows = JsonSerializer.Deserialize<ImmutableArray<Baseline>>(File.ReadAllText(_json), Format);
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(_json, fault.Message, fault);
        }
    }

    /// <summary>Every row.</summary>
    public ImmutableArray<Baseline> Rows { get; private set; }

    /// <summary>A row by its name.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public Baseline Find(string name) => Rows.FirstOrDefault(row => row.Name == name)
        ?? throw new InputException($"there is no baseline '{name}'; there are {string.Join(", ", Rows.Select(row => row.Name))}", _json);

    /// <summary>Publishes new figures of a row, in both files.</summary>
    public void Record(Baseline row)
    {
        Rows = [.. Rows.Select(old => old.Name == row.Name ? row : old)];
        Write(_json, JsonSerializer.Serialize(Rows, Format) + "\n");
        Write(_page, WithRows(File.ReadAllText(_page)));
    }

    /// <summary>A page with the tables between its marks made anew.</summary>
    /// <exception cref="CorruptFileException">The marks are missing.</exception>
    public string WithRows(string page)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal), end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin) throw new CorruptFileException(_page, $"it lacks the marks {Begin} and {End}");
        return page[..(begin + Begin.Length)] + "\n" + BaselineTable.Markdown(Rows) + page[end..];
    }

    private static void Write(string path, string text) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
