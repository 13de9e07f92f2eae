namespace Snowball.Cli.Tests;

/// <summary><c>scenarios draw --sensor</c>, with the scenario of docs/sensors.md.</summary>
public sealed class SensorPictureTests
{
    private static readonly string s_example = Path.Combine(Samples.Scenarios, "..", "docs", "examples", "sensors");

    [Theory]
    [InlineData("roof")]
    [InlineData("front")]
    public void WhatALidarOrARadarSeesIsDrawn(string sensor)
    {
        using var folder = new TemporaryFolder();
        var result = CommandLine.Run("scenarios", "draw", s_example, "--sensor", sensor, "--seconds", "0.5", "--out", folder["seen.png"]);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["seen.png"])[..4]);
    }

    [Theory]
    [InlineData("side", "5", "there is no channel 'side': the scenario sensors has the sensors roof, front")]
    [InlineData("roof", "50", "--seconds: is 50 s, but the episode ends after 40 s")]
    public void WhatCannotBeDrawnIsRefused(string sensor, string seconds, string message)
    {
        using var folder = new TemporaryFolder();
        var result = CommandLine.Run("scenarios", "draw", s_example, "--sensor", sensor, "--seconds", seconds, "--out", folder["seen.png"]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
        Assert.False(File.Exists(folder["seen.png"]));
    }

    [Fact]
    public void OtherSensorsAreNotDrawn()
    {
        using var folder = new TemporaryFolder();
        string text = File.ReadAllText(Path.Combine(s_example, "scenario.yaml")).Replace("sensors:", "sensors:\n  motion: {kind: imu, grade: ideal, rate: 10 Hz}", StringComparison.Ordinal);
        var result = CommandLine.Run("scenarios", "draw", Samples.Write(folder, "other", text), "--sensor", "motion");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("--sensor: is 'motion', but only lidars and radars are drawn", result.Error);
    }
}
