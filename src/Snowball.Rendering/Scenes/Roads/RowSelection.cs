using System.Numerics;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Chooses the rows between which a surface may be drawn flat.</summary>
/// <param name="points">[rows x across], points of the surface, m.</param>
/// <param name="across">Points of a row.</param>
internal sealed class RowSelection(Vector3[] points, int across)
{
    /// <summary>The fewest equal pieces of each span between breaks in which no point is further than the tolerance (m) from the chord below or above it.</summary>
    public List<int> Split(List<int> breaks, float tolerance)
    {
        var rows = new List<int> { breaks[0] };
        for (int i = 1; i < breaks.Count; i++)
        {
            int from = breaks[i - 1], length = breaks[i] - from, pieces = 1;
            while (pieces < length && !AllFlat(from, length, pieces, tolerance)) pieces++;
            for (int piece = 1; piece <= pieces; piece++) rows.Add(from + length * piece / pieces);
        }
        return rows;
    }

    /// <summary>As few of some rows as the tolerance allows, breaks among them.</summary>
    public List<int> Thin(List<int> rows, List<int> breaks, float tolerance)
    {
        var kept = new List<int> { rows[0] };
        for (int i = 1; i < rows.Count; i++)
        {
            bool isLast = i + 1 == rows.Count;
            if (isLast || breaks.BinarySearch(rows[i]) >= 0 || !IsFlat(kept[^1], rows[i + 1], tolerance)) kept.Add(rows[i]);
        }
        return kept;
    }

    private bool AllFlat(int from, int length, int pieces, float tolerance)
    {
        for (int piece = 0; piece < pieces; piece++)
        {
            if (!IsFlat(from + length * piece / pieces, from + length * (piece + 1) / pieces, tolerance)) return false;
        }
        return true;
    }

    private bool IsFlat(int from, int to, float tolerance)
    {
        for (int i = 0; i < across; i++)
        {
            Vector3 start = points[from * across + i], chord = points[to * across + i] - start;
            float square = Exact.Dot(chord, chord);
            for (int row = from + 1; row < to; row++)
            {
                var offset = points[row * across + i] - start;
                var beside = offset - chord * (Exact.Dot(offset, chord) / square);
                if (Exact.Dot(beside, beside) > tolerance * tolerance) return false;
            }
        }
        return true;
    }
}
