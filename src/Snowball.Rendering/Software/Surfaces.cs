using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>What differs from surface to surface. Implementations are empty structs, so that each has machine code of its own.</summary>
internal interface ISurface
{
    /// <summary>Whether there is paint on it.</summary>
    static abstract bool IsPainted { get; }

    /// <summary>Shares of pixels that paint covers.</summary>
    static abstract Paint Cover(Cover cover, in StripPixels strip);
}

/// <summary>Shares of pixels.</summary>
internal readonly record struct Paint(Vector256<float> White, Vector256<float> Yellow);

/// <summary>Where on a strip of road pixels are, and how far their footprints reach there; m.</summary>
internal readonly ref struct StripPixels
{
    public Vector256<float> Along { get; init; }

    public Vector256<float> FromLeft { get; init; }

    public Vector256<float> FromRight { get; init; }

    public Vector256<float> LengthAlong { get; init; }

    public Vector256<float> WidthAtLeft { get; init; }

    public Vector256<float> WidthAtRight { get; init; }
}

/// <summary>Everything without paint.</summary>
internal readonly struct PlainSurface : ISurface
{
    public static bool IsPainted => false;

    public static Paint Cover(Cover cover, in StripPixels strip) => default;
}

/// <summary>Strips with markings along their edges.</summary>
internal readonly struct RoadSurface : ISurface
{
    public static bool IsPainted => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Paint Cover(Cover cover, in StripPixels strip)
    {
        Vector256<float> white = default, yellow = default;
        if (cover.Left != MarkingKind.None)
        {
            ref readonly var marking = ref Marking.All[(int)cover.Left];
            var share = ShadingLanes.Coverage(marking, strip.FromLeft, strip.Along, strip.WidthAtLeft, strip.LengthAlong);
            if (marking.IsYellow) yellow = share;
            else white = share;
        }
        if (cover.Right != MarkingKind.None)
        {
            ref readonly var marking = ref Marking.All[(int)cover.Right];
            var share = ShadingLanes.Coverage(marking, strip.FromRight, strip.Along, strip.WidthAtRight, strip.LengthAlong);
            if (marking.IsYellow) yellow += share;
            else white += share;
        }
        return new(white, yellow);
    }
}

/// <summary>Pavement with the bars of a gore.</summary>
internal readonly struct GoreSurface : ISurface
{
    public static bool IsPainted => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Paint Cover(Cover cover, in StripPixels strip)
        => new(ShadingLanes.GoreCoverage(strip.FromLeft, strip.Along, strip.WidthAtLeft, strip.LengthAlong), default);
}
