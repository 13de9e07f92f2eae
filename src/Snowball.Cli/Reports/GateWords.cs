using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>A gate's lines in words.</summary>
internal static class GateWords
{
    /// <summary>The unit of a line's estimate, limit and bound; empty for rates, which are fractions.</summary>
    public static string UnitOf(GateLine line) => line.Aggregate == Aggregate.Any ? "" : Metric(line).Unit;

    /// <summary>A line in short, such as <c>collision.any at most 5 %</c>.</summary>
    public static string Bound(GateLine line)
    {
        string unit = line.Aggregate == Aggregate.Any ? "%" : Metric(line).Unit;
        double value = (double)(decimal)line.Value * (line.Aggregate == Aggregate.Any ? 100 : 1);
        return $"{line.Name} {(line.Bound == BoundKind.AtMost ? "at most" : "at least")} {value:0.###} {unit}".TrimEnd();
    }

    /// <summary>What a line demands.</summary>
    public static string Describe(GateLine line, float confidence)
    {
        string bound = line.Bound == BoundKind.AtMost ? "at most" : "at least";
        string limit = $"({(line.Bound == BoundKind.AtMost ? "upper" : "lower")} {confidence:P0} limit)";
        string unit = Metric(line).Unit.Length > 0 ? " " + Metric(line).Unit : "";
        if (line.Aggregate == Aggregate.Any)
        {
            string happens = line.Threshold is { } threshold ? $"{line.Metric} ever {Direction(line)} {threshold}{unit}" : $"any {line.Metric}";
            return $"{happens} in {bound} {line.Value * 100:0.###} % of episodes {limit}";
        }
        string aggregate = line.Aggregate switch
        {
            Aggregate.Mean => "mean",
            Aggregate.Max => "maximum",
            Aggregate.Min => "minimum",
            _ => "sum",
        };
        return $"{aggregate} of {line.Metric} over an episode {bound} {line.Value}{unit} on average {limit}";
    }

    private static string Direction(GateLine line) => line.ThresholdIsLower ? "below" : "above";

    private static Metric Metric(GateLine line) => MetricCatalog.All[MetricCatalog.IndexOf(line.Metric)];
}
