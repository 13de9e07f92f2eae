using System.Numerics;

namespace Snowball.Rendering.Scenes;

/// <summary>
/// The formulas by which every renderer shades a pixel, for one point; renderers vectorise or translate them. Only + - * / min max, so that
/// the software renderer has the same bits everywhere. Level rich of a graphics card may add to them (shadow maps, reflections),
/// not replace them. In order:
/// colour = albedo * (ambient + sun * max(0, normal . to sun) + headlight), or a lamp's own; then the shadow under a vehicle; then fog.
/// The normal of a vehicle's vertex is divided by the vehicle's size and made a unit vector again. Albedos of <see cref="Surface.Road"/> and
/// <see cref="Surface.Gore"/> are multiplied by <see cref="Atmosphere.RoadTint"/>, those of <see cref="Surface.Terrain"/> and
/// <see cref="Sim.Sensors.Cameras.SemanticClass.Vegetation"/> by <see cref="Atmosphere.TerrainTint"/>; then paint covers coverage * (1 - wear) of them.
/// A pixel is a <see cref="Sim.Sensors.Cameras.SemanticClass.Marking"/> where coverage, whatever its wear, exceeds one half.
/// </summary>
internal static class Shading
{
    /// <summary>Nothing nearer to the camera is drawn, m along the axis.</summary>
    public const float Near = 0.1f;

    /// <summary>Paint of a new marking, white and yellow.</summary>
    public static readonly Vector3 White = new(0.92f, 0.92f, 0.90f), Yellow = new(0.95f, 0.75f, 0.15f);

    /// <summary>A lamp's colour where it is bright; off it is <see cref="LampOff"/> of that, lit like any surface.</summary>
    public static readonly Vector3 HeadLamp = new(1f, 1f, 0.92f), RearLamp = new(1f, 0.06f, 0.04f), Indicator = new(1f, 0.6f, 0.05f);

    /// <summary>How far beyond a vehicle's footprint its shadow reaches, m.</summary>
    public const float ShadowFade = 0.5f;

    /// <summary>The bars of a gore along the road: only dash and period count.</summary>
    public static readonly Marking GoreBars = new(0f, 0f, 1f, 3f, IsYellow: false);

    /// <summary>Albedo of a lamp that is off, and light of a tail lamp that does not brake, as shares of the lamp's colour.</summary>
    public const float LampOff = 0.45f, TailDim = 0.6f;

    /// <summary>Share of light that comes through fog from a depth: 1 / (1 + t + t^2 / 2 + t^3 / 6), near exp(-t) (Koschmieder's law), t = density * depth.</summary>
    public static float Transmission(float fogDensity, float depth)
    {
        float t = fogDensity * depth;
        return 1f / (1f + t + t * t * (0.5f + t * (1f / 6f)));
    }

    /// <summary>Light of the own headlamps on a point of the camera's frame: <paramref name="depth"/> m ahead, <paramref name="right"/> m to the right.</summary>
    public static float Headlight(float strength, float depth, float right)
    {
        float reach = depth * (1f / 30f), side = right / (0.4f * depth + 2f);
        return strength * MathF.Max(0f, 1f - side * side) / (1f + reach * reach);
    }

    /// <summary>
    /// Share of a pixel that paint covers at <paramref name="edge"/> m from the edge of a strip that carries a marking, by box filters over the pixel's
    /// footprint on the road: <paramref name="across"/> m wide and <paramref name="along"/> m long, both positive: |d/dx| + |d/dy| of edge and of s.
    /// </summary>
    public static float Coverage(in Marking marking, float edge, float s, float across, float along)
    {
        float outer = Overlap(edge, marking.HalfWidth, across), inner = marking.Gap > 0f ? Overlap(edge, marking.Gap, across) : 0f;
        return (outer - inner) * DashShare(marking, s, along);
    }

    /// <summary>The same for the white bars of a gore: diagonals, 1 m of paint and 2 m of none along the road.</summary>
    public static float GoreCoverage(float fromLeft, float s, float across, float along) => DashShare(GoreBars, s + fromLeft, along + across);

    /// <summary>The sky in a direction whose rise is its vertical part.</summary>
    public static Vector3 Sky(in Atmosphere atmosphere, float rise)
    {
        float share = MathF.Min(MathF.Max(2.5f * rise, 0f), 1f);
        share *= 2f - share;
        return atmosphere.Horizon + (atmosphere.Zenith - atmosphere.Horizon) * share;
    }

    /// <summary>
    /// Darkness at a point under or beside a vehicle, as a factor of its <see cref="Atmosphere.Shadow"/>, 0 to 1: full within the footprint, fading over
    /// 0.5 m beyond it.
    /// </summary>
    /// <param name="forward">m from the vehicle's centre along it.</param>
    /// <param name="left">m across.</param>
    /// <param name="size">The vehicle's.</param>
    public static float ShadowAt(float forward, float left, Vector3 size)
    {
        float beyondX = MathF.Max(MathF.Abs(forward) - 0.5f * size.X, 0f), beyondY = MathF.Max(MathF.Abs(left) - 0.5f * size.Y, 0f);
        return MathF.Max(0f, 1f - beyondX * (1f / ShadowFade)) * MathF.Max(0f, 1f - beyondY * (1f / ShadowFade));
    }

    /// <summary>Share of [x - w / 2, x + w / 2] within [-half, half].</summary>
    private static float Overlap(float x, float half, float width)
        => MathF.Max(0f, MathF.Min(x + 0.5f * width, half) - MathF.Max(x - 0.5f * width, -half)) / width;

    /// <summary>Share of [s - l / 2, s + l / 2] that dashes cover, at most one dash long at a time; where a pixel spans a period it is that of the whole line.</summary>
    private static float DashShare(in Marking marking, float s, float along)
    {
        float share = marking.Dash / marking.Period;
        if (share >= 1f || along >= marking.Period) return share;
        float place = s - marking.Period * MathF.Floor(s / marking.Period), half = 0.5f * along;
        float here = MathF.Min(place + half, marking.Dash) - MathF.Max(place - half, 0f);
        float next = place + half - marking.Period, before = marking.Dash - (place - half + marking.Period);
        return (MathF.Max(here, 0f) + MathF.Min(MathF.Max(next, 0f), marking.Dash) + MathF.Min(MathF.Max(before, 0f), marking.Dash)) / along;
    }
}
