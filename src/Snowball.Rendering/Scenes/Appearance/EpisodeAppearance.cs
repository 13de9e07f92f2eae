using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Rendering.Scenes.Appearance;

/// <summary>How an episode looks: a function of the scenario's <see cref="AppearanceSettings"/> and the episode's seed.</summary>
/// <param name="Atmosphere">Light, weather and wear.</param>
/// <param name="Camera">Where cameras are off.</param>
/// <param name="VehicleColours">Paints.</param>
/// <param name="Weather">What the sky does.</param>
/// <param name="SunElevation">Of the sun above the horizon, rad.</param>
public readonly record struct EpisodeAppearance(Atmosphere Atmosphere, CameraJitter Camera, VehicleColours VehicleColours, Weather Weather, float SunElevation)
{
    /// <summary>Draws it.</summary>
    public static EpisodeAppearance Draw(AppearanceSettings settings, ulong episodeSeed)
    {
        var atmosphere = DrawAtmosphere(settings, episodeSeed, out var weather, out float sunElevation);
        return new(atmosphere, DrawCamera(settings.Camera, episodeSeed), settings.VehicleColours, weather, sunElevation);
    }

    private static Atmosphere DrawAtmosphere(AppearanceSettings settings, ulong episodeSeed, out Weather weather, out float elevation)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.Appearance, slot: 0);
        // In a fixed order and whatever the weather, so that a change of one key leaves the draws of others as they are.
        weather = settings.Weather[random.NextIndex(settings.Weather.Length)];
        elevation = settings.SunElevation.Sample(ref random);
        float azimuth = settings.SunAzimuth.Sample(ref random);
        float visibility = settings.FogVisibility.Sample(ref random), rain = settings.RainDensity.Sample(ref random);
        float exposure = settings.Exposure.Sample(ref random), wear = settings.MarkingWear.Sample(ref random);
        var atmosphere = Atmospheres.Of(weather, elevation, azimuth, visibility, rain);
        atmosphere.Sun *= exposure;
        atmosphere.Ambient *= exposure;
        atmosphere.Zenith *= exposure;
        atmosphere.Horizon *= exposure;
        atmosphere.Headlights *= exposure;
        atmosphere.MarkingWear = wear;
        atmosphere.RoadTint *= Tint(settings.RoadColour, ref random);
        atmosphere.TerrainTint *= Tint(settings.TerrainColour, ref random);
        return atmosphere;
    }

    private static CameraJitter DrawCamera(CameraJitterSettings settings, ulong episodeSeed)
    {
        var random = new RandomStream(episodeSeed, RandomPurpose.CameraMounting, slot: 0);
        float x = settings.X.Sample(ref random), y = settings.Y.Sample(ref random), z = settings.Z.Sample(ref random);
        float yaw = settings.Yaw.Sample(ref random), pitch = settings.Pitch.Sample(ref random), roll = settings.Roll.Sample(ref random);
        float focalLength = settings.FocalLength.Sample(ref random), blur = settings.Blur.Sample(ref random);
        return new(new(x, y, z, yaw), pitch, roll, focalLength, blur, settings.Noise.Sample(ref random));
    }

    private static Vector3 Tint(Distribution factor, ref RandomStream random)
    {
        float red = factor.Sample(ref random), green = factor.Sample(ref random);
        return new(red, green, factor.Sample(ref random));
    }
}

/// <summary>Errors of a camera's mounting, lens and sensor.</summary>
/// <param name="Offset">Added to the mount.</param>
/// <param name="Pitch">Added to the camera's, rad.</param>
/// <param name="Roll">Added to the camera's, rad.</param>
/// <param name="FocalLength">Factor of the camera's.</param>
/// <param name="Blur">Added to the camera's, pixels.</param>
/// <param name="Noise">Added to the camera's, of 255.</param>
public readonly record struct CameraJitter(Mount Offset, float Pitch, float Roll, float FocalLength, float Blur, float Noise)
{
    /// <summary>A mount with its errors.</summary>
    public Mount Of(Mount mount) => new(mount.X + Offset.X, mount.Y + Offset.Y, mount.Z + Offset.Z, mount.Yaw + Offset.Yaw);
}
