namespace Snowball.Cli.Tests;

/// <summary>A broken scenario is refused by every command with file, line and key.</summary>
public sealed class BadScenarioTests
{
    [Theory]
    [InlineData("kind: lead", "kind: leed", "traffic.kind")]
    [InlineData("gap: uniform(20, 40) m", "gap: uniform(20, 40) s", "traffic.gap")]
    [InlineData("gap: uniform(20, 40) m", "gap: uniform(40, 20) m", "traffic.gap")]
    [InlineData("lane_width: 3.75 m", "lane_width: -3.75 m", "road.lane_width")]
    [InlineData("lane_width: 3.75 m", "lane_wdith: 3.75 m", "lane_wdith")]
    [InlineData("lane_width: 3.75 m", "lane_width: wide", "road.lane_width")]
    [InlineData("vehicle: bmw-320i\n  dynamics", "vehicle: trabant\n  dynamics", "ego.vehicle")]
    [InlineData("metric: thw", "metric: thww", "metric")]
    [InlineData("collision, aggregate: any", "collision, aggregate: all", "aggregate")]
    [InlineData("agent: q-learning", "agent: sarsa", "sarsa")]
    [InlineData("discount: ", "discunt: ", "discunt")]
    [InlineData("format: 1", "format: 99", "format")]
    public void IsRefused(string right, string wrong, string key)
    {
        using var folder = new TemporaryFolder();
        string text = Samples.Text("car-following");
        Assert.Contains(right, text);
        string scenario = Samples.Write(folder, "broken", text.Replace(right, wrong));

        var validate = CommandLine.Run("scenarios", "validate", scenario);
        var train = CommandLine.Run("train", scenario, "--run", folder["run"]);

        Assert.Equal(ExitCode.BadInput, validate.Code);
        Assert.Contains("scenario.yaml:", validate.Error);
        Assert.Contains(key, validate.Error);
        Assert.Equal(ExitCode.BadInput, train.Code);
        Assert.Equal(validate.Error, train.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1, 2")]
    [InlineData("\t")]
    public void WhatIsNoScenarioIsRefused(string text)
    {
        using var folder = new TemporaryFolder();

        var result = CommandLine.Run("eval", Samples.Write(folder, "broken", text));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("scenario.yaml", result.Error);
    }

    [Fact]
    public void ValidateReportsABrokenScenarioAsJsonAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        string broken = Samples.Write(folder, "broken", "format: 99\n");

        var result = CommandLine.Run("scenarios", "validate", broken, Samples.ShortCarFollowing(folder), "--json");

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Equal(2, result.JsonLines.Count);
        Assert.False((bool)result.JsonLines[0]["valid"]!);
        Assert.Contains("format", (string)result.JsonLines[0]["error"]!);
    }

    [Fact]
    public void AGateThatATrivialPolicyPassesIsRefused()
    {
        using var folder = new TemporaryFolder();
        string text = Samples.Text("car-following");
        int lines = text.IndexOf("  lines:", StringComparison.Ordinal), after = text.IndexOf("discretisation:", StringComparison.Ordinal);
        string scenario = Samples.Write(folder, "easy", text[..lines] + "  lines:\n    - {metric: progress, aggregate: sum, at_least: 1 m}\n" + text[after..]);

        var result = CommandLine.Run("scenarios", "validate", scenario, "--json");

        Assert.Equal(ExitCode.GateFailed, result.Code);
        var line = Assert.Single(result.JsonLines);
        Assert.False((bool)line["valid"]!);
        Assert.Contains("idle", line["not_refused"]!.AsArray().Select(name => (string)name!));
        Assert.Contains("every trivial policy", result.Error);
    }
}
