using System.Numerics;
using System.Runtime.InteropServices;
using Silk.NET.OpenGL;
using Snowball.Rendering.OpenGl.Rich;
using Snowball.Rendering.Scenes;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws batches in a context of its own, on the thread that makes it, part by part.</summary>
internal sealed class BatchDrawer : IDisposable
{
    // Pixels that are drawn before they are read: enough to be worth a pass, few enough to stay in a core's cache.
    private const int PartPixels = 1 << 18, MaxLayers = 256;
    private readonly int _width, _height, _layers;
    private readonly bool _isLayered;
    private readonly OpenGlContext _context;
    private readonly SceneLibrary? _library;
    private readonly IPainter? _painter;
    private readonly PixelBuffer[] _buffers = [];
    private PictureTargets? _targets, _targetsWithClasses;

    /// <exception cref="MachineException">EGL or OpenGL 4.5 is missing, or cannot draw pictures of this size.</exception>
    public BatchDrawer(int width, int height, DetailLevel level, OpenGlOptions options)
    {
        (_width, _height) = (width, height);
        _context = new(options.RasterThreads, options.Library);
        try
        {
            var gl = _context.Gl;
            gl.GetInteger(GetPName.MaxTextureSize, out int limit);
            if (width > limit || height > limit) throw new MachineException($"OpenGL draws pictures of up to {limit}x{limit} pixels here, not {width}x{height}");
            _layers = (int)Math.Clamp(PartPixels / ((long)width * height), 1, MaxLayers);
            _isLayered = level == DetailLevel.Fast && options.IsLayered && gl.IsExtensionPresent("GL_ARB_shader_viewport_layer_array");
            _library = new(gl);
            _painter = level == DetailLevel.Fast ? new FastPainter(gl, _library, width, height, _isLayered) : new RichPainter(gl, _library, width, height);
            if (!IsSoftware || options.ReadsLater) _buffers = [new(gl, _layers * width * height), new(gl, _layers * width * height)];
            _targets = new(gl, width, height, _layers, _isLayered, withSemantic: false);
            _context.Check();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Driver => _context.Driver;

    /// <summary>Whether it draws on the CPU.</summary>
    public bool IsSoftware => _context.IsSoftware;

    /// <summary>Draws some views of a batch.</summary>
    /// <param name="job">The batch.</param>
    /// <param name="scenes">All scenes so far.</param>
    /// <param name="first">The first view.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="MachineException">The context is lost, or a picture has one colour only.</exception>
    public void Draw(in DrawingJob job, List<RoadScene> scenes, int first, int count)
    {
        while (_library!.Count < scenes.Count) _library.Add(scenes[_library.Count]);
        var targets = job.HasSemantic
            ? _targetsWithClasses ??= new(_context.Gl, _width, _height, _layers, _isLayered, withSemantic: true)
            : _targets!;
        int parts = (count + _layers - 1) / _layers;
        for (int part = 0; part < parts; part++)
        {
            var share = PartOf(first, count, part);
            _painter!.Draw(job.Views(share.First, share.Count), job.Vehicles, targets);
            if (_buffers.Length > 0)
            {
                // The card draws this part while the last one is read.
                _buffers[part & 1].Start(targets, share.Count, job.HasDepth, job.HasSemantic);
                if (part > 0) Finish(job, PartOf(first, count, part - 1), _buffers[(part - 1) & 1]);
            }
            else
            {
                int place = Pixels(share.First), pixels = Pixels(share.Count);
                targets.Read(share.Count, job.Colour(place, pixels), job.Depth(place, pixels), job.Semantic(place, pixels));
                Finish(job, share);
            }
        }
        if (_buffers.Length > 0 && parts > 0) Finish(job, PartOf(first, count, parts - 1), _buffers[(parts - 1) & 1]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var buffer in _buffers) buffer.Dispose();
        _targets?.Dispose();
        _targetsWithClasses?.Dispose();
        _painter?.Dispose();
        _library?.Dispose();
        _context.Dispose();
    }

    private int Pixels(int pictures) => pictures * _width * _height;

    private Share PartOf(int first, int count, int part) => new(first + part * _layers, Math.Min(_layers, count - part * _layers));

    private void Finish(in DrawingJob job, Share part, PixelBuffer buffer)
    {
        int place = Pixels(part.First), pixels = Pixels(part.Count);
        buffer.Finish(job.Colour(place, pixels), job.Depth(place, pixels), job.Semantic(place, pixels));
        Finish(job, part);
    }

    /// <summary>Turns what the depth buffer has, near / depth, into metres, and refuses pictures of one colour.</summary>
    private void Finish(in DrawingJob job, Share part)
    {
        _context.Check();
        var depth = job.Depth(Pixels(part.First), Pixels(part.Count));
        var near = new Vector<float>(Shading.Near);
        var vectors = MemoryMarshal.Cast<float, Vector<float>>(depth);
        foreach (ref var value in vectors) value = near / value;
        foreach (ref float value in depth[(vectors.Length * Vector<float>.Count)..]) value = Shading.Near / value;
        for (int i = part.First; i < part.First + part.Count; i++)
        {
            var picture = MemoryMarshal.Cast<byte, uint>(job.Colour(Pixels(i), Pixels(1)));
            // A vehicle that stands close can fill a picture.
            bool showsVehicle = picture[0] >> 24 != 0;
            if (picture.Length > 1 && !showsVehicle && !picture.ContainsAnyExcept(picture[0]))
            {
                throw new MachineException($"{Driver} drew a picture of one colour only: update the driver, or choose the software renderer");
            }
        }
    }
}
