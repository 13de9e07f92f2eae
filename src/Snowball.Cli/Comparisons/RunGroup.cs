using Snowball.Cli.Reports;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Comparisons;

/// <summary>Runs that differ in nothing but their seed.</summary>
/// <param name="Letter">What tables call it.</param>
/// <param name="Runs">In the order of their seeds.</param>
internal sealed record RunGroup(string Letter, IReadOnlyList<RunRecord> Runs)
{
    private const int Most = 26;

    /// <summary>The agent that was trained.</summary>
    public string Agent => Entry("agent");

    /// <summary>The folder that the runs are in.</summary>
    public string Folder => FolderOf(Runs[0]);

    /// <summary>Letter and agent.</summary>
    public string Name => $"{Letter} {Agent}";

    /// <summary>What was driven.</summary>
    public Scenario Scenario => Runs[0].Configuration.Scenario;

    /// <summary>An entry of the configuration by its dotted name; empty where there is none.</summary>
    public string Entry(string key) => Runs[0].Configuration.Entries.FirstOrDefault(entry => entry.Key == key).Value ?? "";

    /// <summary>The scores of all runs, [run][episode].</summary>
    /// <exception cref="CorruptFileException">A run has none.</exception>
    public double[][] Column(string name) => [.. Runs.Select(run => run.Episodes.Columns.GetValueOrDefault(name)
        ?? throw new CorruptFileException(Path.Combine(run.Path, EpisodeFile.Name), $"it has no column {name}"))];

    /// <summary>Groups runs: those in the same folder that differ in nothing but their seed, and what they ran on, are together.</summary>
    /// <exception cref="InputException">They are of different scenarios, or two runs of a group have the same seed.</exception>
    public static IReadOnlyList<RunGroup> Of(IReadOnlyList<RunRecord> runs)
    {
        foreach (var run in runs) RequireSameScenario(runs[0], run);
        var groups = runs.GroupBy(KeyOf).Select((group, index) => new RunGroup($"{(char)('A' + index)}", [.. group.OrderBy(run => run.Configuration.Seed)])).ToList();
        if (groups.Count > Most) throw new InputException($"{groups.Count} groups of runs are too many to compare: at most {Most}");
        foreach (var group in groups)
        {
            foreach (var (first, second) in group.Runs.Zip(group.Runs.Skip(1)))
            {
                if (first.Configuration.Seed != second.Configuration.Seed) continue;
                throw new InputException($"has the same settings and seed as {first.Path}: runs that are to be two groups have to be in two folders", second.Path);
            }
        }
        return groups;
    }

    /// <summary>Whether an entry of the configuration is part of what a group has in common.</summary>
    public static bool IsSetting(string key) => key is not ("seed" or "threads" or "scenario_yaml") && !key.StartsWith("machine.", StringComparison.Ordinal);

    private static string KeyOf(RunRecord run) => string.Join('\n',
        [FolderOf(run), .. run.Configuration.Entries.Where(entry => IsSetting(entry.Key)).Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal)]);

    private static string FolderOf(RunRecord run) => Path.GetDirectoryName(Path.GetFullPath(run.Path)) ?? run.Path;

    private static void RequireSameScenario(RunRecord first, RunRecord other)
    {
        var (one, two) = (first.Configuration.Json, other.Configuration.Json);
        if (one["scenario_hash"]?.ToString() == two["scenario_hash"]?.ToString()) return;
        string name = $"{two["scenario"]}";
        throw new InputException(
            name == $"{one["scenario"]}" ? $"was trained on another version of {name} than {first.Path}" : $"was trained on {name}, but {first.Path} on {one["scenario"]}: compare runs of one scenario",
            other.Path);
    }
}
