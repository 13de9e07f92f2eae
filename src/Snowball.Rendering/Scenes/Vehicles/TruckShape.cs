using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>A lorry: a cab in front of a box, m.</summary>
internal sealed record TruckShape
{
    public required string Name { get; init; }

    public required float Length { get; init; }

    public float Width { get; init; } = 2.55f;

    public required float Height { get; init; }

    /// <summary>Length of the cab and its height; gap between cab and box; height of the box's floor.</summary>
    public required float Cab { get; init; }

    /// <inheritdoc cref="Cab"/>
    public required float CabHeight { get; init; }

    /// <inheritdoc cref="Cab"/>
    public float Gap { get; init; } = 0.5f;

    /// <inheritdoc cref="Cab"/>
    public float Floor { get; init; } = 1.15f;

    /// <summary>Colour of the box.</summary>
    public required Skin Load { get; init; }

    /// <summary>Axles forward of the middle, from the front; the first is steered.</summary>
    public required float[] Axles { get; init; }

    public VehicleModel Build()
    {
        var b = new ShapeBuilder(Length, Width, Height, SemanticClass.Truck);
        Coarse(b);
        var near = b.Take();
        Coarse(b);
        WheelsAtSide(b);
        var middle = b.Take();
        Coarsest(b);
        var far = b.Take();
        WheelShape.Build(b);
        var wheel = b.Take();
        return new VehicleModel(Name, b.Build(wheel), near, middle, far, wheel, WheelShape.Places(Length, Width, Height, b.Side - 0.18f, 1f, 0.32f, Axles, steered: 1));
    }

    private void Coarse(ShapeBuilder b)
    {
        float x = b.Front, y = b.Side, cab = x - Cab;
        b.Box(Skin.Paint, new(cab, -y, 0.35f), new(x, y, CabHeight));
        b.Quad(Skin.Glass, new(x + 0.01f, -y + 0.1f, 1.75f), new(x + 0.01f, y - 0.1f, 1.75f), new(x + 0.01f, y - 0.15f, 2.7f), new(x + 0.01f, -y + 0.15f, 2.7f));
        b.Quads(Skin.Head, Skin.Head, new(x + 0.01f, y - 0.5f, 0.6f), new(x + 0.01f, y - 0.15f, 0.6f), new(x + 0.01f, y - 0.15f, 0.85f), new(x + 0.01f, y - 0.5f, 0.85f));
        b.Box(Load, new(-x, -y, Floor), new(cab - Gap, y, Height));
        b.Box(Skin.Trim, new(-x, -y + 0.5f, 0.5f), new(cab, y - 0.5f, Floor));
        Rear(b, -x, y);
    }

    private static void Rear(ShapeBuilder b, float x, float y)
    {
        b.Quads(Skin.Tail, Skin.Tail, new(x - 0.01f, y - 0.25f, 0.8f), new(x - 0.01f, y - 0.7f, 0.8f), new(x - 0.01f, y - 0.7f, 1.05f), new(x - 0.01f, y - 0.25f, 1.05f));
        b.Quads(Skin.Left, Skin.Right, new(x - 0.01f, y, 0.8f), new(x - 0.01f, y - 0.25f, 0.8f), new(x - 0.01f, y - 0.25f, 1.05f), new(x - 0.01f, y, 1.05f));
    }

    private void WheelsAtSide(ShapeBuilder b)
    {
        foreach (float axle in Axles)
        {
            b.Quads(Skin.Rubber, Skin.Rubber, new(axle + 0.42f, b.Side - 0.02f, 0f), new(axle - 0.42f, b.Side - 0.02f, 0f), new(axle - 0.42f, b.Side - 0.02f, 1f), new(axle + 0.42f, b.Side - 0.02f, 1f));
        }
    }

    private void Coarsest(ShapeBuilder b)
    {
        float x = b.Front, y = b.Side;
        b.Box(Skin.Paint, new(x - Cab, -y, 0.35f), new(x, y, CabHeight));
        b.Box(Load, new(-x, -y, 0.6f), new(x - Cab, y, Height));
        b.Quads(Skin.Tail, Skin.Tail, new(-x - 0.02f, y, 0.75f), new(-x - 0.02f, y - 0.6f, 0.75f), new(-x - 0.02f, y - 0.6f, 1.1f), new(-x - 0.02f, y, 1.1f));
    }
}
