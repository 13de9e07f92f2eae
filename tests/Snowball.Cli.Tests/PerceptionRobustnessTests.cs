using Snowball.Cli.Inputs;
using Snowball.Perception.Networks;
using Snowball.Rendering.Playback;
using Snowball.Sim.Overlays;

namespace Snowball.Cli.Tests;

/// <summary><c>snowball perception explain, attack, corrupt, pretrain</c>, and what the viewer shows of them.</summary>
public sealed class PerceptionRobustnessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APictureTellsWhereTheNetworkLooks()
    {
        string file = Path.Combine(_folder.Path, "seen.png");
        var result = CommandLine.Run("perception", "explain", "--frames", "2", "--output", "heading", "--renderer", "software", "--out", file);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Contains("2 frames of lane-keeping", result.Output);
        Assert.True(new FileInfo(file).Length > 10_000);
    }

    [Fact]
    public void AttacksHarmMoreThanNoise()
    {
        string file = Path.Combine(_folder.Path, "attack.png");
        var result = CommandLine.Run("perception", "attack", "--frames", "32", "--epsilon", "2", "8", "--renderer", "software", "--plot", file, "--json");
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.Equal(
            ["none 0", "noise 2", "noise 8", "fgsm 2", "fgsm 8", "pgd 2", "pgd 8"], result.JsonLines.Select(line => $"{line["attack"]} {line["epsilon"]}"));
        double[] offsets = [.. result.JsonLines.Select(line => (double)line["metrics"]!["lateral_offset_mae_m"]!)];
        Assert.True(offsets[5] > 2 * offsets[1] && offsets[6] > offsets[5], string.Join(", ", offsets));
        Assert.True(File.Exists(file));
    }

    [Fact]
    public void EveryCorruptionIsMeasuredAtEverySeverity()
    {
        string sheet = Path.Combine(_folder.Path, "sheet.png");
        var result = CommandLine.Run("perception", "corrupt", "--frames", "32", "--renderer", "software", "--sheet", sheet, "--json");
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.True(new FileInfo(sheet).Length > 10_000);
        Assert.Equal(1 + 11 * 5, result.JsonLines.Count);
        double At(string name, int severity) =>
            (double)result.JsonLines.Single(line => (string)line["corruption"]! == name && (int)line["severity"]! == severity)["metrics"]!["lateral_offset_mae_m"]!;
        Assert.True(At("fog", 5) > 2 * At("none", 0));
    }

    [Fact]
    public void AnEncoderWithoutLabelsIsGoneOnFrom()
    {
        string encoder = Path.Combine(_folder.Path, "encoder"), lane = Path.Combine(_folder.Path, "lane");
        Assert.Equal(ExitCode.Done, CommandLine.Run("perception", "pretrain", "--epochs", "1", "--renderer", "software", "--run", encoder).Code);
        // Nothing is left to do, and nothing is lost.
        Assert.Equal(ExitCode.Done, CommandLine.Run("perception", "pretrain", "--resume", "--run", encoder).Code);
        var result = CommandLine.Run("perception", "train", "--epochs", "2", "--from", encoder, "--labels", "40", "--adversarial", "2", "--renderer", "software", "--run", lane);
        Assert.Equal((ExitCode.Done, ""), (result.Code, result.Error));
        Assert.True(File.Exists(Path.Combine(lane, LaneNetworkFile.DescriptionName)));
    }

    [Theory]
    [InlineData("is no .png", "perception", "explain", "--out", "picture.bmp")]
    [InlineData("--labels: is for the network lane, not for multi-task", "perception", "train", "--network", "multi-task", "--labels", "8")]
    [InlineData("leave out --adversarial", "perception", "train", "--resume", "--adversarial", "2")]
    [InlineData("leave out --epochs", "perception", "pretrain", "--resume", "--epochs", "2")]
    [InlineData("give their number by --labels", "perception", "train", "--chosen-by", "lane")]
    [InlineData("'no-such' is neither a network", "perception", "attack", "no-such")]
    [InlineData("'no-such' is neither a network", "perception", "train", "--from", "no-such", "--labels", "8")]
    public void WhatDoesNotFitIsRefused(string message, params string[] arguments)
    {
        var result = CommandLine.Run(arguments.Contains("train") ? [.. arguments, "--run", Path.Combine(_folder.Path, "run")] : arguments);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void TheViewerShowsWhereALaneIsSeen()
    {
        var scenario = ScenarioFinder.Load("lane-keeping", ScenarioFinder.CameraLane);
        using var player = Player.OfPolicy(scenario, PolicyChoice.RuleBased.Make, seed: 1, options: new PlayerOptions { Cameras = Renderers.ExplainedCameras() });
        byte[] start = Shown();
        player.Advance();
        Assert.NotEqual(start, Shown());

        byte[] Shown()
        {
            var overlays = player.Latest.Report.Egos[0].Overlays.OfType<ImageOverlay>().ToArray();
            Assert.Equal(["grad_cam", "integrated_gradients"], overlays.Select(overlay => overlay.Channel));
            return overlays[0].Grey;
        }
    }
}
