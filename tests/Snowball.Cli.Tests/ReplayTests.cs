using Snowball.Sim.Recording;

namespace Snowball.Cli.Tests;

public sealed class ReplayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARecordedEpisodeIsTheSameWhenDrivenAgain()
    {
        var eval = CommandLine.Run("eval", "lane-keeping", "--policy", "random", "--episodes", "1", "--seed", "4", "--record", _folder["a.mcap"]);
        Assert.Equal(ExitCode.Done, eval.Code);

        var result = CommandLine.Run("replay", _folder["a.mcap"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.StartsWith("the same over", result.Output);
    }

    [Fact]
    public void AChangedStateIsFound()
    {
        CommandLine.Run("eval", "car-following", "--policy", "slower", "--episodes", "1", "--record", _folder["a.mcap"]);
        var rollout = RolloutReader.ReadAll(_folder["a.mcap"]);
        rollout.Steps[7].Vehicles.X[0] += 0.001f;
        RolloutRecorder.Save(_folder["b.mcap"], rollout);

        var result = CommandLine.Run("replay", _folder["b.mcap"]);

        Assert.Equal(ExitCode.GateFailed, result.Code);
        Assert.Contains("at step 7: /state.x_m[0]", result.Output);
    }

    [Fact]
    public void ATruncatedRecordingIsRefused()
    {
        CommandLine.Run("eval", "car-following", "--policy", "slower", "--episodes", "1", "--record", _folder["a.mcap"]);
        File.WriteAllBytes(_folder["b.mcap"], File.ReadAllBytes(_folder["a.mcap"])[..2000]);

        var result = CommandLine.Run("replay", _folder["b.mcap"]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("b.mcap", result.Error);
    }

    [Fact]
    public void TheTrajectoryFromAGivenStateIsWritten()
    {
        File.WriteAllText(_folder["state.json"], """
            {"vehicles": [
              {"x": 100, "y": 4, "heading": 0, "speed": 25, "lane": 1, "target_lane": 1, "target_speed": 25},
              {"x": 150, "y": 4, "heading": 0, "speed": 22, "lane": 1, "target_lane": 1, "target_speed": 22, "timer": 0.5, "exponent": 4}]}
            """);
        File.WriteAllText(_folder["actions.csv"], "1\n1\n4\n");

        var result = CommandLine.Run("replay", "--state", _folder["state.json"], "--actions", _folder["actions.csv"], "--out", _folder["out.csv"]);

        Assert.Equal("", result.Error);
        Assert.Equal(ExitCode.Done, result.Code);
        // The heading, two vehicles at the start, and two after each of three times five substeps.
        Assert.Equal(1 + 2 + 2 * 15, File.ReadAllLines(_folder["out.csv"]).Length);
    }
}
