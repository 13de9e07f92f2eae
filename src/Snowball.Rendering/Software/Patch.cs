using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Software;

/// <summary>What the triangles of a patch that look alike have in common.</summary>
/// <param name="Surface">How it is shaded.</param>
/// <param name="Class">What it is.</param>
/// <param name="Left">Paint along its left edge.</param>
/// <param name="Right">Paint along its right edge.</param>
internal readonly record struct Cover(Surface Surface, SemanticClass Class, MarkingKind Left, MarkingKind Right)
{
    /// <summary>Whether there are lines or bars on it.</summary>
    public bool HasPaint => Surface == Surface.Gore || (Surface == Surface.Road && (Left | Right) != MarkingKind.None);

    /// <summary>Entry of the table of tints.</summary>
    public Tint Tint => Class == SemanticClass.Vegetation ? Tint.Vegetation : Surface == Surface.Glass ? (Tint)Surface.Plain : (Tint)Surface;
}

/// <summary>What multiplies the colours of a block of vertices: as many as surfaces, and that of vegetation.</summary>
internal enum Tint : byte
{
    /// <summary>That of <see cref="Surface.Terrain"/>, whatever the surface.</summary>
    Vegetation = Surface.IndicatorRight + 1,
    /// <summary>Their number.</summary>
    Count,
}

/// <summary>
/// A range of a mesh's triangles made ready for vectors: its vertices in columns, those of one tint in whole blocks of eight, and its
/// triangles as indices of these. Immutable; it does not move in memory.
/// </summary>
internal sealed unsafe class Patch
{
    private const int Columns = 9;
    private readonly float[] _columns;
    private readonly int[] _corners;
    private readonly Vector4[] _strips;
    private readonly Cover[] _covers;

    public Patch(Mesh mesh, IndexRange range)
    {
        var triangles = new (int First, Cover Cover)[range.Count / 3];
        for (int i = 0; i < triangles.Length; i++)
        {
            int first = range.First + 3 * i;
            ref readonly var vertex = ref mesh.Vertices[mesh.Indices[first]];
            triangles[i] = (first, new(vertex.Surface, vertex.Class, vertex.Left, vertex.Right));
        }
        var order = triangles.OrderBy(triangle => triangle.Cover.Tint).ToArray();

        // A vertex of two tints becomes two.
        var vertices = new List<(int Vertex, Tint Tint)>();
        var places = new Dictionary<(int, Tint), int>();
        Triangles = triangles.Length;
        _corners = Pinned<int>(3 * Padded(Triangles));
        _covers = Pinned<Cover>(Padded(Triangles));
        for (int i = 0; i < order.Length; i++)
        {
            var (first, cover) = order[i];
            if (vertices.Count > 0 && vertices[^1].Tint != cover.Tint) FillBlock(vertices);
            _covers[i] = cover;
            HasPaint |= cover.HasPaint;
            for (int corner = 0; corner < 3; corner++)
            {
                int vertex = mesh.Indices[first + corner];
                if (!places.TryGetValue((vertex, cover.Tint), out int place))
                {
                    places[(vertex, cover.Tint)] = place = vertices.Count;
                    vertices.Add((vertex, cover.Tint));
                }
                _corners[corner * Padded(Triangles) + i] = place;
            }
        }
        if (vertices.Count > 0) FillBlock(vertices);

        Vertices = vertices.Count;
        _columns = Pinned<float>(Columns * Vertices);
        _strips = Pinned<Vector4>(Vertices);
        Tints = new Tint[Vertices / Lanes.Count];
        var (low, high) = (new Vector3(float.MaxValue), new Vector3(float.MinValue));
        for (int i = 0; i < Vertices; i++)
        {
            ref readonly var vertex = ref mesh.Vertices[vertices[i].Vertex];
            Span<float> values =
            [
                vertex.Position.X, vertex.Position.Y, vertex.Position.Z, vertex.Normal.X, vertex.Normal.Y, vertex.Normal.Z,
                vertex.Colour & 0xFF, (vertex.Colour >> 8) & 0xFF, (vertex.Colour >> 16) & 0xFF,
            ];
            // A lamp's colour is wholly that of its tint.
            if (vertices[i].Tint is >= (Tint)Surface.HeadLamp and <= (Tint)Surface.IndicatorRight) values[6..].Fill(255f);
            for (int column = 0; column < Columns; column++) _columns[column * Vertices + i] = values[column];
            _strips[i] = new(vertex.Along, vertex.FromLeft, vertex.FromRight, 0f);
            Tints[i / Lanes.Count] = vertices[i].Tint;
            (low, high) = (Vector3.Min(low, vertex.Position), Vector3.Max(high, vertex.Position));
        }
        Centre = 0.5f * (low + high);
    }

    /// <summary>Vertices, whole blocks of eight.</summary>
    public int Vertices { get; }

    /// <summary>Triangles, of which the last vector may hold less than eight: indices beyond them are 0.</summary>
    public int Triangles { get; }

    /// <summary>Whether one of its triangles has.</summary>
    public bool HasPaint { get; }

    /// <summary>[Vertices / 8].</summary>
    public Tint[] Tints { get; }

    /// <summary>Middle of its bounding box.</summary>
    public Vector3 Centre { get; }

    public float* X => Column(0);

    public float* Y => Column(1);

    public float* Z => Column(2);

    public float* NormalX => Column(3);

    public float* NormalY => Column(4);

    public float* NormalZ => Column(5);

    /// <summary>Albedo, 0 to 255; likewise green and blue.</summary>
    public float* Red => Column(6);

    public float* Green => Column(7);

    public float* Blue => Column(8);

    /// <summary>[Vertices]: along, from left, from right, 0.</summary>
    public Vector4* Strips => (Vector4*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_strips));

    /// <summary>[Triangles].</summary>
    public Cover* Covers => (Cover*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_covers));

    /// <summary>[Triangles]: the vertex at a corner, 0 to 2.</summary>
    public int* Corner(int corner) => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_corners)) + corner * Padded(Triangles);

    private float* Column(int column) => (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_columns)) + column * Vertices;

    private static int Padded(int count) => (count + Lanes.Count - 1) / Lanes.Count * Lanes.Count;

    private static T[] Pinned<T>(int count) => GC.AllocateArray<T>(count, pinned: true);

    private static void FillBlock(List<(int Vertex, Tint Tint)> vertices)
    {
        while (vertices.Count % Lanes.Count != 0) vertices.Add(vertices[^1]);
    }
}
