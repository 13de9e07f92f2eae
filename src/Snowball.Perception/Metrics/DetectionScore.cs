using System.Collections.Immutable;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Metrics;

/// <summary>Average precision of all vehicles, and of those in each bin of distance.</summary>
public sealed class DetectionScore
{
    /// <summary>At any distance.</summary>
    public AveragePrecision All { get; } = new(DetectionRange.All);

    /// <summary>By <see cref="DetectionRange.Bins"/>.</summary>
    public ImmutableArray<AveragePrecision> Bins { get; } = [.. DetectionRange.Bins.ToArray().Select(range => new AveragePrecision(range))];

    /// <summary>Judges a picture.</summary>
    /// <param name="detections">In any order.</param>
    /// <param name="vehicles">What is there.</param>
    public void Add(ReadOnlySpan<Detection> detections, ReadOnlySpan<VehicleLabel> vehicles)
    {
        All.Add(detections, vehicles);
        foreach (var bin in Bins) bin.Add(detections, vehicles);
    }
}
