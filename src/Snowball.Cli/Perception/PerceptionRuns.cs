using System.CommandLine;
using System.Text.Json;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Sim;

namespace Snowball.Cli.Perception;

/// <summary>Folders of runs of perception networks, and the settings in them.</summary>
internal static class PerceptionRuns
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>The option to go on with a run.</summary>
    public static Option<bool> Resume() => new("--resume") { Description = "Go on with the run from its last epoch, with the settings it was started with" };

    /// <summary>Refuses settings beside <see cref="Resume"/>.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">The options that are settings.</param>
    /// <exception cref="InputException">One was given.</exception>
    public static void RefuseSettings(ParseResult parsed, IEnumerable<Option> settings)
    {
        if (Given(parsed, settings) is { } kept) throw new InputException($"a run is resumed with the settings it was started with: leave out {kept.Name}");
    }

    /// <summary>The first of some options that was given; null where none was.</summary>
    public static Option? Given(ParseResult parsed, IEnumerable<Option> options) => options.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });

    /// <summary>Begins a run, or goes on with the one that is there.</summary>
    /// <exception cref="InputException">The folder cannot be written, or holds another run.</exception>
    public static RunFolder Open<T>(string path, T settings, bool resume, ReportWriter report)
    {
        try
        {
            return resume ? RunFolder.Resume(path, report.Note) : RunFolder.Create(path, JsonSerializer.Serialize(settings, Json) + "\n");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the run folder cannot be written: {fault.Message}", path);
        }
    }

    /// <summary>The settings of a run that is there.</summary>
    /// <exception cref="InputException">There is no run with such settings.</exception>
    public static T Read<T>(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(Path.Combine(path, RunFolder.ConfigurationName)), Json)!;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InputException($"there is no run of a perception network to go on with: {fault.Message}", path);
        }
    }
}
