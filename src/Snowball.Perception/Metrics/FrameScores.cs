using System.Numerics;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Metrics;

/// <summary>How right a network with many heads is about frames: each head by the measure of its field.</summary>
/// <param name="tellsSpeed">Whether relative speeds are estimated: from sequences alone.</param>
public sealed class FrameScores(bool tellsSpeed)
{
    // Vehicles that are told to somebody, m and percent are judged of.
    private const float Sure = 0.3f;

    /// <summary>Of the ego in its lane.</summary>
    public LaneErrors Lane { get; } = new();

    /// <summary>Of the lane's offset.</summary>
    public GaussianCalibration Calibration { get; } = new();

    /// <summary>Of lines.</summary>
    public CulaneScore Lines { get; } = new();

    /// <summary>Of vehicles.</summary>
    public DetectionScore Detection { get; } = new();

    /// <summary>Of vehicles that were found.</summary>
    public VehicleErrors Vehicles { get; } = new(DetectionRange.All, Sure);

    /// <summary>Of the middles of cells.</summary>
    public ConfusionMatrix Classes { get; } = new(MultiTaskDescription.PixelClasses);

    /// <summary>Judges a frame.</summary>
    /// <param name="seen">What was told.</param>
    /// <param name="batch">Holds what is true.</param>
    /// <param name="frame">Which.</param>
    public void Add(SeenFrame seen, LabelledFrames batch, int frame)
    {
        var truth = batch.Labels[frame];
        Lane.Add(new(seen.Lane.LateralOffset, seen.Lane.HeadingError, seen.Lane.Curvature, truth.Lane.Width), truth.Lane);
        Calibration.Add(seen.Lane.LateralOffset - truth.Lane.LateralOffset, seen.Lane.LateralOffsetVariance);
        Lines.Add(
            [.. seen.Lines.Select(line => (IReadOnlyList<Vector2>)line.Pixels)],
            [.. truth.Lines.Where(line => MultiTaskDescription.LineOf(line.Side) >= 0).Select(line => (IReadOnlyList<Vector2>)line.Pixels)], batch.Width, batch.Height);
        Detection.Add([.. seen.Vehicles], truth.Vehicles.AsSpan());
        Vehicles.Add([.. seen.Vehicles], truth.Vehicles.AsSpan());
        Classes.Add(Middles(batch, frame), seen.Classes);
    }

    /// <summary>Values by snake_case name; what was not seen at all is not in it.</summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            var precision = Detection.All.Result;
            var metrics = new Dictionary<string, double>(Lane.Metrics)
            {
                ["lateral_offset_within_95"] = Calibration.Result.Within95,
                ["lane_f1"] = Lines.Result.F1,
                ["map50"] = precision.At50,
                ["map"] = precision.Mean,
                ["distance_mae_percent"] = Vehicles.Distance.MeanAbsolute,
                ["miou"] = Classes.MeanOverlap,
                ["pixel_accuracy"] = Classes.Accuracy,
            };
            for (int i = 0; i < Detection.Bins.Length; i++)
            {
                var range = DetectionRange.Bins[i];
                metrics[$"map50_{range.From:0}_{range.To:0}_m"] = Detection.Bins[i].Result.At50;
            }
            if (tellsSpeed) metrics["relative_speed_mae_mps"] = Vehicles.RelativeSpeed.MeanAbsolute;
            return metrics.Where(metric => !double.IsNaN(metric.Value)).ToDictionary();
        }
    }

    /// <summary>Errors relative to what is aimed at, summed over the heads; less is better.</summary>
    public double Score
    {
        get
        {
            const double offset = 0.05, heading = 0.3, missedLines = 0.05, missedVehicles = 0.15, wrongPixels = 0.15;
            var metrics = Metrics;
            return metrics["lateral_offset_mae_m"] / offset + metrics["heading_mae_deg"] / heading + (1 - metrics.GetValueOrDefault("lane_f1")) / missedLines
                + (1 - metrics.GetValueOrDefault("map50")) / missedVehicles + (1 - metrics["miou"]) / wrongPixels;
        }
    }

    /// <summary>The classes of the middles of cells.</summary>
    private static byte[] Middles(LabelledFrames batch, int frame)
    {
        const int stride = MultiTaskDescription.Stride;
        int rows = batch.Height / stride, columns = batch.Width / stride;
        byte[] middles = new byte[rows * columns];
        for (int i = 0; i < middles.Length; i++)
        {
            middles[i] = (byte)batch.Classes[frame * batch.Pixels + (i / columns * stride + stride / 2) * batch.Width + i % columns * stride + stride / 2];
        }
        return middles;
    }
}
