using Snowball.Perception.Labels;

namespace Snowball.Perception.Metrics;

/// <summary>Errors of what detectors say about the vehicles that they find, matched as for average precision at an intersection over union of 0.5.</summary>
/// <param name="range">The vehicles that count.</param>
/// <param name="leastScore">Detections less sure than this are left out.</param>
public sealed class VehicleErrors(DetectionRange range, float leastScore)
{
    private const double LeastOverlap = 0.5;

    /// <summary>Of the distance, in percent of the true one.</summary>
    public ErrorStatistics Distance { get; } = new();

    /// <summary>Of the relative speed, m/s.</summary>
    public ErrorStatistics RelativeSpeed { get; } = new();

    /// <summary>Vehicles that count, found or not.</summary>
    public long Vehicles { get; private set; }

    /// <summary>Judges a picture.</summary>
    public void Add(ReadOnlySpan<Detection> detections, ReadOnlySpan<VehicleLabel> vehicles)
    {
        var sure = Array.FindAll(detections.ToArray(), detection => detection.Score >= leastScore);
        foreach (var group in vehicles.ToArray().GroupBy(vehicle => vehicle.Class))
        {
            VehicleLabel[] there = [.. group];
            bool[] counts = Array.ConvertAll(there, vehicle => range.Counts(vehicle.Box, vehicle.Distance));
            Vehicles += counts.Count(c => c);
            var ranked = DetectionMatching.Ranked(sure, group.Key);
            int[] matches = DetectionMatching.Match(ranked, there, counts, LeastOverlap);
            for (int i = 0; i < matches.Length; i++)
            {
                if (matches[i] < 0 || !counts[matches[i]]) continue;
                var truth = there[matches[i]];
                Distance.Add(100 * (ranked[i].Distance - truth.Distance) / truth.Distance);
                RelativeSpeed.Add(ranked[i].RelativeSpeed - truth.RelativeSpeed);
            }
        }
    }
}
