using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Snowball.Learning;
using Snowball.Sim;

namespace Snowball.Cli.Sweeps;

/// <summary>A sweep on the disk: `plan.json`, `trials.json`, and for each trial its run folder. Killed at any time, it goes on from there.</summary>
internal sealed class SweepFolder
{
    private const string PlanName = "plan.json", TrialsName = "trials.json";

    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    private readonly string _path;

    /// <summary>Begins a sweep, or finds the one that was begun.</summary>
    /// <exception cref="InputException">The folder holds something else, or another sweep.</exception>
    public SweepFolder(string path, SweepPlan plan)
    {
        _path = path;
        string file = Path.Combine(path, PlanName), text = JsonSerializer.Serialize(plan, Format);
        if (File.Exists(file))
        {
            if (File.ReadAllText(file) != text) throw new InputException("the folder holds another sweep: go on with the same options, or choose another one (--out FOLDER)", file);
            return;
        }
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any()) throw new InputException("the folder holds something that is no sweep: choose another one (--out FOLDER)", path);
        Write(PlanName, text);
    }

    /// <summary>The page that shows it.</summary>
    public string Page => Path.Combine(_path, "sweep.html");

    /// <summary>The run folder of a trial.</summary>
    public string RunOf(int trial) => Path.Combine(_path, "trial-" + trial.ToString("000", CultureInfo.InvariantCulture));

    /// <summary>The folder of a trial's scenario, where its rewards are others; it has the scenario's name.</summary>
    public string ScenarioOf(int trial, string scenario) => Path.Combine(_path, "scenarios", trial.ToString("000", CultureInfo.InvariantCulture), scenario);

    /// <summary>The trials as they were last kept; empty at the start.</summary>
    /// <exception cref="CorruptFileException">The file is damaged.</exception>
    public ImmutableArray<Trial> Load()
    {
        string file = Path.Combine(_path, TrialsName);
        if (!File.Exists(file)) return [];
        try
        {
            return JsonSerializer.Deserialize<ImmutableArray<Trial>>(File.ReadAllText(file), Format);
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(file, fault.Message, fault);
        }
    }

    /// <summary>Keeps the trials.</summary>
    public void Save(IEnumerable<Trial> trials) => Write(TrialsName, JsonSerializer.Serialize(trials, Format));

    private void Write(string name, string text) => AtomicFile.Write(Path.Combine(_path, name), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
