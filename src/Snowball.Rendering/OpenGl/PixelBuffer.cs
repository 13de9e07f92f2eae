using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>A pixel-buffer object: the graphics card copies pictures into it while it draws the next ones, and a fence says when they are there.</summary>
internal sealed unsafe class PixelBuffer : IDisposable
{
    private const ulong PatienceNanoseconds = 10_000_000_000;
    private readonly GL _gl;
    private readonly int _pixels;
    private readonly uint _buffer;
    private readonly byte* _mapped;
    private nint _fence;
    private int _depthPlace, _semanticPlace;

    /// <param name="gl">A current context.</param>
    /// <param name="pixels">Of all pictures that it holds.</param>
    /// <exception cref="MachineException">The driver has no room for it.</exception>
    public PixelBuffer(GL gl, int pixels)
    {
        (_gl, _pixels, _buffer) = (gl, pixels, gl.CreateBuffer());
        nuint bytes = (nuint)pixels * (4 + sizeof(float) + 1);
        gl.NamedBufferStorage(_buffer, bytes, null, BufferStorageMask.MapReadBit | BufferStorageMask.MapPersistentBit | BufferStorageMask.MapCoherentBit);
        _mapped = (byte*)gl.MapNamedBufferRange(_buffer, 0, bytes, MapBufferAccessMask.ReadBit | MapBufferAccessMask.PersistentBit | MapBufferAccessMask.CoherentBit);
        if (_mapped == null) throw new MachineException($"OpenGL has no memory to read {pixels} pixels back");
    }

    /// <summary>Starts to copy pictures.</summary>
    public void Start(PictureTargets targets, int pictures, bool withDepth, bool withSemantic)
    {
        (_depthPlace, _semanticPlace) = (4 * _pixels, 8 * _pixels);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, _buffer);
        targets.ReadColour(pictures, 4 * _pixels, null);
        if (withDepth) targets.ReadDepth(pictures, 4 * _pixels, (void*)_depthPlace);
        if (withSemantic) targets.ReadSemantic(pictures, _pixels, (void*)_semanticPlace);
        _gl.BindBuffer(BufferTargetARB.PixelPackBuffer, 0);
        _fence = _gl.FenceSync(SyncCondition.SyncGpuCommandsComplete, SyncBehaviorFlags.None);
    }

    /// <summary>Waits for the pictures and hands them out.</summary>
    /// <exception cref="MachineException">They do not come.</exception>
    public void Finish(Span<byte> colour, Span<float> depth, Span<byte> semantic)
    {
        var status = _gl.ClientWaitSync(_fence, SyncObjectMask.Bit, PatienceNanoseconds);
        _gl.DeleteSync(_fence);
        if (status is GLEnum.TimeoutExpired or GLEnum.WaitFailed) throw new MachineException("the graphics card does not answer: start again, or choose the software renderer");
        new ReadOnlySpan<byte>(_mapped, colour.Length).CopyTo(colour);
        new ReadOnlySpan<float>(_mapped + _depthPlace, depth.Length).CopyTo(depth);
        new ReadOnlySpan<byte>(_mapped + _semanticPlace, semantic.Length).CopyTo(semantic);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.UnmapNamedBuffer(_buffer);
        _gl.DeleteBuffer(_buffer);
    }
}
