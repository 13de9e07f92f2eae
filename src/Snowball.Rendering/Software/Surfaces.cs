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
    static abstract void Cover(Cover cover, in StripPixels strip, out Vector256<float> white, out Vector256<float> yellow);
}

/// <summary>Everything without paint.</summary>
internal readonly struct PlainSurface : ISurface
{
    public static bool IsPainted => false;

    public static void Cover(Cover cover, in StripPixels strip, out Vector256<float> white, out Vector256<float> yellow) => white = yellow = default;
}

/// <summary>Strips with markings along their edges.</summary>
internal readonly struct RoadSurface : ISurface
{
    public static bool IsPainted => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cover(Cover cover, in StripPixels strip, out Vector256<float> white, out Vector256<float> yellow)
    {
        white = yellow = default;
        if (cover.Left != MarkingKind.None) Add(cover.Left, StripPixels.FromLeft, strip, ref white, ref yellow);
        if (cover.Right != MarkingKind.None) Add(cover.Right, StripPixels.FromRight, strip, ref white, ref yellow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(MarkingKind kind, int side, in StripPixels strip, ref Vector256<float> white, ref Vector256<float> yellow)
    {
        ref readonly var marking = ref Marking.All[(int)kind];
        var edge = strip.Value(side);
        var across = strip.Footprint(side, edge);
        // Most pixels of a road are nowhere near its lines.
        if (!Lanes.Any(Vector256.LessThan(Vector256.Abs(edge), across * 0.5f + Vector256.Create(marking.HalfWidth)))) return;
        var share = ShadingLanes.AcrossShare(marking, edge, across);
        if (marking.Dash < marking.Period)
        {
            var along = strip.Value(StripPixels.Along);
            share *= ShadingLanes.DashShare(marking, along, strip.Footprint(StripPixels.Along, along));
        }
        if (marking.IsYellow) yellow += share;
        else white += share;
    }
}

/// <summary>Pavement with the bars of a gore.</summary>
internal readonly struct GoreSurface : ISurface
{
    public static bool IsPainted => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Cover(Cover cover, in StripPixels strip, out Vector256<float> white, out Vector256<float> yellow)
    {
        var (along, fromLeft) = (strip.Value(StripPixels.Along), strip.Value(StripPixels.FromLeft));
        white = ShadingLanes.GoreCoverage(
            fromLeft, along, strip.Footprint(StripPixels.FromLeft, fromLeft), strip.Footprint(StripPixels.Along, along));
        yellow = default;
    }
}

/// <summary>Where on a strip of road eight pixels are; worked out only as far as somebody asks.</summary>
internal readonly unsafe ref struct StripPixels
{
    /// <summary>Values of <see cref="Corner.Strip"/>.</summary>
    public const int Along = 0, FromLeft = 1, FromRight = 2;

    // Footprints smaller than this are no camera's, m.
    private const float LeastFootprint = 1e-6f;

    /// <summary>At the first pixel of the row, and their change by a pixel to the right and down.</summary>
    public required float* First { get; init; }

    /// <inheritdoc cref="First"/>
    public required float* Across { get; init; }

    /// <inheritdoc cref="First"/>
    public required float* Down { get; init; }

    /// <summary>The same changes of 1 / depth.</summary>
    public required float NearnessAcross { get; init; }

    /// <inheritdoc cref="NearnessAcross"/>
    public required float NearnessDown { get; init; }

    /// <summary>Pixels from the first of the row.</summary>
    public required Vector256<float> Step { get; init; }

    public required Vector256<float> Depth { get; init; }

    /// <summary>m.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Value(int value) => (Vector256.Create(First[value]) + Vector256.Create(Across[value]) * Step) * Depth;

    /// <summary>How far a pixel reaches, |d/dx| + |d/dy|, m: the derivative of a quotient n / d is (n' - n / d * d') / d.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Vector256<float> Footprint(int value, Vector256<float> at)
    {
        var sum = Vector256.Abs(Vector256.Create(Across[value]) - at * NearnessAcross) + Vector256.Abs(Vector256.Create(Down[value]) - at * NearnessDown);
        return Lanes.Max(sum * Depth, Vector256.Create(LeastFootprint));
    }
}
