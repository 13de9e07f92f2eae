using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// The ground beside a road. It begins a little below the pavement's edge, so that no gap shows whatever their levels of detail, and ends where another part
/// of the road is as near: so it never lies on the road, however that winds.
/// </summary>
internal sealed class TerrainBuilder(RoadShape shape, CrossSections sections, MeshBuilder mesh)
{
    private const int ChunkRows = 50, SampleRows = 8;
    private const float Inset = 1f, Drop = 0.25f, Tolerance = 0.12f;
    // Terrain rises to the height of eyes where it ends: no gap is left below the horizon.
    private const float Rise = 1.4f;

    public void Build(in RoadDetail detail)
    {
        var samples = new List<Vector3>();
        for (int row = 0; row < sections.Rows; row += SampleRows) samples.Add(shape.At(sections.S(row), 0f));
        foreach (float side in (ReadOnlySpan<float>)[1f, -1f]) Build(side, Edges(side, samples, detail.TerrainWidth), detail);
    }

    private void Build(float side, Vector3[] points, in RoadDetail detail)
    {
        var selection = new RowSelection(points, 2);
        for (int from = 0; from < sections.Rows - 1; from += ChunkRows)
        {
            int to = Math.Min(from + ChunkRows, sections.Rows - 1);
            var rows = selection.Split([from, to], Tolerance);
            int before = -1;
            foreach (int row in rows)
            {
                int inner = Add(points[2 * row], row, 0f, Palette.Verge);
                Add(points[2 * row + 1], row, detail.TerrainWidth, Palette.Meadow);
                if (before >= 0) Quad(side, before, inner);
                before = inner;
            }
            mesh.Chunk(detail.TerrainHidden);
        }
    }

    private void Quad(float side, int before, int here)
    {
        if (side > 0f)
        {
            mesh.Triangle(before, here, here + 1);
            mesh.Triangle(before, here + 1, before + 1);
        }
        else
        {
            mesh.Triangle(before, before + 1, here + 1);
            mesh.Triangle(before, here + 1, here);
        }
    }

    private int Add(Vector3 position, int row, float distance, uint colour) => mesh.Add(new Vertex
    {
        Position = position,
        Normal = Vector3.UnitZ,
        Colour = colour,
        Surface = Surface.Terrain,
        Class = SemanticClass.Terrain,
        Along = sections.S(row),
        FromLeft = distance,
    });

    /// <summary>[rows x 2], the inner and the outer edge of the terrain on a side.</summary>
    private Vector3[] Edges(float side, List<Vector3> samples, float width)
    {
        var points = new Vector3[2 * sections.Rows];
        float reach = 0f;
        for (int row = 0; row < sections.Rows; row++)
        {
            float s = sections.S(row), edge = side > 0f ? sections.Edges(row)[0] : sections.Edges(row)[^1];
            if (row % SampleRows == 0) reach = Reach(shape.At(s, 0f), side * RoadShape.LeftOf(shape.Forward(s)), samples, width);
            points[2 * row] = shape.At(s, edge - side * Inset) - Drop * Vector3.UnitZ;
            float outer = MathF.Max(reach, side * edge + 3f);
            var far = shape.At(s, side * outer);
            points[2 * row + 1] = far with { Z = shape.Height(s, 0f) - Drop + Rise * outer / width };
        }
        return points;
    }

    /// <summary>
    /// How far a straight line at a right angle to the road goes before another part of it is nearer than where it began: the radius of the smallest circle
    /// through both that touches the road here (Blum's medial axis).
    /// </summary>
    private static float Reach(Vector3 point, Vector3 normal, List<Vector3> samples, float furthest)
    {
        foreach (var sample in samples)
        {
            float dx = sample.X - point.X, dy = sample.Y - point.Y, across = dx * normal.X + dy * normal.Y, square = dx * dx + dy * dy;
            if (square < 2f * across * furthest && across > 0f) furthest = square / (2f * across);
        }
        return furthest;
    }
}
