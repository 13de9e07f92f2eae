using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Learning.Policies;
using Snowball.Rendering.Playback;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests;

/// <summary>A short run, whose folder other tests copy and damage.</summary>
public sealed class ShortRun : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ShortRun()
    {
        Scenario = Samples.ShortCarFollowing(_folder);
        Result = CommandLine.Run("train", Scenario, "--seed", "5", "--steps", "60000", "--set", "q-learning.epsilon=0.5", "--run", Run);
    }

    /// <summary>The scenario's folder.</summary>
    public string Scenario { get; }

    /// <summary>The run folder.</summary>
    public string Run => _folder["run"];

    internal CommandResult Result { get; }

    public void Dispose() => _folder.Dispose();
}

public sealed class TrainingTests(ShortRun shortRun) : IClassFixture<ShortRun>
{
    [Fact]
    public void ARunLeavesEverythingBehind()
    {
        Assert.Contains(shortRun.Result.Code, new[] { ExitCode.Done, ExitCode.GateFailed });
        Assert.Contains("Gate on 300 test episodes", shortRun.Result.Output);
        foreach (string file in new[] { "config.json", "metrics.jsonl", "policy.json", "policy.safetensors", "report.html", "gate.json", "rollout.mcap", "episodes.csv", "timing.jsonl" })
        {
            Assert.True(File.Exists(Path.Combine(shortRun.Run, file)), file);
        }

        var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(shortRun.Run, "config.json")))!;
        Assert.Equal("0.5", (string)configuration["settings"]!["epsilon"]!);
        Assert.Equal("60000", (string)configuration["settings"]!["steps"]!);
        Assert.NotNull(configuration["machine"]!["processor"]);
        var gate = JsonNode.Parse(File.ReadAllText(Path.Combine(shortRun.Run, "gate.json")))!;
        Assert.Equal(["q-learning", "slower", "idle", "random", "rule-based"], gate["trials"]!.AsArray().Select(trial => (string)trial!["policy"]!));
        Assert.Equal("short", PolicyFile.ReadDescription(Path.Combine(shortRun.Run, "policy.json")).Scenario.Name);
        string report = File.ReadAllText(Path.Combine(shortRun.Run, "report.html"));
        Assert.Contains("data:image/svg+xml", report);
        Assert.Contains("rule-based", report);
        Assert.DoesNotContain("http", report.Replace("https://", "http"), StringComparison.Ordinal);
    }

    [Fact]
    public void EpisodesAndActionsAreThoseThatTheGateJudged()
    {
        var scenario = ScenarioLoader.Load(shortRun.Scenario);
        var policy = PolicyChoice.Find(shortRun.Run, scenario);
        var trial = GateTrial.Run(scenario, policy, seed: 5, threads: 1, Renderers.Cameras(), CancellationToken.None);

        var episodes = EpisodeFile.Read(Path.Combine(shortRun.Run, "episodes.csv"));
        var gate = JsonNode.Parse(File.ReadAllText(Path.Combine(shortRun.Run, "gate.json")))!["trials"]![0]!;

        Assert.Equal(300, episodes.Seeds.Length);
        Assert.Equal((double)gate["metrics"]!["return"]!["value"]!, episodes.Columns["return.sum"].Average(), 5);
        foreach (var line in gate["gate"]!["lines"]!.AsArray())
        {
            Assert.Equal((double)line!["estimate"]!, episodes.Columns[(string)line["name"]!].Average(), 5);
        }
        // One action a step: worlds that go on while others are finished are not counted.
        Assert.Equal(episodes.Columns["steps"].Sum(), trial.Actions.Counts[0].Sum());
        Assert.Equal(7, trial.Actions.Names.Count);
    }

    [Fact]
    public void TheReportsWorstEpisodesCanBeSeenByTheCommandsThatItGives()
    {
        string report = File.ReadAllText(Path.Combine(shortRun.Run, "report.html"));
        var episodes = EpisodeFile.Read(Path.Combine(shortRun.Run, "episodes.csv"));
        var row = Regex.Match(report, @"<tr><td>(\d+)</td><td>(\d+)</td><td>([^<]*)</td>.*<code>\./snowball (render [^<]*)</code>");
        int episode = int.Parse(row.Groups[1].Value);

        Assert.Equal(episodes.Columns["return.sum"].Min(), episodes.Columns["return.sum"][episode]);
        Assert.Equal(episodes.Seeds[episode], ulong.Parse(row.Groups[2].Value));
        string[] command = row.Groups[4].Value.Replace($"episode-{episode}.mp4", Path.Combine(shortRun.Run, "worst.png")).Split(' ');
        Assert.Equal(["render", shortRun.Run, "--seed", "5", "--episode", $"{episode}"], command[..6]);
        Assert.Equal(ExitCode.Done, CommandLine.Run([.. command, "--size", "160x90"]).Code);
        using var player = Watched.Find(shortRun.Run, null, null, null, null!).Play(5, new PlayerOptions { Episode = episode });
        Assert.Equal(episodes.Seeds[episode], player.Environment.EpisodeSeed(0));
    }

    [Fact]
    public void TheExitCodeIsTheGatesVerdict()
    {
        var test = CommandLine.Run("test", shortRun.Scenario, "--policy", shortRun.Run, "--seed", "5");

        Assert.Equal(shortRun.Result.Code, test.Code);
    }

    [Fact]
    public void AnExistingRunIsNotOverwritten()
    {
        var result = CommandLine.Run("train", shortRun.Scenario, "--seed", "5", "--run", shortRun.Run);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("--resume", result.Error);
    }

    [Fact]
    public void AFinishedRunThatIsResumedGivesTheSameVerdict()
    {
        using var folder = new TemporaryFolder();
        string run = folder.Copy(shortRun.Run, "run");

        var result = CommandLine.Run("train", shortRun.Scenario, "--seed", "5", "--resume", "--run", run);

        Assert.Equal(shortRun.Result.Code, result.Code);
        Assert.Equal(File.ReadAllText(Path.Combine(shortRun.Run, "gate.json")), File.ReadAllText(Path.Combine(run, "gate.json")));
    }

    [Theory]
    [InlineData("another seed", "seed")]
    [InlineData("another agent", "agent")]
    [InlineData("another scenario", "scenario")]
    [InlineData("no configuration", "there is no run to resume")]
    [InlineData("damaged configuration", "config.json")]
    [InlineData("configuration without settings", "it has no settings")]
    [InlineData("truncated checkpoints", "no checkpoint is whole")]
    [InlineData("checkpoints with a flipped byte", "no checkpoint is whole")]
    [InlineData("damaged log", "metrics.jsonl")]
    public void ARunThatCannotGoOnIsRefused(string damage, string message)
    {
        using var folder = new TemporaryFolder();
        string run = folder.Copy(shortRun.Run, "run"), configuration = Path.Combine(run, "config.json");
        string scenario = damage == "another scenario" ? "car-following" : shortRun.Scenario;
        string seed = damage == "another seed" ? "6" : "5";
        List<string> line = ["train", scenario, "--resume", "--run", run, "--seed", seed];
        switch (damage)
        {
            case "another agent":
                line.AddRange(["--agent", "ppo"]);
                break;
            case "no configuration":
                File.Delete(configuration);
                break;
            case "damaged configuration":
                File.WriteAllText(configuration, "{");
                break;
            case "configuration without settings":
                var json = JsonNode.Parse(File.ReadAllText(configuration))!.AsObject();
                json.Remove("settings");
                File.WriteAllText(configuration, json.ToJsonString());
                break;
            case "truncated checkpoints":
                ForEachCheckpoint(run, bytes => bytes[..(bytes.Length / 2)]);
                break;
            case "checkpoints with a flipped byte":
                ForEachCheckpoint(run, bytes =>
                {
                    bytes[^1] ^= 1;
                    return bytes;
                });
                break;
            case "damaged log":
                File.WriteAllText(Path.Combine(run, "metrics.jsonl"), "garbage\n" + File.ReadAllText(Path.Combine(run, "metrics.jsonl")));
                break;
        }

        var result = CommandLine.Run([.. line]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void AnInterruptedRunSavesACheckpointAndCanBeResumed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();

        var result = Interrupt(["train", "car-following", "--agent", "q-learning", "--set", "q-learning.validation_interval=100000", "--run", folder["run"]]);
        var resumed = CommandLine.Run("train", "car-following", "--agent", "q-learning", "--resume", "--max-minutes", "0", "--run", folder["run"]);

        Assert.Equal(ExitCode.Interrupted, result.Code);
        Assert.Contains("--resume", result.Error);
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(folder["run"], "checkpoints")));
        Assert.Contains("The time is spent", resumed.Output);
    }

    [Fact]
    public void AKilledRunThatIsResumedEqualsAnUnbrokenOne()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Signals are sent with kill.");
        using var folder = new TemporaryFolder();
        string[] line = ["train", shortRun.Scenario, "--steps", "800000", "--set", "q-learning.validation_interval=5"];

        var killed = Interrupt([.. line, "--run", folder["killed"]], "-KILL");
        var resumed = CommandLine.Run("train", shortRun.Scenario, "--resume", "--run", folder["killed"]);
        var unbroken = CommandLine.Run([.. line, "--run", folder["unbroken"]]);

        Assert.Equal(128 + 9, killed.Code);
        Assert.Equal(unbroken.Code, resumed.Code);
        foreach (string file in new[] { "policy.safetensors", "policy.json", "metrics.jsonl", "gate.json", "rollout.mcap" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["unbroken"], file)), File.ReadAllBytes(Path.Combine(folder["killed"], file)));
        }
    }

    private static CommandResult Interrupt(string[] args, string signal = "-TERM")
    {
        string program = Path.Combine(AppContext.BaseDirectory, "snowball");
        var start = new System.Diagnostics.ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        // The first lines tell that training has begun.
        string output = process.StandardOutput.ReadLine() + process.StandardOutput.ReadLine();
        using var kill = System.Diagnostics.Process.Start("kill", [signal, process.Id.ToString()]);
        output += process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    private static void ForEachCheckpoint(string run, Func<byte[], byte[]> damage)
    {
        string[] files = Directory.GetFiles(Path.Combine(run, "checkpoints"), "step-*");
        Assert.NotEmpty(files);
        foreach (string file in files) File.WriteAllBytes(file, damage(File.ReadAllBytes(file)));
    }
}
