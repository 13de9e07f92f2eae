using Snowball.Cli.Inputs;

namespace Snowball.Cli.Tests;

/// <summary>Policies that read frames alone, with the lane network's encoder before what they learn.</summary>
public sealed class CameraPolicyTests : IDisposable
{
    private const int Episodes = 24;
    private static readonly string Perception = Path.Combine(Samples.Scenarios, "..", "perception", "lane");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>As a whole the gate takes 1,000 episodes; a driver who departs in 2% of them has no departure here in three of five runs.</summary>
    /// <param name="folder">One learned from rewards, one from what the rule-based driver does.</param>
    [Theory]
    [InlineData("camera")]
    [InlineData("camera-student")]
    public void CommittedPoliciesDriveByCameraButNotBlindfolded(string folder)
    {
        var scenario = ScenarioFinder.Load("lane-keeping", ScenarioFinder.Camera);
        var seeing = Renderers.Cameras(Renderers.Software);
        var policy = PolicyChoice.Find(Path.Combine(Samples.Scenarios, "lane-keeping", folder), scenario, seeing);
        Assert.InRange(Blindfold.Departures(scenario, policy, Episodes, seeing), 0, 1);
        Assert.InRange(Blindfold.Departures(scenario, policy, Episodes, Blindfold.Cameras), Episodes / 2, Episodes);
    }

    /// <summary>And goes on with its own copy of the encoder.</summary>
    [Fact]
    public void ARunThatIsResumedComesToTheSameBits()
    {
        var unbroken = Train(_folder["a"], "--pause-at", "64", "--from", Perception);
        Assert.Equal((ExitCode.Done, ""), (unbroken.Code, unbroken.Error));
        Assert.Contains("Frames are seen with the encoder of", unbroken.Output);
        Assert.Equal(ExitCode.Done, Train(_folder["b"], "--pause-at", "32", "--from", Perception).Code);
        Assert.Equal(ExitCode.Done, CommandLine.Run([.. Start(_folder["b"]), "--resume", "--pause-at", "64"]).Code);
        Assert.Equal(File.ReadAllBytes(Path.Combine(_folder["a"], "policy.safetensors")), File.ReadAllBytes(Path.Combine(_folder["b"], "policy.safetensors")));

        var description = CommandLine.Run("describe", _folder["a"]);
        Assert.Contains("4 times pictures 84 x 48 x 1, residual convolutions x 128 from row 36 on, frozen, then normalised numbers 512 x 8 (tanh)", Words(description.Output));
    }

    [Theory]
    [InlineData("a lane network reads frames: train with --observation camera", "car-following", "--from", "PERCEPTION")]
    [InlineData("only agents that learn a network without a memory", "lane-keeping", "--from", "PERCEPTION", "--observation", "camera", "--agent", "ppo-lstm", "--set", "ppo-lstm.worlds=2")]
    [InlineData("it is about what an earlier policy has learned", "lane-keeping", "--from", "PERCEPTION", "--observation", "camera", "--agent", "ppo", "--set", "ppo.freeze_encoder=true")]
    public void WhatItCannotServeIsRefused(string message, params string[] line)
    {
        var result = CommandLine.Run(["train", .. line.Select(word => word == "PERCEPTION" ? Perception : word), "--renderer", "software", "--run", _folder["run"]]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    private static string[] Start(string run) => ["train", "lane-keeping", "--observation", "camera", "--agent", "ppo", "--renderer", "software", "--threads", "1", "--run", run];

    private static CommandResult Train(string run, params string[] options) => CommandLine.Run(
        [.. Start(run), "--set", "ppo.worlds=4", "--set", "ppo.rollout_steps=4", "--set", "ppo.hidden_sizes=[8]", "--set", "ppo.workers=1", .. options]);

    private static string Words(string output) => string.Join(' ', output.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
}
