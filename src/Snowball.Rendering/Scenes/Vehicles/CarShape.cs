using System.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>A car or van by the lines of its side view, m: x forward of the middle of its footprint, z above the road.</summary>
internal sealed record CarShape
{
    public required string Name { get; init; }

    public required float Length { get; init; }

    public required float Width { get; init; }

    public required float Height { get; init; }

    /// <summary>Foot of the windscreen; front and rear edge of the roof; foot of the rear window.</summary>
    public required float Cowl { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float RoofFront { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float RoofRear { get; init; }

    /// <inheritdoc cref="Cowl"/>
    public required float Deck { get; init; }

    /// <summary>Height of the bonnet's front edge, of the foot of the windscreen, of the foot of the rear window, and of the rear edge.</summary>
    public required float Nose { get; init; }

    /// <inheritdoc cref="Nose"/>
    public required float Belt { get; init; }

    /// <inheritdoc cref="Nose"/>
    public required float Tail { get; init; }

    public required float FrontAxle { get; init; }

    public required float RearAxle { get; init; }

    public float WheelDiameter { get; init; } = 0.63f;

    public float Clearance { get; init; } = 0.2f;

    public VehicleModel Build()
    {
        var b = new ShapeBuilder(Length, Width, Height, SemanticClass.Car);
        Coarse(b);
        var near = b.Take();
        Coarse(b);
        WheelsAtSide(b);
        var middle = b.Take();
        Coarsest(b);
        var far = b.Take();
        WheelShape.Build(b);
        var wheel = b.Take();
        float y = 0.5f * Width - 0.12f;
        return new VehicleModel(Name, b.Build(wheel), near, middle, far, wheel,
            WheelShape.Places(Length, Width, Height, y, WheelDiameter, 0.21f, [FrontAxle, RearAxle], steered: 1));
    }

    private void Coarse(ShapeBuilder b)
    {
        float y = b.Side, roof = y - 0.16f, x = b.Front, lamp = 0.3f;
        // Flanks, from the rear to the front.
        Span<Vector2> top = [new(-x, Tail), new(Deck, Belt), new(Cowl, Belt), new(x, Nose)];
        for (int i = 0; i < 3; i++)
        {
            b.Quads(Skin.Paint, Skin.Paint, new(top[i + 1].X, y, Clearance), new(top[i].X, y, Clearance), new(top[i].X, y, top[i].Y), new(top[i + 1].X, y, top[i + 1].Y));
        }
        b.Quad(Skin.Paint, new(x, -y, Nose), new(x, y, Nose), new(Cowl, y, Belt), new(Cowl, -y, Belt));
        b.Quad(Skin.Paint, new(Deck, -y, Belt), new(Deck, y, Belt), new(-x, y, Tail), new(-x, -y, Tail));
        // Windows and roof.
        b.Quad(Skin.Glass, new(Cowl, -y, Belt), new(Cowl, y, Belt), new(RoofFront, roof, Height), new(RoofFront, -roof, Height));
        b.Quads(Skin.Glass, Skin.Glass, new(Cowl, y, Belt), new(Deck, y, Belt), new(RoofRear, roof, Height), new(RoofFront, roof, Height));
        b.Quad(Skin.Glass, new(Deck, y, Belt), new(Deck, -y, Belt), new(RoofRear, -roof, Height), new(RoofRear, roof, Height));
        b.Quad(Skin.Paint, new(RoofFront, -roof, Height), new(RoofFront, roof, Height), new(RoofRear, roof, Height), new(RoofRear, -roof, Height));
        // Front and rear: a row of lamps above the bumper.
        float low = Nose - 0.18f, indicator = y - 0.1f;
        b.Quad(Skin.Paint, new(x, -y, Clearance), new(x, y, Clearance), new(x, y, low), new(x, -y, low));
        FrontCell(Skin.Left, indicator, y);
        FrontCell(Skin.Head, indicator - lamp, indicator);
        FrontCell(Skin.Trim, lamp - indicator, indicator - lamp);
        FrontCell(Skin.Head, -indicator, lamp - indicator);
        FrontCell(Skin.Right, -y, -indicator);
        float rear = Tail - 0.2f;
        b.Quad(Skin.Paint, new(-x, y, Clearance), new(-x, -y, Clearance), new(-x, -y, rear), new(-x, y, rear));
        RearCell(Skin.Left, indicator, y);
        RearCell(Skin.Tail, indicator - lamp, indicator);
        RearCell(Skin.Paint, lamp - indicator, indicator - lamp);
        RearCell(Skin.Tail, -indicator, lamp - indicator);
        RearCell(Skin.Right, -y, -indicator);

        void FrontCell(Skin skin, float from, float to) => b.Quad(skin, new(x, from, low), new(x, to, low), new(x, to, Nose), new(x, from, Nose));
        void RearCell(Skin skin, float from, float to) => b.Quad(skin, new(-x, to, rear), new(-x, from, rear), new(-x, from, Tail), new(-x, to, Tail));
    }

    private void WheelsAtSide(ShapeBuilder b)
    {
        float y = b.Side + 0.005f, r = 0.5f * WheelDiameter;
        foreach (float axle in (ReadOnlySpan<float>)[FrontAxle, RearAxle])
        {
            b.Quads(Skin.Rubber, Skin.Rubber, new(axle + 0.8f * r, y, 0f), new(axle - 0.8f * r, y, 0f), new(axle - 0.8f * r, y, 2f * r), new(axle + 0.8f * r, y, 2f * r));
        }
    }

    private void Coarsest(ShapeBuilder b)
    {
        float y = b.Side, x = b.Front, low = 0.12f, belt = Belt - 0.05f, lampLow = Tail - 0.22f, lampTop = Tail - 0.04f;
        b.Box(Skin.Paint, new(-x, -y, low), new(x, y, belt));
        b.Frustum(Skin.Glass, Skin.Paint, new(Deck, -y, belt), new(Cowl, y, Height), new(Cowl - RoofFront, 0f), new(RoofRear - Deck, 0f), 0.16f);
        float proud = x + 0.02f;
        foreach (float side in (ReadOnlySpan<float>)[-1f, 1f])
        {
            float inner = side * (y - 0.4f), outer = side * y;
            b.Quad(Skin.Tail, new(-proud, MathF.Max(inner, outer), lampLow), new(-proud, MathF.Min(inner, outer), lampLow),
                new(-proud, MathF.Min(inner, outer), lampTop), new(-proud, MathF.Max(inner, outer), lampTop));
        }
    }
}
