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

    public Edges Edges;

    /// <summary>As in <see cref="Corner"/>.</summary>
    public Gradients Lit, Strip, Light, Albedo;

    public Cover Cover;

    public byte Id;
}

/// <summary>Makes triangles ready: sides, gradients. In double precision, so that neither huge nor distant triangles lose their place.</summary>
internal static class TriangleSetup
{
    /// <summary>Draws a triangle, if it is seen from outside.</summary>
    [SkipLocalsInit]
    public static void Draw(in Corner a, in Corner b, in Corner c, Cover cover, Content content, byte id, Picture picture)
    {
        double abX = b.X - a.X, abY = b.Y - a.Y, acX = c.X - a.X, acY = c.Y - a.Y, area = abX * acY - acX * abY;
        if (!(area < 0.0)) return;
        Unsafe.SkipInit(out Triangle triangle);
        if (!triangle.Edges.Set(a.X, a.Y, b.X, b.Y, c.X, c.Y, picture.Height)) return;
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
}
