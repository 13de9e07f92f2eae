using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>How the values of one episode become one number.</summary>
public enum Aggregate
{
    /// <summary>Whether it was ever true or beyond the threshold.</summary>
    Any,
    /// <summary>Mean over the steps.</summary>
    Mean,
    /// <summary>Greatest of the steps.</summary>
    Max,
    /// <summary>Least of the steps.</summary>
    Min,
    /// <summary>Sum over the steps.</summary>
    Sum,
}

/// <summary>Direction of a bound.</summary>
public enum BoundKind
{
    /// <summary>The value must not be greater.</summary>
    AtMost,
    /// <summary>The value must not be less.</summary>
    AtLeast,
}

/// <summary>
/// One line of a gate. <paramref name="Metric"/> is a name of <see cref="Metrics.MetricCatalog"/>. With <see cref="Aggregate.Any"/>
/// the bound is on the rate of episodes in which the metric was true, or went beyond <paramref name="Threshold"/>
/// (above it, or below it where <paramref name="ThresholdIsLower"/>); otherwise on the mean over episodes of the per-episode aggregate.
/// </summary>
public sealed record GateLine(
    string Metric, Aggregate Aggregate, BoundKind Bound, float Value, float? Threshold, bool ThresholdIsLower, int Line)
{
    /// <summary>What logs, files and reports call it, such as <c>collision.any</c> or <c>thw.any_below_0.5</c>.</summary>
    public string Name
    {
        get
        {
            string name = $"{Metric}.{Aggregate.ToString().ToLowerInvariant()}";
            return Threshold is { } threshold ? $"{name}_{(ThresholdIsLower ? "below" : "above")}_{threshold}" : name;
        }
    }
}

/// <summary>The gate: episodes to run on test seeds, episodes of a validation during training, confidence, lines.</summary>
public sealed record GateSettings(int Episodes, int ValidationEpisodes, float Confidence, ImmutableArray<GateLine> Lines);
