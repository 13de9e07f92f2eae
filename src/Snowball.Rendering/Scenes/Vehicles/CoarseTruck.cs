using System.Numerics;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>The bodies of a lorry that are seen from further away.</summary>
internal static class CoarseTruck
{
    /// <summary>About 60 triangles, wheels among them.</summary>
    public static void Build(ShapeBuilder b, TruckShape truck)
    {
        float x = b.Front, y = b.Side, back = x - truck.Cab, proud = x + 0.01f;
        Boxes(b, truck, cabFoot: 0.36f, loadFoot: truck.Floor);
        b.Quad(Skin.Glass, new(proud, 0.1f - y, 1.62f), new(proud, y - 0.1f, 1.62f), new(proud, y - 0.15f, 2.6f), new(proud, 0.15f - y, 2.6f));
        b.Quads(Skin.Head, Skin.Head, new(proud, y - 0.5f, 0.6f), new(proud, y - 0.15f, 0.6f), new(proud, y - 0.15f, 0.86f), new(proud, y - 0.5f, 0.86f));
        b.Quads(Skin.Glass, Skin.Glass, new(x - 0.3f, y + 0.01f, 1.68f), new(back + 0.45f, y + 0.01f, 1.68f), new(back + 0.45f, y + 0.01f, 2.5f), new(x - 0.5f, y + 0.01f, 2.5f));
        Rear(b, -x, y);

        // The frame between the wheels, and the wheels themselves.
        b.Quads(Skin.Trim, Skin.Trim, new(back, y - 0.4f, 0.5f), new(-x, y - 0.4f, 0.5f), new(-x, y - 0.4f, truck.Floor), new(back, y - 0.4f, truck.Floor));
        b.Quad(Skin.Trim, new(-x, y - 0.4f, 0.5f), new(-x, 0.4f - y, 0.5f), new(-x, 0.4f - y, truck.Floor), new(-x, y - 0.4f, truck.Floor));
        float side = y - 0.03f;
        foreach (float axle in truck.Axles)
        {
            b.Quads(Skin.Rubber, Skin.Rubber, new(axle + 0.42f, side + 0.035f, 0f), new(axle - 0.42f, side + 0.035f, 0f), new(axle - 0.42f, side + 0.035f, 1f), new(axle + 0.42f, side + 0.035f, 1f));
        }
    }

    /// <summary>About 24 triangles.</summary>
    public static void BuildCoarsest(ShapeBuilder b, TruckShape truck)
    {
        float x = b.Front, y = b.Side;
        Boxes(b, truck, cabFoot: 0.3f, loadFoot: 0.7f);
        b.Quads(Skin.Tail, Skin.Tail, new(-x - 0.02f, y, 0.75f), new(-x - 0.02f, y - 0.6f, 0.75f), new(-x - 0.02f, y - 0.6f, 1.1f), new(-x - 0.02f, y, 1.1f));
    }

    private static void Boxes(ShapeBuilder b, TruckShape truck, float cabFoot, float loadFoot)
    {
        float x = b.Front, y = b.Side, back = x - truck.Cab;
        b.Box(Skin.Paint, new(back, -y, cabFoot), new(x, y, truck.CabHeight));
        if (!truck.IsBare) b.Box(truck.Load, new(-x, -y, loadFoot), new(back - truck.Gap, y, truck.Height));
    }

    private static void Rear(ShapeBuilder b, float x, float y)
    {
        float proud = x - 0.01f, low = 0.82f, high = 1.02f;
        b.Quads(Skin.Tail, Skin.Tail, new(proud, y - 0.28f, low), new(proud, y - 0.8f, low), new(proud, y - 0.8f, high), new(proud, y - 0.28f, high));
        b.Quads(Skin.Left, Skin.Right, new(proud, y - 0.05f, low), new(proud, y - 0.28f, low), new(proud, y - 0.28f, high), new(proud, y - 0.05f, high));
    }
}
