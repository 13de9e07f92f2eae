using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Makes triangles share the vertices that are the same in all respects, so that each is worked out once.</summary>
internal sealed class Welding : IEqualityComparer<Vertex>
{
    /// <summary>The mesh with shared vertices; triangles stay where they are.</summary>
    public static Mesh Weld(Mesh mesh)
    {
        var places = new Dictionary<Vertex, int>(new Welding());
        var vertices = new List<Vertex>();
        var indices = new int[mesh.Indices.Length];
        for (int i = 0; i < indices.Length; i++)
        {
            var vertex = mesh.Vertices[mesh.Indices[i]];
            if (!places.TryGetValue(vertex, out int place))
            {
                place = vertices.Count;
                places.Add(vertex, place);
                vertices.Add(vertex);
            }
            indices[i] = place;
        }
        return new Mesh([.. vertices], indices);
    }

    /// <inheritdoc/>
    public bool Equals(Vertex x, Vertex y) => Bytes(ref x).SequenceEqual(Bytes(ref y));

    /// <inheritdoc/>
    public int GetHashCode(Vertex obj)
    {
        var hash = new HashCode();
        hash.AddBytes(Bytes(ref obj));
        return hash.ToHashCode();
    }

    private static ReadOnlySpan<byte> Bytes(ref Vertex vertex) => MemoryMarshal.AsBytes(MemoryMarshal.CreateReadOnlySpan(ref vertex, 1));
}
