using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>Draws one picture of level <see cref="DetailLevel.Rich"/> into samples, and brings it from there to where it is wanted.</summary>
internal sealed unsafe class RichScene : IDisposable
{
    private const uint LightBinding = 1;
    private readonly GL _gl;
    private readonly PassBuffers _buffers;
    private readonly StreamBuffer _light;
    private readonly SunShadows _shadows;
    private readonly LampShine _lamps;
    private readonly SampledTargets _samples;
    private readonly DrawList _list;
    private readonly ShaderProgram _road, _plain, _vehicle, _sky, _shadow, _glow;

    /// <exception cref="Sim.MachineException">The driver does not take a shader, or has no room for the picture.</exception>
    public RichScene(GL gl, SceneLibrary library, int width, int height)
    {
        (_gl, _buffers, _light, _shadows, _lamps) = (gl, new(gl, library), new(gl), new(gl, library), new(gl));
        _samples = new(gl, width, height);
        _list = new(library, DetailLevel.Rich, width, height);
        _road = new(gl, "rich.static.vert.glsl", "rich.road.frag.glsl", "ROAD");
        _plain = new(gl, "rich.static.vert.glsl", "rich.plain.frag.glsl");
        _vehicle = new(gl, "rich.vehicle.vert.glsl", "rich.vehicle.frag.glsl");
        _sky = new(gl, "sky.vert.glsl", "rich.sky.frag.glsl");
        _shadow = new(gl, "shadow.vert.glsl", "shadow.frag.glsl", "RICH");
        _glow = new(gl, "glow.vert.glsl", "glow.frag.glsl");
    }

    public int Width => _samples.Width;

    public int Height => _samples.Height;

    /// <summary>Draws the picture.</summary>
    public void Draw(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles)
    {
        _list.Clear();
        _list.Add(view, vehicles);
        var light = new LightBlock { Darkness = LightBlock.DarknessOf(view.Atmosphere), SunShadow = view.Atmosphere.Shadow > 0f ? 1f : 0f };
        SunShadows.Fit(view, ref light);
        LampShine.FindBeams(view, vehicles, ref light);
        _light.Upload<LightBlock>([light]);
        PassBuffers.SetUp(_gl);
        _gl.Enable(EnableCap.Multisample);
        _gl.BlendFuncSeparate(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha, BlendingFactor.Zero, BlendingFactor.One);
        _gl.BindBufferBase(BufferTargetARB.UniformBuffer, LightBinding, _light.Name);
        if (light.SunShadow > 0f) _shadows.Draw(view, _list.Views[0], vehicles, light);
        _shadows.Bind();
        _buffers.Upload(_list.Views, _list.Vehicles);
        _buffers.BindView(0);
        _samples.Begin();
        var draws = _list.Pictures[0];
        _vehicle.Use();
        _buffers.DrawVehicles(draws.Vehicles);
        _road.Use();
        _buffers.DrawStatic(_list.Road, draws.Road);
        _plain.Use();
        _buffers.DrawStatic(_list.Plain, draws.Plain);
        _sky.Use();
        _buffers.DrawPicture();
        _gl.Enable(EnableCap.Blend);
        _gl.DepthMask(false);
        _gl.ColorMask(1, false, false, false, false);
        _shadow.Use();
        _buffers.DrawRectangles(draws.Shadows);
        _glow.Use();
        _lamps.Draw(view, vehicles, light.Darkness);
        _gl.ColorMask(1, true, true, true, true);
        _gl.DepthMask(true);
        _gl.Disable(EnableCap.Blend);
    }

    /// <summary>Draws the finished picture over all of the bound frame buffer.</summary>
    public void Resolve(ShaderProgram program)
    {
        _gl.Viewport(0, 0, (uint)Width, (uint)Height);
        _samples.BindTextures();
        _gl.DepthFunc(DepthFunction.Always);
        program.Use();
        _buffers.DrawPicture();
        _gl.DepthFunc(DepthFunction.Gequal);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var program in (ReadOnlySpan<ShaderProgram>)[_road, _plain, _vehicle, _sky, _shadow, _glow]) program.Dispose();
        _samples.Dispose();
        _lamps.Dispose();
        _shadows.Dispose();
        _light.Dispose();
        _buffers.Dispose();
    }
}
