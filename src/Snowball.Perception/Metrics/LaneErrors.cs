using Snowball.Perception.Labels;

namespace Snowball.Perception.Metrics;

/// <summary>Errors of estimates of the ego's lane, and how often there was one.</summary>
public sealed class LaneErrors
{
    /// <summary>Of the lateral offset, m.</summary>
    public ErrorStatistics Offset { get; } = new();

    /// <summary>Of the heading, degrees.</summary>
    public ErrorStatistics Heading { get; } = new();

    /// <summary>Of the curvature, 1/m.</summary>
    public ErrorStatistics Curvature { get; } = new();

    /// <summary>Pictures, with an estimate or without.</summary>
    public long Pictures { get; private set; }

    /// <summary>Share of the pictures with an estimate; NaN without pictures.</summary>
    public double Availability => Offset.Count / (double)Pictures;

    /// <summary>Values by snake_case name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double>
    {
        ["lateral_offset_mae_m"] = Offset.MeanAbsolute,
        ["heading_mae_deg"] = Heading.MeanAbsolute,
        ["curvature_mae_per_m"] = Curvature.MeanAbsolute,
        ["availability"] = Availability,
    };

    /// <summary>Judges an estimate; null where there was none.</summary>
    public void Add(EgoLane? estimate, in EgoLane truth)
    {
        Pictures++;
        if (estimate is not { } lane) return;
        Offset.Add(lane.LateralOffset - truth.LateralOffset);
        Heading.Add((lane.HeadingError - truth.HeadingError) * 180 / Math.PI);
        Curvature.Add(lane.Curvature - truth.Curvature);
    }
}
