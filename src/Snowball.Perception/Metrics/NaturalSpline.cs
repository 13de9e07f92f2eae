using System.Numerics;

namespace Snowball.Perception.Metrics;

/// <summary>
/// A curve through points: natural cubic splines of the coordinates over the length of the polygon (de Boor, A Practical Guide to Splines, chapter IV).
/// </summary>
public static class NaturalSpline
{
    /// <summary>Points of the curve: so many for each stretch between neighbouring points, and the last one.</summary>
    /// <param name="points">Two or more; neighbours that are the same point count once.</param>
    /// <param name="perStretch">1 or more.</param>
    public static Vector2[] Through(IReadOnlyList<Vector2> points, int perStretch)
    {
        var knots = new List<Vector2>();
        foreach (var point in points)
        {
            if (knots.Count == 0 || knots[^1] != point) knots.Add(point);
        }
        if (knots.Count < 3) return [.. knots];

        var lengths = new float[knots.Count - 1];
        for (int i = 0; i < lengths.Length; i++) lengths[i] = Vector2.Distance(knots[i], knots[i + 1]);
        var bends = SecondDerivatives(knots, lengths);
        var curve = new Vector2[lengths.Length * perStretch + 1];
        for (int i = 0; i < lengths.Length; i++)
        {
            for (int k = 0; k < perStretch; k++)
            {
                float b = k / (float)perStretch, a = 1 - b;
                curve[i * perStretch + k] = a * knots[i] + b * knots[i + 1]
                    + lengths[i] * lengths[i] / 6f * ((a * a * a - a) * bends[i] + (b * b * b - b) * bends[i + 1]);
            }
        }
        curve[^1] = knots[^1];
        return curve;
    }

    /// <summary>Solves the tridiagonal equations of continuous slope; the ends do not bend.</summary>
    private static Vector2[] SecondDerivatives(List<Vector2> knots, float[] lengths)
    {
        var bends = new Vector2[knots.Count];
        var ratio = new float[knots.Count];
        for (int i = 1; i < knots.Count - 1; i++)
        {
            float pivot = 2f * (lengths[i - 1] + lengths[i]) - lengths[i - 1] * ratio[i - 1];
            ratio[i] = lengths[i] / pivot;
            var turn = (knots[i + 1] - knots[i]) / lengths[i] - (knots[i] - knots[i - 1]) / lengths[i - 1];
            bends[i] = (6f * turn - lengths[i - 1] * bends[i - 1]) / pivot;
        }
        for (int i = knots.Count - 2; i > 0; i--) bends[i] -= ratio[i] * bends[i + 1];
        return bends;
    }
}
