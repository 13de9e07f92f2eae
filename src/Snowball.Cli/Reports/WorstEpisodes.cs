using Snowball.Cli.Inputs;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>A test episode that went badly, and how to see it.</summary>
internal sealed record WorstEpisode(int Episode, ulong Seed, double Return, double Cost, int Steps, IReadOnlyList<string> Events)
{
    /// <summary>The command line that films it.</summary>
    /// <param name="run">The run folder, as its user calls it.</param>
    /// <param name="configuration">The run's.</param>
    public string Command(string run, RunConfiguration configuration) =>
        $"./snowball render {Quote(run)} --seed {configuration.Seed} --episode {Episode} --out episode-{Episode}.mp4";

    /// <summary>A row of a page.</summary>
    public IReadOnlyList<string> Cells(string run, RunConfiguration configuration) =>
    [
        $"{Episode}", $"{Seed}", $"{Return:0.###}", $"{Cost:0.###}", $"{Steps}", string.Join(", ", Events), $"<code>{Page.Text(Command(run, configuration))}</code>",
    ];

    private static string Quote(string path) => path.All(letter => char.IsLetterOrDigit(letter) || "/\\.:_-".Contains(letter)) ? path : $"'{path.Replace("'", "'\\''")}'";
}

/// <summary>Picks them.</summary>
internal static class WorstEpisodes
{
    private const int Most = 10;

    /// <summary>Those of the least return, the worst first.</summary>
    public static IEnumerable<WorstEpisode> Of(EpisodeTable table) => Enumerable.Range(0, table.Episodes)
        .Select(episode => new WorstEpisode(
            episode, table.Seed(episode), table.Value(episode, (int)MetricIndex.Return, Aggregate.Sum), table.Value(episode, (int)MetricIndex.Cost, Aggregate.Sum),
            table.Steps(episode),
            [.. MetricCatalog.All.Where((metric, index) => metric.IsEvent && table.Value(episode, index, Aggregate.Any) > 0).Select(metric => metric.Name)]))
        .OrderBy(worst => worst.Return).Take(Most);
}
