using System.Collections.Immutable;
using static Snowball.Sim.Scenarios.Format.Dimension;

namespace Snowball.Sim.Scenarios.Format;

/// <summary>The <c>appearance</c> section.</summary>
internal static class AppearanceFormat
{
    /// <summary>What the section takes.</summary>
    public static Shape Shape { get; } = new Section(
    [
        new("weather", new ListOf<Weather>(OneOf.Members<Weather>(), 1, 100), "one of these, each place of the list as likely; without it clear", Optional: true),
        new("sun_elevation", new Distributed(Angle, -30, 90), "of the sun; below 0 deg dusk, below about -10 deg night with headlamps", Default: "50 deg"),
        new("sun_azimuth", new Distributed(Angle, -360, 360), "to the left of the world's x axis, along which roads start", Default: "50 deg"),
        new("fog_visibility", new Distributed(Length, 20, 5000), "where fog leaves 5 % of the contrast, with weather fog; without it 150 m", Optional: true),
        new("rain_density", new Distributed(Share, 0, 100), "from drizzle to cloudburst, with weather rain; without it 50 %", Optional: true),
        new("exposure", new Distributed(Share, 20, 300), "factor of all light", Default: "100 %"),
        new("marking_wear", new Distributed(Share, 0, 100), "share of the markings' paint that is worn off", Default: "10 %"),
        new("road_colour", new Distributed(Share, 0, 300), "factor of the pavement's red, green and blue, drawn for each", Default: "100 %"),
        new("terrain_colour", new Distributed(Share, 0, 300), "factor of the terrain's and the trees' red, green and blue, drawn for each", Default: "100 %"),
        new("vehicle_colours", OneOf.Members<VehicleColours>(), "as sold (mostly white, grey and black, egos orange), or any", Default: "as_sold"),
        new("camera", new Section(
        [
            new("x", Shift, "forward", Default: "0 m"),
            new("y", Shift, "to the left", Default: "0 m"),
            new("z", Shift, "up", Default: "0 m"),
            new("yaw", Turn, "to the left", Default: "0 deg"),
            new("pitch", Turn, "down", Default: "0 deg"),
            new("roll", Turn, "clockwise as it looks", Default: "0 deg"),
            new("focal_length", new Distributed(Share, 25, 400), "factor", Default: "100 %"),
            new("blur", new Distributed(None, 0, 20), "added to the camera's, pixels", Default: "0"),
            new("noise", new Distributed(None, 0, 255), "added to the camera's, of 255", Default: "0"),
        ]), "how far the camera is from what it should be", Optional: true),
    ]);

    private static Shape Shift => new Distributed(Length, -2, 2);

    private static Shape Turn => new Distributed(Angle, -30, 30);

    /// <summary>The settings that its keys make.</summary>
    public static AppearanceSettings Build(Entries keys)
    {
        var clear = new AppearanceSettings();
        ImmutableArray<Weather> weather = keys.Has("weather") ? keys.Get<ImmutableArray<Weather>>("weather") : clear.Weather;
        CheckGoesWith(keys, "fog_visibility", weather, Weather.Fog);
        CheckGoesWith(keys, "rain_density", weather, Weather.Rain);
        return new()
        {
            Weather = weather,
            SunElevation = keys.Get<Distribution>("sun_elevation"),
            SunAzimuth = keys.Get<Distribution>("sun_azimuth"),
            FogVisibility = keys.Maybe<Distribution>("fog_visibility") ?? clear.FogVisibility,
            RainDensity = keys.Maybe<Distribution>("rain_density") ?? clear.RainDensity,
            Exposure = keys.Get<Distribution>("exposure"),
            MarkingWear = keys.Get<Distribution>("marking_wear"),
            RoadColour = keys.Get<Distribution>("road_colour"),
            TerrainColour = keys.Get<Distribution>("terrain_colour"),
            VehicleColours = keys.Get<VehicleColours>("vehicle_colours"),
            Camera = keys.Maybe<Entries>("camera") is { } camera ? Jitter(camera) : clear.Camera,
        };
    }

    private static CameraJitterSettings Jitter(Entries keys) => new()
    {
        X = keys.Get<Distribution>("x"),
        Y = keys.Get<Distribution>("y"),
        Z = keys.Get<Distribution>("z"),
        Yaw = keys.Get<Distribution>("yaw"),
        Pitch = keys.Get<Distribution>("pitch"),
        Roll = keys.Get<Distribution>("roll"),
        FocalLength = keys.Get<Distribution>("focal_length"),
        Blur = keys.Get<Distribution>("blur"),
        Noise = keys.Get<Distribution>("noise"),
    };

    private static void CheckGoesWith(Entries keys, string key, ImmutableArray<Weather> drawn, Weather needed)
    {
        if (keys.Has(key) && !drawn.Contains(needed)) throw keys.PlaceOf(key).Fault($"goes with weather {Spelling.SnakeCase($"{needed}")}, which is not in the list");
    }
}
