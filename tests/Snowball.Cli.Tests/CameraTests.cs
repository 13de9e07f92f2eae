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
    public void NetworksOfNumbersAreRefusedBeforeAnythingIsWritten()
    {
        var result = CommandLine.Run(
            "train", "lane-keeping", "--observation", "camera", "--renderer", "software", "--set", "ppo.worlds=2", "--set", "ppo.network=mlp", "--run", _folder["run"]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("this network reads numbers, but the observation is frames of a camera: choose nature-cnn, impala-cnn or residual-cnn", result.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void SoAreTables()
    {
        var result = CommandLine.Run(
            "train", "car-following", "--agent", "q-learning", "--observation", "camera", "--renderer", "software", "--set", "q-learning.worlds=2", "--run", _folder["run"]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("q-learning reads numbers", result.Error);
    }

    [Theory]
    [InlineData("""{"observation": "camera", "renderer": "software"}""", "the run was started with another observation: give --observation camera")]
    [InlineData("""{"observation": "camera", "renderer": "software"}""", "the run's frames were drawn by another renderer: give --renderer software", "--observation", "camera", "--renderer", "auto")]
    [InlineData("""{"observation": "scenario", "renderer": "auto"}""", "the run's agent sees what the scenario says: leave out --observation", "--observation", "camera")]
    [InlineData("{}", "the run's agent sees what the scenario says: leave out --observation", "--observation", "camera")]
    public void ARunIsResumedWithWhatItSaw(string configuration, string message, params string[] options)
    {
        Directory.CreateDirectory(_folder["run"]);
        File.WriteAllText(Path.Combine(_folder["run"], "config.json"), configuration);
        var result = CommandLine.Run(["train", "lane-keeping", "--resume", "--run", _folder["run"], .. options]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void APolicyOfNumbersIsRefused()
    {
        var result = CommandLine.Run("eval", "lane-keeping", "--observation", "camera", "--renderer", "software", "--episodes", "1");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("sees no pictures; this scenario gives pictures of 84 x 84 with 4 channels", result.Error);
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
