using System.Numerics;

namespace Snowball.Rendering.Scenes.Vehicles;

/// <summary>
/// The rich body of a car: rings of five points from the sill to the middle line of the bonnet, joined from the rear to the front; faces at both ends; the
/// windows and pillars above.
/// </summary>
internal static class CarBody
{
    private const int Points = 4;

    // Of the arch beyond the tyre, m, and where its corners are, as shares of its half width.
    private const float ArchGap = 0.05f;
    private static readonly float[] ArchCorners = [-1f, -0.75f, -0.3f, 0.3f, 0.75f, 1f];

    public static void Build(ShapeBuilder b, CarShape car)
    {
        var stations = Stations(car);
        for (int i = 1; i < stations.Count; i++) Flank(b, car, stations[i - 1], stations[i]);
        Face(b, car, b.Front);
        Face(b, car, -b.Front);
        Greenhouse(b, car);
    }

    /// <summary>What keeps its sharp edges: floor, linings of the arches, mirrors, plates.</summary>
    public static void BuildAttachments(ShapeBuilder b, CarShape car)
    {
        float inner = b.Side - 0.3f, floor = car.Clearance - 0.02f, end = b.Front - 0.3f;
        b.Box(Skin.Rubber, new(-end, -inner, floor), new(end, inner, car.WheelDiameter + ArchGap + 0.01f));
        foreach (float axle in (ReadOnlySpan<float>)[car.FrontAxle, car.RearAxle])
        {
            float half = ArchHalfWidth(car);
            for (int i = 1; i < ArchCorners.Length; i++)
            {
                float from = axle + ArchCorners[i - 1] * half, to = axle + ArchCorners[i] * half;
                Vector3 a = Ring(car, from, 0), c = Ring(car, to, 0);
                b.Quads(Skin.Rubber, Skin.Rubber, a, c, c with { Y = inner }, a with { Y = inner });
            }
        }
        float mirror = car.Cowl - 0.2f * (car.Cowl - car.RoofFront) - 0.15f, foot = car.Belt + 0.03f;
        b.Boxes(Skin.Paint, new(mirror - 0.09f, b.Side - 0.17f, foot), new(mirror + 0.05f, b.Side, foot + 0.13f));
        b.Quads(Skin.Trim, Skin.Trim, new(mirror - 0.092f, b.Side - 0.01f, foot + 0.01f), new(mirror - 0.092f, b.Side - 0.16f, foot + 0.01f),
            new(mirror - 0.092f, b.Side - 0.16f, foot + 0.12f), new(mirror - 0.092f, b.Side - 0.01f, foot + 0.12f));
        Plate(b, b.Front, Ring(car, b.Front, 1).Z);
        Plate(b, -b.Front, Ring(car, -b.Front, 1).Z);
    }

    /// <summary>A number plate, 0.52 m by 0.11 m, before a face that leans back above its bumper.</summary>
    private static void Plate(ShapeBuilder b, float x, float bumper)
    {
        float y = x > 0f ? 0.26f : -0.26f, low = bumper + 0.005f, high = low + 0.11f;
        b.Quad(Skin.Plate, new(x, -y, low), new(x, y, low), new(x, y, high), new(x, -y, high));
    }

    /// <summary>Places along the car where the body bends, from the rear to the front.</summary>
    private static List<float> Stations(CarShape car)
    {
        float end = 0.5f * car.Length, half = ArchHalfWidth(car);
        var stations = new List<float> { -end, -end + 0.12f, -end + 0.3f, car.Deck, car.Cowl, end - 0.3f, end - 0.12f, end };
        foreach (float corner in ArchCorners)
        {
            stations.Add(car.FrontAxle + corner * half);
            stations.Add(car.RearAxle + corner * half);
        }
        stations.Sort();
        for (int i = stations.Count - 2; i > 0; i--)
        {
            // A bend of the top stays; others give way to neighbours that are close by.
            bool isBend = stations[i] == car.Deck || stations[i] == car.Cowl || IsArchEnd(car, stations[i]);
            if (!isBend && (stations[i + 1] - stations[i] < 0.05f || stations[i] - stations[i - 1] < 0.05f)) stations.RemoveAt(i);
        }
        return stations;
    }

    private static bool IsArchEnd(CarShape car, float x)
    {
        float half = ArchHalfWidth(car);
        foreach (float corner in ArchCorners)
        {
            if (x == car.FrontAxle + corner * half || x == car.RearAxle + corner * half) return true;
        }
        return false;
    }

    private static float ArchHalfWidth(CarShape car)
    {
        float radius = 0.5f * car.WheelDiameter + ArchGap, drop = 0.5f * car.WheelDiameter - car.Clearance;
        return MathF.Sqrt(radius * radius - drop * drop);
    }

    /// <summary>Height of the body's lower edge.</summary>
    private static float Sill(CarShape car, float x)
    {
        float radius = 0.5f * car.WheelDiameter + ArchGap, sill = car.Clearance;
        foreach (float axle in (ReadOnlySpan<float>)[car.FrontAxle, car.RearAxle])
        {
            if (MathF.Abs(x - axle) > 0.99f * ArchHalfWidth(car)) continue;
            sill = 0.5f * car.WheelDiameter + MathF.Sqrt(radius * radius - (x - axle) * (x - axle));
        }
        return sill;
    }

    /// <summary>A point of the left side of a ring: 0 sill, 1 the widest, 2 below the shoulder, 3 shoulder.</summary>
    private static Vector3 Ring(CarShape car, float x, int point)
    {
        float sill = Sill(car, x), shoulder = car.Shoulder(x), half = 0.5f * car.Width * car.Taper(x), end = 0.5f * car.Length;
        var (y, z) = point switch
        {
            0 => (half - 0.03f, sill),
            1 => (half, MathF.Max(0.5f * (car.Clearance + shoulder) - 0.08f, sill + 0.025f)),
            2 => (half - 0.015f, MathF.Max(shoulder - 0.16f, sill + 0.05f)),
            _ => (half - 0.1f, shoulder),
        };
        // The ends lean inwards above and below the bumper.
        float lean = MathF.Abs(x) < end ? 0f : point switch { 0 => 0.05f, 1 => 0f, 2 => 0.03f, _ => 0.1f };
        return new(x > 0f ? x - lean : x + lean, y, z);
    }

    /// <summary>The middle line of bonnet and boot.</summary>
    private static Vector3 Ridge(CarShape car, float x)
    {
        var shoulder = Ring(car, x, Points - 1);
        bool isBend = x == car.Cowl || x == car.Deck || MathF.Abs(x) == 0.5f * car.Length;
        return new(shoulder.X, 0f, shoulder.Z + (isBend ? 0f : 0.025f));
    }

    private static void Flank(ShapeBuilder b, CarShape car, float from, float to)
    {
        for (int point = 1; point < Points; point++)
        {
            Skin left = Skin.Paint, right = Skin.Paint;
            // Lamps reach around the corners.
            if (point == Points - 1 && to == b.Front) (left, right) = (Skin.Head, Skin.Head);
            if (point == Points - 1 && from == -b.Front) (left, right) = (Skin.Left, Skin.Right);
            if (point == 1 && car.HasDarkSkirts) (left, right) = (Skin.Trim, Skin.Trim);
            b.Quads(left, right, Ring(car, to, point - 1), Ring(car, from, point - 1), Ring(car, from, point), Ring(car, to, point));
        }
        Vector3 a = Ring(car, from, Points - 1), c = Ring(car, to, Points - 1);
        bool isCabin = from >= car.Deck && to <= car.Cowl;
        Vector3 d = isCabin ? Foot(car, to) : Ridge(car, to), e = isCabin ? Foot(car, from) : Ridge(car, from);
        b.Quads(Skin.Paint, Skin.Paint, c, a, e, d);
    }

    /// <summary>Front or rear: rows of the ring's points, columns from the left to the right.</summary>
    private static void Face(ShapeBuilder b, CarShape car, float x)
    {
        bool isFront = x > 0f;
        ReadOnlySpan<float> columns = [-1f, -0.84f, -0.5f, 0.5f, 0.84f, 1f];
        for (int row = 0; row < Points - 1; row++)
        {
            Vector3 low = Ring(car, x, row), high = Ring(car, x, row + 1);
            for (int column = 0; column < columns.Length - 1; column++)
            {
                var skin = FaceSkin(car, isFront, row, column);
                Vector3 a = At(low, columns[column]), c = At(low, columns[column + 1]), d = At(high, columns[column + 1]), e = At(high, columns[column]);
                if (isFront) b.Quad(skin, a, c, d, e);
                else b.Quad(skin, c, a, e, d);
            }
        }

        static Vector3 At(Vector3 edge, float share) => edge with { Y = share * edge.Y };
    }

    /// <summary>What a cell of the front or the rear is; columns run from the right side of the car (y below 0) to the left.</summary>
    private static Skin FaceSkin(CarShape car, bool isFront, int row, int column) => (isFront, row, column) switch
    {
        (_, 2, 0) => Skin.Right,
        (_, 2, 4) => Skin.Left,
        (true, 2, 1 or 3) => Skin.Head,
        (false, 2, 1 or 3) => Skin.Tail,
        (true, 2, _) => Skin.Trim,
        (_, 0, _) when car.HasDarkSkirts || column == 2 => Skin.Trim,
        _ => Skin.Paint,
    };

    /// <summary>Foot of the side windows, which are flat.</summary>
    private static Vector3 Foot(CarShape car, float x)
    {
        float share = (x - car.Deck) / (car.Cowl - car.Deck), taper = car.Taper(car.Deck) + (car.Taper(car.Cowl) - car.Taper(car.Deck)) * share;
        return new(x, 0.5f * car.Width * taper - 0.13f, car.Belt);
    }

    private static void Greenhouse(ShapeBuilder b, CarShape car)
    {
        float roof = b.Side - car.Lean, edge = car.Height - 0.05f;
        Vector3 frontFoot = Foot(car, car.Cowl), rearFoot = Foot(car, car.Deck), frontTop = new(car.RoofFront, roof, edge), rearTop = new(car.RoofRear, roof, edge);
        Sides(b, car, frontFoot, rearFoot, frontTop, rearTop);

        // Windscreen and rear window between their pillars.
        Pane(b, Skin.Glass, frontFoot, frontTop, faces: 1f, lamp: false);
        Pane(b, car.HasRearWindow ? Skin.Glass : Skin.Paint, rearFoot, rearTop, faces: -1f, lamp: true);

        // The roof bulges.
        float middle = 0.5f * (car.RoofFront + car.RoofRear);
        Vector3 top = new(middle, roof, edge + 0.015f);
        Span<Vector3> ridge = [frontTop with { Y = 0f, Z = edge }, new(middle, 0f, car.Height), rearTop with { Y = 0f, Z = edge }];
        b.Quads(Skin.Paint, Skin.Paint, frontTop, top, ridge[1], ridge[0]);
        b.Quads(Skin.Paint, Skin.Paint, top, rearTop, ridge[2], ridge[1]);
        // The edge of the roof rises to its middle; this closes the slit above the windows.
        b.Quads(Skin.Paint, Skin.Paint, frontTop, rearTop, top, top);
    }

    private static void Sides(ShapeBuilder b, CarShape car, Vector3 frontFoot, Vector3 rearFoot, Vector3 frontTop, Vector3 rearTop)
    {
        // Bottom and top edge of the glass, as shares of the height.
        const float Low = 0.04f, High = 0.9f;
        float begin = 0f;
        bool isGlass = false;
        for (int i = 0; i <= car.SideWindows.Length; i++, isGlass = !isGlass)
        {
            float end = i < car.SideWindows.Length ? car.SideWindows[i] : 1f;
            Cell(Skin.Paint, 0f, Low);
            Cell(isGlass ? Skin.Glass : i > 0 && i < car.SideWindows.Length ? Skin.Trim : Skin.Paint, Low, High);
            Cell(Skin.Paint, High, 1f);
            begin = end;

            void Cell(Skin skin, float low, float high) => b.Quads(skin, skin, At(begin, low), At(end, low), At(end, high), At(begin, high));
        }

        Vector3 At(float along, float up) => Exact.Lerp(Exact.Lerp(frontFoot, rearFoot, along), Exact.Lerp(frontTop, rearTop, along), up);
    }

    /// <summary>Windscreen or rear window: glass between painted edges, at the rear the third brake lamp at its top.</summary>
    private static void Pane(ShapeBuilder b, Skin glass, Vector3 foot, Vector3 top, float faces, bool lamp)
    {
        ReadOnlySpan<float> columns = [-1f, -0.93f, -0.16f, 0.16f, 0.93f, 1f], rows = [0f, 0.06f, 0.9f, 1f];
        for (int row = 0; row < rows.Length - 1; row++)
        {
            for (int column = 0; column < columns.Length - 1; column++)
            {
                bool isEdge = column is 0 or 4 || row == 2;
                var skin = lamp && row == 2 && column == 2 ? Skin.Brake : isEdge ? Skin.Paint : row == 0 ? Skin.Trim : glass;
                Vector3 a = At(columns[column], rows[row]), c = At(columns[column + 1], rows[row]);
                Vector3 d = At(columns[column + 1], rows[row + 1]), e = At(columns[column], rows[row + 1]);
                if (faces > 0f) b.Quad(skin, a, c, d, e);
                else b.Quad(skin, c, a, e, d);
            }
        }

        Vector3 At(float across, float up)
        {
            var point = Exact.Lerp(foot, top, up);
            return point with { Y = across * point.Y };
        }
    }
}
