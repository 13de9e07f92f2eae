using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>Every key of the lidar and the radar refuses what it cannot take; without mistakes their defaults make settings.</summary>
public sealed class BrokenRaySensorTests
{
    [Theory]
    [InlineData("lidar", "channels: 0", "channels: is 0, but must be 1 to 128")]
    [InlineData("lidar", "lowest_channel: -70 deg", "lowest_channel: is -70 deg, but must be -60 to 60 deg")]
    [InlineData("lidar", "highest_channel: 70 deg", "highest_channel: is 70 deg, but must be -60 to 60 deg")]
    [InlineData("lidar", "highest_channel: 3 deg", "highest_channel: must be that of lowest_channel where there is one channel")]
    [InlineData("lidar", "field_of_view: 400 deg", "field_of_view: is 400 deg, but must be 0.01 to 360 deg")]
    [InlineData("lidar", "resolution: 0.01 deg", "resolution: is 0.01 deg, but must be 0.02 to 45 deg")]
    [InlineData("lidar", "resolution: 0.35 deg", "resolution: does not divide 360 deg: the nearest that does is 0.349854 deg")]
    [InlineData("lidar", "minimum_range: 0 m", "minimum_range: is 0 m, but must be 0.01 to 100 m")]
    [InlineData("lidar", "maximum_range: 501 m", "maximum_range: is 501 m, but must be 1 to 500 m")]
    [InlineData("lidar", "reference_range: 100", "reference_range: has no unit: write '100 m'")]
    [InlineData("lidar", "range_noise: -1 cm", "range_noise: is -0.01 m, but must be 0 to 10 m")]
    [InlineData("lidar", "dropout: 101 %", "dropout: is 101 %, but must be 0 to 100 %")]
    [InlineData("lidar", "clutter: 1", "clutter: is not a known key")]
    [InlineData("radar", "field_of_view: 181 deg", "field_of_view: is 181 deg, but must be 1 to 180 deg")]
    [InlineData("radar", "minimum_range: 0 m", "minimum_range: is 0 m, but must be 0.01 to 100 m")]
    [InlineData("radar", "maximum_range: 501 m", "maximum_range: is 501 m, but must be 1 to 500 m")]
    [InlineData("radar", "maximum_speed: 0 m/s", "maximum_speed: is 0 m/s, but must be 1 to 200 m/s")]
    [InlineData("radar", "detection_range: 0 m", "detection_range: is 0 m, but must be 1 to 1000 m")]
    [InlineData("radar", "range_noise: 21 m", "range_noise: is 21 m, but must be 0 to 20 m")]
    [InlineData("radar", "speed_noise: 1 m", "speed_noise: expects a speed (m/s, km/h), not a length")]
    [InlineData("radar", "azimuth_noise: 21 deg", "azimuth_noise: is 21 deg, but must be 0 to 20 deg")]
    [InlineData("radar", "range_resolution: 0 m", "range_resolution: is 0 m, but must be 0.01 to 50 m")]
    [InlineData("radar", "speed_resolution: 0 m/s", "speed_resolution: is 0 m/s, but must be 0.01 to 50 m/s")]
    [InlineData("radar", "azimuth_resolution: 0 deg", "azimuth_resolution: is 0 deg, but must be 0.1 to 90 deg")]
    [InlineData("radar", "clutter: 51", "clutter: is 51, but must be 0 to 50")]
    [InlineData("radar", "underbody: -1 %", "underbody: is -1 %, but must be 0 to 100 %")]
    [InlineData("radar", "multipath: 0.1", "multipath: is a share: write it as '2 %'")]
    [InlineData("radar", "detections: 257", "detections: is 257, but must be 1 to 256")]
    public void AKeyIsRefused(string kind, string key, string message)
    {
        var fault = Assert.Throws<InputException>(() => With(kind, "mount: {z: 1.8 m}", key));
        Assert.StartsWith($"{Sample.File}:38: sensors.front.{message}", fault.Message);
    }

    [Theory]
    [InlineData("mount: {z: 11 m}", "mount.z: is 11 m, but must be 0 to 10 m")]
    [InlineData("mount: {x: 21 m}", "mount.x: is 21 m, but must be -20 to 20 m")]
    [InlineData("mount: {y: 6 m}", "mount.y: is 6 m, but must be -5 to 5 m")]
    [InlineData("mount: {z: 1 m, yaw: 200 deg}", "mount.yaw: is 200 deg, but must be -180 to 180 deg")]
    public void AMountIsRefused(string mount, string message)
    {
        foreach (string kind in (string[])["lidar", "radar"])
        {
            var fault = Assert.Throws<InputException>(() => With(kind, mount));
            Assert.Equal($"{Sample.File}:37: sensors.front.{message}", fault.Message);
        }
    }

    [Theory]
    [InlineData("lidar", "minimum_range: 60 m, maximum_range: 50 m", "minimum_range: must be below maximum_range")]
    [InlineData("radar", "minimum_range: 60 m, maximum_range: 50 m", "minimum_range: must be below maximum_range")]
    [InlineData("lidar", "channels: 3, lowest_channel: 2 deg, highest_channel: 2 deg", "highest_channel: must be above lowest_channel")]
    [InlineData("lidar", "channels: 128, lowest_channel: -2 deg, highest_channel: 2 deg", "channels: makes 230400 rays, but at most 40000 are cast")]
    public void WhatDoesNotFitTogetherIsRefused(string kind, string keys, string message)
    {
        var fault = Assert.Throws<InputException>(() => With(kind, ["mount: {z: 1.8 m}", .. keys.Split(", ")]));
        Assert.EndsWith($"sensors.front.{message}", fault.Message);
    }

    [Fact]
    public void DefaultsMakeSettings()
    {
        var lidar = (LidarSettings)With("lidar", "mount: {z: 1.8 m, yaw: 90 deg}").Sensors[0].Instrument;
        Assert.Equal(new Mount(0, 0, 1.8f, MathF.PI / 2), lidar.Mount);
        Assert.Equal((1, 1800, 1800), (lidar.Channels, lidar.Circle, lidar.Rays));
        Assert.Equal((0.5f, 200f, 100f, 0.02f, 0f), (lidar.MinimumRange, lidar.MaximumRange, lidar.ReferenceRange, lidar.RangeNoise, lidar.Dropout));
        var radar = (RadarSettings)With("radar", "mount: {z: 0.5 m}", "underbody: 10 %").Sensors[0].Instrument;
        Assert.Equal((250f, 0.1f, 0f, 32), (radar.MaximumRange, radar.Underbody, radar.Multipath, radar.Detections));
    }

    [Fact]
    public void ChannelsAreEvenlySpaced()
    {
        var lidar = (LidarSettings)With("lidar", "mount: {z: 1.8 m}", "channels: 5", "lowest_channel: -10 deg", "highest_channel: 10 deg", "field_of_view: 90 deg").Sensors[0].Instrument;
        for (int channel = 0; channel < 5; channel++) Assert.Equal((-10 + 5 * channel) * Math.PI / 180, lidar.Elevation(channel), 1e-7);
        Assert.Equal(450, lidar.Rays);
    }

    private static Scenario With(string kind, params string[] keys)
        => Sample.With("observation:\n", $"sensors:\n  front:\n    kind: {kind}\n    rate: 10 Hz\n    {string.Join("\n    ", keys)}\nobservation:\n");
}
