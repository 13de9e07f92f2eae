using Snowball.Cli.Terminal;
using Snowball.Perception.Explanation;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Cli.Perception;

/// <summary>Draws from where in frames a lane network has what it tells.</summary>
/// <param name="network">Name or folder.</param>
/// <param name="quantity">What is explained.</param>
/// <param name="frames">Frames to explain.</param>
internal sealed class NetworkExplanation(string network, LaneQuantity quantity, TestFrames frames)
{
    private const int GradientSteps = 64;

    /// <summary>Writes a sheet.</summary>
    /// <param name="file">A .png file.</param>
    /// <param name="report">Where it is told.</param>
    public void Write(string file, ReportWriter report)
    {
        var estimator = NetworkFinder.LoadLane(network);
        var explainer = NetworkFinder.LoadExplainer(network);
        var kept = frames.Draw(estimator.Frame);
        var seen = new SeenLane[kept.Count];
        estimator.Estimate(kept.Frames, seen);
        var rows = new List<(LaneExplanation, string)>();
        for (int i = 0; i < Math.Min(kept.Count, frames.Frames); i++)
        {
            var (lane, truth) = (seen[i], kept.Lanes.Span[i]);
            var (told, known) = quantity switch
            {
                LaneQuantity.Offset => (lane.LateralOffset, truth.LateralOffset),
                LaneQuantity.Heading => (float.RadiansToDegrees(lane.HeadingError), float.RadiansToDegrees(truth.HeadingError)),
                _ => (1000 * lane.Curvature, 1000 * truth.Curvature),
            };
            var frame = kept.Frames.Span.Slice(i * estimator.Frame.Size, estimator.Frame.Size);
            rows.Add((explainer.Explain(frame, quantity, GradientSteps), ExplanationPainter.CaptionOf(quantity, told, known, kept.Infos[i].Weather)));
        }
        ExplanationPainter.WriteSheet(rows, file);
        report.Line($"{rows.Count} frames of {frames.Scenario.Name}, explained for {estimator.Network.Name}: {file}");
    }
}
