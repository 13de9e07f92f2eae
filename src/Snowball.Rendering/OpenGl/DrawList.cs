using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Places in the lists of a <see cref="DrawList"/> that belong to one picture.</summary>
internal readonly record struct Share(int First, int Count);

/// <summary>Draws of one picture: of pavement, of the other static triangles, of vehicles, and those of its vehicles that have a shadow.</summary>
internal readonly record struct PictureDraws(Share Road, Share Plain, Share Vehicles, Share Shadows);

/// <summary>What is drawn of each picture of a part of a batch, as the graphics card wants it. Reused; it allocates only while it grows.</summary>
internal sealed class DrawList(SceneLibrary library, DetailLevel level, int width, int height)
{
    private readonly VisibleSet _visible = new(level);
    private readonly List<ViewBlock> _views = [];
    private readonly List<PictureDraws> _pictures = [];

    public StaticDraws Road { get; } = new();

    public StaticDraws Plain { get; } = new();

    public VehicleDraws Vehicles { get; } = new(library.Models);

    public ReadOnlySpan<ViewBlock> Views => CollectionsMarshal.AsSpan(_views);

    public ReadOnlySpan<PictureDraws> Pictures => CollectionsMarshal.AsSpan(_pictures);

    public void Clear()
    {
        Road.Clear();
        Plain.Clear();
        Vehicles.Clear();
        _views.Clear();
        _pictures.Clear();
    }

    /// <summary>Adds a picture.</summary>
    public void Add(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles)
    {
        int first = Vehicles.Count;
        var scene = library[view.Scene];
        _views.Add(new(view, width, height, layer: _pictures.Count));
        _visible.Collect(view, width, height, scene.Scene, vehicles);
        Road.Begin();
        Plain.Begin();
        foreach (var triangles in _visible.Static)
        {
            var (road, plain) = scene[triangles];
            Road.Add(road, scene.BaseVertex);
            Plain.Add(plain, scene.BaseVertex);
        }
        AddVehicles(view, vehicles, haveShadows: true);
        int shadows = Vehicles.Count - first;
        AddVehicles(view, vehicles, haveShadows: false);
        foreach (ref readonly var visible in _visible.Vehicles)
        {
            if (visible.WithWheels) Vehicles.AddWheels(vehicles[visible.Vehicle], view.Pose.Position);
        }
        _pictures.Add(new(Road.End(), Plain.End(), new(first, Vehicles.Count - first), new(first, shadows)));
    }

    private void AddVehicles(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, bool haveShadows)
    {
        foreach (ref readonly var visible in _visible.Vehicles)
        {
            if (visible.HasShadow == haveShadows) Vehicles.Add(vehicles[visible.Vehicle], visible.Triangles, view.Pose.Position);
        }
    }
}
