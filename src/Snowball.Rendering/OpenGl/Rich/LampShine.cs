using System.Numerics;
using System.Runtime.InteropServices;
using Silk.NET.OpenGL;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl.Rich;

/// <summary>A lamp of a model: the middle of its triangles in the model's frame, and to which end it shines.</summary>
internal readonly record struct ModelLamp(Surface Surface, Vector3 Place, float Forward);

/// <summary>The glow around lamps that are on, and the beams of headlamps.</summary>
internal sealed unsafe class LampShine : IDisposable
{
    private const float GlowWithin = 400f, BeamsWithin = 120f;
    private static readonly ModelLamp[][] Lamps = Array.ConvertAll(VehicleModels.All, LampsOf);
    private readonly GL _gl;
    private readonly uint _array;
    private readonly StreamBuffer _glows;
    private readonly List<Glow> _list = [];

    public LampShine(GL gl)
    {
        (_gl, _glows) = (gl, new(gl));
        _array = gl.CreateVertexArray();
        for (uint field = 0; field < 2; field++)
        {
            gl.EnableVertexArrayAttrib(_array, field);
            gl.VertexArrayAttribFormat(_array, field, 4, VertexAttribType.Float, false, 16 * field);
            gl.VertexArrayAttribBinding(_array, field, 0);
        }
        gl.VertexArrayBindingDivisor(_array, 0, 1);
    }

    /// <summary>Finds the beams of the nearest vehicles.</summary>
    public static void FindBeams(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, ref LightBlock light)
    {
        light.Beams = 0;
        float strength = view.Atmosphere.Headlights > 0f ? view.Atmosphere.Headlights : 0.9f * light.Darkness;
        if (light.Darkness <= 0f) return;
        Span<float> distances = stackalloc float[LightBlock.MaxBeams];
        foreach (ref readonly var vehicle in vehicles.Slice(view.FirstVehicle, view.Vehicles))
        {
            var offset = vehicle.Position + 0.5f * vehicle.Size.X * vehicle.Forward + 0.4f * MathF.Min(vehicle.Size.Z, 2f) * vehicle.Up - view.Pose.Position;
            float distance = offset.Length();
            if ((vehicle.Lamps & Scenes.Lamps.Head) == 0 || distance > BeamsWithin) continue;
            // Insertion sort by distance; the farthest falls out.
            int place = Math.Min(light.Beams, LightBlock.MaxBeams - 1);
            if (light.Beams == LightBlock.MaxBeams && distances[place] <= distance) continue;
            for (; place > 0 && distances[place - 1] > distance; place--)
            {
                (distances[place], light.Places[place], light.Axes[place]) = (distances[place - 1], light.Places[place - 1], light.Axes[place - 1]);
            }
            float fade = MathF.Min(1f, 4f * (1f - distance / BeamsWithin));
            (distances[place], light.Places[place]) = (distance, new(offset, strength * fade));
            light.Axes[place] = new(Vector3.Normalize(vehicle.Forward - 0.03f * vehicle.Up), 0f);
            light.Beams = Math.Min(light.Beams + 1, LightBlock.MaxBeams);
        }
    }

    /// <summary>Draws the glow of all lamps; blending adds.</summary>
    public void Draw(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, float darkness)
    {
        _list.Clear();
        foreach (ref readonly var vehicle in vehicles.Slice(view.FirstVehicle, view.Vehicles)) AddGlows(view, vehicle, darkness);
        if (_list.Count == 0) return;
        _glows.Upload<Glow>(CollectionsMarshal.AsSpan(_list));
        _gl.VertexArrayVertexBuffer(_array, 0, _glows.Name, 0, (uint)sizeof(Glow));
        _gl.BindVertexArray(_array);
        _gl.DrawArraysInstanced(PrimitiveType.TriangleStrip, 0, 4, (uint)_list.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteVertexArray(_array);
        _glows.Dispose();
    }

    private void AddGlows(in CameraView view, in VehicleInstance vehicle, float darkness)
    {
        if (vehicle.Lamps == Scenes.Lamps.None) return;
        var offset = vehicle.Position - view.Pose.Position;
        float depth = Vector3.Dot(offset, view.Pose.Forward);
        if (depth < -20f || depth > GlowWithin) return;
        var left = Vector3.Cross(vehicle.Up, vehicle.Forward);
        foreach (ref readonly var lamp in Lamps[vehicle.Model].AsSpan())
        {
            var light = LightOf(lamp.Surface, vehicle.Lamps);
            if (light == Vector3.Zero) continue;
            var place = lamp.Place * vehicle.Size;
            var at = offset + place.X * vehicle.Forward + place.Y * left + place.Z * vehicle.Up;
            float distance = at.Length(), facing = -lamp.Forward * Vector3.Dot(at, vehicle.Forward) / distance;
            if (facing <= 0f) continue;
            float isHead = lamp.Surface == Surface.HeadLamp ? 1f : 0f;
            float size = (0.35f + 0.5f * isHead + 0.006f * distance) * (0.6f + 0.6f * darkness);
            light *= (0.35f + 0.65f * facing) * facing * (0.18f + (0.7f + 1.2f * isHead) * darkness);
            _list.Add(new(new(at, size), new(light, 0f)));
            if (view.Atmosphere.Rain > 0f) _list.Add(new(new(at, 0.8f * size), new(0.7f * view.Atmosphere.Rain * light, place.Z)));
        }
    }

    private static Vector3 LightOf(Surface surface, Lamps lamps) => surface switch
    {
        Surface.HeadLamp => (lamps & Scenes.Lamps.Head) != 0 ? Shading.HeadLamp : Vector3.Zero,
        Surface.TailLamp when (lamps & Scenes.Lamps.Brake) == 0 => (lamps & Scenes.Lamps.Tail) != 0 ? 0.4f * Shading.RearLamp : Vector3.Zero,
        Surface.TailLamp or Surface.BrakeLamp => (lamps & Scenes.Lamps.Brake) != 0 ? Shading.RearLamp : Vector3.Zero,
        Surface.IndicatorLeft => (lamps & Scenes.Lamps.IndicatorLeft) != 0 ? Shading.Indicator : Vector3.Zero,
        _ => (lamps & Scenes.Lamps.IndicatorRight) != 0 ? Shading.Indicator : Vector3.Zero,
    };

    /// <summary>One lamp for each kind, side and end of a model.</summary>
    private static ModelLamp[] LampsOf(VehicleModel model)
    {
        var sums = new Dictionary<(Surface, bool IsLeft, bool IsFront), (Vector3 Sum, int Count)>();
        for (int i = model.Near.First; i < model.Near.First + model.Near.Count; i++)
        {
            ref readonly var vertex = ref model.Mesh.Vertices[model.Mesh.Indices[i]];
            if (vertex.Surface < Surface.HeadLamp) continue;
            var key = (vertex.Surface, vertex.Position.Y > 0f, vertex.Position.X > 0f);
            var (sum, count) = sums.GetValueOrDefault(key);
            sums[key] = (sum + vertex.Position, count + 1);
        }
        var lamps = new List<ModelLamp>();
        foreach (var ((surface, _, isFront), (sum, count)) in sums) lamps.Add(new(surface, sum / count, isFront ? 1f : -1f));
        return [.. lamps];
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Glow(Vector4 placeAndSize, Vector4 lightAndHeight)
    {
        private readonly Vector4 _placeAndSize = placeAndSize, _lightAndHeight = lightAndHeight;
    }
}
