using System.Collections.Immutable;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Labels;
using Snowball.Perception.Metrics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Training;

/// <summary>Errors of lane estimates on frames that are kept, by weather.</summary>
public sealed class LaneValidation
{
    // Errors that are as bad as each other, m and degrees.
    private const double OffsetGoal = 0.05, HeadingGoal = 0.3;

    private readonly byte[] _frames;
    private readonly EgoLane[] _lanes;
    private readonly string[] _weathers;

    /// <summary>Takes frames from a source, which is not disposed.</summary>
    /// <param name="source">Of grey frames.</param>
    /// <param name="batchSize">What the source gives at once.</param>
    /// <param name="frames">How many; a multiple of the batch.</param>
    public LaneValidation(IFrameSource source, int batchSize, int frames)
    {
        var batch = new LabelledFrames(batchSize, source.Width, source.Height, isGrey: true);
        _frames = new byte[frames * batch.Pixels];
        _lanes = new EgoLane[frames];
        _weathers = new string[frames];
        for (int first = 0; first < frames; first += batchSize)
        {
            source.Next(batch);
            batch.Colour.CopyTo(_frames, first * batch.Pixels);
            for (int i = 0; i < batchSize; i++) (_lanes[first + i], _weathers[first + i]) = (batch.Labels[i].Lane, batch.Infos[i].Weather);
        }
    }

    /// <summary>Judges an estimator.</summary>
    /// <param name="estimator">Reads frames as they are kept.</param>
    /// <param name="threads">Threads at most.</param>
    public LaneReport Judge(LaneEstimator estimator, int threads = 1)
    {
        var estimates = new LaneEstimate[_lanes.Length];
        estimator.Estimate(_frames, estimates, threads);
        var all = new LaneErrors();
        var byWeather = new SortedDictionary<string, LaneErrors>(StringComparer.Ordinal);
        var calibration = new GaussianCalibration();
        for (int i = 0; i < estimates.Length; i++)
        {
            var (offset, heading, curvature, variance, _, _) = estimates[i];
            var lane = _lanes[i] with { LateralOffset = offset, HeadingError = heading, Curvature = curvature };
            all.Add(lane, _lanes[i]);
            if (!byWeather.TryGetValue(_weathers[i], out var errors)) byWeather[_weathers[i]] = errors = new LaneErrors();
            errors.Add(lane, _lanes[i]);
            calibration.Add(offset - _lanes[i].LateralOffset, variance);
        }
        return new LaneReport(
            all, byWeather.ToImmutableSortedDictionary(), calibration.Result, all.Offset.MeanAbsolute / OffsetGoal + all.Heading.MeanAbsolute / HeadingGoal);
    }
}

/// <summary>What a validation found.</summary>
/// <param name="All">Errors on all frames.</param>
/// <param name="ByWeather">Errors by <see cref="WeatherNames"/>.</param>
/// <param name="Calibration">Of the offset's variance.</param>
/// <param name="Score">Errors of offset and heading, relative to what is aimed at; less is better.</param>
public sealed record LaneReport(LaneErrors All, ImmutableSortedDictionary<string, LaneErrors> ByWeather, CalibrationResult Calibration, double Score)
{
    /// <summary>Values by snake_case name.</summary>
    public IReadOnlyDictionary<string, double> Metrics => new Dictionary<string, double>
    {
        ["lateral_offset_mae_m"] = All.Offset.MeanAbsolute,
        ["heading_mae_deg"] = All.Heading.MeanAbsolute,
        ["curvature_mae_per_m"] = All.Curvature.MeanAbsolute,
        ["lateral_offset_within_95"] = Calibration.Within95,
    };
}
