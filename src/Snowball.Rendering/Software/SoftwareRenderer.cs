using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Rendering.Software;

/// <summary>
/// Draws on the processor alone, with vectors. Pictures are equal to the bit on every machine, with any number of threads, at any place of
/// any batch. Each thread draws whole pictures.
/// </summary>
public sealed unsafe class SoftwareRenderer : IFrameRenderer
{
    /// <summary>Least and largest width and height, pixels.</summary>
    public const int LeastSize = 8, LargestSize = 8192;

    private readonly List<SceneGeometry> _scenes = [];
    private readonly Painter[] _painters;
    private readonly BlockScheduler _scheduler;

    // Of the batch that is being drawn.
    private CameraView* _views;
    private VehicleInstance* _vehicles;
    private byte* _colour, _semantic;
    private float* _depth;
    private int _vehicleCount;
    private volatile int _constant;

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="level">How much is drawn.</param>
    /// <param name="threads">Threads that draw, the caller's among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is not from <see cref="LeastSize"/> to <see cref="LargestSize"/>.</exception>
    public SoftwareRenderer(int width, int height, DetailLevel level, int threads = 1)
    {
        foreach (int size in (ReadOnlySpan<int>)[width, height])
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(size, LeastSize);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSize);
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        (Width, Height) = (width, height);
        ModelGeometry[] models = [.. VehicleModels.All.Select(model => new ModelGeometry(model))];
        _painters = [.. Enumerable.Range(0, threads).Select(_ => new Painter(width, height, level, models))];
        _scheduler = new BlockScheduler(threads, DrawPicture);
    }

    /// <inheritdoc/>
    public string Name => "software";

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <inheritdoc/>
    public int Add(RoadScene scene)
    {
        var geometry = new SceneGeometry(scene);
        foreach (var painter in _painters) painter.Reserve(geometry.MostVertices);
        _scenes.Add(geometry);
        return _scenes.Count - 1;
    }

    /// <inheritdoc/>
    public void Draw(in FrameBatch batch, in FrameTargets targets)
    {
        int pixels = batch.Views.Length * Width * Height;
        CheckSize(targets.Colour.Length, 4 * pixels, nameof(targets.Colour));
        if (!targets.Depth.IsEmpty) CheckSize(targets.Depth.Length, pixels, nameof(targets.Depth));
        if (!targets.Semantic.IsEmpty) CheckSize(targets.Semantic.Length, pixels, nameof(targets.Semantic));
        _constant = -1;
        fixed (CameraView* views = batch.Views)
        fixed (VehicleInstance* vehicles = batch.Vehicles)
        fixed (byte* colour = targets.Colour)
        fixed (byte* semantic = targets.Semantic)
        fixed (float* depth = targets.Depth)
        {
            _views = views;
            _vehicles = vehicles;
            _vehicleCount = batch.Vehicles.Length;
            _colour = colour;
            _semantic = semantic;
            _depth = depth;
            _scheduler.Run(batch.Views.Length);
        }
        if (_constant >= 0)
        {
            throw new MachineException($"picture {_constant} of a batch of {batch.Views.Length} has one colour only: its camera looks at nothing");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _scheduler.Dispose();

    private void DrawPicture(int thread, int picture)
    {
        nint first = (nint)picture * Width * Height;
        ref readonly var view = ref _views[picture];
        bool isConstant = _painters[thread].Draw(
            view, _scenes[view.Scene], new(_vehicles, _vehicleCount),
            (int*)_colour + first, _depth == null ? null : _depth + first, _semantic == null ? null : _semantic + first);
        // A vehicle that stands close can fill a picture.
        bool showsVehicle = ((uint*)_colour)[first] >> 24 != 0;
        if (isConstant && !showsVehicle) _constant = picture;
    }

    private static void CheckSize(int length, int expected, string name)
    {
        if (length != expected) throw new ArgumentException($"{name} holds {length} values, not {expected}");
    }
}
