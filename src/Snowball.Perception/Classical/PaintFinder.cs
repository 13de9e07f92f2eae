using OpenCvSharp;

namespace Snowball.Perception.Classical;

/// <summary>The middle of a strip of paint in a row of the <see cref="GroundView"/>.</summary>
/// <param name="Forward">Of the ego, m.</param>
/// <param name="Left">Of the ego, m.</param>
/// <param name="Length">How much of the road the row covers, m; 1 at most, so that a lamp, some far rows high, is not taken for many metres of paint.</param>
/// <param name="Deviation">Expected error of <paramref name="Left"/>, m.</param>
internal readonly record struct PaintPoint(float Forward, float Left, float Length, float Deviation);

/// <summary>
/// Finds strips that are brighter than the road on both sides and no wider than paint is: the white top-hat of each row (Serra, Image Analysis and Mathematical
/// Morphology, 1982) above a threshold that adapts to what else there is.
/// </summary>
internal static class PaintFinder
{
    // m. A double line is 0.45 m wide; at the far end the camera's pixels add to it.
    private const float WidestPaint = 0.8f, NarrowestPaint = 0.06f;

    private const float MostLength = 1f;

    // Grey values: the contrast that paint has at least, deviations above the mean that make it stand out, and deviations of the picture's noise that its
    // top-hat rarely exceeds.
    private const double LeastContrast = 12, Deviations = 2, NoiseDeviations = 5;

    // Error of a strip's middle: in pixels of the camera, in m, and what a short clothoid misses at the far end, in m at 50 m with the cube of the distance.
    private const float PixelError = 0.25f, LeastError = 0.01f, CurveError = 0.1f;

    /// <summary>Points of paint, from near to far and from left to right.</summary>
    public static List<PaintPoint> Find(GroundView ground, Mat picture)
    {
        using var view = ground.From(picture);
        using var element = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(GroundView.ColumnsOf(WidestPaint), 1));
        using var bright = new Mat();
        Cv2.MorphologyEx(view, bright, MorphTypes.TopHat, element);
        Cv2.MeanStdDev(bright, out var mean, out var deviation);
        double threshold = Math.Max(Math.Max(LeastContrast, NoiseDeviations * Noise(picture)), mean.Val0 + Deviations * deviation.Val0);

        var points = new List<PaintPoint>();
        bright.GetArray(out byte[] values);
        for (int row = 0; row < ground.Stations.Length; row++)
        {
            var line = values.AsSpan(row * ground.Columns, ground.Columns);
            for (int column = 0; column < line.Length; column++)
            {
                if (line[column] < threshold) continue;
                int from = column;
                float sum = 0, moment = 0;
                for (; column < line.Length && line[column] >= threshold; column++)
                {
                    sum += line[column];
                    moment += line[column] * column;
                }
                // What touches the edge of the view may go on beyond it.
                if (from == 0 || column == line.Length || column - from < GroundView.ColumnsOf(NarrowestPaint)) continue;
                points.Add(new(ground.Stations[row], GroundView.Left(moment / sum), Math.Min(MostLength, ground.Lengths[row]), LeastError + PixelError * ground.PixelWidth(row) + CurveError * MathF.Pow(ground.Stations[row] / 50f, 3)));
            }
        }
        return points;
    }

    /// <summary>Standard deviation of the noise in the lower half of a picture: from the median difference of neighbours, of which few lie on edges.</summary>
    private static double Noise(Mat picture)
    {
        // Of the difference of two Gaussian values, in their standard deviation.
        const double Median = 0.954;
        picture.GetArray(out byte[] values);
        Span<int> counts = stackalloc int[256];
        int pairs = 0;
        for (int i = values.Length / 2; i + 1 < values.Length; i++)
        {
            counts[Math.Abs(values[i + 1] - values[i])]++;
            pairs++;
        }
        int median = 0;
        for (int below = counts[0]; 2 * below < pairs; below += counts[median]) median++;
        return median / Median;
    }
}
