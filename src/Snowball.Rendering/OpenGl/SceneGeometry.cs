using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Where the triangles of a range of a scene are in the shared buffers.</summary>
/// <param name="Road">Indices of pavement, which another program shades.</param>
/// <param name="Plain">Indices of all else.</param>
internal readonly record struct StaticRange(IndexRange Road, IndexRange Plain);

/// <summary>A scene in the shared buffers. Chunks that follow each other in the scene do so there, level by level, so that they can be drawn at once.</summary>
internal sealed class SceneGeometry
{
    private readonly Dictionary<IndexRange, StaticRange> _ranges = [];

    public SceneGeometry(GeometryStore store, RoadScene scene)
    {
        Scene = scene;
        var indices = new List<int>(scene.Mesh.Indices.Length);
        foreach (bool isRoad in (ReadOnlySpan<bool>)[true, false])
        {
            var seen = new HashSet<IndexRange>();
            foreach (var range in scene.Chunks.Select(chunk => chunk.Near).Concat(scene.Chunks.Select(chunk => chunk.Middle)).Concat(scene.Chunks.Select(chunk => chunk.Far)))
            {
                if (!seen.Add(range)) continue;
                int first = indices.Count;
                Copy(scene.Mesh, range, isRoad, indices);
                var part = new IndexRange(first, indices.Count - first);
                _ranges[range] = isRoad ? new(part, default) : _ranges[range] with { Plain = part };
            }
        }
        var place = store.Add(Welding.Weld(scene.Mesh with { Indices = [.. indices] }));
        BaseVertex = place.BaseVertex;
        foreach (var (range, parts) in _ranges.ToArray())
        {
            _ranges[range] = new(
                parts.Road with { First = place.FirstIndex + parts.Road.First }, parts.Plain with { First = place.FirstIndex + parts.Plain.First });
        }
    }

    /// <summary>The scene.</summary>
    public RoadScene Scene { get; }

    /// <summary>Added to its indices.</summary>
    public int BaseVertex { get; }

    /// <summary>Where a range of the scene's chunks is.</summary>
    public StaticRange this[IndexRange range] => _ranges[range];

    private static void Copy(Mesh mesh, IndexRange range, bool isRoad, List<int> into)
    {
        for (int i = range.First; i < range.First + range.Count; i += 3)
        {
            if ((mesh.Vertices[mesh.Indices[i]].Surface is Surface.Road or Surface.Gore) == isRoad) into.AddRange(mesh.Indices.AsSpan(i, 3));
        }
    }
}
