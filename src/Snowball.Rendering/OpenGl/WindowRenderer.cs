using Silk.NET.OpenGL;
using Snowball.Rendering.OpenGl.Rich;
using Snowball.Rendering.Scenes;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>
/// Draws one view at level <see cref="DetailLevel.Rich"/>, and a bitmap over it, into the window whose context of OpenGL 4.5 core is current. All
/// calls, and <see cref="Dispose"/>, are made on the thread of that context.
/// </summary>
public sealed unsafe class WindowRenderer : IDisposable
{
    private readonly GL _gl;
    private readonly SceneLibrary _library;
    private readonly ShaderProgram _resolve, _overlay;
    private readonly uint _noVertices;
    private RichScene? _scene;
    private uint _bitmap;
    private (int Width, int Height) _bitmapSize;

    /// <param name="getProcAddress">Addresses of OpenGL's functions in the current context.</param>
    /// <exception cref="MachineException">The context is older than OpenGL 4.5, or its driver does not take a shader.</exception>
    public WindowRenderer(Func<string, nint> getProcAddress)
    {
        _gl = GL.GetApi(getProcAddress);
        Driver = _gl.GetStringS(StringName.Renderer);
        _gl.GetInteger(GetPName.MajorVersion, out int major);
        _gl.GetInteger(GetPName.MinorVersion, out int minor);
        if (10 * major + minor < 45) throw new MachineException($"{Driver} has OpenGL {major}.{minor}, but 4.5 is needed: update the graphics driver");
        _library = new(_gl);
        _resolve = new(_gl, "resolve.vert.glsl", "resolve.frag.glsl", $"SAMPLES {SampledTargets.Samples}", "WINDOW");
        _overlay = new(_gl, "resolve.vert.glsl", "overlay.frag.glsl");
        _noVertices = _gl.CreateVertexArray();
    }

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Driver { get; }

    /// <summary>What is drawn into: the window, or in tests, which have none, something that can be read.</summary>
    internal uint Framebuffer { get; init; }

    /// <summary>Takes a scene up, to be drawn from now on.</summary>
    /// <returns>Its number, from 0.</returns>
    public int Add(RoadScene scene)
    {
        _library.Add(scene);
        return _library.Count - 1;
    }

    /// <summary>Draws a view over the whole window; the size may change from call to call.</summary>
    /// <param name="view">The view; <see cref="Atmosphere.Headlights"/> are those of a car that carries the camera, so 0 for other cameras.</param>
    /// <param name="vehicles">Of which the view names its own.</param>
    /// <param name="width">Of the frame buffer, pixels.</param>
    /// <param name="height">Of the frame buffer, pixels.</param>
    public void Draw(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, int width, int height)
    {
        if (_scene is null || _scene.Width != width || _scene.Height != height)
        {
            _scene?.Dispose();
            _scene = new(_gl, _library, width, height);
        }
        _scene.Draw(view, vehicles);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, Framebuffer);
        _scene.Resolve(_resolve);
    }

    /// <summary>Draws a bitmap of the window's size over what is there.</summary>
    /// <param name="bitmap">[height][width][4], bytes: red, green, blue, each multiplied by alpha, and alpha; rows from the top.</param>
    /// <param name="width">Of the frame buffer, pixels.</param>
    /// <param name="height">Of the frame buffer, pixels.</param>
    public void DrawOverlay(ReadOnlySpan<byte> bitmap, int width, int height)
    {
        if (bitmap.Length != 4 * width * height) throw new ArgumentException($"the bitmap has {bitmap.Length} bytes, not {4 * width * height}");
        if (_bitmapSize != (width, height))
        {
            _gl.DeleteTexture(_bitmap);
            _gl.CreateTextures(TextureTarget.Texture2D, 1, out _bitmap);
            _gl.TextureStorage2D(_bitmap, 1, SizedInternalFormat.Rgba8, (uint)width, (uint)height);
            _bitmapSize = (width, height);
        }
        _gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        fixed (byte* start = bitmap) _gl.TextureSubImage2D(_bitmap, 0, 0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, start);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, Framebuffer);
        _gl.Viewport(0, 0, (uint)width, (uint)height);
        _gl.Disable(EnableCap.DepthTest);
        _gl.Enable(EnableCap.Blend);
        _gl.BlendFunc(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha);
        _gl.BindTextureUnit(0, _bitmap);
        _gl.BindVertexArray(_noVertices);
        _overlay.Use();
        _gl.DrawArrays(PrimitiveType.Triangles, 0, 3);
        _gl.Disable(EnableCap.Blend);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _scene?.Dispose();
        _gl.DeleteTexture(_bitmap);
        _gl.DeleteVertexArray(_noVertices);
        _overlay.Dispose();
        _resolve.Dispose();
        _library.Dispose();
        _gl.Dispose();
    }
}
