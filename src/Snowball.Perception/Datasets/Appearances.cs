using System.Collections.Immutable;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Perception.Datasets;

/// <summary>
/// How worlds look in datasets, whatever their scenario says (domain randomisation). In all of them the camera is a little off, as it is in a car: by what a picture
/// tells (pitch, roll, height, focal length) more than by what it does not, such as a yaw that looks like a heading of the ego.
/// </summary>
public static class Appearances
{
    private const float Degree = 0.0174532925f;

    private static readonly CameraJitterSettings Camera = new()
    {
        X = Distribution.Uniform(-0.2f, 0.2f),
        Y = Distribution.Uniform(-0.03f, 0.03f),
        Z = Distribution.Uniform(-0.1f, 0.2f),
        Yaw = Distribution.Uniform(-0.3f * Degree, 0.3f * Degree),
        Pitch = Distribution.Uniform(-1.5f * Degree, 2.5f * Degree),
        Roll = Distribution.Uniform(-Degree, Degree),
        FocalLength = Distribution.Uniform(0.92f, 1.08f),
        Blur = Distribution.Uniform(0f, 1f),
        Noise = Distribution.Uniform(0f, 6f),
    };

    /// <summary>Any light and weather: what networks learn from.</summary>
    public static AppearanceSettings Varied { get; } = new()
    {
        Weather = [Weather.Clear, Weather.Clear, Weather.Clear, Weather.Overcast, Weather.Overcast, Weather.Rain, Weather.Rain, Weather.Fog],
        SunElevation = Distribution.Uniform(-22f * Degree, 65f * Degree),
        SunAzimuth = Distribution.Uniform(-180f * Degree, 180f * Degree),
        FogVisibility = Distribution.Uniform(60f, 400f),
        RainDensity = Distribution.Uniform(0.1f, 1f),
        Exposure = Distribution.Uniform(0.6f, 1.4f),
        MarkingWear = Distribution.Uniform(0f, 0.7f),
        RoadColour = Distribution.Uniform(0.85f, 1.15f),
        TerrainColour = Distribution.Uniform(0.7f, 1.3f),
        VehicleColours = VehicleColours.Any,
        Camera = Camera,
    };

    /// <summary>Bright days and fresh paint.</summary>
    public static AppearanceSettings Clear { get; } = Varied with
    {
        Weather = [Weather.Clear],
        SunElevation = Distribution.Uniform(20f * Degree, 65f * Degree),
        Exposure = Distribution.Uniform(0.9f, 1.1f),
        MarkingWear = Distribution.Uniform(0f, 0.3f),
    };

    /// <summary>Rain and fog, by day and by night.</summary>
    public static AppearanceSettings BadWeather { get; } = Varied with
    {
        Weather = [Weather.Rain, Weather.Rain, Weather.Fog],
        SunElevation = Distribution.Uniform(-22f * Degree, 40f * Degree),
    };

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static ImmutableArray<string> Names { get; } = ["varied", "clear", "bad-weather", "scenario"];

    /// <summary>The appearance of a name; null for <c>scenario</c>, that of the scenario.</summary>
    /// <exception cref="InputException">There is none of that name.</exception>
    public static AppearanceSettings? Named(string name) => name switch
    {
        "varied" => Varied,
        "clear" => Clear,
        "bad-weather" => BadWeather,
        "scenario" => null,
        _ => throw new InputException($"there is no appearance '{name}'; known are {string.Join(", ", Names)}"),
    };
}
