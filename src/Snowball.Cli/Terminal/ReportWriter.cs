using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Snowball.Cli.Terminal;

/// <summary>
/// Where a command writes. For people: tables on standard output. For programs: one JSON object a line there, and nothing else.
/// Notes go to standard error either way.
/// </summary>
internal sealed class ReportWriter
{
    private const int WidthOfFiles = 200;
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TextWriter _output, _error;

    /// <param name="parsed">The command line, which carries the writers.</param>
    /// <param name="isJson">Whether it is programs that read.</param>
    public ReportWriter(ParseResult parsed, bool isJson = false)
    {
        (_output, _error, IsJson) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error, isJson);
        Console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(_output) });
        if (!IsTerminal) Console.Profile.Width = WidthOfFiles;
    }

    /// <summary>Whether programs read standard output.</summary>
    public bool IsJson { get; }

    /// <summary>Whether a person sees standard output.</summary>
    public bool IsTerminal => Console.Profile.Out.IsTerminal;

    /// <summary>Standard output for people.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>A table or the like, for people.</summary>
    public void Show(IRenderable part)
    {
        if (!IsJson) Console.Write(part);
    }

    /// <summary>A line for people.</summary>
    public void Line(string text = "")
    {
        if (!IsJson) _output.WriteLine(text);
    }

    /// <summary>A line for programs.</summary>
    public void Json(JsonObject line)
    {
        if (IsJson) _output.WriteLine(line.ToJsonString(Readable));
    }

    /// <summary>A remark on what happens.</summary>
    public void Note(string text) => _error.WriteLine(text);
}
