using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Where the triangles of a range of a scene are in the shared buffers: those of pavement first, which another program shades, then the others.</summary>
internal readonly record struct StaticRange(int First, int Road, int Plain);

/// <summary>A scene in the shared buffers.</summary>
internal sealed class SceneGeometry
{
    private readonly Dictionary<IndexRange, StaticRange> _ranges = [];
    private readonly int _firstIndex;

    public SceneGeometry(GeometryStore store, RoadScene scene)
    {
        Scene = scene;
        var indices = new List<int>(scene.Mesh.Indices.Length);
        foreach (var chunk in scene.Chunks)
        {
            foreach (var range in (ReadOnlySpan<IndexRange>)[chunk.Near, chunk.Middle, chunk.Far])
            {
                if (_ranges.ContainsKey(range)) continue;
                int first = indices.Count;
                Copy(scene.Mesh, range, isRoad: true, indices);
                int road = indices.Count - first;
                Copy(scene.Mesh, range, isRoad: false, indices);
                _ranges.Add(range, new(first, road, indices.Count - first - road));
            }
        }
        (BaseVertex, _firstIndex) = store.Add(scene.Mesh with { Indices = [.. indices] });
    }

    /// <summary>The scene.</summary>
    public RoadScene Scene { get; }

    /// <summary>Added to its indices.</summary>
    public int BaseVertex { get; }

    /// <summary>Where a range of the scene's chunks is.</summary>
    public StaticRange this[IndexRange range]
    {
        get
        {
            var place = _ranges[range];
            return place with { First = _firstIndex + place.First };
        }
    }

    private static void Copy(Mesh mesh, IndexRange range, bool isRoad, List<int> into)
    {
        for (int i = range.First; i < range.First + range.Count; i += 3)
        {
            bool belongs = mesh.Vertices[mesh.Indices[i]].Surface is Surface.Road or Surface.Gore == isRoad;
            if (belongs) into.AddRange(mesh.Indices.AsSpan(i, 3));
        }
    }
}
