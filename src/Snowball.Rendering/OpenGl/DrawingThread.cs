using System.Numerics;
using System.Runtime.InteropServices;
using Silk.NET.OpenGL;
using Snowball.Rendering.OpenGl.Rich;
using Snowball.Rendering.Scenes;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>What tests set to reach what other machines have.</summary>
/// <param name="Library">File name of EGL's library.</param>
/// <param name="IsLayered">Whether shaders may choose the layer that they draw into, where the driver can.</param>
internal sealed record OpenGlOptions(string Library = "libEGL.so.1", bool IsLayered = true);

/// <summary>A batch, pinned while it is drawn.</summary>
internal readonly unsafe struct DrawingJob(CameraView* views, VehicleInstance* vehicles, int vehicleCount, byte* colour, float* depth, byte* semantic)
{
    /// <summary>Number of pixels, from the start of each target, of the pictures before the first.</summary>
    public ReadOnlySpan<CameraView> Views(int first, int count) => new(views + first, count);

    public ReadOnlySpan<VehicleInstance> Vehicles => new(vehicles, vehicleCount);

    public bool HasSemantic => semantic != null;

    public Span<byte> Colour(int first, int count) => new(colour + 4L * first, 4 * count);

    public Span<float> Depth(int first, int count) => depth == null ? default : new(depth + first, count);

    public Span<byte> Semantic(int first, int count) => semantic == null ? default : new(semantic + first, count);
}

/// <summary>A thread with a context of its own. Its caller starts a job, and waits for it.</summary>
internal sealed unsafe class DrawingThread : IDisposable
{
    // Pixels that are drawn before they are read: enough to be worth a pass, few enough to stay in a core's cache.
    private const int PassPixels = 1 << 18, MaxLayers = 256;
    private readonly int _width, _height;
    private readonly DetailLevel _level;
    private readonly OpenGlOptions _options;
    private readonly Thread _thread;
    private readonly SemaphoreSlim _start = new(0), _done = new(0);
    private readonly List<RoadScene> _scenes = [];
    private DrawingJob _job;
    private int _first, _count;
    private bool _stops;
    private Exception? _failure;

    /// <exception cref="MachineException">EGL or OpenGL 4.5 is missing, or cannot draw pictures of this size.</exception>
    public DrawingThread(int width, int height, DetailLevel level, OpenGlOptions options)
    {
        (_width, _height, _level, _options) = (width, height, level, options);
        _thread = new Thread(Run) { IsBackground = true, Name = "opengl" };
        _thread.Start();
        _done.Wait();
        if (_failure is null) return;
        Dispose();
        ThrowIfFailed();
    }

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Driver { get; private set; } = "";

    /// <summary>Whether it draws on the CPU.</summary>
    public bool IsSoftware { get; private set; }

    /// <summary>Managed memory that the thread has allocated, for tests.</summary>
    public long AllocatedBytes { get; private set; }

    /// <summary>Takes a scene up.</summary>
    public void Add(RoadScene scene) => _scenes.Add(scene);

    /// <summary>Starts to draw a part of a batch.</summary>
    public void Start(in DrawingJob job, int first, int count)
    {
        (_job, _first, _count) = (job, first, count);
        _start.Release();
    }

    /// <summary>Waits until it is drawn, or has failed.</summary>
    public void Wait() => _done.Wait();

    /// <summary>Throws what stopped the last job.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not { } failure) return;
        _failure = null;
        System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stops = true;
        _start.Release();
        _thread.Join();
        _start.Dispose();
        _done.Dispose();
    }

    private void Run()
    {
        try
        {
            using var context = new OpenGlContext(library: _options.Library);
            (Driver, IsSoftware) = (context.Driver, context.IsSoftware);
            var gl = context.Gl;
            gl.GetInteger(GetPName.MaxTextureSize, out int limit);
            if (_width > limit || _height > limit)
            {
                throw new MachineException($"OpenGL draws pictures of up to {limit}x{limit} pixels here, not {_width}x{_height}");
            }
            bool isLayered = _level == DetailLevel.Fast && _options.IsLayered && gl.IsExtensionPresent("GL_ARB_shader_viewport_layer_array");
            using var library = new SceneLibrary(gl);
            using IPainter painter = _level == DetailLevel.Fast
                ? new FastPainter(gl, library, _width, _height, isLayered)
                : new RichPainter(gl, library, _width, _height);
            int layers = (int)Math.Clamp(PassPixels / ((long)_width * _height), 1, MaxLayers);
            var targets = new Lazy<PictureTargets>(() => new(gl, _width, _height, layers, isLayered, withSemantic: false));
            var targetsWithClasses = new Lazy<PictureTargets>(() => new(gl, _width, _height, layers, isLayered, withSemantic: true));
            _ = targets.Value;
            context.Check();
            _done.Release();
            for (_start.Wait(); !_stops; _start.Wait())
            {
                try
                {
                    while (library.Count < _scenes.Count) library.Add(_scenes[library.Count]);
                    Draw(context, painter, _job.HasSemantic ? targetsWithClasses.Value : targets.Value);
                }
                catch (Exception failure)
                {
                    _failure = failure;
                }
                AllocatedBytes = GC.GetAllocatedBytesForCurrentThread();
                _done.Release();
            }
            if (targets.IsValueCreated) targets.Value.Dispose();
            if (targetsWithClasses.IsValueCreated) targetsWithClasses.Value.Dispose();
        }
        catch (Exception failure)
        {
            _failure = failure;
            _done.Release();
        }
    }

    private void Draw(OpenGlContext context, IPainter painter, PictureTargets targets)
    {
        for (int first = _first, end = _first + _count; first < end; first += targets.Layers)
        {
            int count = Math.Min(targets.Layers, end - first), pixels = _width * _height;
            painter.Draw(_job.Views(first, count), _job.Vehicles, targets);
            var colour = _job.Colour(first * pixels, count * pixels);
            var depth = _job.Depth(first * pixels, count * pixels);
            targets.Read(count, colour, depth, _job.Semantic(first * pixels, count * pixels));
            context.Check();
            Finish(colour, depth, count);
        }
    }

    /// <summary>Turns what the depth buffer has, near / depth, into metres, and refuses pictures of one colour.</summary>
    private void Finish(Span<byte> colour, Span<float> depth, int pictures)
    {
        var near = new Vector<float>(Shading.Near);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(depth);
        foreach (ref var value in vectors) value = near / value;
        foreach (ref float value in depth[(vectors.Length * Vector<float>.Count)..]) value = Shading.Near / value;
        var pixels = MemoryMarshal.Cast<byte, uint>(colour);
        for (int i = 0; i < pictures; i++)
        {
            var picture = pixels.Slice(i * _width * _height, _width * _height);
            if (picture.Length > 1 && !picture.ContainsAnyExcept(picture[0]))
            {
                throw new MachineException($"{Driver} drew a picture of one colour only: update the driver, or choose the software renderer");
            }
        }
    }
}
