using System.Numerics;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>The bodies of a car that are seen from further away.</summary>
internal static class CoarseCar
{
    private const float Lamp = 0.3f, Indicator = 0.1f;

    /// <summary>About 60 triangles, wheels among them.</summary>
    public static void Build(ShapeBuilder b, CarShape car)
    {
        float y = b.Side, x = b.Front, clearance = car.Clearance;
        Span<Vector2> top = [new(-x, car.Tail), new(car.Deck, car.Belt), new(car.Cowl, car.Belt), new(x, car.Nose)];
        for (int i = 0; i < 3; i++)
        {
            Vector2 rear = top[i], front = top[i + 1];
            b.Quads(Skin.Paint, Skin.Paint, new(front.X, y, clearance), new(rear.X, y, clearance), new(rear.X, y, rear.Y), new(front.X, y, front.Y));
        }
        b.Quad(Skin.Paint, new(x, -y, car.Nose), new(x, y, car.Nose), new(car.Cowl, y, car.Belt), new(car.Cowl, -y, car.Belt));
        b.Quad(Skin.Paint, new(car.Deck, -y, car.Belt), new(car.Deck, y, car.Belt), new(-x, y, car.Tail), new(-x, -y, car.Tail));
        Cabin(b, car, car.Belt);

        // Front and rear: a row of lamps above the bumper.
        Span<float> columns = [-y, Indicator - y, Indicator + Lamp - y, y - Indicator - Lamp, y - Indicator, y];
        ReadOnlySpan<Skin> front5 = [Skin.Right, Skin.Head, Skin.Trim, Skin.Head, Skin.Left], rear5 = [Skin.Right, Skin.Tail, Skin.Paint, Skin.Tail, Skin.Left];
        float lowFront = car.Nose - 0.16f, lowRear = car.Tail - 0.18f;
        b.Quad(Skin.Paint, new(x, -y, clearance), new(x, y, clearance), new(x, y, lowFront), new(x, -y, lowFront));
        b.Quad(Skin.Paint, new(-x, y, clearance), new(-x, -y, clearance), new(-x, -y, lowRear), new(-x, y, lowRear));
        for (int i = 0; i < 5; i++)
        {
            float from = columns[i], to = columns[i + 1];
            b.Quad(front5[i], new(x, from, lowFront), new(x, to, lowFront), new(x, to, car.Nose), new(x, from, car.Nose));
            b.Quad(rear5[i], new(-x, to, lowRear), new(-x, from, lowRear), new(-x, from, car.Tail), new(-x, to, car.Tail));
        }
        // The third brake lamp, in front of the rear window's upper edge.
        float roof = car.RoofRear - 0.03f;
        b.Quad(Skin.Brake, new(roof, 0.15f, car.Height - 0.09f), new(roof, -0.15f, car.Height - 0.09f), new(roof, -0.15f, car.Height - 0.03f), new(roof, 0.15f, car.Height - 0.03f));

        float side = y + 0.005f, r = 0.5f * car.WheelDiameter, half = 0.8f * r;
        foreach (float axle in (ReadOnlySpan<float>)[car.FrontAxle, car.RearAxle])
        {
            b.Quads(Skin.Rubber, Skin.Rubber, new(axle + half, side, 0f), new(axle - half, side, 0f), new(axle - half, side, 2f * r), new(axle + half, side, 2f * r));
        }
    }

    /// <summary>About 24 triangles.</summary>
    public static void BuildCoarsest(ShapeBuilder b, CarShape car)
    {
        float y = b.Side, x = b.Front, belt = car.Belt - 0.05f, low = car.Tail - 0.22f, high = car.Tail - 0.04f, proud = x + 0.02f;
        b.Box(Skin.Paint, new(-x, -y, 0.12f), new(x, y, belt));
        Cabin(b, car, belt);
        b.Quads(Skin.Tail, Skin.Tail, new(-proud, y, low), new(-proud, y - 0.4f, low), new(-proud, y - 0.4f, high), new(-proud, y, high));
    }

    private static void Cabin(ShapeBuilder b, CarShape car, float foot)
    {
        float y = b.Side, roof = y - car.Lean + 0.04f, height = car.Height;
        // Sides that are mostly glass are glass.
        Skin sides = car.SideWindows[^1] > 0.5f ? Skin.Glass : Skin.Paint, rear = car.HasRearWindow ? Skin.Glass : Skin.Paint;
        b.Quad(Skin.Glass, new(car.Cowl, -y, foot), new(car.Cowl, y, foot), new(car.RoofFront, roof, height), new(car.RoofFront, -roof, height));
        b.Quads(sides, sides, new(car.Cowl, y, foot), new(car.Deck, y, foot), new(car.RoofRear, roof, height), new(car.RoofFront, roof, height));
        b.Quad(rear, new(car.Deck, y, foot), new(car.Deck, -y, foot), new(car.RoofRear, -roof, height), new(car.RoofRear, roof, height));
        b.Quad(Skin.Paint, new(car.RoofFront, -roof, height), new(car.RoofFront, roof, height), new(car.RoofRear, roof, height), new(car.RoofRear, -roof, height));
    }
}
