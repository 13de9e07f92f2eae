using System.Numerics;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>The rich body of a lorry.</summary>
internal static class TruckBody
{
    // The cab: half of its width less than the body's; heights of bumper, lamps' upper edge, foot and head of the windscreen; how far it leans back.
    private const float Inset = 0.06f, Bumper = 0.36f, LampTop = 0.86f, Foot = 1.62f, Head = 2.6f, Lean = 0.28f;

    // Of the arch above the front wheels; and how far a number plate stands out.
    private const float ArchTop = 1.12f, ArchHalf = 0.6f, PlateThickness = 0.01f;

    public static void Build(ShapeBuilder b, TruckShape truck)
    {
        Cab(b, truck);
        if (!truck.IsBare) Load(b, truck);
        Frame(b, truck);
        Rear(b, truck);
    }

    private static void Cab(ShapeBuilder b, TruckShape truck)
    {
        float x = b.Front - PlateThickness, y = b.Side - Inset, back = b.Front - truck.Cab, top = truck.CabHeight;
        // The side's outline is upright up to the windscreen's foot and leans back above it.
        float axle = truck.Axles[0];
        Side(back, axle - ArchHalf, Bumper + 0.2f, Foot);
        Side(axle - ArchHalf, axle + ArchHalf, ArchTop, Foot);
        Side(axle + ArchHalf, x, Bumper, Foot);
        // Door, its window, and the frame around it.
        float sill = Foot + 0.06f, lintel = Head - 0.08f, window = back + 0.45f, edge = x - 0.32f;
        Upper(Skin.Paint, back, Foot, x, Foot, Front(sill), sill, back, sill);
        Upper(Skin.Paint, back, sill, window, sill, window, lintel, back, lintel);
        Upper(Skin.Glass, window, sill, edge, sill, edge - 0.22f, lintel, window, lintel);
        Upper(Skin.Paint, edge, sill, Front(sill), sill, Front(lintel), lintel, edge - 0.22f, lintel);
        Upper(Skin.Paint, back, lintel, Front(lintel), lintel, Front(top), top, back, top);
        b.Quad(Skin.Paint, new(Front(top), -y, top), new(Front(top), y, top), new(back, y, top), new(back, -y, top));
        b.Quad(Skin.Paint, new(back, y, Bumper), new(back, -y, Bumper), new(back, -y, top), new(back, y, top));
        Nose(b, x, y, top);
        // Inside of the arches.
        b.Box(Skin.Rubber, new(axle - ArchHalf, -y + 0.45f, Bumper), new(axle + ArchHalf, y - 0.45f, ArchTop));
        b.Quads(Skin.Rubber, Skin.Rubber, new(axle - ArchHalf, y, ArchTop), new(axle + ArchHalf, y, ArchTop), new(axle + ArchHalf, 0f, ArchTop), new(axle - ArchHalf, 0f, ArchTop));
        // Steps behind the wheel, mirrors, and a spoiler up to the height of the load.
        b.Quads(Skin.Trim, Skin.Trim, new(axle - ArchHalf, y + 0.01f, Bumper), new(back, y + 0.01f, Bumper), new(back, y + 0.01f, 0.75f), new(axle - ArchHalf, y + 0.01f, 0.75f));
        b.Boxes(Skin.Trim, new(x - 0.22f, y, 1.75f), new(x - 0.08f, b.Side, 2.4f));
        float roof = truck.Height - 0.05f;
        Vector3 a = new(Front(top) - 0.35f, y - 0.12f, top), c = new(back, y - 0.05f, top), d = new(back, y - 0.05f, roof), e = new(back + 0.25f, y - 0.1f, roof);
        b.Quads(Skin.Paint, Skin.Paint, a, c, d, e);
        b.Quad(Skin.Paint, ShapeBuilder.Mirror(a), a, e, ShapeBuilder.Mirror(e));
        b.Quad(Skin.Paint, ShapeBuilder.Mirror(e), e, d, ShapeBuilder.Mirror(d));
        b.Quad(Skin.Trim, c, ShapeBuilder.Mirror(c), ShapeBuilder.Mirror(d), d);

        float Front(float z) => x - Lean * (z - Foot) / (Head - Foot);

        void Side(float from, float to, float low, float high)
            => b.Quads(Skin.Paint, Skin.Paint, new(to, y, low), new(from, y, low), new(from, y, high), new(to, y, high));

        // A quadrangle of the side by its corners: lower rear, lower front, upper front, upper rear.
        void Upper(Skin skin, float x0, float z0, float x1, float z1, float x2, float z2, float x3, float z3)
            => b.Quads(skin, skin, new(x1, y, z1), new(x0, y, z0), new(x3, y, z3), new(x2, y, z2));
    }

    private static void Nose(ShapeBuilder b, float x, float y, float top)
    {
        ReadOnlySpan<Skin> lamps = [Skin.Right, Skin.Head, Skin.Trim, Skin.Head, Skin.Left];
        Row(Bumper, 0.6f, x, x, [Skin.Trim, Skin.Trim, Skin.Trim, Skin.Trim, Skin.Trim]);
        Row(0.6f, LampTop, x, x, lamps);
        Row(LampTop, 1.4f, x, x, [Skin.Paint, Skin.Paint, Skin.Trim, Skin.Paint, Skin.Paint]);
        Row(1.4f, Foot, x, x, [Skin.Paint, Skin.Paint, Skin.Paint, Skin.Paint, Skin.Paint]);
        Row(Foot, Head, x, x - Lean, [Skin.Paint, Skin.Glass, Skin.Glass, Skin.Glass, Skin.Paint]);
        float end = x - Lean * (top - Foot) / (Head - Foot);
        Row(Head, top, x - Lean, end, [Skin.Paint, Skin.Paint, Skin.Paint, Skin.Paint, Skin.Paint]);
        Plate(b, b.Front, 1f, 0.43f);
        // Visor.
        b.Quad(Skin.Trim, new(x - Lean + 0.12f, -0.9f * y, Head - 0.05f), new(x - Lean + 0.12f, 0.9f * y, Head - 0.05f), new(x - Lean, 0.9f * y, Head + 0.06f), new(x - Lean, -0.9f * y, Head + 0.06f));

        void Row(float low, float high, float xLow, float xHigh, ReadOnlySpan<Skin> skins)
        {
            ReadOnlySpan<float> edges = [-1f, -0.88f, -0.62f, 0.62f, 0.88f, 1f];
            for (int i = 0; i < skins.Length; i++)
            {
                b.Quad(skins[i], new(xLow, edges[i] * y, low), new(xLow, edges[i + 1] * y, low), new(xHigh, edges[i + 1] * y, high), new(xHigh, edges[i] * y, high));
            }
        }
    }

    private static void Load(ShapeBuilder b, TruckShape truck)
    {
        const float Strip = 0.7f, Rail = 0.12f;
        float x = b.Front - truck.Cab - truck.Gap, rear = -b.Front, y = b.Side, low = truck.Floor, high = truck.Height;
        int strips = (int)((x - rear) / Strip);
        for (int i = 0; i < strips; i++)
        {
            float from = rear + (x - rear) * i / strips, to = rear + (x - rear) * (i + 1) / strips;
            var skin = i % 2 == 0 ? truck.Load : truck.Stripes;
            b.Quads(skin, skin, new(to, y, low + Rail), new(from, y, low + Rail), new(from, y, high - Rail), new(to, y, high - Rail));
        }
        b.Quads(Skin.Steel, Skin.Steel, new(x, y, low), new(rear, y, low), new(rear, y, low + Rail), new(x, y, low + Rail));
        b.Quads(truck.Load, truck.Load, new(x, y, high - Rail), new(rear, y, high - Rail), new(rear, y, high), new(x, y, high));
        b.Quad(truck.Load, new(x, -y, low), new(x, y, low), new(x, y, high), new(x, -y, high));
        b.Quad(truck.Load, new(x, -y, high), new(x, y, high), new(rear, y, high), new(rear, -y, high));
        b.Quad(Skin.Rubber, new(x, y, low), new(x, -y, low), new(rear, -y, low), new(rear, y, low));
        // Two doors in a frame.
        ReadOnlySpan<float> columns = [-1f, -0.95f, -0.012f, 0.012f, 0.95f, 1f];
        ReadOnlySpan<float> rows = [low, low + Rail, high - Rail, high];
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 5; column++)
            {
                var skin = row == 1 && column is 1 or 3 ? truck.Load : row == 1 && column == 2 ? Skin.Trim : Skin.Steel;
                b.Quad(skin, new(rear, columns[column + 1] * y, rows[row]), new(rear, columns[column] * y, rows[row]),
                    new(rear, columns[column] * y, rows[row + 1]), new(rear, columns[column + 1] * y, rows[row + 1]));
            }
        }
    }

    /// <summary>Girders, side guards, tank and mudguards.</summary>
    private static void Frame(ShapeBuilder b, TruckShape truck)
    {
        float rear = -b.Front, y = b.Side, back = b.Front - truck.Cab, radius = 0.5f * TruckShape.WheelDiameter;
        b.Box(Skin.Trim, new(rear + 0.1f, -0.5f, 0.6f), new(back, 0.5f, truck.Floor));
        if (truck.TractorEnd is { } end)
        {
            b.Boxes(Skin.Steel, new(truck.Axles[1] + 1.1f, y - 0.6f, 0.45f), new(back - 0.1f, y - 0.05f, 1.05f));
            b.Boxes(Skin.Trim, new(truck.Axles[1] - 0.62f, y - 0.4f, 1.02f), new(truck.Axles[1] + 0.62f, y - 0.03f, 1.09f));
            Guard(truck.Axles[2] + 0.75f, end - 1.2f);
            Guard(rear + 0.3f, truck.Axles[^1] - 0.75f);
        }
        else
        {
            Guard(truck.Axles[1] + 0.75f, back - 0.3f);
            Guard(rear + 0.3f, truck.Axles[1] - 0.75f);
        }
        foreach (float axle in truck.Axles.AsSpan(1)) b.Box(Skin.Trim, new(axle - 0.1f, 0.4f - y, radius - 0.1f), new(axle + 0.1f, y - 0.4f, radius + 0.1f));

        void Guard(float from, float to)
        {
            if (to - from < 0.3f) return;
            b.Boxes(Skin.Steel, new(from, y - 0.1f, 0.5f), new(to, y - 0.05f, 0.95f));
        }
    }

    /// <summary>Lamps and the bar against driving under.</summary>
    private static void Rear(ShapeBuilder b, TruckShape truck)
    {
        float x = -b.Front, y = b.Side, low = 0.82f, high = 1.02f;
        b.Box(Skin.Trim, new(x + 0.02f, -y + 0.05f, 0.78f), new(x + 0.2f, y - 0.05f, truck.Floor));
        b.Box(Skin.Steel, new(x + 0.05f, -y + 0.1f, 0.45f), new(x + 0.17f, y - 0.1f, 0.58f));
        ReadOnlySpan<float> edges = [0.38f, 0.78f, 0.96f];
        b.Quads(Skin.Tail, Skin.Tail, new(x, edges[1] * y, low), new(x, edges[0] * y, low), new(x, edges[0] * y, high), new(x, edges[1] * y, high));
        b.Quads(Skin.Left, Skin.Right, new(x, edges[2] * y, low), new(x, edges[1] * y, low), new(x, edges[1] * y, high), new(x, edges[2] * y, high));
        Plate(b, x, -1f, 0.86f);
    }

    private static void Plate(ShapeBuilder b, float x, float facing, float low)
    {
        float y = 0.26f * facing;
        b.Quad(Skin.Plate, new(x, -y, low), new(x, y, low), new(x, y, low + 0.11f), new(x, -y, low + 0.11f));
    }
}
