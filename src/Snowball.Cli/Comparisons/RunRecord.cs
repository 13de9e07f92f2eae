using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Learning.Runs;

namespace Snowball.Cli.Comparisons;

/// <summary>A finished run, as its folder tells of it.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Configuration">What it was started with.</param>
/// <param name="Episodes">Its test episodes.</param>
/// <param name="Log">What it logged.</param>
/// <param name="Timing">Wall time by steps, s; empty where it is not known.</param>
internal sealed record RunRecord(
    string Path, RunConfiguration Configuration, EpisodeFile Episodes, IReadOnlyList<LoggedMetrics> Log, IReadOnlyDictionary<long, double> Timing)
{
    /// <summary>Agent steps that were trained.</summary>
    public long Steps => Log.Count > 0 ? Log[^1].Step : 0;

    /// <summary>Wall time of the training, s; NaN where it is not known.</summary>
    public double Seconds => Timing.Count > 0 ? Timing.Values.Max() : double.NaN;

    /// <summary>Whether a folder is that of a run.</summary>
    public static bool IsRun(string folder) => File.Exists(System.IO.Path.Combine(folder, RunFolder.ConfigurationName));

    /// <summary>Whether a run was judged on its test episodes.</summary>
    public static bool IsJudged(string folder) => File.Exists(System.IO.Path.Combine(folder, EpisodeFile.Name));

    /// <summary>Reads a run that was judged.</summary>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public static RunRecord Read(string folder) => new(
        folder, RunConfiguration.Read(folder), EpisodeFile.Read(System.IO.Path.Combine(folder, EpisodeFile.Name)),
        MetricsLog.Read(System.IO.Path.Combine(folder, RunFolder.MetricsName)), RunFolder.ReadTiming(folder));
}
