namespace Snowball.Sim.Vehicles.Contact;

/// <summary>Where two bodies touch: the normal from the first to the second, and one or two points with their depths (m).</summary>
internal struct Manifold
{
    /// <summary>Number of points: 0 where they do not touch.</summary>
    public int Count;

    /// <summary>Unit normal, from the first body to the second.</summary>
    public double NormalX, NormalY;

    /// <summary>The points.</summary>
    public double X0, Y0, Depth0, X1, Y1, Depth1;

    /// <summary>Of two bodies of which the second may be a piece of rail.</summary>
    public static Manifold Of(in Body a, in Body b) => b.IsRail ? OfRail(a, b) : OfBoxes(a, b);

    /// <summary>
    /// Oriented boxes by separating axes: the normal is the axis of least overlap, the points are the facing side of the other
    /// box, clipped to the side that the axis belongs to (Gottschalk, Lin, Manocha 1996; Ericson, Real-Time Collision Detection, 5.5).
    /// </summary>
    private static Manifold OfBoxes(in Body a, in Body b)
    {
        double dx = b.X - a.X, dy = b.Y - a.Y, least = double.PositiveInfinity;
        int best = -1;
        for (int axis = 0; axis < 4; axis++)
        {
            ref readonly Body owner = ref axis < 2 ? ref a : ref b;
            var (nx, ny) = (axis & 1) == 0 ? (owner.Cos, owner.Sin) : (-owner.Sin, owner.Cos);
            double overlap = HalfExtent(a, nx, ny) + HalfExtent(b, nx, ny) - Math.Abs(dx * nx + dy * ny);
            if (overlap < 0) return default;
            // Parallel boxes have each axis twice: the first wins, whatever the rounding.
            if (overlap < least - 1e-9) (least, best) = (overlap, axis);
        }
        return best < 2 ? Clip(a, b, (best & 1) == 0, dx, dy) : Clip(b, a, (best & 1) == 0, -dx, -dy).Swapped();
    }

    private static Manifold Clip(in Body owner, in Body other, bool isAlong, double dx, double dy)
    {
        var (nx, ny) = isAlong ? (owner.Cos, owner.Sin) : (-owner.Sin, owner.Cos);
        if (dx * nx + dy * ny < 0) (nx, ny) = (-nx, -ny);
        double reach = isAlong ? owner.HalfLength : owner.HalfWidth, side = isAlong ? owner.HalfWidth : owner.HalfLength;
        double tx = -ny, ty = nx;

        // The side of the other box that faces the owner most.
        double facingLength = nx * other.Cos + ny * other.Sin, facingWidth = ny * other.Cos - nx * other.Sin;
        double cx, cy, ex, ey;
        if (Math.Abs(facingLength) > Math.Abs(facingWidth))
        {
            double h = facingLength > 0 ? -other.HalfLength : other.HalfLength;
            (cx, cy, ex, ey) = (dx + h * other.Cos, dy + h * other.Sin, -other.HalfWidth * other.Sin, other.HalfWidth * other.Cos);
        }
        else
        {
            double h = facingWidth > 0 ? -other.HalfWidth : other.HalfWidth;
            (cx, cy, ex, ey) = (dx - h * other.Sin, dy + h * other.Cos, other.HalfLength * other.Cos, other.HalfLength * other.Sin);
        }
        // Its points c + u e, u from -1 to 1, that lie between the owner's sides.
        double middle = cx * tx + cy * ty, slope = ex * tx + ey * ty, low = -1, high = 1;
        if (Math.Abs(slope) > 1e-12)
        {
            double u0 = (-side - middle) / slope, u1 = (side - middle) / slope;
            low = Math.Max(low, Math.Min(u0, u1));
            high = Math.Min(high, Math.Max(u0, u1));
        }
        var manifold = new Manifold { NormalX = nx, NormalY = ny };
        if (low <= high)
        {
            manifold.AddIfDeep(owner, cx + low * ex, cy + low * ey, reach);
            manifold.AddIfDeep(owner, cx + high * ex, cy + high * ey, reach);
        }
        return manifold;
    }

    /// <summary>
    /// The corners of a vehicle that are beyond a piece of rail. The normal is always across the rail: its ends lead on to the
    /// next piece, and a vehicle must not catch on them.
    /// </summary>
    private static Manifold OfRail(in Body a, in Body rail)
    {
        double nx = -rail.Sin, ny = rail.Cos;
        if ((rail.X - a.X) * nx + (rail.Y - a.Y) * ny < 0) (nx, ny) = (-nx, -ny);
        var manifold = new Manifold { NormalX = nx, NormalY = ny };
        for (int corner = 0; corner < 4; corner++)
        {
            double along = corner < 2 ? a.HalfLength : -a.HalfLength, across = corner is 0 or 3 ? a.HalfWidth : -a.HalfWidth;
            double x = along * a.Cos - across * a.Sin, y = along * a.Sin + across * a.Cos;
            double fromRailX = a.X + x - rail.X, fromRailY = a.Y + y - rail.Y;
            if (Math.Abs(fromRailX * rail.Cos + fromRailY * rail.Sin) > rail.HalfLength) continue;
            double depth = fromRailX * nx + fromRailY * ny + rail.HalfWidth;
            if (depth >= 0) manifold.AddDeepest(a.X + x, a.Y + y, depth);
        }
        return manifold;
    }

    private static double HalfExtent(in Body body, double nx, double ny)
        => body.HalfLength * Math.Abs(body.Cos * nx + body.Sin * ny) + body.HalfWidth * Math.Abs(body.Cos * ny - body.Sin * nx);

    private void AddIfDeep(in Body owner, double x, double y, double reach)
    {
        double depth = reach - (x * NormalX + y * NormalY);
        if (depth >= 0) AddDeepest(owner.X + x, owner.Y + y, depth);
    }

    private void AddDeepest(double x, double y, double depth)
    {
        if (Count == 0) (X0, Y0, Depth0, Count) = (x, y, depth, 1);
        else if (Count == 1) (X1, Y1, Depth1, Count) = (x, y, depth, 2);
        else if (Depth0 <= Depth1 && depth > Depth0) (X0, Y0, Depth0) = (x, y, depth);
        else if (depth > Depth1) (X1, Y1, Depth1) = (x, y, depth);
    }

    private readonly Manifold Swapped() => this with { NormalX = -NormalX, NormalY = -NormalY };
}
