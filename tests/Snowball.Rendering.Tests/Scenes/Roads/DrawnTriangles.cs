using System.Numerics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Tests.Scenes.Roads;

/// <summary>The triangles of a scene as seen from above, to be looked up by place.</summary>
internal sealed class DrawnTriangles
{
    private const float Cell = 25f;
    private readonly Mesh _mesh;
    private readonly Dictionary<(int, int), List<int>> _cells = [];

    /// <param name="scene">The scene.</param>
    /// <param name="level">Which level of its chunks.</param>
    /// <param name="kept">By the first vertex of a triangle: whether it is looked at.</param>
    public DrawnTriangles(RoadScene scene, Func<SceneChunk, IndexRange> level, Func<Vertex, bool> kept)
    {
        _mesh = scene.Mesh;
        foreach (var chunk in scene.Chunks)
        {
            var range = level(chunk);
            for (int i = range.First; i < range.First + range.Count; i += 3)
            {
                if (kept(Corner(i))) Add(i);
            }
        }
    }

    public int Count { get; private set; }

    /// <summary>Every triangle above or below a place: its height there, and its vertex interpolated, with the marks of its first corner.</summary>
    public IEnumerable<Vertex> At(float x, float y)
    {
        if (!_cells.TryGetValue(CellOf(x, y), out var triangles)) yield break;
        foreach (int i in triangles)
        {
            var (a, b, c) = (Corner(i), Corner(i + 1), Corner(i + 2));
            double area = Cross(a.Position, b.Position, c.Position.X, c.Position.Y);
            double shareA = Cross(b.Position, c.Position, x, y) / area, shareB = Cross(c.Position, a.Position, x, y) / area, shareC = 1 - shareA - shareB;
            const double Margin = -1e-6;
            if (!(shareA >= Margin && shareB >= Margin && shareC >= Margin)) continue;
            float Mix(float p, float q, float r) => (float)(shareA * p + shareB * q + shareC * r);
            yield return a with
            {
                Position = new(x, y, Mix(a.Position.Z, b.Position.Z, c.Position.Z)),
                Normal = Vector3.Normalize(Vector3.Cross(b.Position - a.Position, c.Position - a.Position)),
                Along = Mix(a.Along, b.Along, c.Along),
                FromLeft = Mix(a.FromLeft, b.FromLeft, c.FromLeft),
                FromRight = Mix(a.FromRight, b.FromRight, c.FromRight),
            };
        }
    }

    private Vertex Corner(int i) => _mesh.Vertices[_mesh.Indices[i]];

    private void Add(int i)
    {
        Count++;
        var (a, b, c) = (Corner(i).Position, Corner(i + 1).Position, Corner(i + 2).Position);
        var (lowX, lowY) = CellOf(MathF.Min(a.X, MathF.Min(b.X, c.X)), MathF.Min(a.Y, MathF.Min(b.Y, c.Y)));
        var (highX, highY) = CellOf(MathF.Max(a.X, MathF.Max(b.X, c.X)), MathF.Max(a.Y, MathF.Max(b.Y, c.Y)));
        for (int x = lowX; x <= highX; x++)
        {
            for (int y = lowY; y <= highY; y++)
            {
                if (!_cells.TryGetValue((x, y), out var list)) _cells[(x, y)] = list = [];
                list.Add(i);
            }
        }
    }

    private static (int X, int Y) CellOf(float x, float y) => ((int)MathF.Floor(x / Cell), (int)MathF.Floor(y / Cell));

    private static double Cross(Vector3 a, Vector3 b, double x, double y) => (b.X - (double)a.X) * (y - a.Y) - (b.Y - (double)a.Y) * (x - a.X);
}
