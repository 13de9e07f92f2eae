using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>Texture arrays with one layer a picture.</summary>
internal sealed unsafe class PictureTargets : IDisposable
{
    private readonly GL _gl;
    private readonly int _width, _height;
    private readonly bool _isLayered;
    private readonly uint _colour, _depth, _semantic, _framebuffer;

    /// <param name="gl">A current context.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="layers">Pictures.</param>
    /// <param name="isLayered">Whether shaders choose the layer; else one is attached at a time.</param>
    /// <param name="withSemantic">Whether classes are drawn.</param>
    /// <exception cref="MachineException">The driver has no room for them.</exception>
    public PictureTargets(GL gl, int width, int height, int layers, bool isLayered, bool withSemantic)
    {
        (_gl, _width, _height, _isLayered, Layers, HasSemantic) = (gl, width, height, isLayered, layers, withSemantic);
        _colour = Texture(SizedInternalFormat.Rgba8);
        _depth = Texture(SizedInternalFormat.DepthComponent32f);
        if (withSemantic) _semantic = Texture(SizedInternalFormat.R8ui);
        _framebuffer = gl.CreateFramebuffer();
        Attach(layer: 0);
        var buffers = stackalloc ColorBuffer[] { ColorBuffer.ColorAttachment0, ColorBuffer.ColorAttachment1 };
        gl.NamedFramebufferDrawBuffers(_framebuffer, withSemantic ? 2u : 1u, buffers);
        var status = gl.CheckNamedFramebufferStatus(_framebuffer, FramebufferTarget.Framebuffer);
        if (status != GLEnum.FramebufferComplete) throw new MachineException($"OpenGL cannot draw {layers} pictures of {width}x{height} pixels: {status}");
    }

    public int Layers { get; }

    public bool HasSemantic { get; }

    /// <summary>Draws into them from now on.</summary>
    public void Bind()
    {
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        _gl.Viewport(0, 0, (uint)_width, (uint)_height);
    }

    /// <summary>Attaches all layers, or the one where shaders cannot choose.</summary>
    public void Attach(int layer)
    {
        Attach(FramebufferAttachment.ColorAttachment0, _colour, layer);
        Attach(FramebufferAttachment.DepthAttachment, _depth, layer);
        if (HasSemantic) Attach(FramebufferAttachment.ColorAttachment1, _semantic, layer);
    }

    /// <summary>Nothing is nearer than infinity.</summary>
    public void Clear()
    {
        float far = 0f;
        _gl.ClearNamedFramebuffer(_framebuffer, GLEnum.Depth, 0, &far);
    }

    /// <summary>Reads pictures, rows from the top; what is empty is not read. Depth is read as the depth buffer has it.</summary>
    public void Read(int pictures, Span<byte> colour, Span<float> depth, Span<byte> semantic)
    {
        fixed (byte* start = colour) ReadColour(pictures, colour.Length, start);
        fixed (float* start = depth)
        {
            if (!depth.IsEmpty) ReadDepth(pictures, sizeof(float) * depth.Length, start);
        }
        fixed (byte* start = semantic)
        {
            if (!semantic.IsEmpty) ReadSemantic(pictures, semantic.Length, start);
        }
    }

    /// <summary>Reads one plane into memory, or to a place in the bound pixel-buffer object.</summary>
    public void ReadColour(int pictures, int bytes, void* to) => Read(_colour, pictures, PixelFormat.Rgba, PixelType.UnsignedByte, bytes, to);

    /// <inheritdoc cref="ReadColour"/>
    public void ReadDepth(int pictures, int bytes, void* to) => Read(_depth, pictures, PixelFormat.DepthComponent, PixelType.Float, bytes, to);

    /// <inheritdoc cref="ReadColour"/>
    public void ReadSemantic(int pictures, int bytes, void* to) => Read(_semantic, pictures, PixelFormat.RedInteger, PixelType.UnsignedByte, bytes, to);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteTexture(_colour);
        _gl.DeleteTexture(_depth);
        if (HasSemantic) _gl.DeleteTexture(_semantic);
    }

    private uint Texture(SizedInternalFormat format)
    {
        _gl.CreateTextures(TextureTarget.Texture2DArray, 1, out uint texture);
        _gl.TextureStorage3D(texture, 1, format, (uint)_width, (uint)_height, (uint)Layers);
        return texture;
    }

    private void Attach(FramebufferAttachment attachment, uint texture, int layer)
    {
        if (_isLayered) _gl.NamedFramebufferTexture(_framebuffer, attachment, texture, 0);
        else _gl.NamedFramebufferTextureLayer(_framebuffer, attachment, texture, 0, layer);
    }

    private void Read(uint texture, int pictures, PixelFormat format, PixelType type, int bytes, void* to)
        => _gl.GetTextureSubImage(texture, 0, 0, 0, 0, (uint)_width, (uint)_height, (uint)pictures, format, type, (uint)bytes, to);
}
