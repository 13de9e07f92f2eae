using System.Globalization;
using System.Text;
using Snowball.Learning;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>The test episodes of a run as a table of comma-separated values: a row an episode, a column a number of it.</summary>
/// <param name="Seeds">Of the episodes, in their order.</param>
/// <param name="Columns">[episodes] by name.</param>
internal sealed record EpisodeFile(ulong[] Seeds, IReadOnlyDictionary<string, double[]> Columns)
{
    /// <summary>What it is called in a run folder.</summary>
    public const string Name = "episodes.csv";

    /// <summary>Column of returns.</summary>
    public const string Return = "return.sum";

    /// <summary>Column that is 1 where the episode had a collision, else 0.</summary>
    public const string Collision = "collision.any";

    private const string Seed = "seed";

    /// <summary>Writes it: number, seed, steps and end of each episode, every metric in one aggregate, and what the gate's lines look at.</summary>
    public static void Write(string path, GateSettings gate, EpisodeTable table)
    {
        var columns = MetricCatalog.All.Select(metric => new GateLine(metric.Name, AggregateOf(metric), BoundKind.AtMost, 0, null, false, 0))
            .Concat(gate.Lines).DistinctBy(line => line.Name).ToList();
        var text = new StringBuilder();
        text.Append($"episode,{Seed},steps,terminated,").AppendJoin(',', columns.Select(line => line.Name)).Append('\n');
        for (int episode = 0; episode < table.Episodes; episode++)
        {
            text.Append($"{episode},{table.Seed(episode)},{table.Steps(episode)},{(table.Terminated(episode) ? 1 : 0)}");
            foreach (var line in columns) text.Append(',').Append(GateEvaluation.Value(line, table, episode).ToString("G9", CultureInfo.InvariantCulture));
            text.Append('\n');
        }
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Reads it.</summary>
    /// <exception cref="CorruptFileException">It is no such table.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static EpisodeFile Read(string path)
    {
        string[] lines = File.ReadAllText(path).TrimEnd('\n').Split('\n');
        string[] names = lines[0].Split(',');
        int seed = Array.IndexOf(names, Seed);
        if (seed < 0 || !names.Contains(Return) || !names.Contains(Collision) || lines.Length < 2) throw new CorruptFileException(path, "it is no table of episodes");
        var seeds = new ulong[lines.Length - 1];
        var columns = names.Where(name => name != Seed).ToDictionary(name => name, _ => new double[seeds.Length]);
        for (int row = 0; row < seeds.Length; row++)
        {
            string[] cells = lines[row + 1].Split(',');
            bool isWhole = cells.Length == names.Length && ulong.TryParse(cells[seed], CultureInfo.InvariantCulture, out seeds[row]);
            for (int i = 0; i < names.Length && isWhole; i++)
            {
                if (i != seed) isWhole = double.TryParse(cells[i], CultureInfo.InvariantCulture, out columns[names[i]][row]);
            }
            if (!isWhole) throw new CorruptFileException(path, $"line {row + 2} is not {names.Length} numbers");
        }
        return new EpisodeFile(seeds, columns);
    }

    /// <summary>How a metric of steps best becomes a number of an episode.</summary>
    private static Aggregate AggregateOf(Metric metric) => metric.IsEvent ? Aggregate.Any : metric.Name switch
    {
        "return" or "cost" or "progress" or "lane_changes" => Aggregate.Sum,
        "ttc" or "ttc_2d" or "thw" => Aggregate.Min,
        "delta_v" => Aggregate.Max,
        _ => Aggregate.Mean,
    };
}
