using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>The patches of a scene, by the ranges of its chunks.</summary>
internal sealed class SceneGeometry
{
    private readonly Dictionary<IndexRange, Patch> _patches = [];

    public SceneGeometry(RoadScene scene)
    {
        Scene = scene;
        foreach (var chunk in scene.Chunks)
        {
            foreach (var range in (ReadOnlySpan<IndexRange>)[chunk.Near, chunk.Middle, chunk.Far])
            {
                if (range.Count > 0 && !_patches.ContainsKey(range)) _patches[range] = new Patch(scene.Mesh, range);
            }
        }
    }

    /// <summary>What it was made of.</summary>
    public RoadScene Scene { get; }

    public Patch this[IndexRange range] => _patches[range];

    /// <summary>Vertices of the largest patch.</summary>
    public int MostVertices => _patches.Count == 0 ? 0 : _patches.Values.Max(patch => patch.Vertices);
}

/// <summary>The patches of a vehicle's model.</summary>
internal sealed class ModelGeometry(VehicleModel model)
{
    private readonly Patch _near = new(model.Mesh, model.Near), _middle = new(model.Mesh, model.Middle), _far = new(model.Mesh, model.Far);

    /// <summary>One of its wheels.</summary>
    public Patch Wheel { get; } = new(model.Mesh, model.Wheel);

    /// <summary>Where they are.</summary>
    public Wheel[] Wheels => model.Wheels;

    public Patch this[IndexRange range] => range == model.Far ? _far : range == model.Middle ? _middle : _near;

    /// <summary>Vertices of the largest patch.</summary>
    public int MostVertices => Math.Max(Math.Max(_near.Vertices, Wheel.Vertices), Math.Max(_middle.Vertices, _far.Vertices));
}
