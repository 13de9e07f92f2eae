using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>A box that does not drive, m: a trailer on its axles, or a load that lies on the road.</summary>
internal sealed record BoxShape
{
    public required string Name { get; init; }

    public required float Length { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Height of its floor.</summary>
    public float Floor { get; init; }

    /// <summary>Forward of the middle, from the front; none where it lies.</summary>
    public float[] Axles { get; init; } = [];

    public required Skin Load { get; init; }

    /// <summary>Of its edges: posts, rails, or the battens of a crate.</summary>
    public required Skin Edge { get; init; }

    public VehicleModel Build()
    {
        var b = new ShapeBuilder(Length, Width, Height, SemanticClass.Truck);
        AddBody(b);
        var near = b.Take();
        AddCoarse(b);
        var middle = b.Take();
        b.Box(Load, new(-b.Front, -b.Side, Floor), new(b.Front, b.Side, Height));
        var far = b.Take();
        WheelShape.Build(b);
        var wheel = b.Take();
        return new VehicleModel(Name, b.Build(wheel), near, middle, far, wheel,
            WheelShape.Places(Length, Width, Height, b.Side - 0.03f - 0.5f * TruckShape.Tyre, TruckShape.WheelDiameter, TruckShape.Tyre, Axles, steered: 0));
    }

    private void AddBody(ShapeBuilder b)
    {
        float x = b.Front, y = b.Side, edge = 0.04f * Height;
        b.Box(Load, new(-x + 0.01f, 0.01f - y, Floor + 0.01f), new(x - 0.01f, y - 0.01f, Height - 0.01f));
        foreach (float end in (ReadOnlySpan<float>)[-x, x - edge])
        {
            b.Boxes(Edge, new(end, y - edge, Floor), new(end + edge, y, Height));
            b.Box(Edge, new(end, -y, Floor), new(end + edge, y, Floor + edge));
            b.Box(Edge, new(end, -y, Height - edge), new(end + edge, y, Height));
        }
        b.Boxes(Edge, new(-x, y - edge, Floor), new(x, y, Floor + edge));
        b.Boxes(Edge, new(-x, y - edge, Height - edge), new(x, y, Height));
        if (Axles.Length > 0) b.Box(Skin.Trim, new(0.1f - x, -0.5f, 0.6f), new(x - 0.1f, 0.5f, Floor));
    }

    private void AddCoarse(ShapeBuilder b)
    {
        b.Box(Load, new(-b.Front, -b.Side, Floor), new(b.Front, b.Side, Height));
        float side = b.Side;
        foreach (float axle in Axles)
        {
            b.Quads(Skin.Rubber, Skin.Rubber, new(axle + 0.42f, side, 0f), new(axle - 0.42f, side, 0f), new(axle - 0.42f, side, 1f), new(axle + 0.42f, side, 1f));
        }
    }
}
