using System.Collections.Immutable;
using System.Numerics;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>
/// Reads lines from the columns in which they may cross rows: in each row that a line is believed to cross, the mean of the likely columns about the likeliest. Where the
/// network is undecided, as in gaps and under vehicles, the <see cref="LinePerspective"/> of what it is sure of says what is likely.
/// </summary>
public static class LineDecoder
{
    // Columns to both sides of the likeliest, and points that make a line.
    private const int Reach = 2, LeastPoints = 3;

    // How far lines are from the perspective's, across them, in columns.
    private const double PerspectiveDeviation = 1.5;

    /// <summary>The lines of one frame from left to right, each from near to far; points are in pixels, and in metres there are none.</summary>
    /// <param name="rows">Of the maps.</param>
    /// <param name="columns">Of the maps.</param>
    /// <param name="places">[lines, rows, columns], logits.</param>
    /// <param name="presences">[lines, rows], logits.</param>
    public static ImmutableArray<LaneLine> Decode(int rows, int columns, ReadOnlySpan<float> places, ReadOnlySpan<float> presences)
    {
        Span<float> expected = stackalloc float[columns];
        var crossings = new List<LinePlace>();
        expected.Clear();
        for (int line = 0; line < MultiTaskDescription.Lines; line++)
        {
            for (int row = rows - 1; row >= 0; row--)
            {
                if (presences[line * rows + row] < 0) continue;
                var (column, certainty) = Place(places.Slice((line * rows + row) * columns, columns), expected);
                crossings.Add(new(line, (column + 0.5) / columns - 0.5, (row + 0.5) / columns, certainty));
            }
        }
        var perspective = LinePerspective.Fit(crossings, horizon: 0.5 * rows / columns);

        var lines = ImmutableArray.CreateBuilder<LaneLine>();
        for (int line = 0; line < MultiTaskDescription.Lines; line++)
        {
            var points = ImmutableArray.CreateBuilder<Vector2>();
            for (int row = rows - 1; row >= 0; row--)
            {
                if (presences[line * rows + row] < 0) continue;
                Expect(perspective, line, (row + 0.5) / columns, expected);
                var (column, _) = Place(places.Slice((line * rows + row) * columns, columns), expected);
                points.Add(MultiTaskDescription.Stride * new Vector2(column + 0.5f, row + 0.5f));
            }
            if (points.Count >= LeastPoints) lines.Add(new LaneLine(MultiTaskDescription.Sides[line], points.ToImmutable(), []));
        }
        return lines.ToImmutable();
    }

    /// <summary>Logarithms of how likely columns are by the perspective.</summary>
    private static void Expect(LinePerspective? perspective, int line, double y, Span<float> expected)
    {
        expected.Clear();
        if (perspective is null) return;
        int columns = expected.Length;
        double x = perspective.At(line, y, out double slope);
        if (double.IsNaN(x)) return;
        double column = (x + 0.5) * columns - 0.5, deviation = PerspectiveDeviation * Math.Sqrt(1 + slope * slope);
        for (int i = 0; i < columns; i++) expected[i] = (float)(-0.5 * (i - column) * (i - column) / (deviation * deviation));
    }

    /// <summary>The column of a line, and how likely it is to be about there, 0 to 1.</summary>
    private static (float Column, float Certainty) Place(ReadOnlySpan<float> logits, ReadOnlySpan<float> expected)
    {
        int likeliest = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] + expected[i] > logits[likeliest] + expected[likeliest]) likeliest = i;
        }
        float sum = 0, weights = 0, all = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            float weight = MathF.Exp(logits[i] + expected[i] - logits[likeliest] - expected[likeliest]);
            all += weight;
            if (Math.Abs(i - likeliest) > Reach) continue;
            (sum, weights) = (sum + weight * i, weights + weight);
        }
        return (sum / weights, weights / all);
    }
}
