using System.Collections.Immutable;
using System.Numerics;
using Snowball.Sim;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>
/// Light of the sky by the height of the sun, dimmed and spread by weather. The colours are chosen by eye: pictures are to look as a camera with automatic
/// exposure takes them, so that the night is far brighter than it is.
/// </summary>
public static class Atmospheres
{
    private const float Degree = 0.0174532925f;

    // What is left of the contrast at the meteorological optical range: exp(-3) = 5 % (Koschmieder).
    private const float ExtinctionAtVisibility = 3f;

    /// <summary>Light of a cloudless sky where the sun is at an elevation, degrees.</summary>
    private readonly record struct Light(float Elevation, Vector3 Sun, Vector3 Ambient, Vector3 Zenith, Vector3 Horizon, float Headlights, float Shadow);

    private static readonly ImmutableArray<Light> ByElevation =
    [
        new(-12f, new(0.05f, 0.06f, 0.09f), new(0.075f, 0.085f, 0.12f), new(0.012f, 0.017f, 0.04f), new(0.05f, 0.06f, 0.10f), 0.85f, 0.3f),
        new(-6f, new(0.02f, 0.02f, 0.03f), new(0.20f, 0.20f, 0.26f), new(0.06f, 0.09f, 0.20f), new(0.42f, 0.29f, 0.28f), 0.6f, 0.3f),
        new(-1f, new(0.06f, 0.03f, 0.02f), new(0.42f, 0.38f, 0.40f), new(0.17f, 0.25f, 0.45f), new(0.88f, 0.55f, 0.36f), 0.25f, 0.35f),
        new(5f, new(0.80f, 0.52f, 0.26f), new(0.50f, 0.48f, 0.50f), new(0.23f, 0.38f, 0.64f), new(0.96f, 0.76f, 0.52f), 0f, 0.5f),
        new(18f, new(0.78f, 0.67f, 0.50f), new(0.46f, 0.48f, 0.53f), new(0.24f, 0.43f, 0.74f), new(0.82f, 0.85f, 0.87f), 0f, 0.6f),
        new(50f, new(0.72f, 0.69f, 0.62f), new(0.42f, 0.46f, 0.53f), new(0.22f, 0.43f, 0.78f), new(0.74f, 0.84f, 0.93f), 0f, 0.65f),
    ];

    private static readonly ImmutableArray<KeyValuePair<string, Atmosphere>> Presets =
    [
        new("clear", Of(Weather.Clear, 50f * Degree, 50f * Degree)),
        new("low-sun", Of(Weather.Clear, 6f * Degree, 8f * Degree)),
        new("overcast", Of(Weather.Overcast, 40f * Degree, 50f * Degree)),
        new("dusk", Of(Weather.Clear, -4f * Degree, 30f * Degree)),
        new("night", Of(Weather.Clear, -14f * Degree, 30f * Degree)),
        new("fog", Of(Weather.Fog, 30f * Degree, 50f * Degree)),
        new("rain", Of(Weather.Rain, 30f * Degree, 50f * Degree)),
    ];

    /// <summary>A clear day.</summary>
    public static Atmosphere Clear => Presets[0].Value;

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Presets.Select(preset => preset.Key)];

    /// <summary>The atmosphere of a name: clear, low-sun, overcast, dusk, night, fog or rain.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static Atmosphere Named(string name)
    {
        foreach (var (known, atmosphere) in Presets)
        {
            if (known == name) return atmosphere;
        }
        throw new InputException($"there is no atmosphere '{name}'; known are {string.Join(", ", Names)}");
    }

    /// <summary>The atmosphere of a weather and a sun.</summary>
    /// <param name="weather">What the sky does.</param>
    /// <param name="elevation">Of the sun, rad.</param>
    /// <param name="azimuth">Of the sun, rad to the left of the world's x axis.</param>
    /// <param name="fogVisibility">Meteorological optical range of fog, m.</param>
    /// <param name="rainDensity">Density of rain, 0 to 1.</param>
    public static Atmosphere Of(Weather weather, float elevation, float azimuth, float fogVisibility = 150f, float rainDensity = 0.5f)
    {
        var light = At(elevation / Degree);
        // At night the light is that of the moon, opposite the sun and never low.
        bool isMoon = elevation < -3f * Degree;
        var (sinAzimuth, cosAzimuth) = Elementary.SinCos(isMoon ? azimuth + MathF.PI : azimuth);
        var (sin, cos) = Elementary.SinCos(isMoon ? 40f * Degree : MathF.Max(elevation, 1f * Degree));
        var atmosphere = new Atmosphere
        {
            ToSun = new(cos * cosAzimuth, cos * sinAzimuth, sin),
            Sun = light.Sun,
            Ambient = light.Ambient,
            Zenith = light.Zenith,
            Horizon = light.Horizon,
            FogDensity = 0.0004f,
            Headlights = light.Headlights,
            Shadow = light.Shadow,
            MarkingWear = 0.1f,
            RoadTint = Vector3.One,
            TerrainTint = Vector3.One,
        };
        switch (weather)
        {
            case Weather.Overcast:
                Cover(ref atmosphere, sky: 0.98f, ambient: 1.8f);
                atmosphere.FogDensity = 0.001f;
                break;
            case Weather.Fog:
                Cover(ref atmosphere, sky: 0.94f, ambient: 1.5f);
                atmosphere.Zenith = atmosphere.Horizon;
                atmosphere.FogDensity = ExtinctionAtVisibility / fogVisibility;
                atmosphere.Headlights = MathF.Max(atmosphere.Headlights, 0.1f);
                break;
            case Weather.Rain:
                Cover(ref atmosphere, sky: 0.82f - 0.2f * rainDensity, ambient: 1.55f - 0.3f * rainDensity);
                atmosphere.Rain = rainDensity;
                atmosphere.FogDensity = 0.0015f + 0.005f * rainDensity;
                atmosphere.Headlights = MathF.Max(atmosphere.Headlights, 0.15f);
                // Wet asphalt.
                atmosphere.RoadTint = new(0.78f, 0.80f, 0.84f);
                break;
        }
        return atmosphere;
    }

    /// <summary>Draws clouds before the sky: grey, brighter or darker than the horizon's light, with little of the sun left.</summary>
    private static void Cover(ref Atmosphere atmosphere, float sky, float ambient)
    {
        // Coloured light of dawn becomes grey.
        var grey = new Vector3(0.97f, 0.99f, 1.03f);
        float brightness = Luma(0.7f * atmosphere.Horizon + 0.3f * atmosphere.Zenith);
        atmosphere.Horizon = sky * brightness * grey;
        atmosphere.Zenith = 0.85f * atmosphere.Horizon;
        atmosphere.Ambient = ambient * Luma(atmosphere.Ambient) * grey;
        atmosphere.Sun *= 0.12f;
        atmosphere.Shadow *= 0.75f;
    }

    private static float Luma(Vector3 colour) => 0.3f * colour.X + 0.59f * colour.Y + 0.11f * colour.Z;

    private static Light At(float degrees)
    {
        if (degrees <= ByElevation[0].Elevation) return ByElevation[0];
        for (int i = 1; i < ByElevation.Length; i++)
        {
            var (below, above) = (ByElevation[i - 1], ByElevation[i]);
            if (degrees > above.Elevation) continue;
            float share = (degrees - below.Elevation) / (above.Elevation - below.Elevation);
            return new(degrees, Mix(below.Sun, above.Sun), Mix(below.Ambient, above.Ambient), Mix(below.Zenith, above.Zenith), Mix(below.Horizon, above.Horizon),
                below.Headlights + (above.Headlights - below.Headlights) * share, below.Shadow + (above.Shadow - below.Shadow) * share);

            Vector3 Mix(Vector3 a, Vector3 b) => a + (b - a) * share;
        }
        return ByElevation[^1];
    }
}
