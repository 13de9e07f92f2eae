using System.Collections.Immutable;
using System.Numerics;

namespace Snowball.Perception.Metrics;

/// <summary>Lanes by the TuSimple benchmark, means over pictures, 0 to 1.</summary>
/// <param name="Pictures">How many were judged.</param>
/// <param name="Accuracy">Share of points of the true lanes that were found.</param>
/// <param name="FalsePositives">Share of predicted lanes that are none.</param>
/// <param name="FalseNegatives">Share of true lanes that were missed.</param>
public readonly record struct TuSimpleResult(int Pictures, double Accuracy, double FalsePositives, double FalseNegatives);

/// <summary>
/// The score of the TuSimple lane detection challenge (CVPR 2017, github.com/TuSimple/tusimple-benchmark, doc/lane_detection and evaluate/lane.py),
/// on lanes given as one column for each of some rows, negative where there is none. A point is right within 20 pixels, at a width of
/// 1280, divided by the cosine of the true lane's angle from the vertical (of its least-squares line). A true lane is found by the prediction that
/// has most points right, if those are 85% of the rows.
///
/// As in the published evaluator, rows where neither has a point count as right; one prediction may find several lanes, and then fewer
/// false positives are counted; of more than four true lanes the worst is forgiven; more than two lanes too many make a picture count
/// as 0, 0 and 1. Its limit on the running time is not judged. Pictures of other sizes are scaled to a width of 1280.
/// </summary>
public sealed class TuSimpleScore
{
    private const double Width = 1280, Tolerance = 20, Found = 0.85, Nowhere = -100;
    private const int MostLanes = 4, LanesTooMany = 2;
    private double _accuracy, _falsePositives, _falseNegatives;
    private int _pictures;

    /// <summary>The result so far; NaN without pictures.</summary>
    public TuSimpleResult Result => new(_pictures, _accuracy / _pictures, _falsePositives / _pictures, _falseNegatives / _pictures);

    /// <summary>Judges a picture.</summary>
    /// <param name="predicted">Columns of each lane, pixels, one for each row.</param>
    /// <param name="truth">The same of the true lanes.</param>
    /// <param name="rows">The rows, pixels.</param>
    /// <param name="pictureWidth">Pixels.</param>
    /// <exception cref="ArgumentException">A lane has not one column for each row.</exception>
    public void Add(IReadOnlyList<ImmutableArray<float>> predicted, IReadOnlyList<ImmutableArray<float>> truth, ImmutableArray<float> rows, float pictureWidth = (float)Width)
    {
        foreach (var lane in predicted.Concat(truth))
        {
            if (lane.Length != rows.Length) throw new ArgumentException($"A lane has {lane.Length} columns for {rows.Length} rows.", nameof(predicted));
        }
        _pictures++;
        if (predicted.Count > truth.Count + LanesTooMany)
        {
            _falseNegatives++;
            return;
        }
        double scale = Width / pictureWidth, right = 0, worst = 1;
        int found = 0;
        foreach (var lane in truth)
        {
            double tolerance = Tolerance / Math.Cos(Angle(lane, rows)), best = 0;
            foreach (var candidate in predicted) best = Math.Max(best, Agreement(candidate, lane, scale, tolerance));
            if (best >= Found) found++;
            right += best;
            worst = Math.Min(worst, best);
        }
        int missed = truth.Count - found, counted = Math.Clamp(truth.Count, 1, MostLanes);
        if (truth.Count > MostLanes)
        {
            if (missed > 0) missed--;
            right -= worst;
        }
        _accuracy += right / counted;
        _falsePositives += predicted.Count == 0 ? 0 : (predicted.Count - found) / (double)predicted.Count;
        _falseNegatives += missed / (double)counted;
    }

    /// <summary>Columns of a line of points, from top to bottom or back, at rows: what a lane is in this benchmark. -2 where the line is not.</summary>
    /// <param name="line">Columns and rows; the rows rise or fall all along.</param>
    /// <param name="rows">The rows.</param>
    public static ImmutableArray<float> Sample(IReadOnlyList<Vector2> line, ImmutableArray<float> rows)
    {
        var columns = ImmutableArray.CreateBuilder<float>(rows.Length);
        foreach (float row in rows)
        {
            float column = -2f;
            for (int i = 1; i < line.Count; i++)
            {
                Vector2 a = line[i - 1], b = line[i];
                if (a.Y != b.Y && row >= Math.Min(a.Y, b.Y) && row <= Math.Max(a.Y, b.Y)) column = a.X + (b.X - a.X) * (row - a.Y) / (b.Y - a.Y);
            }
            columns.Add(column < 0 ? -2f : column);
        }
        return columns.MoveToImmutable();
    }

    private static double Agreement(ImmutableArray<float> predicted, ImmutableArray<float> truth, double scale, double tolerance)
    {
        int right = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            double a = predicted[i] >= 0 ? predicted[i] * scale : Nowhere, b = truth[i] >= 0 ? truth[i] * scale : Nowhere;
            if (Math.Abs(a - b) < tolerance) right++;
        }
        return right / (double)truth.Length;
    }

    /// <summary>Of the least-squares line through a lane's points, from the vertical, rad.</summary>
    private static double Angle(ImmutableArray<float> columns, ImmutableArray<float> rows)
    {
        double points = 0, meanColumn = 0, meanRow = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (columns[i] < 0) continue;
            points++;
            meanColumn += columns[i];
            meanRow += rows[i];
        }
        if (points < 2) return 0;
        (meanColumn, meanRow) = (meanColumn / points, meanRow / points);
        double squares = 0, products = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (columns[i] < 0) continue;
            squares += (rows[i] - meanRow) * (rows[i] - meanRow);
            products += (rows[i] - meanRow) * (columns[i] - meanColumn);
        }
        return Math.Atan2(products, squares);
    }
}
