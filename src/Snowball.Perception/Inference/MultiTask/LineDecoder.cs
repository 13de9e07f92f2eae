using System.Collections.Immutable;
using System.Numerics;
using Snowball.Perception.Labels;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Inference.MultiTask;

/// <summary>Reads lines from the columns in which they may cross rows: in each row that a line is believed to cross, the mean of the likely columns about the likeliest.</summary>
public static class LineDecoder
{
    // Columns to both sides of the likeliest, and points that make a line.
    private const int Reach = 2, LeastPoints = 3;

    /// <summary>The lines of one frame from left to right, each from near to far; points are in pixels, and in metres there are none.</summary>
    /// <param name="rows">Of the maps.</param>
    /// <param name="columns">Of the maps.</param>
    /// <param name="places">[lines, rows, columns], logits.</param>
    /// <param name="presences">[lines, rows], logits.</param>
    public static ImmutableArray<LaneLine> Decode(int rows, int columns, ReadOnlySpan<float> places, ReadOnlySpan<float> presences)
    {
        var lines = ImmutableArray.CreateBuilder<LaneLine>();
        for (int line = 0; line < MultiTaskDescription.Lines; line++)
        {
            var points = ImmutableArray.CreateBuilder<Vector2>();
            for (int row = rows - 1; row >= 0; row--)
            {
                if (presences[line * rows + row] < 0) continue;
                float column = Place(places.Slice((line * rows + row) * columns, columns));
                points.Add(MultiTaskDescription.Stride * new Vector2(column + 0.5f, row + 0.5f));
            }
            if (points.Count >= LeastPoints) lines.Add(new LaneLine(MultiTaskDescription.Sides[line], points.ToImmutable(), []));
        }
        return lines.ToImmutable();
    }

    private static float Place(ReadOnlySpan<float> logits)
    {
        int likeliest = 0;
        for (int i = 1; i < logits.Length; i++)
        {
            if (logits[i] > logits[likeliest]) likeliest = i;
        }
        float sum = 0, weights = 0;
        for (int i = Math.Max(0, likeliest - Reach); i <= Math.Min(logits.Length - 1, likeliest + Reach); i++)
        {
            float weight = MathF.Exp(logits[i] - logits[likeliest]);
            (sum, weights) = (sum + weight * i, weights + weight);
        }
        return sum / weights;
    }
}
