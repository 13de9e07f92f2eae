using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The <c>appearance</c> section; it stands where the sample's <c>wind</c> does, in line 31.</summary>
public sealed class AppearanceSectionTests
{
    [Fact]
    public void WithoutTheSectionItIsAClearDayWithoutVariation()
    {
        var appearance = ScenarioLoader.Parse(Sample.Text, "file.yaml").Appearance;

        Assert.Equal([Weather.Clear], appearance.Weather);
        Assert.Equal(appearance.SunElevation.Minimum, appearance.SunElevation.Maximum);
        Assert.Equal(new CameraJitterSettings(), appearance.Camera);
    }

    [Fact]
    public void ASectionThatSaysNothingIsAsNone()
    {
        var (none, empty) = (ScenarioLoader.Parse(Sample.Text, "file.yaml").Appearance, With("{exposure: 100 %}"));

        Assert.Equal(none with { Weather = empty.Weather }, empty);
        Assert.Equal(none.Weather, empty.Weather.AsEnumerable());
    }

    [Fact]
    public void EveryKeyIsRead()
    {
        var appearance = With("""
            {weather: [clear, overcast, fog, rain, rain], sun_elevation: "uniform(-15, 60) deg", sun_azimuth: "uniform(-180, 180) deg", fog_visibility: "uniform(80, 300) m",
              rain_density: "uniform(10, 90) %", exposure: "uniform(80, 120) %", marking_wear: "uniform(0, 60) %", road_colour: "normal(100, 10) %",
              terrain_colour: "normal(110, 10) %", vehicle_colours: any,
              camera: {x: "normal(0, 0.02) m", y: "normal(0, 0.03) m", z: "normal(0, 0.04) m", yaw: "normal(0, 1) deg", pitch: "normal(0, 2) deg", roll: "normal(0, 3) deg", focal_length: "uniform(95, 105) %", blur: "uniform(0, 1)", noise: 2}}
            """);

        Assert.Equal([Weather.Clear, Weather.Overcast, Weather.Fog, Weather.Rain, Weather.Rain], appearance.Weather);
        Assert.Equal(MathF.PI / 3f, appearance.SunElevation.Maximum, 1e-6f);
        Assert.Equal(MathF.PI, appearance.SunAzimuth.Maximum, 1e-6f);
        Assert.Equal(80f, appearance.FogVisibility.Minimum);
        Assert.Equal(0.1f, appearance.RainDensity.Minimum);
        Assert.Equal(1.2f, appearance.Exposure.Maximum);
        Assert.Equal(0.6f, appearance.MarkingWear.Maximum);
        Assert.Equal(0.7f, appearance.RoadColour.Minimum, 1e-6f);
        Assert.Equal(0.8f, appearance.TerrainColour.Minimum, 1e-6f);
        Assert.Equal(VehicleColours.Any, appearance.VehicleColours);
        Assert.Equal(0.06f, appearance.Camera.X.Maximum, 1e-6f);
        Assert.Equal(0.09f, appearance.Camera.Y.Maximum, 1e-6f);
        Assert.Equal(0.12f, appearance.Camera.Z.Maximum, 1e-6f);
        const float Degree = MathF.PI / 180f;
        Assert.Equal(3f * Degree, appearance.Camera.Yaw.Maximum, 1e-6f);
        Assert.Equal(6f * Degree, appearance.Camera.Pitch.Maximum, 1e-6f);
        Assert.Equal(9f * Degree, appearance.Camera.Roll.Maximum, 1e-6f);
        Assert.Equal(1.05f, appearance.Camera.FocalLength.Maximum);
        Assert.Equal((1f, 2f), (appearance.Camera.Blur.Maximum, appearance.Camera.Noise.Minimum));
    }

    [Theory]
    [InlineData("{weather: []}", "appearance.weather: has 0 entries, but must have 1 to 100")]
    [InlineData("{weather: rain}", "appearance.weather: expects a list in [ ], not 'rain'")]
    [InlineData("{weather: [hail]}", "'hail' is not known; known are clear, overcast, fog, rain")]
    [InlineData("{sun: 50 deg}", "appearance.sun: is not a known key")]
    [InlineData("{sun_elevation: 91 deg}", "appearance.sun_elevation: is 91 deg, but must be -30 to 90 deg")]
    [InlineData("{sun_elevation: 50}", "appearance.sun_elevation: has no unit: write '50 deg'")]
    [InlineData("{sun_azimuth: 400 deg}", "appearance.sun_azimuth: is 400 deg, but must be -360 to 360 deg")]
    [InlineData("{weather: [fog], fog_visibility: 5 m}", "appearance.fog_visibility: is 5 m, but must be 20 to 5000 m")]
    [InlineData("{fog_visibility: 100 m}", "appearance.fog_visibility: goes with weather fog, which is not in the list")]
    [InlineData("{weather: [fog], rain_density: 10 %}", "appearance.rain_density: goes with weather rain, which is not in the list")]
    [InlineData("{weather: [rain], rain_density: 0.5}", "appearance.rain_density: is a share: write it as '2 %'")]
    [InlineData("{weather: [rain], rain_density: 101 %}", "appearance.rain_density: is 101 %, but must be 0 to 100 %")]
    [InlineData("{exposure: 0 %}", "appearance.exposure: is 0 %, but must be 20 to 300 %")]
    [InlineData("{marking_wear: -1 %}", "appearance.marking_wear: is -1 %, but must be 0 to 100 %")]
    [InlineData("{road_colour: \"normal(100, 50) %\"}", "appearance.road_colour: can be -50 %, but must be 0 to 300 %")]
    [InlineData("{terrain_colour: 301 %}", "appearance.terrain_colour: is 301 %, but must be 0 to 300 %")]
    [InlineData("{vehicle_colours: red}", "appearance.vehicle_colours: 'red' is not known; known are as_sold, any")]
    [InlineData("{camera: {x: 3 m}}", "appearance.camera.x: is 3 m, but must be -2 to 2 m")]
    [InlineData("{camera: {y: 1}}", "appearance.camera.y: has no unit: write '1 m'")]
    [InlineData("{camera: {z: -3 m}}", "appearance.camera.z: is -3 m, but must be -2 to 2 m")]
    [InlineData("{camera: {yaw: 31 deg}}", "appearance.camera.yaw: is 31 deg, but must be -30 to 30 deg")]
    [InlineData("{camera: {pitch: 31 deg}}", "appearance.camera.pitch: is 31 deg, but must be -30 to 30 deg")]
    [InlineData("{camera: {roll: 31 deg}}", "appearance.camera.roll: is 31 deg, but must be -30 to 30 deg")]
    [InlineData("{camera: {focal_length: 10 %}}", "appearance.camera.focal_length: is 10 %, but must be 25 to 400 %")]
    [InlineData("{camera: {fov: 10 deg}}", "appearance.camera.fov: is not a known key")]
    public void WhatIsWrongIsNamed(string section, string expected)
    {
        var error = Assert.Throws<InputException>(() => With(section));

        Assert.Contains("file.yaml:31: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static AppearanceSettings With(string section)
        => ScenarioLoader.Parse(Sample.Text.Replace("wind:\n", $"appearance: {section}\nwind:\n", StringComparison.Ordinal), "file.yaml").Appearance;
}
