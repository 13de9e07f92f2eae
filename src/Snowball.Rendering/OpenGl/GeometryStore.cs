using System.Runtime.InteropServices;
using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>Vertices and indices of all meshes in two buffers that grow, with the vertex array that reads them.</summary>
internal sealed unsafe class GeometryStore : IDisposable
{
    private const uint VertexBinding = 0, InstanceBinding = 1;
    private readonly GL _gl;
    private readonly uint _array;
    private uint _vertices, _indices;
    private int _vertexCount, _vertexCapacity, _indexCount, _indexCapacity;

    public GeometryStore(GL gl)
    {
        _gl = gl;
        _array = gl.CreateVertexArray();
        Field(0, VertexBinding, 3, VertexAttribType.Float, nameof(Vertex.Position));
        Field(1, VertexBinding, 3, VertexAttribType.Float, nameof(Vertex.Normal));
        gl.EnableVertexArrayAttrib(_array, 2);
        gl.VertexArrayAttribFormat(_array, 2, 4, VertexAttribType.UnsignedByte, true, Offset<Vertex>(nameof(Vertex.Colour)));
        gl.VertexArrayAttribBinding(_array, 2, VertexBinding);
        gl.EnableVertexArrayAttrib(_array, 3);
        gl.VertexArrayAttribIFormat(_array, 3, 4, VertexAttribIType.UnsignedByte, Offset<Vertex>(nameof(Vertex.Surface)));
        gl.VertexArrayAttribBinding(_array, 3, VertexBinding);
        Field(4, VertexBinding, 3, VertexAttribType.Float, nameof(Vertex.Along));
        for (uint row = 0; row < 4; row++)
        {
            gl.EnableVertexArrayAttrib(_array, 5 + row);
            gl.VertexArrayAttribFormat(_array, 5 + row, 4, VertexAttribType.Float, false, 16 * row);
            gl.VertexArrayAttribBinding(_array, 5 + row, InstanceBinding);
        }
        gl.EnableVertexArrayAttrib(_array, 9);
        gl.VertexArrayAttribIFormat(_array, 9, 1, VertexAttribIType.UnsignedInt, 64);
        gl.VertexArrayAttribBinding(_array, 9, InstanceBinding);
        gl.VertexArrayBindingDivisor(_array, InstanceBinding, 1);
    }

    /// <summary>Adds a mesh.</summary>
    public ModelGeometry Add(Mesh mesh)
    {
        var place = new ModelGeometry(_vertexCount, _indexCount);
        Append(ref _vertices, ref _vertexCount, ref _vertexCapacity, mesh.Vertices.AsSpan());
        Append(ref _indices, ref _indexCount, ref _indexCapacity, mesh.Indices.AsSpan());
        _gl.VertexArrayVertexBuffer(_array, VertexBinding, _vertices, 0, (uint)sizeof(Vertex));
        _gl.VertexArrayElementBuffer(_array, _indices);
        return place;
    }

    /// <summary>Draws from it from now on, instances from the buffer.</summary>
    public void Bind(uint instances)
    {
        _gl.VertexArrayVertexBuffer(_array, InstanceBinding, instances, 0, (uint)sizeof(VehicleBlock));
        _gl.BindVertexArray(_array);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteVertexArray(_array);
        _gl.DeleteBuffer(_vertices);
        _gl.DeleteBuffer(_indices);
    }

    private void Field(uint location, uint binding, int components, VertexAttribType type, string field)
    {
        _gl.EnableVertexArrayAttrib(_array, location);
        _gl.VertexArrayAttribFormat(_array, location, components, type, false, Offset<Vertex>(field));
        _gl.VertexArrayAttribBinding(_array, location, binding);
    }

    private void Append<T>(ref uint buffer, ref int count, ref int capacity, ReadOnlySpan<T> added)
        where T : unmanaged
    {
        if (count + added.Length > capacity)
        {
            capacity = Math.Max(count + added.Length, 2 * capacity);
            uint larger = _gl.CreateBuffer();
            _gl.NamedBufferData(larger, (nuint)((long)capacity * sizeof(T)), null, BufferUsageARB.StaticDraw);
            if (count > 0) _gl.CopyNamedBufferSubData(buffer, larger, 0, 0, (nuint)((long)count * sizeof(T)));
            _gl.DeleteBuffer(buffer);
            buffer = larger;
        }
        fixed (T* start = added) _gl.NamedBufferSubData(buffer, (nint)((long)count * sizeof(T)), (nuint)((long)added.Length * sizeof(T)), start);
        count += added.Length;
    }

    private static uint Offset<T>(string field) => (uint)Marshal.OffsetOf<T>(field);
}
