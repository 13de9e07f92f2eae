using System.Collections.Immutable;

namespace Snowball.Sim.Scenarios;

/// <summary>What the sky does.</summary>
public enum Weather
{
    /// <summary>No clouds.</summary>
    Clear,
    /// <summary>Clouds from horizon to horizon: no sun, few shadows.</summary>
    Overcast,
    /// <summary>Clouds on the ground.</summary>
    Fog,
    /// <summary>Clouds, rain and its haze.</summary>
    Rain,
}

/// <summary>Which paints vehicles have.</summary>
public enum VehicleColours
{
    /// <summary>In about the shares in which new cars are sold: mostly white, grey and black; egos orange.</summary>
    AsSold,
    /// <summary>Any colour, egos too.</summary>
    Any,
}

/// <summary>
/// How worlds look in pictures; it does not touch what happens in them. Every value is drawn anew for each episode. The defaults are a clear day
/// without variation.
/// </summary>
public sealed record AppearanceSettings
{
    /// <summary>One of them is drawn, each place of the list as likely as the others.</summary>
    public ImmutableArray<Weather> Weather { get; init; } = [Scenarios.Weather.Clear];

    /// <summary>Of the sun above the horizon, rad; below it there is dusk, and night from 0.2 rad on.</summary>
    public Distribution SunElevation { get; init; } = Distribution.Constant(0.87266463f);

    /// <summary>Of the sun, rad to the left of the world's x axis, along which most roads start.</summary>
    public Distribution SunAzimuth { get; init; } = Distribution.Constant(0.87266463f);

    /// <summary>Distance at which fog leaves 5 % of the contrast (meteorological optical range), m.</summary>
    public Distribution FogVisibility { get; init; } = Distribution.Constant(150f);

    /// <summary>From 0, a drizzle, to 1, a cloudburst.</summary>
    public Distribution RainDensity { get; init; } = Distribution.Constant(0.5f);

    /// <summary>Factor of all light.</summary>
    public Distribution Exposure { get; init; } = Distribution.Constant(1f);

    /// <summary>Share of the paint of markings that is worn off.</summary>
    public Distribution MarkingWear { get; init; } = Distribution.Constant(0.1f);

    /// <summary>Factor of the pavement's colour, drawn for red, green and blue each.</summary>
    public Distribution RoadColour { get; init; } = Distribution.Constant(1f);

    /// <summary>Factor of the colour of terrain and vegetation, drawn for red, green and blue each.</summary>
    public Distribution TerrainColour { get; init; } = Distribution.Constant(1f);

    /// <summary>Which paints vehicles have.</summary>
    public VehicleColours VehicleColours { get; init; }

    /// <summary>How far the camera is from where it should be.</summary>
    public CameraJitterSettings Camera { get; init; } = new();
}

/// <summary>Errors of a camera's mounting, lens and sensor, drawn for each episode: m and rad, added to its mount and angles, a factor of its focal length,
/// and what is added to its blur and noise.</summary>
public sealed record CameraJitterSettings
{
    /// <summary>Forward, to the left and up, m.</summary>
    public Distribution X { get; init; } = Distribution.Constant(0f);

    /// <inheritdoc cref="X"/>
    public Distribution Y { get; init; } = Distribution.Constant(0f);

    /// <inheritdoc cref="X"/>
    public Distribution Z { get; init; } = Distribution.Constant(0f);

    /// <summary>To the left, down, and clockwise as it looks, rad.</summary>
    public Distribution Yaw { get; init; } = Distribution.Constant(0f);

    /// <inheritdoc cref="Yaw"/>
    public Distribution Pitch { get; init; } = Distribution.Constant(0f);

    /// <inheritdoc cref="Yaw"/>
    public Distribution Roll { get; init; } = Distribution.Constant(0f);

    /// <summary>Factor of the focal length.</summary>
    public Distribution FocalLength { get; init; } = Distribution.Constant(1f);

    /// <summary>Added to the standard deviation of the lens's blur, pixels.</summary>
    public Distribution Blur { get; init; } = Distribution.Constant(0f);

    /// <summary>Added to the standard deviation of the noise of a pixel, of 255.</summary>
    public Distribution Noise { get; init; } = Distribution.Constant(0f);
}
