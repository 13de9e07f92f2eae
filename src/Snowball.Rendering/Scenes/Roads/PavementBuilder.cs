using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Lays the strips of a carriageway, in chunks that share the rows at their borders.</summary>
internal sealed class PavementBuilder
{
    private const int ChunkRows = 25;
    // The slope from the pavement's edge into the ground, m.
    private const float VergeWidth = 0.7f, VergeDepth = 0.45f, CutDepth = 1.5f;

    private readonly RoadShape _shape;
    private readonly CrossSections _sections;
    private readonly MeshBuilder _mesh;
    private readonly Vector3[] _points;
    private readonly RowSelection _selection;
    // [row * strips + strip], first of the two vertices of a row; -1 where there are none.
    private readonly int[] _vertices;

    public PavementBuilder(RoadShape shape, CrossSections sections, MeshBuilder mesh)
    {
        (_shape, _sections, _mesh) = (shape, sections, mesh);
        int across = sections.Strips + 1;
        _points = new Vector3[sections.Rows * across];
        for (int row = 0; row < sections.Rows; row++)
        {
            var edges = sections.Edges(row);
            for (int i = 0; i < across; i++)
            {
                bool isSame = i > 0 && edges[i] == edges[i - 1];
                _points[row * across + i] = isSame ? _points[row * across + i - 1] : shape.At(sections.S(row), edges[i]);
            }
        }
        _selection = new RowSelection(_points, across);
        _vertices = new int[sections.Rows * sections.Strips];
        Array.Fill(_vertices, -1);
    }

    /// <summary>Lays all of it.</summary>
    public void Build(RoadDetail detail)
    {
        for (int from = 0; from < _sections.Rows - 1; from += ChunkRows)
        {
            int to = Math.Min(from + ChunkRows, _sections.Rows - 1);
            // The rest is too short for a chunk of its own.
            if (_sections.Rows - 1 - to < ChunkRows / 4) to = _sections.Rows - 1;
            var breaks = Breaks(from, to);
            var rows = _selection.Split(breaks, detail.NearTolerance);
            var near = Lay(rows, detail.IsRich);
            var middle = Lay(_selection.Thin(rows, breaks, detail.MiddleTolerance), detail.IsRich);
            var far = Lay(_selection.Thin(rows, breaks, detail.FarTolerance), hasVerges: false);
            _mesh.Chunk(near, middle, far, detail.Pavement);
            if (to == _sections.Rows - 1) break;
        }
    }

    /// <summary>Rows at which something begins, ends or changes its look.</summary>
    private List<int> Breaks(int from, int to)
    {
        var breaks = new List<int> { from };
        for (int row = from + 1; row < to; row++)
        {
            if (_sections.Changes(row) || _sections.IsCut(row) || _sections.IsCut(row - 1)) breaks.Add(row);
        }
        breaks.Add(to);
        return breaks;
    }

    private IndexRange Lay(List<int> rows, bool hasVerges)
    {
        for (int strip = 0; strip < _sections.Strips; strip++)
        {
            for (int i = 1; i < rows.Count; i++) Lay(strip, rows[i - 1], rows[i]);
        }
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i] == rows[i - 1] + 1 && _sections.IsCut(rows[i - 1])) Close(rows[i - 1]);
        }
        for (int i = 1; i < rows.Count && hasVerges; i++)
        {
            LayVerge(rows[i - 1], rows[i], 0, 1f);
            LayVerge(rows[i - 1], rows[i], _sections.Strips, -1f);
        }
        return _mesh.Take();
    }

    private void Lay(int strip, int from, int to)
    {
        bool isCut = to == from + 1 && _sections.IsCut(from);
        var here = _sections.Edges(from);
        var there = _sections.Edges(isCut ? from : to);
        bool isWide = here[strip] - here[strip + 1] > CrossSections.Nothing, staysWide = there[strip] - there[strip + 1] > CrossSections.Nothing;
        if (!isWide && !staysWide) return;
        int a = Vertices(strip, from), b = isCut ? Add(strip, to, there, _sections.Look(from, strip)) : Vertices(strip, to);
        // The first corner tells how a triangle is shaded: it is that of the row where it begins.
        if (isWide) _mesh.Triangle(a, a + 1, b + 1);
        if (staysWide) _mesh.Triangle(a, b + 1, b);
    }

    /// <summary>The face of a ramp that is cut off behind a row, down into the ground.</summary>
    private void Close(int row)
    {
        for (int edge = 0; edge <= _sections.Strips; edge += _sections.Strips)
        {
            float here = _sections.Edges(row)[edge], next = _sections.Edges(row + 1)[edge], s = _sections.S(row + 1);
            if (MathF.Abs(here - next) < CrossSections.Jump) continue;
            Vector3 left = _shape.At(s, MathF.Max(here, next)), right = _shape.At(s, MathF.Min(here, next)), down = -CutDepth * Vector3.UnitZ;
            bool begins = MathF.Abs(next) > MathF.Abs(here);
            if (begins) _mesh.Face(SemanticClass.Terrain, Palette.Verge, left + down, right + down, right, left);
            else _mesh.Face(SemanticClass.Terrain, Palette.Verge, right + down, left + down, left, right);
        }
    }

    /// <summary>The slope beside one of the outer edges.</summary>
    private void LayVerge(int from, int to, int edge, float side)
    {
        Vector3 here = _points[from * (_sections.Strips + 1) + edge], there = _points[to * (_sections.Strips + 1) + edge];
        Vector3 footHere = Foot(from), footThere = Foot(to);
        if (side > 0f) _mesh.Face(SemanticClass.Terrain, Palette.Verge, footHere, here, there, footThere);
        else _mesh.Face(SemanticClass.Terrain, Palette.Verge, here, footHere, footThere, there);

        Vector3 Foot(int row) => _shape.At(_sections.S(row), _sections.Edges(row)[edge] + side * VergeWidth) - VergeDepth * Vector3.UnitZ;
    }

    private int Vertices(int strip, int row)
    {
        ref int known = ref _vertices[row * _sections.Strips + strip];
        if (known < 0) known = Add(strip, row, _sections.Edges(row), row + 1 < _sections.Rows ? _sections.Look(row, strip) : _sections.Look(row - 1, strip));
        return known;
    }

    /// <summary>Adds the left and the right corner of a strip in a row.</summary>
    private int Add(int strip, int row, ReadOnlySpan<float> edges, in StripLook look)
    {
        float s = _sections.S(row), left = edges[strip], right = edges[strip + 1];
        var (fromLeft, toRight) = _sections.Bounds(strip, edges);
        var vertex = new Vertex
        {
            Position = _shape.At(s, left),
            Normal = _shape.Up(s, left),
            Colour = look.Colour,
            Surface = look.Surface,
            Class = look.Class,
            Left = look.Left,
            Right = look.Right,
            Along = s,
            FromLeft = fromLeft - left,
            FromRight = left - toRight,
        };
        int first = _mesh.Add(vertex);
        vertex.Position = _shape.At(s, right);
        (vertex.FromLeft, vertex.FromRight) = (fromLeft - right, right - toRight);
        _mesh.Add(vertex);
        return first;
    }
}
