using Silk.NET.OpenGL;

namespace Snowball.Rendering.OpenGl;

/// <summary>The buffers that every pass of a batch reads, and the draws from them.</summary>
internal sealed unsafe class PassBuffers(GL gl, SceneLibrary library) : IDisposable
{
    private const uint ViewBinding = 0;
    private readonly StreamBuffer _views = new(gl), _instances = new(gl), _commands = new(gl);

    /// <summary>Sets what all passes share: pixels from the upper left corner, depth from 1 at the nearest plane to 0 at infinity.</summary>
    public static void SetUp(GL gl)
    {
        gl.ClipControl(ClipControlOrigin.UpperLeft, ClipControlDepth.ZeroToOne);
        gl.ProvokingVertex(VertexProvokingMode.FirstVertexConvention);
        gl.Enable(EnableCap.CullFace);
        gl.Enable(EnableCap.DepthTest);
        gl.DepthFunc(DepthFunction.Gequal);
        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
    }

    public void Upload(ReadOnlySpan<ViewBlock> views, VehicleDraws vehicles)
    {
        _views.Upload(views);
        UploadVehicles(vehicles);
    }

    public void UploadVehicles(VehicleDraws vehicles)
    {
        _instances.Upload(vehicles.Instances);
        _commands.Upload(vehicles.Commands);
        library.Store.Bind(_instances.Name);
        gl.BindBuffer(BufferTargetARB.DrawIndirectBuffer, _commands.Name);
    }

    /// <summary>Shaders see the view from now on.</summary>
    public void BindView(int view)
        => gl.BindBufferRange(BufferTargetARB.UniformBuffer, ViewBinding, _views.Name, (nint)view * ViewBlock.Bytes, ViewBlock.Bytes);

    public void DrawStatic(StaticDraws draws, Share share)
    {
        if (share.Count == 0) return;
        fixed (uint* counts = draws.Counts[share.First..])
        fixed (nint* offsets = draws.Offsets[share.First..])
        fixed (int* baseVertices = draws.BaseVertices[share.First..])
        {
            gl.MultiDrawElementsBaseVertex(PrimitiveType.Triangles, counts, DrawElementsType.UnsignedInt, (void**)offsets, (uint)share.Count, baseVertices);
        }
    }

    public void DrawVehicles(Share share)
    {
        if (share.Count == 0) return;
        void* offset = (void*)((nint)share.First * sizeof(IndirectCommand));
        gl.MultiDrawElementsIndirect(PrimitiveType.Triangles, DrawElementsType.UnsignedInt, offset, (uint)share.Count, (uint)sizeof(IndirectCommand));
    }

    /// <summary>Draws a rectangle for each instance.</summary>
    public void DrawRectangles(Share instances)
    {
        if (instances.Count > 0) gl.DrawArraysInstancedBaseInstance(PrimitiveType.TriangleStrip, 0, 4, (uint)instances.Count, (uint)instances.First);
    }

    /// <summary>Draws one triangle that covers the picture.</summary>
    public void DrawPicture() => gl.DrawArrays(PrimitiveType.Triangles, 0, 3);

    /// <inheritdoc/>
    public void Dispose()
    {
        _views.Dispose();
        _instances.Dispose();
        _commands.Dispose();
    }
}
