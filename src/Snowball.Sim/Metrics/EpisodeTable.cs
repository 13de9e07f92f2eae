using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Metrics;

/// <summary>
/// One row an episode and ego that is written, and for each metric of <see cref="MetricCatalog"/> its sum, maximum and minimum over the
/// episode's steps. Rows are addressed by episode number, so that the table does not depend on the order in which
/// parallel worlds finish.
/// </summary>
public sealed class EpisodeTable
{
    private static readonly int Metrics = MetricCatalog.All.Length;
    private readonly double[] _sum;
    private readonly float[] _max, _min;
    private readonly int[] _steps;
    private readonly ulong[] _seeds;
    private readonly bool[] _terminated;

    /// <summary>An empty table.</summary>
    /// <param name="episodes">Number of episodes.</param>
    /// <param name="egos">Rows of an episode: 1, or all egos of a world; row = episode * egos + ego.</param>
    public EpisodeTable(int episodes, int egos = 1)
    {
        (Episodes, Egos) = (episodes * egos, egos);
        episodes *= egos;
        _sum = new double[episodes * Metrics];
        _max = new float[episodes * Metrics];
        _min = new float[episodes * Metrics];
        _steps = new int[episodes];
        _seeds = new ulong[episodes];
        _terminated = new bool[episodes];
    }

    /// <summary>Rows.</summary>
    public int Episodes { get; }

    /// <summary>Rows of one episode.</summary>
    public int Egos { get; }

    /// <summary>Steps of an episode; 0 where it has not been written.</summary>
    public int Steps(int episode) => _steps[episode];

    /// <summary>The episode's seed: enough to play it again.</summary>
    public ulong Seed(int episode) => _seeds[episode];

    /// <summary>Whether it ended by an event, not by its time.</summary>
    public bool Terminated(int episode) => _terminated[episode];

    /// <summary>Writes one row.</summary>
    /// <param name="sum">[metrics], and likewise <paramref name="max"/> and <paramref name="min"/>.</param>
    public void Set(int episode, ulong seed, int steps, bool terminated, ReadOnlySpan<double> sum, ReadOnlySpan<float> max, ReadOnlySpan<float> min)
    {
        sum.CopyTo(_sum.AsSpan(episode * Metrics, Metrics));
        max.CopyTo(_max.AsSpan(episode * Metrics, Metrics));
        min.CopyTo(_min.AsSpan(episode * Metrics, Metrics));
        (_seeds[episode], _steps[episode], _terminated[episode]) = (seed, steps, terminated);
    }

    /// <summary>The aggregate of a metric over one episode; <see cref="Aggregate.Any"/> is 1 where the maximum is above 0.</summary>
    public double Value(int episode, int metric, Aggregate aggregate)
    {
        int at = episode * Metrics + metric;
        return aggregate switch
        {
            Aggregate.Any => _max[at] > 0 ? 1 : 0,
            Aggregate.Mean => _sum[at] / _steps[episode],
            Aggregate.Max => _max[at],
            Aggregate.Min => _min[at],
            _ => _sum[at],
        };
    }
}
