using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Snowball.Rendering.Software;

/// <summary>Which groups of values a triangle interpolates.</summary>
/// <param name="HasPaint">Place on the strip, and light alone.</param>
/// <param name="HasAlbedo">Albedo alone.</param>
internal readonly record struct Content(bool HasPaint, bool HasAlbedo)
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Content Of(Cover cover, Picture picture) => new(cover.HasPaint, picture.IsNight);
}

/// <summary>
/// A corner of a triangle in the picture. Its values are divided by depth: these are linear in the picture, which the values themselves are not
/// (Heckbert, Survey of texture mapping, 1986).
/// </summary>
internal struct Corner
{
    /// <summary>Pixels from the left and from the top.</summary>
    public double X, Y;

    /// <summary>1, red, green, blue: each divided by depth, like all that follow.</summary>
    public Vector256<double> Lit;

    /// <summary>Along, from left, from right, 0.</summary>
    public Vector256<double> Strip;

    /// <summary>Red, green, blue, 0.</summary>
    public Vector256<double> Light, Albedo;

    /// <summary>A vertex of a patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Load(out Corner corner, Patch patch, VertexColumns from, int i, Content content)
    {
        Unsafe.SkipInit(out corner);
        corner.X = from.X[i];
        corner.Y = from.Y[i];
        float nearness = from.Nearness[i];
        corner.Lit = Widen(Vector128.Create(1f, from.Red[i], from.Green[i], from.Blue[i]), nearness);
        if (content.HasPaint)
        {
            corner.Strip = Widen(patch.Strips[i].AsVector128(), nearness);
            corner.Light = Widen(Vector128.Create(from.LightRed[i], from.LightGreen[i], from.LightBlue[i], 0f), nearness);
        }
        if (content.HasAlbedo) corner.Albedo = Widen(Vector128.Create(from.AlbedoRed[i], from.AlbedoGreen[i], from.AlbedoBlue[i], 0f), nearness);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> values, float nearness)
    {
        var (low, high) = Vector128.Widen(values * nearness);
        return Vector256.Create(low, high);
    }
}
