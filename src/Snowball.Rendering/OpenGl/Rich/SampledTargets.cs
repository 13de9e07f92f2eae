using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>One picture with several samples a pixel: light without an upper limit, ids and classes, depth.</summary>
internal sealed unsafe class SampledTargets : IDisposable
{
    /// <summary>Samples of a pixel.</summary>
    public const int Samples = 4;

    private readonly GL _gl;
    private readonly uint _colour, _ids, _depth, _framebuffer;

    /// <exception cref="MachineException">The driver has no room for it.</exception>
    public SampledTargets(GL gl, int width, int height)
    {
        (_gl, Width, Height) = (gl, width, height);
        _colour = Texture(SizedInternalFormat.Rgba16f);
        _ids = Texture(SizedInternalFormat.RG8ui);
        _depth = Texture(SizedInternalFormat.DepthComponent32f);
        _framebuffer = gl.CreateFramebuffer();
        gl.NamedFramebufferTexture(_framebuffer, FramebufferAttachment.ColorAttachment0, _colour, 0);
        gl.NamedFramebufferTexture(_framebuffer, FramebufferAttachment.ColorAttachment1, _ids, 0);
        gl.NamedFramebufferTexture(_framebuffer, FramebufferAttachment.DepthAttachment, _depth, 0);
        var buffers = stackalloc ColorBuffer[] { ColorBuffer.ColorAttachment0, ColorBuffer.ColorAttachment1 };
        gl.NamedFramebufferDrawBuffers(_framebuffer, 2, buffers);
        var status = gl.CheckNamedFramebufferStatus(_framebuffer, FramebufferTarget.Framebuffer);
        if (status != GLEnum.FramebufferComplete) throw new MachineException($"OpenGL cannot draw {width}x{height} pixels of {Samples} samples: {status}");
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>Draws into it from now on; nothing is nearer than infinity.</summary>
    public void Begin()
    {
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        _gl.Viewport(0, 0, (uint)Width, (uint)Height);
        float far = 0f;
        _gl.ClearNamedFramebuffer(_framebuffer, GLEnum.Depth, 0, &far);
    }

    /// <summary>Shaders see its samples from now on.</summary>
    public void BindTextures()
    {
        _gl.BindTextureUnit(0, _colour);
        _gl.BindTextureUnit(1, _ids);
        _gl.BindTextureUnit(2, _depth);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteTexture(_colour);
        _gl.DeleteTexture(_ids);
        _gl.DeleteTexture(_depth);
    }

    private uint Texture(SizedInternalFormat format)
    {
        _gl.CreateTextures(TextureTarget.Texture2DMultisample, 1, out uint texture);
        _gl.TextureStorage2DMultisample(texture, Samples, format, (uint)Width, (uint)Height, fixedsamplelocations: true);
        return texture;
    }
}
