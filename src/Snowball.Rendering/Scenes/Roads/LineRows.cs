using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>The lines between lanes that lie side by side, row by row.</summary>
internal sealed class LineRows
{
    // Lines between lanes that will part or end within this, or that have met within this, are wide. m.
    private const float Before = 320f, Behind = 200f;

    private readonly LaneRows _lanes;
    // [row * lanes + lane], of the line on a lane's left.
    private readonly MarkingKind[] _kinds;

    public LineRows(LaneRows lanes)
    {
        _lanes = lanes;
        _kinds = new MarkingKind[lanes.Count * lanes.Lanes];
        for (int lane = 1; lane < lanes.Lanes; lane++) Fill(lane);
    }

    /// <summary>The line on the left of a lane that is not the first.</summary>
    public MarkingKind Left(int row, int lane, bool isWorks) => Temporary(_kinds[row * _lanes.Lanes + lane], isWorks);

    /// <summary>The line on the right of a lane that is not the last.</summary>
    public MarkingKind Right(int row, int lane, bool isWorks)
    {
        int next = lane + 1;
        while (next < _lanes.Lanes && !_lanes.IsThere(row, next)) next++;
        return next < _lanes.Lanes ? Left(row, next, isWorks) : MarkingKind.Edge;
    }

    /// <summary>At roadworks, yellow lines count.</summary>
    private static MarkingKind Temporary(MarkingKind kind, bool isWorks) => !isWorks ? kind : kind is MarkingKind.Solid or MarkingKind.Edge ? MarkingKind.Yellow : MarkingKind.Dashed;

    private void Fill(int lane)
    {
        float met = float.NegativeInfinity, parts = float.PositiveInfinity;
        var isWide = new bool[_lanes.Count];
        for (int row = 1; row < _lanes.Count; row++)
        {
            bool shares = _lanes.SharesLine(row, lane);
            if (shares && !_lanes.SharesLine(row - 1, lane)) met = _lanes.IsThere(row - 1, lane) ? _lanes.S(row) : float.NegativeInfinity;
            isWide[row] = shares && _lanes.S(row) - met < Behind;
        }
        for (int row = _lanes.Count - 2; row >= 0; row--)
        {
            bool shares = _lanes.SharesLine(row, lane);
            bool ceases = shares && (!_lanes.SharesLine(row + 1, lane) || _lanes.LeftNeighbour(row, lane) != _lanes.LeftNeighbour(row + 1, lane));
            if (ceases) parts = _lanes.S(row);
            isWide[row] |= shares && parts - _lanes.S(row) < Before;
        }
        for (int row = 0; row < _lanes.Count; row++) _kinds[row * _lanes.Lanes + lane] = Kind(row, lane, isWide[row]);
    }

    private MarkingKind Kind(int row, int lane, bool isWide)
    {
        if (!_lanes.SharesLine(row, lane)) return MarkingKind.Edge;
        int other = _lanes.LeftNeighbour(row, lane);
        float s = _lanes.S(row);
        bool isNarrow = IsNarrow(row, lane) || IsNarrow(row, other);
        bool mayCross = other == lane - 1 && (_lanes.Road.MayChange(lane, -1, s) || _lanes.Road.MayChange(other, 1, s));
        if (!mayCross && !isNarrow) return isWide ? MarkingKind.Edge : MarkingKind.Solid;
        return isWide ? MarkingKind.Blocks : MarkingKind.Dashed;
    }

    /// <summary>Nobody may change where a lane is nearly closed, but the line goes on.</summary>
    private bool IsNarrow(int row, int lane) => _lanes.Left(row, lane) - _lanes.Right(row, lane) < LaneTable.LeastWidth;
}
