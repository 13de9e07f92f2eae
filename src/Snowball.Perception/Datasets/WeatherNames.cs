using System.Collections.Immutable;
using Snowball.Sim.Scenarios;

namespace Snowball.Perception.Datasets;

/// <summary>Light and weather of an episode in a word, to tell how accuracy depends on them.</summary>
public static class WeatherNames
{
    // rad: the sun shines into cameras below the first, and headlamps are lit below the second.
    private const float LowSun = 0.21f, Night = -0.12f;

    /// <summary>All names, from the easiest to see by.</summary>
    public static ImmutableArray<string> All { get; } = ["clear", "overcast", "low-sun", "dusk", "rain", "fog", "night"];

    /// <summary>The name of a weather with the sun at an elevation, rad. Night hides what the clouds do; rain and fog what the sun does.</summary>
    public static string Of(Weather weather, float sunElevation)
    {
        if (sunElevation < Night) return "night";
        return weather switch
        {
            Weather.Rain => "rain",
            Weather.Fog => "fog",
            _ when sunElevation < 0f => "dusk",
            Weather.Overcast => "overcast",
            _ => sunElevation < LowSun ? "low-sun" : "clear",
        };
    }
}
