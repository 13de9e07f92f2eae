using Snowball.Cli.Reports;
using Snowball.Sim;

namespace Snowball.Cli.Comparisons;

/// <summary>Finds the runs that arguments mean.</summary>
internal static class RunFinder
{
    /// <summary>Each argument is a run folder, a folder of runs, or a pattern of which the last part has * or ?.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="note">Is told of runs in folders that were not judged, and so are left out.</param>
    /// <returns>The runs in the order of the arguments, each once.</returns>
    /// <exception cref="InputException">An argument means no run, or a run that was not judged.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public static IReadOnlyList<RunRecord> Find(IReadOnlyList<string> arguments, Action<string> note)
    {
        var folders = arguments.SelectMany(argument => FoldersOf(argument, note)).DistinctBy(Path.GetFullPath);
        return [.. folders.Select(RunRecord.Read)];
    }

    private static IEnumerable<string> FoldersOf(string argument, Action<string> note)
    {
        string folder = Path.TrimEndingDirectorySeparator(argument);
        if (RunRecord.IsRun(folder))
        {
            return RunRecord.IsJudged(folder)
                ? [folder]
                : throw new InputException($"the run has no {EpisodeFile.Name}: it has not come to its end (go on with it by snowball train --resume), or is of an earlier version", folder);
        }
        bool isPattern = Path.GetFileName(folder).IndexOfAny(['*', '?']) >= 0;
        string parent = isPattern ? (Path.GetDirectoryName(folder) is { Length: > 0 } inside ? inside : ".") : folder;
        var runs = Directory.Exists(parent)
            ? Directory.GetDirectories(parent, isPattern ? Path.GetFileName(folder) : "*").Where(RunRecord.IsRun).Order(StringComparer.Ordinal).ToList()
            : [];
        foreach (string run in runs.Where(run => !RunRecord.IsJudged(run))) note($"{run} is left out: it has no {EpisodeFile.Name}.");
        runs.RemoveAll(run => !RunRecord.IsJudged(run));
        return runs.Count > 0 ? runs : throw new InputException("it is no run folder, and holds no run that was judged", argument);
    }
}
