using System.Numerics;
using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Metrics;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Perception;

/// <summary>How right the detector without learning is about colour frames.</summary>
/// <param name="camera">What it is told of all cameras; null for each frame's own lens and pose, with their errors.</param>
internal sealed class ClassicalScores(CameraSettings? camera) : IDisposable
{
    private readonly ClassicalLaneDetector? _designed = camera is null ? null : new ClassicalLaneDetector(camera);
    private readonly LaneErrors _lane = new();
    private readonly CulaneScore _lines = new();

    /// <summary>Values by snake_case name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double>(_lane.Metrics) { ["lane_f1"] = _lines.Result.F1 };

    /// <summary>Judges it on a batch.</summary>
    public void Add(LabelledFrames batch)
    {
        for (int frame = 0; frame < batch.Count; frame++)
        {
            var found = Detect(batch, frame);
            var truth = batch.Labels[frame];
            _lane.Add(found?.Lane, truth.Lane);
            _lines.Add(
                [.. (found?.Lines ?? []).Select(line => (IReadOnlyList<Vector2>)line.Pixels)], [.. truth.Lines.Select(line => (IReadOnlyList<Vector2>)line.Pixels)], batch.Width, batch.Height);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _designed?.Dispose();

    private DetectedLane? Detect(LabelledFrames batch, int frame)
    {
        byte[] luma = batch.Luma(frame);
        if (_designed is not null) return _designed.Detect(luma);
        using var own = new ClassicalLaneDetector(batch.Infos[frame].Camera, batch.Infos[frame].Pose);
        return own.Detect(luma);
    }
}
