using Snowball.Perception.Inference;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Training;

/// <summary>Chooses which frames are worth a label (uncertainty sampling: Lewis and Gale, SIGIR 1994), by the variances that a lane network predicts.</summary>
public static class VarianceSelection
{
    /// <summary>The frames of which a network is least certain: by the sum of the variances of offset and heading, in units of its scale.</summary>
    /// <param name="estimator">The network.</param>
    /// <param name="frames">[candidates][channels][height][width].</param>
    /// <param name="count">How many are chosen.</param>
    /// <param name="threads">Threads at most.</param>
    /// <returns>Their numbers, the least certain first.</returns>
    public static int[] LeastCertain(LaneEstimator estimator, ReadOnlyMemory<byte> frames, int count, int threads = 1)
    {
        var lanes = new SeenLane[frames.Length / estimator.Frame.Size];
        estimator.Estimate(frames, lanes, threads);
        var scale = estimator.Network.Scale;
        return Greatest([.. lanes.Select(lane =>
            lane.LateralOffsetVariance / (scale.LateralOffset * scale.LateralOffset) + lane.HeadingErrorVariance / (scale.HeadingError * scale.HeadingError))], count);
    }

    /// <summary>The numbers of the greatest values, the greatest first; of equal ones the first.</summary>
    public static int[] Greatest(IReadOnlyList<float> values, int count) => [.. Enumerable.Range(0, values.Count).OrderByDescending(i => values[i]).Take(count)];
}
