namespace Snowball.Perception.Classical;

/// <summary>A line of paint along a <see cref="RoadCurve"/>.</summary>
/// <param name="Offset">To the left of the ego, m.</param>
/// <param name="Paint">Length of road with paint on it, m.</param>
internal readonly record struct PaintLine(double Offset, double Paint);

/// <summary>
/// The direction and curvature for which the paint lies on the fewest lines: a Hough transform (Duda and Hart, Communications of the ACM 15, 1972) with one histogram of offsets for each
/// pair of them, whose squares are summed.
/// </summary>
internal static class CurveSearch
{
    private const int Slopes = 12, Curvatures = 12;
    private const double SlopeStep = 0.01, CurvatureStep = 4e-4;

    // m: how far is looked, and bins of the histogram.
    private const double Range = 35, Bin = 0.15, HalfWidth = 8;
    private const int Bins = (int)(2 * HalfWidth / Bin);

    // Standard deviations that are expected beforehand.
    private const double SlopeDeviation = 0.1, CurvatureDeviation = 3e-3;

    // Lines are at least this far apart, and have this much paint, m.
    private const double Apart = 0.6, LeastPaint = 1.5;

    /// <summary>The curve, and the lines along it, from left to right.</summary>
    public static (RoadCurve Curve, List<PaintLine> Lines) Find(List<PaintPoint> points)
    {
        var near = points.Where(point => point.Forward < Range).ToArray();
        var histogram = new double[Bins];
        (var best, double most) = (default(RoadCurve), 0.0);
        for (int slope = -Slopes; slope <= Slopes; slope++)
        {
            for (int curvature = -Curvatures; curvature <= Curvatures; curvature++)
            {
                var curve = new RoadCurve(slope * SlopeStep, curvature * CurvatureStep, 0);
                Fill(histogram, near, curve);
                double score = 0;
                foreach (double paint in histogram) score += paint * paint;
                double slopes = curve.Slope / SlopeDeviation, curvatures = curve.Curvature / CurvatureDeviation;
                score *= Math.Exp(-0.5 * (slopes * slopes + curvatures * curvatures));
                if (score > most) (best, most) = (curve, score);
            }
        }
        Fill(histogram, near, best);
        return (best, Peaks(histogram));
    }

    /// <summary>Each point counts in the two bins whose middles it lies between.</summary>
    private static void Fill(double[] histogram, PaintPoint[] points, in RoadCurve curve)
    {
        Array.Clear(histogram);
        foreach (var point in points)
        {
            double place = (curve.OffsetOf(point.Forward, point.Left) + HalfWidth) / Bin - 0.5;
            int bin = (int)Math.Floor(place);
            if (bin < 0 || bin >= Bins - 1) continue;
            histogram[bin] += point.Length * (bin + 1 - place);
            histogram[bin + 1] += point.Length * (place - bin);
        }
    }

    private static List<PaintLine> Peaks(double[] histogram)
    {
        var lines = new List<PaintLine>();
        int reach = (int)(Apart / Bin);
        for (int bin = Bins - 2; bin > 0; bin--)
        {
            double paint = Around(bin);
            bool isPeak = paint >= LeastPaint;
            for (int other = Math.Max(1, bin - reach); other <= Math.Min(Bins - 2, bin + reach) && isPeak; other++)
            {
                double rival = Around(other);
                isPeak = rival < paint || (rival == paint && other <= bin);
            }
            if (!isPeak) continue;
            double shift = histogram[bin + 1] - histogram[bin - 1];
            lines.Add(new((bin + 0.5 + shift / paint) * Bin - HalfWidth, paint));
        }
        return lines;

        double Around(int bin) => histogram[bin - 1] + histogram[bin] + histogram[bin + 1];
    }
}
