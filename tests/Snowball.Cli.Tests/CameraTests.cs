using System.Text.Json.Nodes;

namespace Snowball.Cli.Tests;

/// <summary><c>--observation camera</c> and <c>--renderer</c>.</summary>
public sealed class CameraTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Who looks at the truth drives as before, whatever is seen.</summary>
    [Theory]
    [InlineData("lane-keeping-straight")]
    [InlineData("highway-fast")]
    public void AReferenceDriverDrivesAsWithoutACamera(string scenario)
    {
        string[] eval = ["eval", scenario, "--policy", "rule-based", "--episodes", "2", "--json"];
        var without = CommandLine.Run(eval);
        var with = CommandLine.Run([.. eval, "--observation", "camera", "--renderer", "software"]);
        Assert.Equal((ExitCode.Done, ""), (with.Code, with.Error));
        Assert.Equal(Metrics(without), Metrics(with));
    }

    [Fact]
    public void ARecordingIsDrivenAgain()
    {
        string file = _folder["a.mcap"];
        var eval = CommandLine.Run("eval", "lane-keeping-straight", "--observation", "camera", "--renderer", "software", "--policy", "idle", "--episodes", "1", "--record", file);
        Assert.Equal(ExitCode.Done, eval.Code);
        var replay = CommandLine.Run("replay", file);
        Assert.Equal((ExitCode.Done, ""), (replay.Code, replay.Error));
    }

    [Fact]
    public void AgentsOfNumbersAreRefusedBeforeAnythingIsWritten()
    {
        var result = CommandLine.Run("train", "lane-keeping", "--observation", "camera", "--renderer", "software", "--set", "ppo.worlds=2", "--run", _folder["run"]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("ppo reads numbers, but this observation is frames of a camera: choose one without, such as lane-geometry", result.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void APolicyOfNumbersIsRefused()
    {
        var result = CommandLine.Run("eval", "lane-keeping", "--observation", "camera", "--renderer", "software", "--episodes", "1");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("this scenario gives frames of a camera", result.Error);
    }

    [Theory]
    [InlineData("--observation", "radar")]
    [InlineData("--renderer", "vulkan")]
    public void UnknownNamesAreRefused(string option, string name)
    {
        var result = CommandLine.Run("eval", "lane-keeping", "--policy", "idle", option, name);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(name, result.Error);
    }

    [Fact]
    public void DescriptionsTellOfFrames()
    {
        string text = Samples.Text("lane-keeping");
        int from = text.IndexOf("observation:", StringComparison.Ordinal), to = text.IndexOf("action:", StringComparison.Ordinal);
        string scenario = Samples.Write(_folder, "seeing", text[..from] + "sensors: {front: {kind: camera, height: 48}}\nobservation: {kind: camera, sensor: front}\n" + text[to..]);
        var result = CommandLine.Run("scenarios", "describe", scenario, "--json");
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        var frames = result.JsonLines[0]["frames"]!;
        Assert.Equal(("t.grey", 48, 84), ((string)frames["channels"]![0]!, (int)frames["height"]!, (int)frames["width"]!));
    }

    private static string Metrics(CommandResult result) => Assert.Single(result.JsonLines)["metrics"]!.ToJsonString();
}
