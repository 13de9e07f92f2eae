using Silk.NET.OpenGL;

namespace Snowball.Rendering.OpenGl;

/// <summary>Draws pictures of level <see cref="DetailLevel.Fast"/>, pass by pass over all of them, each into its layer.</summary>
internal sealed unsafe class FastPainter : IDisposable
{
    private const uint ViewBinding = 0;
    private readonly GL _gl;
    private readonly bool _isLayered;
    private readonly GeometryStore _store;
    private readonly StreamBuffer _views, _vehicles, _commands;
    private readonly Programs?[] _programs = new Programs?[2];

    public FastPainter(GL gl, GeometryStore store, bool isLayered)
    {
        (_gl, _store, _isLayered) = (gl, store, isLayered);
        (_views, _vehicles, _commands) = (new(gl), new(gl), new(gl));
        gl.ClipControl(ClipControlOrigin.UpperLeft, ClipControlDepth.ZeroToOne);
        gl.ProvokingVertex(VertexProvokingMode.FirstVertexConvention);
        gl.Enable(EnableCap.CullFace);
        gl.Enable(EnableCap.DepthTest);
        gl.DepthFunc(DepthFunction.Gequal);
        gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        gl.BlendFuncSeparate(BlendingFactor.One, BlendingFactor.OneMinusSrcAlpha, BlendingFactor.Zero, BlendingFactor.One);
    }

    /// <summary>Draws the pictures of a list.</summary>
    public void Draw(DrawList list, PictureTargets targets)
    {
        _views.Upload(list.Views);
        _vehicles.Upload(list.Vehicles);
        _commands.Upload(list.Commands);
        _store.Bind(_vehicles.Name);
        _gl.BindBuffer(BufferTargetARB.DrawIndirectBuffer, _commands.Name);
        targets.Bind();
        int pictures = list.Pictures.Length, together = _isLayered ? pictures : 1;
        for (int first = 0; first < pictures; first += together)
        {
            targets.Attach(first);
            targets.Clear();
            Draw(list, first, together, targets.HasSemantic);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var programs in _programs) programs?.Dispose();
        _views.Dispose();
        _vehicles.Dispose();
        _commands.Dispose();
    }

    private void Draw(DrawList list, int first, int count, bool withSemantic)
    {
        var programs = _programs[withSemantic ? 1 : 0] ??= new(_gl, _isLayered, withSemantic);
        programs.Road.Use();
        for (int i = first; i < first + count; i++) DrawStatic(list.Road, list.Pictures[i].Road, i);
        programs.Plain.Use();
        for (int i = first; i < first + count; i++) DrawStatic(list.Plain, list.Pictures[i].Plain, i);
        programs.Sky.Use();
        for (int i = first; i < first + count; i++)
        {
            BindView(i);
            _gl.DrawArrays(PrimitiveType.Triangles, 0, 3);
        }
        programs.Shadow.Use();
        _gl.Enable(EnableCap.Blend);
        _gl.DepthMask(false);
        if (withSemantic) _gl.ColorMask(1, false, false, false, false);
        for (int i = first; i < first + count; i++)
        {
            var shadows = list.Pictures[i].Shadows;
            if (shadows.Count == 0) continue;
            BindView(i);
            _gl.DrawArraysInstancedBaseInstance(PrimitiveType.TriangleStrip, 0, 4, (uint)shadows.Count, (uint)shadows.First);
        }
        if (withSemantic) _gl.ColorMask(1, true, true, true, true);
        _gl.DepthMask(true);
        _gl.Disable(EnableCap.Blend);
        programs.Vehicle.Use();
        for (int i = first; i < first + count; i++)
        {
            var commands = list.Pictures[i].Vehicles;
            if (commands.Count == 0) continue;
            BindView(i);
            void* offset = (void*)((nint)commands.First * sizeof(IndirectCommand));
            _gl.MultiDrawElementsIndirect(PrimitiveType.Triangles, DrawElementsType.UnsignedInt, offset, (uint)commands.Count, (uint)sizeof(IndirectCommand));
        }
    }

    private void DrawStatic(StaticDraws draws, Share share, int view)
    {
        if (share.Count == 0) return;
        BindView(view);
        fixed (uint* counts = draws.Counts[share.First..])
        fixed (nint* offsets = draws.Offsets[share.First..])
        fixed (int* baseVertices = draws.BaseVertices[share.First..])
        {
            _gl.MultiDrawElementsBaseVertex(PrimitiveType.Triangles, counts, DrawElementsType.UnsignedInt, (void**)offsets, (uint)share.Count, baseVertices);
        }
    }

    private void BindView(int view)
        => _gl.BindBufferRange(BufferTargetARB.UniformBuffer, ViewBinding, _views.Name, (nint)view * ViewBlock.Bytes, ViewBlock.Bytes);

    private sealed class Programs(GL gl, bool isLayered, bool withSemantic) : IDisposable
    {
        private readonly string[] _defines = [.. isLayered ? (string[])["LAYERED"] : [], .. withSemantic ? (string[])["SEMANTIC"] : []];

        public ShaderProgram Road => field ??= new(gl, "static.vert.glsl", "static.frag.glsl", [.. _defines, "ROAD"]);

        public ShaderProgram Plain => field ??= new(gl, "static.vert.glsl", "static.frag.glsl", _defines);

        public ShaderProgram Sky => field ??= new(gl, "sky.vert.glsl", "sky.frag.glsl", _defines);

        public ShaderProgram Shadow => field ??= new(gl, "shadow.vert.glsl", "shadow.frag.glsl", _defines);

        public ShaderProgram Vehicle => field ??= new(gl, "vehicle.vert.glsl", "vehicle.frag.glsl", _defines);

        public void Dispose()
        {
            foreach (var program in (ReadOnlySpan<ShaderProgram>)[Road, Plain, Sky, Shadow, Vehicle]) program.Dispose();
        }
    }
}
