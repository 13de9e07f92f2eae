using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws pictures of level <see cref="DetailLevel.Fast"/>, pass by pass over all of them, each into its layer.</summary>
internal sealed class FastPainter(GL gl, SceneLibrary library, int width, int height, bool isLayered) : IPainter
{
    private readonly DrawList _list = new(library, DetailLevel.Fast, width, height);
    private readonly PassBuffers _buffers = new(gl, library);
    private FastPrograms? _programs, _programsWithClasses;

    /// <inheritdoc/>
    public void Draw(ReadOnlySpan<CameraView> views, ReadOnlySpan<VehicleInstance> vehicles, PictureTargets targets)
    {
        _list.Clear();
        foreach (ref readonly var view in views) _list.Add(view, vehicles);
        PassBuffers.SetUp(gl);
        gl.BlendFuncSeparate(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha, BlendingFactor.Zero, BlendingFactor.One);
        _buffers.Upload(_list.Views, _list.Vehicles);
        targets.Bind();
        int together = isLayered ? views.Length : 1;
        for (int first = 0; first < views.Length; first += together)
        {
            targets.Attach(first);
            targets.Clear();
            Draw(first, first + together, targets.HasSemantic);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _programs?.Dispose();
        _programsWithClasses?.Dispose();
        _buffers.Dispose();
    }

    private void Draw(int first, int end, bool withSemantic)
    {
        var programs = withSemantic ? _programsWithClasses ??= new(gl, isLayered, withSemantic: true) : _programs ??= new(gl, isLayered, withSemantic: false);
        programs.Road.Use();
        for (int i = first; i < end; i++)
        {
            _buffers.BindView(i);
            _buffers.DrawStatic(_list.Road, _list.Pictures[i].Road);
        }
        programs.Plain.Use();
        for (int i = first; i < end; i++)
        {
            _buffers.BindView(i);
            _buffers.DrawStatic(_list.Plain, _list.Pictures[i].Plain);
        }
        programs.Sky.Use();
        for (int i = first; i < end; i++)
        {
            _buffers.BindView(i);
            _buffers.DrawPicture();
        }
        programs.Shadow.Use();
        gl.Enable(EnableCap.Blend);
        gl.DepthMask(false);
        gl.ColorMask(1, false, false, false, false);
        for (int i = first; i < end; i++)
        {
            _buffers.BindView(i);
            _buffers.DrawRectangles(_list.Pictures[i].Shadows);
        }
        gl.ColorMask(1, true, true, true, true);
        gl.DepthMask(true);
        gl.Disable(EnableCap.Blend);
        programs.Vehicle.Use();
        for (int i = first; i < end; i++)
        {
            _buffers.BindView(i);
            _buffers.DrawVehicles(_list.Pictures[i].Vehicles);
        }
    }
}

/// <summary>The programs of level fast.</summary>
internal sealed class FastPrograms : IDisposable
{
    /// <exception cref="Sim.MachineException">The driver does not take them.</exception>
    public FastPrograms(GL gl, bool isLayered, bool withSemantic)
    {
        string[] defines = [.. isLayered ? (string[])["LAYERED"] : [], .. withSemantic ? (string[])["SEMANTIC"] : []];
        Road = new(gl, "static.vert.glsl", "static.frag.glsl", [.. defines, "ROAD"]);
        Plain = new(gl, "static.vert.glsl", "static.frag.glsl", defines);
        Sky = new(gl, "sky.vert.glsl", "sky.frag.glsl", defines);
        Shadow = new(gl, "shadow.vert.glsl", "shadow.frag.glsl", defines);
        Vehicle = new(gl, "vehicle.vert.glsl", "vehicle.frag.glsl", defines);
    }

    public ShaderProgram Road { get; }

    public ShaderProgram Plain { get; }

    public ShaderProgram Sky { get; }

    public ShaderProgram Shadow { get; }

    public ShaderProgram Vehicle { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var program in (ReadOnlySpan<ShaderProgram>)[Road, Plain, Sky, Shadow, Vehicle]) program.Dispose();
    }
}
