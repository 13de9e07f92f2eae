using System.Collections.Immutable;
using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Training;

/// <summary>Grey frames that are kept with their lanes, to judge by.</summary>
public sealed class LaneFrames
{
    // Errors that are as bad as each other, m and degrees.
    private const double OffsetGoal = 0.05, HeadingGoal = 0.3;

    private readonly byte[] _frames;
    private readonly EgoLane[] _lanes;
    private readonly FrameInfo[] _infos;

    /// <summary>Takes frames from a source, which is not disposed.</summary>
    /// <param name="source">Of grey frames.</param>
    /// <param name="batchSize">What the source gives at once.</param>
    /// <param name="frames">How many; a multiple of the batch.</param>
    public LaneFrames(IFrameSource source, int batchSize, int frames)
    {
        var batch = new LabelledFrames(batchSize, source.Width, source.Height, isGrey: true);
        _frames = new byte[frames * batch.Pixels];
        _lanes = new EgoLane[frames];
        _infos = new FrameInfo[frames];
        for (int first = 0; first < frames; first += batchSize)
        {
            source.Next(batch);
            batch.Colour.CopyTo(_frames, first * batch.Pixels);
            for (int i = 0; i < batchSize; i++) (_lanes[first + i], _infos[first + i]) = (batch.Labels[i].Lane, batch.Infos[i]);
        }
    }

    private LaneFrames(byte[] frames, EgoLane[] lanes, FrameInfo[] infos) => (_frames, _lanes, _infos) = (frames, lanes, infos);

    /// <summary>How many.</summary>
    public int Count => _lanes.Length;

    /// <summary>[Count][height][width].</summary>
    public ReadOnlyMemory<byte> Frames => _frames;

    /// <summary>[Count], what they show.</summary>
    public ReadOnlyMemory<EgoLane> Lanes => _lanes;

    /// <summary>[Count], where they come from.</summary>
    public IReadOnlyList<FrameInfo> Infos => _infos;

    /// <summary>Other pictures of the same lanes, such as these after something was done to them.</summary>
    /// <param name="frames">[Count][height][width].</param>
    public LaneFrames With(byte[] frames) => frames.Length == _frames.Length
        ? new(frames, _lanes, _infos)
        : throw new ArgumentException($"There must be {_frames.Length} bytes, not {frames.Length}.", nameof(frames));

    /// <summary>Judges a network.</summary>
    /// <param name="estimator">Reads frames as they are kept.</param>
    /// <param name="threads">Threads at most.</param>
    public LaneReport Judge(LaneEstimator estimator, int threads = 1)
    {
        var estimates = new SeenLane[Count];
        estimator.Estimate(_frames, estimates, threads);
        var calibration = new GaussianCalibration();
        for (int i = 0; i < Count; i++) calibration.Add(estimates[i].LateralOffset - _lanes[i].LateralOffset, estimates[i].LateralOffsetVariance);
        return Report(
            i => _lanes[i] with { LateralOffset = estimates[i].LateralOffset, HeadingError = estimates[i].HeadingError, Curvature = estimates[i].Curvature }, calibration.Result);
    }

    /// <summary>Judges the detector without learning.</summary>
    /// <param name="camera">What it is told of all cameras; null for each frame's own lens and pose, with their errors.</param>
    public LaneReport Judge(CameraSettings? camera)
    {
        int pixels = _frames.Length / Count;
        using var designed = camera is null ? null : new ClassicalLaneDetector(camera);
        return Report(Detect, calibration: null);

        EgoLane? Detect(int frame)
        {
            var picture = _frames.AsSpan(frame * pixels, pixels);
            if (designed is not null) return designed.Detect(picture)?.Lane;
            using var own = new ClassicalLaneDetector(_infos[frame].Camera, _infos[frame].Pose);
            return own.Detect(picture)?.Lane;
        }
    }

    private LaneReport Report(Func<int, EgoLane?> estimate, CalibrationResult? calibration)
    {
        var all = new LaneErrors();
        var byWeather = new SortedDictionary<string, LaneErrors>(StringComparer.Ordinal);
        for (int i = 0; i < Count; i++)
        {
            if (!byWeather.TryGetValue(_infos[i].Weather, out var errors)) byWeather[_infos[i].Weather] = errors = new LaneErrors();
            var lane = estimate(i);
            all.Add(lane, _lanes[i]);
            errors.Add(lane, _lanes[i]);
        }
        return new LaneReport(all, byWeather.ToImmutableSortedDictionary(), calibration, all.Offset.MeanAbsolute / OffsetGoal + all.Heading.MeanAbsolute / HeadingGoal);
    }
}

/// <summary>What was found on frames.</summary>
/// <param name="All">Errors on all frames.</param>
/// <param name="ByWeather">Errors by <see cref="WeatherNames"/>.</param>
/// <param name="Calibration">Of the offset's variance; null where none is told.</param>
/// <param name="Score">Errors of offset and heading, relative to what is aimed at; less is better.</param>
public sealed record LaneReport(LaneErrors All, ImmutableSortedDictionary<string, LaneErrors> ByWeather, CalibrationResult? Calibration, double Score)
{
    /// <summary>Values by snake_case name.</summary>
    public IReadOnlyDictionary<string, double> Metrics
    {
        get
        {
            var metrics = new Dictionary<string, double>(All.Metrics);
            if (Calibration is { } calibration) metrics["lateral_offset_within_95"] = calibration.Within95;
            return metrics;
        }
    }
}
