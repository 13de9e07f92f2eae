using Snowball.Perception.Explanation;
using Snowball.Perception.Inference;
using Snowball.Sim;
using Snowball.Sim.Overlays;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Driving;

/// <summary>A rig whose frames a lane network reads.</summary>
/// <param name="rig">What draws; it is disposed with the camera.</param>
/// <param name="estimator">What reads.</param>
/// <param name="threads">Threads at most.</param>
/// <param name="explainer">What tells from where in a frame the network has the offset; null where that is not shown.</param>
public sealed class LaneCamera(ICameraRig rig, LaneEstimator estimator, int threads, LaneExplainer? explainer = null) : ILaneCamera
{
    // Few enough to play smoothly.
    private const int GradientSteps = 16;

    /// <summary>Rigs that tell lanes, where an environment wants to know them from a camera; others stay as they are.</summary>
    /// <param name="cameras">Makes what draws.</param>
    /// <param name="estimator">Gives what reads, once it is needed.</param>
    /// <param name="explainer">Gives what explains that; null where nothing does.</param>
    public static CameraRigFactory With(CameraRigFactory cameras, Func<LaneEstimator> estimator, Func<LaneExplainer>? explainer = null) => (environment, camera, pictures, threads) =>
    {
        if (environment.Scenario.Observation is not LaneGeometryObservation { Camera: { } name }) return cameras(environment, camera, pictures, threads);
        var reader = estimator();
        var (frame, spec) = (reader.Frame, camera.Frame);
        if (spec.Channels.Length != frame.Channels || spec.Height != frame.Height || spec.Width != frame.Width)
        {
            throw new InputException(
                $"gives frames of {spec.Width} x {spec.Height} pixels in {spec.Channels.Length} channels, but the lane network reads {frame.Width} x {frame.Height} in {frame.Channels}",
                environment.Scenario.File, key: $"sensors.{name}");
        }
        return new LaneCamera(cameras(environment, camera, pictures, threads), reader, threads, explainer?.Invoke());
    };

    /// <inheritdoc/>
    public void Capture(int picture, int world, int ego) => rig.Capture(picture, world, ego);

    /// <inheritdoc/>
    public PictureView View(int picture) => rig.View(picture);

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<int> pictures, Span<byte> frames) => rig.Draw(pictures, frames);

    /// <inheritdoc/>
    public void Estimate(ReadOnlyMemory<byte> frames, Memory<SeenLane> lanes) => estimator.Estimate(frames, lanes, threads);

    /// <inheritdoc/>
    public IEnumerable<Overlay> Show(ReadOnlyMemory<byte> frame) => explainer is null ? [] : ExplanationOverlays.Of(explainer.Explain(frame.Span, LaneQuantity.Offset, GradientSteps));

    /// <inheritdoc/>
    public void Dispose() => rig.Dispose();
}
