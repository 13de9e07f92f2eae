using System.Collections.Immutable;
using System.Numerics;
using OpenCvSharp;
using Snowball.Perception.Labels;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Classical;

/// <summary>What a picture tells of the lane.</summary>
/// <param name="Lane">The ego in it; its width is the usual one where a single line is seen.</param>
/// <param name="Confidence">0 to 1: how much paint was seen, of as much as is enough, on the two lines of the lane.</param>
/// <param name="Lines">The lines that were seen, from left to right.</param>
public sealed record DetectedLane(EgoLane Lane, float Confidence, ImmutableArray<LaneLine> Lines);

/// <summary>
/// A lane detector without learning: bright strips on the ground (<see cref="GroundView"/>, <see cref="PaintFinder"/>), their common direction and curvature
/// (<see cref="CurveSearch"/>), the lines that may bound the ego's lane (<see cref="LaneChoice"/>), and a robust fit (<see cref="CurveFit"/>). It knows where its camera is, that the road is level, and how wide
/// lanes usually are. The same picture gives the same estimate.
/// </summary>
public sealed class ClassicalLaneDetector : IDisposable
{
    // m: how far it looks; paint that must be seen, and that is enough; how far a line of the next lane may be from where it is expected.
    private const float Range = 50f, LeastPaint = 4f, EnoughPaint = 10f, NextLineReach = 0.6f;

    // Points of a line are this far apart, m.
    private const float Spacing = 1f;
    private readonly Pinhole _lens;
    private readonly GroundView _ground;

    /// <param name="lens">What the camera sees.</param>
    /// <param name="pose">Where it is in the ego's axes: forward, left and up from the middle of its footprint on the road, m.</param>
    /// <exception cref="ArgumentException">The camera does not see the road ahead.</exception>
    public ClassicalLaneDetector(Pinhole lens, CameraPose pose)
    {
        (_lens, _ground) = (lens, new GroundView(lens, pose, Range));
        if (_ground.Stations.Length == 0) throw new ArgumentException("The camera does not see the road ahead.", nameof(pose));
    }

    /// <param name="camera">A camera on the ego.</param>
    /// <exception cref="ArgumentException">The camera does not see the road ahead.</exception>
    public ClassicalLaneDetector(CameraSettings camera)
        : this(Pinhole.WithFieldOfView(camera.Width, camera.Height, camera.FieldOfView), GroundView.PoseOf(camera))
    {
    }

    /// <summary>Looks at a picture.</summary>
    /// <param name="grey">[height x width], from the upper left corner.</param>
    /// <returns>The lane; null where none is seen.</returns>
    public DetectedLane? Detect(ReadOnlySpan<byte> grey)
    {
        using var picture = Mat.FromPixelData(_lens.Height, _lens.Width, MatType.CV_8UC1, grey.ToArray());
        var points = PaintFinder.Find(_ground, picture);
        var (start, lines) = CurveSearch.Find(points);
        if (LaneChoice.Of(lines) is not { } choice) return null;

        var sought = Sought(lines, choice);
        var fit = new CurveFit(points, start, [.. sought.Select(line => line.Offset)]);
        double left = 0, right = 0, paintLeft = 0, paintRight = 0;
        for (int i = 0; i < sought.Count; i++)
        {
            if (sought[i].Side == -1) (left, paintLeft) = (fit.Offsets[i], fit.Paint[i]);
            if (sought[i].Side == 1) (right, paintRight) = (fit.Offsets[i], fit.Paint[i]);
        }
        if (paintLeft + paintRight < LeastPaint) return null;
        double width = choice.Left - choice.Right;
        if (!choice.SeesLeft) left = right + width;
        if (!choice.SeesRight) right = left - width;

        double heading = -Math.Atan(fit.Curve.Slope);
        var lane = new EgoLane(
            (float)(-0.5 * (left + right)), (float)heading, (float)(fit.Curve.Curvature + EgoLane.CurvatureDistance * fit.Curve.Rate),
            (float)(left - right));
        double confidence = 0.5 * (Math.Min(1, paintLeft / EnoughPaint) + Math.Min(1, paintRight / EnoughPaint));
        return new(lane, (float)confidence, [.. sought.Select((line, i) => Trace(line.Side, fit.Offsets[i], fit.Curve))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _ground.Dispose();

    /// <summary>The lines of the ego's lane that are seen, and those of the lanes beside it, from left to right.</summary>
    private static List<(int Side, double Offset)> Sought(List<PaintLine> lines, in LaneChoice choice)
    {
        double width = choice.Left - choice.Right;
        var sought = new List<(int Side, double Offset)>();
        AddNext(-2, choice.Left + width);
        if (choice.SeesLeft) sought.Add((-1, choice.Left));
        if (choice.SeesRight) sought.Add((1, choice.Right));
        AddNext(2, choice.Right - width);
        return sought;

        void AddNext(int side, double expected)
        {
            foreach (var line in lines.OrderByDescending(line => line.Paint).Where(line => Math.Abs(line.Offset - expected) < NextLineReach).Take(1)) sought.Add((side, line.Offset));
        }
    }

    private LaneLine Trace(int side, double offset, in RoadCurve curve)
    {
        var pixels = ImmutableArray.CreateBuilder<Vector2>();
        var metres = ImmutableArray.CreateBuilder<Vector3>();
        for (float forward = _ground.Stations[0]; forward <= _ground.Stations[^1]; forward += Spacing)
        {
            var point = new Vector3(forward, (float)(curve.At(forward) + offset * curve.Spread(forward)), 0f);
            var seen = _ground.Project(point);
            if (!_ground.IsInside(new(seen.X, seen.Y))) continue;
            pixels.Add(new(seen.X, seen.Y));
            metres.Add(point);
        }
        return new(side, pixels.ToImmutable(), metres.ToImmutable());
    }
}
