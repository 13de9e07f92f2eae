using System.Numerics;
using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>
/// Shadow maps of the sun: squares around the camera, each larger than the last (cascaded shadow maps; Dimitrov, NVIDIA 2007). They move by
/// whole texels, so that the edges of shadows stand still.
/// </summary>
internal sealed unsafe class SunShadows : IDisposable
{
    private const int Texels = 2048;

    // Half of a map's height towards the sun, m, and what else may throw a shadow into a map.
    private const float Reach = 400f, WheelsWithin = 60f;
    private static readonly float[] Radii = [16f, 60f, 240f];
    private readonly GL _gl;
    private readonly SceneLibrary _library;
    private readonly PassBuffers _buffers;
    private readonly ShaderProgram _static, _vehicle;
    private readonly uint _maps, _framebuffer;
    private readonly StaticDraws _staticDraws = new();
    private readonly VehicleDraws _vehicleDraws;
    private readonly Share[] _staticShares = new Share[LightBlock.Cascades], _vehicleShares = new Share[LightBlock.Cascades];

    public SunShadows(GL gl, SceneLibrary library)
    {
        (_gl, _library, _buffers, _vehicleDraws) = (gl, library, new(gl, library), new(library.Models));
        _static = new(gl, "caster.vert.glsl", "caster.frag.glsl");
        _vehicle = new(gl, "caster.vert.glsl", "caster.frag.glsl", "VEHICLE");
        gl.CreateTextures(TextureTarget.Texture2DArray, 1, out _maps);
        gl.TextureStorage3D(_maps, 1, SizedInternalFormat.DepthComponent32f, Texels, Texels, LightBlock.Cascades);
        gl.TextureParameter(_maps, TextureParameterName.TextureMinFilter, (int)GLEnum.Linear);
        gl.TextureParameter(_maps, TextureParameterName.TextureMagFilter, (int)GLEnum.Linear);
        gl.TextureParameter(_maps, TextureParameterName.TextureWrapS, (int)GLEnum.ClampToEdge);
        gl.TextureParameter(_maps, TextureParameterName.TextureWrapT, (int)GLEnum.ClampToEdge);
        gl.TextureParameter(_maps, TextureParameterName.TextureCompareMode, (int)GLEnum.CompareRefToTexture);
        gl.TextureParameter(_maps, TextureParameterName.TextureCompareFunc, (int)GLEnum.Gequal);
        _framebuffer = gl.CreateFramebuffer();
        gl.NamedFramebufferDrawBuffer(_framebuffer, ColorBuffer.None);
    }

    /// <summary>Fits the maps to a view.</summary>
    public static void Fit(in CameraView view, ref LightBlock light)
    {
        var toSun = view.Atmosphere.ToSun;
        var across = Vector3.Normalize(Vector3.Cross(MathF.Abs(toSun.Z) < 0.95f ? Vector3.UnitZ : Vector3.UnitX, toSun));
        var up = Vector3.Cross(toSun, across);
        var eye = view.Pose.Position;
        for (int cascade = 0; cascade < LightBlock.Cascades; cascade++)
        {
            float radius = Radii[cascade], texel = 2f * radius / Texels;
            var centre = eye + 0.75f * radius * view.Pose.Forward;
            light.Rows[3 * cascade] = Row(across, eye, centre, radius, texel);
            light.Rows[3 * cascade + 1] = Row(up, eye, centre, radius, texel);
            light.Rows[3 * cascade + 2] = new(toSun * (0.5f / Reach), 0.5f + Vector3.Dot(eye - centre, toSun) * (0.5f / Reach));
        }
    }

    /// <summary>Draws the maps; the light block is bound.</summary>
    public void Draw(in CameraView view, in ViewBlock block, ReadOnlySpan<VehicleInstance> vehicles, in LightBlock light)
    {
        Collect(view, vehicles, light);
        _buffers.Upload([block], _vehicleDraws);
        _buffers.BindView(0);
        _gl.BindFramebuffer(FramebufferTarget.Framebuffer, _framebuffer);
        _gl.Viewport(0, 0, Texels, Texels);
        // Steep surfaces need room between themselves and their shadow.
        _gl.Enable(EnableCap.PolygonOffsetFill);
        _gl.PolygonOffset(-2f, -8f);
        _gl.Disable(EnableCap.CullFace);
        _gl.Enable(EnableCap.DepthClamp);
        for (int cascade = 0; cascade < LightBlock.Cascades; cascade++)
        {
            _gl.NamedFramebufferTextureLayer(_framebuffer, FramebufferAttachment.DepthAttachment, _maps, 0, cascade);
            float farthest = 0f;
            _gl.ClearNamedFramebuffer(_framebuffer, GLEnum.Depth, 0, &farthest);
            _static.Set(0, cascade);
            _static.Use();
            _buffers.DrawStatic(_staticDraws, _staticShares[cascade]);
            _vehicle.Set(0, cascade);
            _vehicle.Use();
            _buffers.DrawVehicles(_vehicleShares[cascade]);
        }
        _gl.Disable(EnableCap.DepthClamp);
        _gl.Enable(EnableCap.CullFace);
        _gl.Disable(EnableCap.PolygonOffsetFill);
    }

    /// <summary>Shaders see the maps from now on.</summary>
    public void Bind() => _gl.BindTextureUnit(3, _maps);

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteFramebuffer(_framebuffer);
        _gl.DeleteTexture(_maps);
        _static.Dispose();
        _vehicle.Dispose();
        _buffers.Dispose();
    }

    private static Vector4 Row(Vector3 axis, Vector3 eye, Vector3 centre, float radius, float texel)
    {
        float place = MathF.Round(Vector3.Dot(axis, centre) / texel) * texel;
        return new(axis / radius, (Vector3.Dot(axis, eye) - place) / radius);
    }

    private void Collect(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, in LightBlock light)
    {
        _staticDraws.Clear();
        _vehicleDraws.Clear();
        var scene = _library[view.Scene];
        var eye = view.Pose.Position;
        for (int cascade = 0; cascade < LightBlock.Cascades; cascade++)
        {
            _staticDraws.Begin();
            int bodies = _vehicleDraws.Count;
            foreach (ref readonly var chunk in scene.Scene.Chunks.AsSpan())
            {
                if (!Reaches(chunk.Centre - eye, chunk.Radius, light, cascade)) continue;
                float distance = Vector3.Distance(chunk.Centre, eye) - chunk.Radius;
                if (distance >= chunk.HiddenFrom) continue;
                var triangles = distance < chunk.MiddleFrom ? chunk.Near : distance < chunk.FarFrom ? chunk.Middle : chunk.Far;
                _staticDraws.Add(scene[triangles].Plain, scene.BaseVertex);
            }
            foreach (ref readonly var vehicle in vehicles.Slice(view.FirstVehicle, view.Vehicles))
            {
                var offset = vehicle.Position - eye;
                if (!Reaches(offset, vehicle.Size.Length(), light, cascade)) continue;
                var model = VehicleModels.All[vehicle.Model];
                bool isNear = offset.LengthSquared() < WheelsWithin * WheelsWithin;
                _vehicleDraws.Add(vehicle, isNear ? model.Near : model.Middle, eye);
                if (isNear) _vehicleDraws.AddWheels(vehicle, eye);
            }
            _staticShares[cascade] = _staticDraws.End();
            _vehicleShares[cascade] = new(bodies, _vehicleDraws.Count - bodies);
        }
    }

    private static bool Reaches(Vector3 offset, float radius, in LightBlock light, int cascade)
    {
        float limit = 1f + radius / Radii[cascade];
        var point = new Vector4(offset, 1f);
        return MathF.Abs(Vector4.Dot(light.Rows[3 * cascade], point)) < limit && MathF.Abs(Vector4.Dot(light.Rows[3 * cascade + 1], point)) < limit;
    }
}
