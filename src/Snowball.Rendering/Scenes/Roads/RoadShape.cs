using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;

namespace Snowball.Rendering.Scenes.Roads;

/// <summary>
/// Where points beside a carriageway's line are in the world, at the heights at which vehicles drive. Before its start and beyond its end it goes on:
/// like the simulator has it as far as vehicles come, then straight.
/// </summary>
internal sealed class RoadShape(Carriageway road)
{
    // Vehicles may be this far beyond the ends of a bent line, m.
    private const float Bent = 50f;

    private readonly float _last = road.IsStraight ? float.PositiveInfinity : (road.X.Length - 1) * Carriageway.StationSpacing;

    public Carriageway Road => road;

    /// <summary>The point d to the left of s, m.</summary>
    public Vector3 At(float s, float d)
    {
        var (x, y) = Plan(s, d);
        return new(x, y, Height(s, d));
    }

    /// <summary>Along the road at s, level; unit vector.</summary>
    public Vector3 Forward(float s)
    {
        road.ToWorld(Known(s), 0f, out _, out _, out float heading);
        var (sin, cos) = Elementary.SinCos(heading);
        return new(cos, sin, 0f);
    }

    /// <summary>To the left of a level direction.</summary>
    public static Vector3 LeftOf(Vector3 forward) => new(-forward.Y, forward.X, 0f);

    /// <summary>Upwards from the pavement; unit vector.</summary>
    public Vector3 Up(float s, float d)
    {
        if (road.Surface is null) return Vector3.UnitZ;
        const float Half = Carriageway.StationSpacing;
        var forward = Forward(s);
        float grade = (Height(s + Half, d) - Height(s - Half, d)) * (0.5f / Half), bank = Height(s, 1f) - Height(s, 0f);
        return Exact.Normalize(Vector3.UnitZ - grade * forward - bank * LeftOf(forward));
    }

    /// <summary>z of the road d to the left of s, m.</summary>
    public float Height(float s, float d) => road.Surface is { } surface ? surface.Height(s, d) : 0f;

    private float Known(float s) => Elementary.Clip(s, -Bent, _last + Bent);

    private (float X, float Y) Plan(float s, float d)
    {
        if (road.IsStraight) return (s, d);
        float known = Known(s);
        road.ToWorld(known, d, out float x, out float y, out float heading);
        if (known == s) return (x, y);
        var (sin, cos) = Elementary.SinCos(heading);
        return (x + (s - known) * cos, y + (s - known) * sin);
    }
}
