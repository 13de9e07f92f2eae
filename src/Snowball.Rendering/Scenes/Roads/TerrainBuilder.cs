using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Draws the ground in strips along the road.</summary>
internal sealed class TerrainBuilder(CrossSections sections, Ground ground, MeshBuilder mesh, ulong seed)
{
    private const int ChunkRows = 50;
    // How far its inner edge may be off, m, sideways and, by the factor, less in height: it stays under the pavement.
    private const float Tolerance = 0.6f, Steepness = 5f;
    // Fields along the road, rows each, begin this far from it, m.
    private const int FieldRows = 60;
    private const float FieldsFrom = 30f, Narrowest = 0.1f;

    public void Build(RoadDetail detail)
    {
        foreach (float side in (ReadOnlySpan<float>)[1f, -1f])
        {
            var inner = new Vector3[sections.Rows];
            for (int row = 0; row < inner.Length; row++) inner[row] = ground.At(row, side, Ground.Start) * new Vector3(1f, 1f, Steepness);
            var selection = new RowSelection(inner, 1);
            for (int from = 0; from < sections.Rows - 1; from += ChunkRows)
            {
                int to = Math.Min(from + ChunkRows, sections.Rows - 1);
                var rows = selection.Split(Breaks(from, to, side, detail.TerrainRows), Tolerance);
                // Where a ramp is cut off, the ground begins anew.
                for (int first = 0; first < rows.Count - 1;)
                {
                    int last = first + 1;
                    while (last < rows.Count - 1 && !ground.Jumps(rows[last - 1], side)) last++;
                    Build(side, rows[first..(last + 1)], ground.Jumps(rows[last - 1], side) ? ground.Edge(rows[last - 1], side) : ground.Edge(rows[last], side), detail);
                    first = last;
                }
            }
        }
    }

    private List<int> Breaks(int from, int to, float side, int every)
    {
        var breaks = new List<int> { from };
        for (int row = from + 1; row < to; row++)
        {
            if (row - breaks[^1] == every || ground.Jumps(row - 1, side) || ground.Jumps(row, side)) breaks.Add(row);
        }
        breaks.Add(to);
        return breaks;
    }

    /// <summary>Draws the ground beside some rows, at the last of which the pavement's edge is given.</summary>
    private void Build(float side, List<int> rows, float lastEdge, RoadDetail detail)
    {
        int across = detail.TerrainOffsets.Length + 2;
        var points = new Vector3[rows.Count * across];
        var distances = new float[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            int row = rows[i / across], strip = i % across;
            float edge = i / across == rows.Count - 1 ? lastEdge : ground.Edge(row, side), reach = ground.Reach(row, side, edge);
            distances[i] = strip == 0 ? Ground.Start : strip == across - 1 ? reach : MathF.Min(detail.TerrainOffsets[strip - 1], reach);
            points[i] = ground.At(row, side, distances[i], edge);
        }
        var vertices = new int[points.Length];
        for (int i = 0; i < points.Length; i++)
        {
            vertices[i] = mesh.Add(new Vertex
            {
                Position = points[i],
                Normal = side * Normal(points, across, i),
                Colour = Colour(rows[i / across], side, distances[i]),
                Surface = Surface.Terrain,
                Class = SemanticClass.Terrain,
                Along = sections.S(rows[i / across]),
                FromLeft = MathF.Max(distances[i], 0f),
            });
        }
        for (int strip = 1; strip < across; strip++)
        {
            for (int i = strip; i + across < points.Length; i += across)
            {
                int near = vertices[i - 1], far = vertices[i], nextNear = vertices[i + across - 1], nextFar = vertices[i + across];
                var (left, right, nextLeft, nextRight) = side > 0f ? (far, near, nextFar, nextNear) : (near, far, nextNear, nextFar);
                // Where another part of the road is near, strips have no width.
                if (distances[i] - distances[i - 1] > Narrowest) mesh.Triangle(left, right, nextRight);
                if (distances[i + across] - distances[i + across - 1] > Narrowest) mesh.Triangle(left, nextRight, nextLeft);
            }
            // What is near and what is far from the road are chunks of their own, so that each is culled well.
            if (strip == detail.TerrainOffsets.Length / 2 || strip == across - 1) mesh.Chunk(detail.TerrainHidden);
        }
    }

    private static Vector3 Normal(Vector3[] points, int across, int i)
    {
        int strip = i % across;
        var along = points[i + across < points.Length ? i + across : i] - points[i >= across ? i - across : i];
        var outward = points[strip < across - 1 ? i + 1 : i] - points[strip > 0 ? i - 1 : i];
        var normal = Exact.Cross(along, outward);
        float length = Exact.Length(normal);
        return length > 1e-6f ? normal / length : Vector3.UnitZ;
    }

    private uint Colour(int row, float side, float distance)
    {
        if (distance < FieldsFrom) return Palette.Verge;
        var random = CounterRandom.Block(seed, (uint)(row / FieldRows), side > 0f ? 1u : 2u, (uint)(distance / 100f), 7);
        return Palette.Fields[(int)(random.X % (uint)Palette.Fields.Length)];
    }
}
