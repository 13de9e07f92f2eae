using System.Numerics;
using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Metrics;

namespace Snowball.Cli.Perception;

/// <summary>How right the detector without learning is about colour frames, of which it is told the cameras.</summary>
internal sealed class ClassicalScores
{
    private readonly LaneErrors _lane = new();
    private readonly CulaneScore _lines = new();

    /// <summary>Values by snake_case name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double>
    {
        ["lateral_offset_mae_m"] = _lane.Offset.MeanAbsolute,
        ["heading_mae_deg"] = _lane.Heading.MeanAbsolute,
        ["curvature_mae_per_m"] = _lane.Curvature.MeanAbsolute,
        ["availability"] = _lane.Availability,
        ["lane_f1"] = _lines.Result.F1,
    };

    /// <summary>Judges it on a batch.</summary>
    public void Add(LabelledFrames batch)
    {
        for (int frame = 0; frame < batch.Count; frame++)
        {
            using var detector = new ClassicalLaneDetector(batch.Infos[frame].Camera, batch.Infos[frame].Pose);
            var found = detector.Detect(batch.Luma(frame));
            var truth = batch.Labels[frame];
            _lane.Add(found?.Lane, truth.Lane);
            _lines.Add(
                [.. (found?.Lines ?? []).Select(line => (IReadOnlyList<Vector2>)line.Pixels)], [.. truth.Lines.Select(line => (IReadOnlyList<Vector2>)line.Pixels)], batch.Width, batch.Height);
        }
    }
}
