using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Where lanes are closed behind beacons, row by row: the pavement there reaches from where it was before the works to where it is behind them.</summary>
internal sealed class WorksRows
{
    // Beacons that are nearer to one another close the same lanes; works begin and end this far from the first and the last. m.
    private const float Spacing = 40f, Margin = 12f;
    private readonly float[] _left, _right;
    private readonly bool[] _isAt;

    public WorksRows(LaneRows lanes, IReadOnlyList<RoadsidePlace> obstacles)
    {
        _left = new float[lanes.Count];
        _right = new float[lanes.Count];
        _isAt = new bool[lanes.Count];
        Array.Fill(_left, float.NegativeInfinity);
        Array.Fill(_right, float.PositiveInfinity);
        int count = 0;
        float first = 0f, last = 0f, d = 0f;
        foreach (var obstacle in obstacles)
        {
            if (!obstacle.IsBeacon) continue;
            if (count > 0 && obstacle.S - last > Spacing)
            {
                Close(lanes, first, last, d / count);
                count = 0;
            }
            if (count == 0) (first, d) = (obstacle.S, 0f);
            (last, d, count) = (obstacle.S, d + obstacle.D, count + 1);
        }
        if (count > 0) Close(lanes, first, last, d / count);
    }

    /// <summary>Whether there are works beside the lanes.</summary>
    public bool IsAt(int row) => _isAt[row];

    /// <summary>d of the left edge of closed lanes; negative infinity where there are none.</summary>
    public float LeftEdge(int row) => _left[row];

    /// <summary>d of the right edge of closed lanes; infinity where there are none.</summary>
    public float RightEdge(int row) => _right[row];

    private void Close(LaneRows lanes, float first, float last, float d)
    {
        int from = lanes.Nearest(first - Margin), to = lanes.Nearest(last + Margin), middle = (from + to) / 2;
        var (left, right) = Edges(lanes, middle);
        bool isLeft = d > 0.5f * (left + right);
        var (before, behind) = (Edges(lanes, from), Edges(lanes, to));
        for (int row = from; row <= to; row++)
        {
            float share = (row - from) / (float)Math.Max(1, to - from);
            _isAt[row] = true;
            if (isLeft) _left[row] = before.Left + (behind.Left - before.Left) * share;
            else _right[row] = before.Right + (behind.Right - before.Right) * share;
        }
    }

    private static (float Left, float Right) Edges(LaneRows lanes, int row)
    {
        int last = lanes.LeftNeighbour(row, lanes.Lanes), first = last;
        for (int lane = last; lane >= 0; lane = lanes.LeftNeighbour(row, lane)) first = lane;
        return last < 0 ? (0f, 0f) : (lanes.Left(row, first), lanes.Right(row, last));
    }
}
