using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>How a group of four values changes over a triangle.</summary>
internal struct Gradients
{
    private Vector256<double> _at, _across, _down;

    /// <summary>By a step of a pixel to the right.</summary>
    public Vector128<float> Across;

    /// <summary>By a step of a pixel downwards.</summary>
    public Vector128<float> Down;

    /// <summary>The values at a point relative to the triangle's first corner.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector128<float> At(double x, double y) => Narrow(_at + _across * x + _down * y);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(in Vector256<double> a, in Vector256<double> b, in Vector256<double> c, double abX, double abY, double acX, double acY, double inverse)
    {
        var (ab, ac) = (b - a, c - a);
        _at = a;
        _across = (ab * acY - ac * abY) * inverse;
        _down = (ac * abX - ab * acX) * inverse;
        Across = Narrow(_across);
        Down = Narrow(_down);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Narrow(Vector256<double> values) => Vector128.Narrow(values.GetLower(), values.GetUpper());
}

/// <summary>A triangle that is ready to be filled.</summary>
internal struct Triangle
{
    /// <summary>The first corner.</summary>
    public double OriginX, OriginY;

    /// <summary>Where the sides that bound rows on the left and on the right start; below <see cref="Middle"/> one of them is replaced.</summary>
    public Side Left, Right, Lower;

    /// <summary>Rows: the first, the first below the middle corner, the end.</summary>
    public int Top, Middle, Bottom;

    /// <summary>Whether the middle corner is on the left.</summary>
    public bool IsBentLeft;

    public Gradients Lit, Strip, Light, Albedo;

    public Cover Cover;

    public byte Id;
}

/// <summary>A side of a triangle that crosses rows.</summary>
/// <param name="X">Its upper end.</param>
/// <param name="Y">Its upper end.</param>
/// <param name="Slope">Columns a row.</param>
internal readonly record struct Side(double X, double Y, double Slope)
{
    /// <summary>The first pixel whose middle is not left of the side. Both triangles at a side find the same, so that each pixel is one's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Column(double y, int width)
    {
        double column = Math.Ceiling(X + (y - Y) * Slope - 0.5);
        return column > 0.0 ? column < width ? (int)column : width : 0;
    }
}

/// <summary>Makes triangles ready: sides, gradients. In double precision, so that neither huge nor distant triangles lose their place.</summary>
internal static class TriangleSetup
{
    /// <summary>Draws a triangle, if it is seen from outside.</summary>
    public static void Draw(in Corner a, in Corner b, in Corner c, Cover cover, Content content, byte id, Picture picture)
    {
        double abX = b.X - a.X, abY = b.Y - a.Y, acX = c.X - a.X, acY = c.Y - a.Y, area = abX * acY - acX * abY;
        if (!(area < 0.0)) return;
        Unsafe.SkipInit(out Triangle triangle);
        if (!SetSides(ref triangle, a, b, c, picture.Height)) return;
        double inverse = 1.0 / area;
        triangle.OriginX = a.X;
        triangle.OriginY = a.Y;
        triangle.Cover = cover;
        triangle.Id = id;
        triangle.Lit.Set(a.Lit, b.Lit, c.Lit, abX, abY, acX, acY, inverse);
        if (content.HasAlbedo) triangle.Albedo.Set(a.Albedo, b.Albedo, c.Albedo, abX, abY, acX, acY, inverse);
        if (!content.HasPaint)
        {
            Rows.Fill<PlainSurface>(triangle, picture);
            return;
        }
        triangle.Strip.Set(a.Strip, b.Strip, c.Strip, abX, abY, acX, acY, inverse);
        triangle.Light.Set(a.Light, b.Light, c.Light, abX, abY, acX, acY, inverse);
        if (cover.Surface == Surface.Road) Rows.Fill<RoadSurface>(triangle, picture);
        else Rows.Fill<GoreSurface>(triangle, picture);
    }

    /// <summary>Finds the sides of a triangle.</summary>
    /// <returns>Whether there is a row between them.</returns>
    public static bool SetSides(ref Triangle triangle, in Corner a, in Corner b, in Corner c, int height)
    {
        // Sorted from the top. The order of the corners tells on which side the middle one is: an odd permutation turns it.
        double topX = a.X, topY = a.Y, middleX = b.X, middleY = b.Y, bottomX = c.X, bottomY = c.Y;
        bool isBentLeft = true;
        if (middleY < topY) (topX, topY, middleX, middleY, isBentLeft) = (middleX, middleY, topX, topY, !isBentLeft);
        if (bottomY < middleY)
        {
            (middleX, middleY, bottomX, bottomY, isBentLeft) = (bottomX, bottomY, middleX, middleY, !isBentLeft);
            if (middleY < topY) (topX, topY, middleX, middleY, isBentLeft) = (middleX, middleY, topX, topY, !isBentLeft);
        }
        triangle.Top = Row(topY, height);
        triangle.Bottom = Row(bottomY, height);
        if (triangle.Top >= triangle.Bottom) return false;
        triangle.Middle = Row(middleY, height);
        triangle.IsBentLeft = isBentLeft;
        var whole = new Side(topX, topY, (bottomX - topX) / (bottomY - topY));
        var upper = triangle.Middle > triangle.Top ? new Side(topX, topY, (middleX - topX) / (middleY - topY)) : default;
        (triangle.Left, triangle.Right) = isBentLeft ? (upper, whole) : (whole, upper);
        triangle.Lower = triangle.Middle < triangle.Bottom ? new Side(middleX, middleY, (bottomX - middleX) / (bottomY - middleY)) : default;
        return true;
    }

    /// <summary>The first row whose middle is not above.</summary>
    private static int Row(double y, int height)
    {
        double row = Math.Ceiling(y - 0.5);
        return row > 0.0 ? row < height ? (int)row : height : 0;
    }
}
