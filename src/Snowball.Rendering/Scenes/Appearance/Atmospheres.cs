using System.Numerics;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>Light and weather by name.</summary>
public static class Atmospheres
{
    /// <summary>Noon in summer.</summary>
    public static Atmosphere Clear { get; } = new()
    {
        ToSun = Vector3.Normalize(new(0.35f, 0.45f, 0.82f)),
        Sun = new(0.72f, 0.69f, 0.62f),
        Ambient = new(0.42f, 0.46f, 0.53f),
        Zenith = new(0.24f, 0.45f, 0.78f),
        Horizon = new(0.76f, 0.85f, 0.93f),
        FogDensity = 0.0004f,
        Shadow = 0.62f,
        MarkingWear = 0.08f,
        RoadTint = Vector3.One,
        TerrainTint = Vector3.One,
    };

    /// <summary>The atmosphere of a name.</summary>
    public static Atmosphere Named(string name) => Clear;
}
