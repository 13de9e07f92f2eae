using System.Numerics;
using OpenCvSharp;

namespace Snowball.Perception.Metrics;

/// <summary>Lanes by the CULane benchmark, over all pictures.</summary>
/// <param name="TruePositives">Predicted lanes that are lanes.</param>
/// <param name="FalsePositives">Predicted lanes that are none.</param>
/// <param name="FalseNegatives">True lanes that were not predicted.</param>
public readonly record struct CulaneResult(long TruePositives, long FalsePositives, long FalseNegatives)
{
    /// <summary>Share of the predicted lanes that are lanes; NaN where none was predicted.</summary>
    public double Precision => TruePositives / (double)(TruePositives + FalsePositives);

    /// <summary>Share of the true lanes that were found; NaN where there are none.</summary>
    public double Recall => TruePositives / (double)(TruePositives + FalseNegatives);

    /// <summary>Harmonic mean of precision and recall; NaN without lanes.</summary>
    public double F1 => 2 * TruePositives / (double)(2 * TruePositives + FalsePositives + FalseNegatives);
}

/// <summary>
/// The F1 measure of the CULane benchmark (Pan, Shi, Luo, Wang, Tang: Spatial as Deep, AAAI 2018, section 4; its evaluator in github.com/XingangPan/SCNN,
/// tools/lane_evaluation). Lanes, curves through their points by natural splines, are drawn 30 pixels wide into a picture 1640 wide. They are matched one
/// to one so that the sum of their overlaps is greatest; a match counts whose intersection over union is above 0.5. Pictures of other
/// sizes are scaled to that width. A lane of fewer than two points matches nothing.
/// </summary>
public sealed class CulaneScore
{
    private const float Width = 1640f;
    private const int LaneWidth = 30, PointsPerStretch = 50;
    private const double LeastOverlap = 0.5;
    private CulaneResult _result;

    /// <summary>The result so far.</summary>
    public CulaneResult Result => _result;

    /// <summary>Judges a picture.</summary>
    /// <param name="predicted">Points of each lane along it, pixels.</param>
    /// <param name="truth">The same of the true lanes.</param>
    /// <param name="pictureWidth">Pixels.</param>
    /// <param name="pictureHeight">Pixels.</param>
    public void Add(IReadOnlyList<IReadOnlyList<Vector2>> predicted, IReadOnlyList<IReadOnlyList<Vector2>> truth, int pictureWidth, int pictureHeight)
    {
        double[,] overlaps = Overlaps(predicted, truth, pictureWidth, pictureHeight);
        int matched = 0;
        int[] partners = LinearAssignment.Maximise(overlaps);
        for (int i = 0; i < partners.Length; i++)
        {
            if (partners[i] >= 0 && overlaps[i, partners[i]] > LeastOverlap) matched++;
        }
        _result = new(_result.TruePositives + matched, _result.FalsePositives + predicted.Count - matched, _result.FalseNegatives + truth.Count - matched);
    }

    /// <summary>Intersection over union of drawn lanes: [predicted, truth].</summary>
    internal static double[,] Overlaps(
        IReadOnlyList<IReadOnlyList<Vector2>> predicted, IReadOnlyList<IReadOnlyList<Vector2>> truth, int pictureWidth, int pictureHeight)
    {
        float scale = Width / pictureWidth;
        var size = new Size((int)Width, (int)MathF.Round(scale * pictureHeight));
        using var shared = new Mat();
        var drawn = predicted.Concat(truth).Select(lane => Draw(lane, scale, size)).ToArray();
        int[] areas = Array.ConvertAll(drawn, lane => Cv2.CountNonZero(lane));
        var overlaps = new double[predicted.Count, truth.Count];
        for (int i = 0; i < predicted.Count; i++)
        {
            for (int j = 0; j < truth.Count; j++)
            {
                Cv2.BitwiseAnd(drawn[i], drawn[predicted.Count + j], shared);
                int both = Cv2.CountNonZero(shared), either = areas[i] + areas[predicted.Count + j] - both;
                overlaps[i, j] = either == 0 ? 0 : both / (double)either;
            }
        }
        foreach (var lane in drawn) lane.Dispose();
        return overlaps;
    }

    private static Mat Draw(IReadOnlyList<Vector2> lane, float scale, Size size)
    {
        var picture = new Mat(size, MatType.CV_8UC1, Scalar.Black);
        if (lane.Count < 2) return picture;
        var curve = NaturalSpline.Through([.. lane.Select(point => scale * point)], PointsPerStretch);
        Cv2.Polylines(picture, [Array.ConvertAll(curve, point => new Point((int)MathF.Round(point.X), (int)MathF.Round(point.Y)))], isClosed: false, Scalar.White, LaneWidth);
        return picture;
    }
}
