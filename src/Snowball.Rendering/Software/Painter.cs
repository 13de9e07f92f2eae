using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>Draws one picture after another on one thread. Allocates only while it grows.</summary>
internal sealed unsafe class Painter(int width, int height, DetailLevel level, ModelGeometry[] models)
{
    private readonly VisibleSet _visible = new(level);
    private readonly Picture _picture = new(width, height);
    private VertexColumns _vertices = new(models.Select(model => model.MostVertices).DefaultIfEmpty().Max());
    private ulong[] _order = new ulong[64];

    /// <summary>Makes room for a scene's patches.</summary>
    public void Reserve(int vertices)
    {
        if (vertices > _vertices.Capacity) _vertices = new VertexColumns(vertices);
    }

    /// <summary>Draws a picture.</summary>
    /// <param name="view">Where from.</param>
    /// <param name="scene">The view's.</param>
    /// <param name="vehicles">Of the whole batch.</param>
    /// <param name="colour">[height][width].</param>
    /// <param name="depth">The same, or nowhere.</param>
    /// <param name="semantic">The same, or nowhere.</param>
    /// <returns>Whether it has one colour only.</returns>
    public bool Draw(in CameraView view, SceneGeometry scene, ReadOnlySpan<VehicleInstance> vehicles, int* colour, float* depth, byte* semantic)
    {
        _visible.Collect(view, width, height, scene.Scene, vehicles);
        _picture.Begin(view, hasClasses: semantic != null);
        var tints = Tints.OfScene(view.Atmosphere);
        DrawVehicles(view, vehicles, tints);
        DrawScene(view, scene, tints);
        foreach (ref readonly var visible in _visible.Vehicles)
        {
            if (visible.HasShadow) Shadows.Draw(vehicles[visible.Vehicle], _picture);
        }
        return Finish.Write(_picture, colour, depth, semantic);
    }

    private void DrawVehicles(in CameraView view, ReadOnlySpan<VehicleInstance> vehicles, in Tints sceneTints)
    {
        var visible = _visible.Vehicles;
        var order = Order(visible.Length);
        for (int i = 0; i < order.Length; i++) order[i] = Key(Placement.InCamera(view.Pose, vehicles[visible[i].Vehicle].Position).X, i);
        order.Sort();
        foreach (ulong key in order)
        {
            ref readonly var drawn = ref visible[(int)(uint)key];
            ref readonly var vehicle = ref vehicles[drawn.Vehicle];
            var model = models[vehicle.Model];
            var tints = sceneTints.With(vehicle);
            DrawPatch(model[drawn.Triangles], new Placement(view, vehicle), tints, vehicle.Id);
            if (!drawn.WithWheels) continue;
            foreach (ref readonly var wheel in model.Wheels.AsSpan()) DrawPatch(model.Wheel, new Placement(view, vehicle, wheel), tints, vehicle.Id);
        }
    }

    private void DrawScene(in CameraView view, SceneGeometry scene, in Tints tints)
    {
        var visible = _visible.Static;
        var order = Order(visible.Length);
        for (int i = 0; i < order.Length; i++) order[i] = Key(Placement.InCamera(view.Pose, scene[visible[i]].Centre).X, i);
        order.Sort();
        var placement = new Placement(view);
        foreach (ulong key in order) DrawPatch(scene[visible[(int)(uint)key]], placement, tints, id: 0);
    }

    private void DrawPatch(Patch patch, in Placement placement, in Tints tints, byte id)
    {
        bool mustClip = VertexStage.Run(patch, placement, tints, _picture, _vertices);
        TriangleStage.Run(patch, placement, _vertices, mustClip, id, _picture);
    }

    private Span<ulong> Order(int count)
    {
        if (count > _order.Length) _order = new ulong[2 * count];
        return _order.AsSpan(0, count);
    }

    /// <summary>What is nearer hides what is further: it comes first. Equal depths stay in their order.</summary>
    private static ulong Key(float depth, int place) => ((ulong)BitConverter.SingleToUInt32Bits(MathF.Max(depth, 0f)) << 32) | (uint)place;
}
