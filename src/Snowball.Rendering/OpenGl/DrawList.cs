using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>A draw of glMultiDrawElementsIndirect.</summary>
internal readonly record struct IndirectCommand(int Count, int Instances, int FirstIndex, int BaseVertex, int FirstInstance);

/// <summary>Places in the lists of a <see cref="DrawList"/> that belong to one picture.</summary>
internal readonly record struct Share(int First, int Count);

/// <summary>Draws of static triangles, as glMultiDrawElementsBaseVertex wants them.</summary>
internal sealed class StaticDraws
{
    private readonly List<uint> _counts = [];
    private readonly List<nint> _offsets = [];
    private readonly List<int> _baseVertices = [];

    public int Count => _counts.Count;

    public ReadOnlySpan<uint> Counts => CollectionsMarshal.AsSpan(_counts);

    public ReadOnlySpan<nint> Offsets => CollectionsMarshal.AsSpan(_offsets);

    public ReadOnlySpan<int> BaseVertices => CollectionsMarshal.AsSpan(_baseVertices);

    public void Clear()
    {
        _counts.Clear();
        _offsets.Clear();
        _baseVertices.Clear();
    }

    public void Add(int firstIndex, int count, int baseVertex)
    {
        if (count == 0) return;
        _counts.Add((uint)count);
        _offsets.Add((nint)firstIndex * sizeof(int));
        _baseVertices.Add(baseVertex);
    }
}

/// <summary>What is drawn of each picture of a part of a batch, as the graphics card wants it. Reused; it allocates only while it grows.</summary>
internal sealed class DrawList(DetailLevel level, int width, int height, GeometryStore store)
{
    private readonly VisibleSet _visible = new(level);
    private readonly List<SceneGeometry> _scenes = [];
    private readonly (int BaseVertex, int FirstIndex)[] _models = Array.ConvertAll(VehicleModels.All, model => store.Add(model.Mesh));
    private readonly List<ViewBlock> _views = [];
    private readonly List<VehicleBlock> _vehicles = [];
    private readonly List<IndirectCommand> _commands = [];
    private readonly List<PictureDraws> _pictures = [];

    /// <summary>Draws of one picture: of pavement, of the other static triangles, of vehicles, and the instances that have a shadow.</summary>
    public readonly record struct PictureDraws(Share Road, Share Plain, Share Vehicles, Share Shadows);

    public StaticDraws Road { get; } = new();

    public StaticDraws Plain { get; } = new();

    public ReadOnlySpan<ViewBlock> Views => CollectionsMarshal.AsSpan(_views);

    public ReadOnlySpan<VehicleBlock> Vehicles => CollectionsMarshal.AsSpan(_vehicles);

    public ReadOnlySpan<IndirectCommand> Commands => CollectionsMarshal.AsSpan(_commands);

    public ReadOnlySpan<PictureDraws> Pictures => CollectionsMarshal.AsSpan(_pictures);

    /// <summary>Scenes that can be drawn.</summary>
    public int Scenes => _scenes.Count;

    public void Add(RoadScene scene) => _scenes.Add(new(store, scene));

    public void Clear()
    {
        Road.Clear();
        Plain.Clear();
        _views.Clear();
        _vehicles.Clear();
        _commands.Clear();
        _pictures.Clear();
    }

    /// <summary>Adds a picture.</summary>
    public void Add(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles)
    {
        int layer = _pictures.Count, road = Road.Count, plain = Plain.Count, commands = _commands.Count, first = _vehicles.Count;
        var scene = _scenes[view.Scene];
        _views.Add(new(view, width, height, layer));
        _visible.Collect(view, width, height, scene.Scene, vehicles);
        foreach (var triangles in _visible.Static)
        {
            var range = scene[triangles];
            Road.Add(scene.FirstIndex + range.First, range.Road, scene.BaseVertex);
            Plain.Add(scene.FirstIndex + range.First + range.Road, range.Plain, scene.BaseVertex);
        }
        AddVehicles(view, vehicles, haveShadows: true);
        int shadows = _vehicles.Count - first;
        AddVehicles(view, vehicles, haveShadows: false);
        foreach (ref readonly var vehicle in _visible.Vehicles)
        {
            if (vehicle.WithWheels) AddWheels(view, vehicles[vehicle.Vehicle]);
        }
        _pictures.Add(new(
            new(road, Road.Count - road), new(plain, Plain.Count - plain), new(commands, _commands.Count - commands), new(first, shadows)));
    }

    private void AddVehicles(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, bool haveShadows)
    {
        foreach (ref readonly var visible in _visible.Vehicles)
        {
            if (visible.HasShadow != haveShadows) continue;
            ref readonly var vehicle = ref vehicles[visible.Vehicle];
            AddCommand(vehicle.Model, visible.Triangles);
            _vehicles.Add(new(vehicle, view.Pose.Position));
        }
    }

    private void AddWheels(in CameraView view, in VehicleInstance vehicle)
    {
        var model = VehicleModels.All[vehicle.Model];
        foreach (ref readonly var wheel in model.Wheels.AsSpan())
        {
            AddCommand(vehicle.Model, model.Wheel);
            _vehicles.Add(VehicleBlock.OfWheel(vehicle, wheel, view.Pose.Position));
        }
    }

    private void AddCommand(int model, IndexRange triangles)
    {
        var (baseVertex, firstIndex) = _models[model];
        _commands.Add(new(triangles.Count, 1, firstIndex + triangles.First, baseVertex, _vehicles.Count));
    }
}
