using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>Distances at which the levels of a chunk change, m; see <see cref="SceneChunk"/>.</summary>
internal readonly record struct Distances(float MiddleFrom, float FarFrom, float HiddenFrom);

/// <summary>Collects the triangles and chunks of a scene.</summary>
internal sealed class MeshBuilder
{
    private readonly List<Vertex> _vertices = [];
    private readonly List<int> _indices = [];
    private readonly List<SceneChunk> _chunks = [];
    private int _taken;

    /// <summary>Adds a corner and gives its index.</summary>
    public int Add(in Vertex vertex)
    {
        _vertices.Add(vertex);
        return _vertices.Count - 1;
    }

    public void Triangle(int a, int b, int c)
    {
        _indices.Add(a);
        _indices.Add(b);
        _indices.Add(c);
    }

    /// <summary>A flat face, counter-clockwise from outside: two triangles, or one where there are three corners.</summary>
    public void Face(SemanticClass kind, uint colour, params ReadOnlySpan<Vector3> corners)
    {
        var normal = Exact.Normalize(Exact.Cross(corners[1] - corners[0], corners[^1] - corners[0]));
        int first = _vertices.Count;
        foreach (var corner in corners) Add(new Vertex { Position = corner, Normal = normal, Colour = colour, Class = kind });
        for (int i = 2; i < corners.Length; i++) Triangle(first, first + i - 1, first + i);
    }

    /// <summary>The triangles since the last call.</summary>
    public IndexRange Take()
    {
        var range = new IndexRange(_taken, _indices.Count - _taken);
        _taken = _indices.Count;
        return range;
    }

    /// <summary>A chunk of triangles that were taken, all of them near the first ones.</summary>
    public void Chunk(IndexRange near, IndexRange middle, IndexRange far, Distances distances)
    {
        if (near.Count == 0) return;
        var low = new Vector3(float.PositiveInfinity);
        var high = new Vector3(float.NegativeInfinity);
        foreach (int i in All(near, middle, far))
        {
            (low, high) = (Vector3.Min(low, _vertices[i].Position), Vector3.Max(high, _vertices[i].Position));
        }
        var centre = 0.5f * (low + high);
        float square = 0f;
        foreach (int i in All(near, middle, far)) square = MathF.Max(square, Vector3.DistanceSquared(centre, _vertices[i].Position));
        // A little more, for what rounding takes.
        _chunks.Add(new(centre, MathF.Sqrt(square) * 1.0001f + 0.001f, near, middle, far, distances.MiddleFrom, distances.FarFrom, distances.HiddenFrom));
    }

    /// <summary>A chunk of the triangles since the last one, alike at every distance.</summary>
    public void Chunk(float hiddenFrom)
    {
        var all = Take();
        Chunk(all, all, all, new(0f, 0f, hiddenFrom));
    }

    public RoadScene Build() => new(new Mesh([.. _vertices], [.. _indices]), [.. _chunks]);

    /// <summary>Indices of some ranges that lie one behind the other or are the same.</summary>
    private ReadOnlySpan<int> All(IndexRange near, IndexRange middle, IndexRange far)
    {
        int end = Math.Max(near.First + near.Count, Math.Max(middle.First + middle.Count, far.First + far.Count));
        return CollectionsMarshal.AsSpan(_indices)[near.First..end];
    }
}
