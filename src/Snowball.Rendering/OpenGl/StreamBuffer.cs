using Silk.NET.OpenGL;

namespace Snowball.Rendering.OpenGl;

/// <summary>A buffer whose content is new in every batch.</summary>
internal sealed unsafe class StreamBuffer(GL gl) : IDisposable
{
    /// <summary>OpenGL's name.</summary>
    public uint Name { get; } = gl.CreateBuffer();

    /// <summary>Replaces all of it; what was drawn keeps the old content.</summary>
    public void Upload<T>(ReadOnlySpan<T> content)
        where T : unmanaged
    {
        fixed (T* start = content) gl.NamedBufferData(Name, (nuint)((long)Math.Max(content.Length, 1) * sizeof(T)), start, BufferUsageARB.StreamDraw);
    }

    /// <inheritdoc/>
    public void Dispose() => gl.DeleteBuffer(Name);
}
