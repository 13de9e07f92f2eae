using System.Numerics;
using System.Runtime.InteropServices;

namespace Snowball.Rendering.Scenes;

/// <summary>Light, weather and wear of a picture. Colours are red, green, blue in [0, 1] as displayed, sums may exceed 1; formulas in <see cref="Shading"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Atmosphere
{
    /// <summary>Unit vector to the sun (or moon).</summary>
    public Vector3 ToSun;

    /// <summary>Light of the sun on a surface that faces it.</summary>
    public Vector3 Sun;

    /// <summary>Light from everywhere.</summary>
    public Vector3 Ambient;

    /// <summary>Sky straight up.</summary>
    public Vector3 Zenith;

    /// <summary>Sky at the horizon; also what fog fades to.</summary>
    public Vector3 Horizon;

    /// <summary>Extinction of fog and rain, 1/m.</summary>
    public float FogDensity;

    /// <summary>Light of the own headlamps close to the car, 0 by day.</summary>
    public float Headlights;

    /// <summary>Darkness of the shadow under vehicles, 0 to 1.</summary>
    public float Shadow;

    /// <summary>Density of rain, 0 to 1: streaks in the picture.</summary>
    public float Rain;

    /// <summary>Share of the paint of markings that is worn off, 0 to 1.</summary>
    public float MarkingWear;

    /// <summary>Multiplies the colour of pavement.</summary>
    public Vector3 RoadTint;

    /// <summary>Multiplies the colour of terrain and vegetation.</summary>
    public Vector3 TerrainTint;
}
