using OpenCvSharp;

namespace Snowball.Perception.Classical;

/// <summary>
/// Fits a <see cref="RoadCurve"/> and the offsets of lines along it to points of paint: weighted least squares, repeated with Tukey's biweight (Holland and Welsch, Communications in Statistics 6,
/// 1977), so that points far from every line do not count. Curvature and its rate are expected to be small.
/// </summary>
internal sealed class CurveFit
{
    // How far from its line a point may be at first and at last, m and deviations of its error.
    private const double FirstReach = 0.4, LastReach = 4;
    private const int Rounds = 8;

    // Standard deviations that are expected beforehand: of the curvature, 1/m, and its rate, 1/m2 (a radius of 600 m over a clothoid of 80 m).
    private const double CurvatureDeviation = 2e-3, RateDeviation = 2e-5;
    private readonly double[] _offsets, _paint;

    /// <summary>Fits.</summary>
    /// <param name="points">The paint.</param>
    /// <param name="start">About how the lines run.</param>
    /// <param name="offsets">About where they are, m to the left.</param>
    public CurveFit(List<PaintPoint> points, RoadCurve start, double[] offsets)
    {
        (Curve, _offsets, _paint) = (start, [.. offsets], new double[offsets.Length]);
        for (int round = 0; round < Rounds; round++) Improve(points, round / (Rounds - 1.0));
    }

    /// <summary>How the lines run.</summary>
    public RoadCurve Curve { get; private set; }

    /// <summary>Where the lines are, m to the left.</summary>
    public IReadOnlyList<double> Offsets => _offsets;

    /// <summary>Length of road on which each line has paint, m.</summary>
    public IReadOnlyList<double> Paint => _paint;

    private void Improve(List<PaintPoint> points, double progress)
    {
        int lines = _offsets.Length, unknowns = lines + 3;
        using var matrix = new Mat(unknowns, unknowns, MatType.CV_64FC1, Scalar.All(0));
        using var right = new Mat(unknowns, 1, MatType.CV_64FC1, Scalar.All(0));
        using var solution = new Mat();
        double[,] normal = new double[unknowns, unknowns];
        double[] sums = new double[unknowns], row = new double[unknowns];
        Array.Clear(_paint);
        foreach (var point in points)
        {
            double along = Curve.OffsetOf(point.Forward, point.Left);
            int line = Nearest(along);
            double reach = LastReach * point.Deviation + (1 - progress) * FirstReach, share = (along - _offsets[line]) / reach;
            if (Math.Abs(share) >= 1) continue;
            _paint[line] += point.Length;
            double x = point.Forward, weight = (1 - share * share) / point.Deviation;
            Array.Clear(row);
            row[line] = Curve.Spread(x);
            (row[lines], row[lines + 1], row[lines + 2]) = (x, x * x / 2, x * x * x / 6);
            for (int i = 0; i < unknowns; i++)
            {
                sums[i] += weight * weight * row[i] * point.Left;
                for (int j = 0; j < unknowns; j++) normal[i, j] += weight * weight * row[i] * row[j];
            }
        }
        // A line without points stays where it is.
        for (int line = 0; line < lines; line++)
        {
            normal[line, line] += 1e-6;
            sums[line] += 1e-6 * _offsets[line];
        }
        normal[lines, lines] += 1e-6;
        normal[lines + 1, lines + 1] += 1 / (CurvatureDeviation * CurvatureDeviation);
        normal[lines + 2, lines + 2] += 1 / (RateDeviation * RateDeviation);
        for (int i = 0; i < unknowns; i++)
        {
            right.Set(i, 0, sums[i]);
            for (int j = 0; j < unknowns; j++) matrix.Set(i, j, normal[i, j]);
        }
        Cv2.Solve(matrix, right, solution, DecompTypes.Cholesky);
        for (int line = 0; line < lines; line++) _offsets[line] = solution.At<double>(line);
        Curve = new(solution.At<double>(lines), solution.At<double>(lines + 1), solution.At<double>(lines + 2));
    }

    private int Nearest(double offset)
    {
        int nearest = 0;
        for (int line = 1; line < _offsets.Length; line++)
        {
            if (Math.Abs(_offsets[line] - offset) < Math.Abs(_offsets[nearest] - offset)) nearest = line;
        }
        return nearest;
    }
}
