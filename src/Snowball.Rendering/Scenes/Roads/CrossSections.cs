using Snowball.Sim.Roads;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// What lies beside one another on a carriageway, row by row: always the same strips from left to right, many of them without a width. They are the
/// left shoulder, works where lanes are closed, then for each lane the gap to its left (paved, grass, paved) and itself, works, and the right shoulder.
/// To the left of them there may be the carriageway of the other direction, on which nobody drives, and the median.
/// </summary>
internal sealed class CrossSections
{
    /// <summary>An edge that moves further than this from one row to the next has jumped, m.</summary>
    public const float Jump = 0.8f;

    /// <summary>A strip narrower than this has no width, m.</summary>
    public const float Nothing = 1e-4f;

    private const float InnerShoulder = 1f, Shoulder = 3f, Median = 3f;
    // A gap this wide is a gore; beyond, grass opens in its middle, nearer to the ramp. m.
    private const float GoreWidth = 4f, MainShare = 0.75f;

    // Lanes of the other direction, d of their inner shoulder, m, and how many strips all that takes.
    private readonly int _opposite, _first;
    private readonly float _oppositeEdge;
    private readonly LaneRows _lanes;
    private readonly LineRows _lines;
    private readonly WorksRows _works;
    private readonly float[] _edges;
    private readonly StripLook[] _looks;

    /// <param name="lanes">The lanes.</param>
    /// <param name="works">Where lanes are closed.</param>
    /// <param name="opposite">Lanes of the other direction; 0 for none.</param>
    public CrossSections(LaneRows lanes, WorksRows works, int opposite)
    {
        (_lanes, _works, _lines, _opposite, _first) = (lanes, works, new LineRows(lanes), opposite, opposite > 0 ? opposite + 3 : 0);
        _oppositeEdge = float.NegativeInfinity;
        for (int row = 0; row < lanes.Count; row++) _oppositeEdge = MathF.Max(_oppositeEdge, Outer(row) + InnerShoulder + Median);
        Strips = _first + 4 + 4 * lanes.Lanes;
        _edges = new float[lanes.Count * (Strips + 1)];
        _looks = new StripLook[lanes.Count * Strips];
        for (int row = 0; row < lanes.Count; row++) Fill(row);
    }

    public int Strips { get; }

    public int Rows => _lanes.Count;

    public float S(int row) => _lanes.S(row);

    /// <summary>d of the edges of the strips, from the left: one more than strips.</summary>
    public ReadOnlySpan<float> Edges(int row) => _edges.AsSpan(row * (Strips + 1), Strips + 1);

    /// <summary>The row nearest to a place.</summary>
    public int Nearest(float s) => _lanes.Nearest(s);

    /// <summary>Between which d a strip's distances from the left and to the right count: those of a gore over both halves of its gap.</summary>
    public (float Left, float Right) Bounds(int strip, ReadOnlySpan<float> edges)
    {
        int part = strip < _first + 2 || strip >= Strips - 2 ? -1 : (strip - _first - 2) % 4;
        if (part == 0 && edges[strip] - edges[strip + 3] < 1.5f * GoreWidth) return (edges[strip], edges[strip + 3]);
        if (part == 2 && edges[strip - 2] - edges[strip + 1] < 1.5f * GoreWidth) return (edges[strip - 2], edges[strip + 1]);
        return (edges[strip], edges[strip + 1]);
    }

    /// <summary>d of the left edge of this direction's pavement, m.</summary>
    public float Left(int row) => Edges(row)[_first];

    /// <summary>How a strip looks from a row to the next one.</summary>
    public StripLook Look(int row, int strip)
    {
        bool begins = row + 1 < Rows && Width(row, strip) <= Nothing && Width(row + 1, strip) > Nothing;
        return _looks[(begins ? row + 1 : row) * Strips + strip];
    }

    /// <summary>Whether a strip begins or ends at full width between a row and the next one: it is cut off, not tapered.</summary>
    public bool IsCut(int row)
    {
        var here = Edges(row);
        var next = Edges(row + 1);
        for (int i = 0; i < here.Length; i++)
        {
            if (MathF.Abs(here[i] - next[i]) > Jump) return true;
        }
        return false;
    }

    /// <summary>Whether a row looks different from the one before it.</summary>
    public bool Changes(int row)
    {
        for (int strip = 0; strip < Strips; strip++)
        {
            if (MathF.Max(Width(row, strip), Width(row + 1, strip)) > Nothing && Look(row, strip) != Look(row - 1, strip)) return true;
        }
        return false;
    }

    /// <summary>Whether lanes lie as in the first row: neither ramps nor works are there.</summary>
    public bool IsLikeFirst(int row)
    {
        var (here, first) = (Edges(row)[0] - Edges(row)[^1], Edges(0)[0] - Edges(0)[^1]);
        return !_works.IsAt(row) && MathF.Abs(here - first) < 0.1f;
    }

    private float Width(int row, int strip) => _edges[row * (Strips + 1) + strip] - _edges[row * (Strips + 1) + strip + 1];

    private int FirstLane(int row)
    {
        int first = _lanes.LeftNeighbour(row, _lanes.Lanes);
        for (int lane = first; lane >= 0; lane = _lanes.LeftNeighbour(row, lane)) first = lane;
        return first;
    }

    /// <summary>d of the left edge of the leftmost lane, closed or not.</summary>
    private float Outer(int row) => MathF.Max(FirstLane(row) is >= 0 and var lane ? _lanes.Left(row, lane) : 0f, _works.LeftEdge(row));

    /// <summary>The other direction: its shoulder, its lanes from its right to its left, its inner shoulder, and the median.</summary>
    private void FillOpposite(Span<float> edges, Span<StripLook> looks)
    {
        float width = _lanes.Road.LaneWidth, inner = _oppositeEdge + InnerShoulder, outer = inner + _opposite * width;
        (edges[0], edges[_opposite + 1], edges[_opposite + 2]) = (outer + Shoulder, inner, _oppositeEdge);
        looks[0] = new(Surface.Road, SemanticClass.Road, Palette.Shoulder, Right: MarkingKind.Edge);
        for (int lane = 0; lane < _opposite; lane++)
        {
            edges[lane + 1] = outer - lane * width;
            looks[lane + 1] = new(Surface.Road, SemanticClass.Road, Palette.Asphalt,
                lane == 0 ? MarkingKind.Edge : MarkingKind.Dashed, lane + 1 == _opposite ? MarkingKind.Edge : MarkingKind.Dashed);
        }
        looks[_opposite + 1] = new(Surface.Road, SemanticClass.Road, Palette.Shoulder, Left: MarkingKind.Edge);
        looks[_opposite + 2] = new(Surface.Terrain, SemanticClass.Terrain, Palette.Verge);
    }

    private void Fill(int row)
    {
        var edges = _edges.AsSpan(row * (Strips + 1), Strips + 1);
        var looks = _looks.AsSpan(row * Strips, Strips);
        if (_opposite > 0) FillOpposite(edges, looks);
        edges = edges[_first..];
        looks = looks[_first..];
        int first = FirstLane(row), last = _lanes.LeftNeighbour(row, _lanes.Lanes);
        float cursor = first < 0 ? 0f : _lanes.Left(row, first), outer = Outer(row);
        var (isWorks, pavement) = (_works.IsAt(row), Pavement(row));
        var line = isWorks ? MarkingKind.Yellow : MarkingKind.Edge;

        (edges[0], edges[1], edges[2]) = (outer + InnerShoulder, outer, cursor);
        looks[0] = new(Surface.Road, SemanticClass.Road, Palette.Shoulder, Right: outer > cursor ? MarkingKind.Edge : line);
        looks[1] = new(Surface.Road, SemanticClass.Road, Palette.Works, MarkingKind.Edge, line);
        for (int lane = 0; lane < _lanes.Lanes; lane++)
        {
            int at = 2 + 4 * lane;
            bool isThere = _lanes.IsThere(row, lane), isParted = isThere && lane > first && !_lanes.SharesLine(row, lane);
            float left = isParted ? MathF.Min(_lanes.Left(row, lane), cursor) : cursor, gap = cursor - left;
            float grass = MathF.Max(0f, gap - GoreWidth), paved = gap - grass;
            (edges[at + 1], edges[at + 2], edges[at + 3]) = (cursor - MainShare * paved, left + (1f - MainShare) * paved, left);
            cursor = isThere ? MathF.Min(_lanes.Right(row, lane), left) : left;
            edges[at + 4] = cursor;
            var surface = gap <= GoreWidth ? Surface.Gore : Surface.Road;
            uint colour = gap <= GoreWidth ? pavement : Palette.Shoulder;
            looks[at] = new(surface, SemanticClass.Road, colour, Left: MarkingKind.Edge);
            looks[at + 1] = new(Surface.Terrain, SemanticClass.Terrain, Palette.Verge);
            looks[at + 2] = new(surface, SemanticClass.Road, colour, Right: MarkingKind.Edge);
            var (leftLine, rightLine) = (lane == first ? line : _lines.Left(row, lane, isWorks), lane == last ? line : _lines.Right(row, lane, isWorks));
            looks[at + 3] = new(Surface.Road, SemanticClass.Road, pavement, leftLine, rightLine);
        }
        outer = MathF.Min(cursor, _works.RightEdge(row));
        (edges[^2], edges[^1]) = (outer, outer - Shoulder);
        looks[^2] = new(Surface.Road, SemanticClass.Road, Palette.Works, line, MarkingKind.Edge);
        looks[^1] = new(Surface.Road, SemanticClass.Road, Palette.Shoulder, Left: outer < cursor ? MarkingKind.Edge : line);
    }

    /// <summary>Wet roads are darker, ice is brighter.</summary>
    private uint Pavement(int row)
    {
        float friction = _lanes.Road.Surface?.Friction(_lanes.S(row)) ?? 1f;
        return friction > 0.95f ? Palette.Asphalt : friction > 0.35f ? Palette.Wet : Palette.Ice;
    }
}
