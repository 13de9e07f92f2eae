using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.Software;

/// <summary>The formulas of <see cref="Shading"/> for eight pixels.</summary>
internal static class ShadingLanes
{
    /// <inheritdoc cref="Shading.Transmission"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Transmission(float fogDensity, Vector256<float> depth)
    {
        var t = depth * fogDensity;
        var one = Vector256<float>.One;
        return one / (one + t + t * t * (Vector256.Create(0.5f) + t * (1f / 6f)));
    }

    /// <inheritdoc cref="Shading.Headlight"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Headlight(float strength, Vector256<float> depth, Vector256<float> right)
    {
        var one = Vector256<float>.One;
        var (reach, side) = (depth * (1f / 30f), right / (depth * 0.4f + Vector256.Create(2f)));
        return Lanes.Max(one - side * side, Vector256<float>.Zero) * strength / (one + reach * reach);
    }

    /// <summary>The share of <see cref="Shading.Coverage"/> that is due to the place across a line, of a line without gaps along it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> AcrossShare(in Marking marking, Vector256<float> edge, Vector256<float> across)
    {
        var share = Overlap(edge, marking.HalfWidth, across);
        return marking.Gap > 0f ? share - Overlap(edge, marking.Gap, across) : share;
    }

    /// <summary>The share of <see cref="Shading.Coverage"/> that is due to dashes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> DashShare(in Marking marking, Vector256<float> s, Vector256<float> along)
    {
        var (zero, dash, period, half) = (Vector256<float>.Zero, Vector256.Create(marking.Dash), Vector256.Create(marking.Period), along * 0.5f);
        var place = s - period * Vector256.Floor(s / period);
        var (from, to) = (place - half, place + half);
        var here = Lanes.Max(Lanes.Min(to, dash) - Lanes.Max(from, zero), zero);
        var next = Lanes.Min(Lanes.Max(to - period, zero), dash);
        var before = Lanes.Min(Lanes.Max(dash - (from + period), zero), dash);
        var share = (here + next + before) / along;
        return Vector256.ConditionalSelect(Vector256.GreaterThanOrEqual(along, period), Vector256.Create(marking.Dash / marking.Period), share);
    }

    /// <inheritdoc cref="Shading.GoreCoverage"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GoreCoverage(Vector256<float> fromLeft, Vector256<float> s, Vector256<float> across, Vector256<float> along)
        => DashShare(Shading.GoreBars, s + fromLeft, along + across);

    /// <inheritdoc cref="Shading.ShadowAt"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ShadowAt(Vector256<float> forward, Vector256<float> left, float length, float width)
    {
        var (zero, one) = (Vector256<float>.Zero, Vector256<float>.One);
        var beyondX = Lanes.Max(Vector256.Abs(forward) - Vector256.Create(0.5f * length), zero);
        var beyondY = Lanes.Max(Vector256.Abs(left) - Vector256.Create(0.5f * width), zero);
        return Lanes.Max(one - beyondX * (1f / Shading.ShadowFade), zero) * Lanes.Max(one - beyondY * (1f / Shading.ShadowFade), zero);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Overlap(Vector256<float> x, float half, Vector256<float> width)
    {
        var reach = width * 0.5f;
        var covered = Lanes.Min(x + reach, Vector256.Create(half)) - Lanes.Max(x - reach, Vector256.Create(-half));
        return Lanes.Max(covered, Vector256<float>.Zero) / width;
    }
}
