using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Where a mesh is in the shared buffers: what is added to its indices, and to the places of its ranges.</summary>
internal readonly record struct ModelGeometry(int BaseVertex, int FirstIndex);

/// <summary>All scenes and vehicle models, in the shared buffers of a context.</summary>
internal sealed class SceneLibrary : IDisposable
{
    private readonly List<SceneGeometry> _scenes = [];

    public SceneLibrary(GL gl)
    {
        Store = new(gl);
        Models = Array.ConvertAll(VehicleModels.All, model => Store.Add(Welding.Weld(model.Mesh)));
    }

    public GeometryStore Store { get; }

    /// <summary>By place in <see cref="VehicleModels.All"/>.</summary>
    public ModelGeometry[] Models { get; }

    /// <summary>Number of scenes.</summary>
    public int Count => _scenes.Count;

    public SceneGeometry this[int scene] => _scenes[scene];

    public void Add(RoadScene scene) => _scenes.Add(new(Store, scene));

    /// <inheritdoc/>
    public void Dispose() => Store.Dispose();
}
