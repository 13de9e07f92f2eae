using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Playback;

/// <summary>The metrics of the egos over an episode so far, and what the gate says of them.</summary>
internal sealed class EpisodeSums
{
    private static readonly int Metrics = MetricCatalog.All.Length;
    private readonly GateSettings _gate;
    private readonly double[] _sum;
    private readonly float[] _max, _min;
    private readonly int[] _steps;
    private readonly EpisodeTable _table = new(1);

    public EpisodeSums(DrivingEnv environment)
    {
        int egos = environment.Agents;
        _gate = environment.Scenario.Gate;
        (_sum, _max, _min, _steps) = (new double[egos * Metrics], new float[egos * Metrics], new float[egos * Metrics], new int[egos]);
        Clear();
    }

    /// <summary>Starts an episode.</summary>
    public void Clear()
    {
        Array.Clear(_sum);
        Array.Fill(_max, float.NegativeInfinity);
        Array.Fill(_min, float.PositiveInfinity);
        Array.Clear(_steps);
    }

    /// <summary>Takes the metrics of a step.</summary>
    public void Add(int ego, ReadOnlySpan<float> metrics)
    {
        for (int i = 0; i < Metrics; i++)
        {
            int at = ego * Metrics + i;
            _sum[at] += metrics[i];
            _max[at] = MathF.Max(_max[at], metrics[i]);
            _min[at] = MathF.Min(_min[at], metrics[i]);
        }
        _steps[ego]++;
    }

    /// <summary>Sum of a metric over the episode so far.</summary>
    public double Sum(int ego, MetricIndex metric) => _sum[ego * Metrics + (int)metric];

    /// <summary>The lines of the gate for this one episode so far.</summary>
    public ImmutableArray<GateReading> Gate(int ego)
    {
        var row = (ego * Metrics)..((ego + 1) * Metrics);
        _table.Set(0, seed: 0, _steps[ego], terminated: false, _sum.AsSpan(row), _max.AsSpan(row), _min.AsSpan(row));
        var readings = ImmutableArray.CreateBuilder<GateReading>(_gate.Lines.Length);
        foreach (var line in _gate.Lines)
        {
            double value = GateEvaluation.Value(line, _table, episode: 0);
            // Of one episode an event that may be rare is one too many, and one that must be frequent is one too few.
            double bound = line.Aggregate != Aggregate.Any ? line.Value : line.Bound == BoundKind.AtMost ? 0 : 1;
            readings.Add(new(line, value, line.Bound == BoundKind.AtMost ? value <= bound : value >= bound));
        }
        return readings.MoveToImmutable();
    }
}
