using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Snowball.Cli.CrossPlay;
using Match = Snowball.Cli.CrossPlay.Match;

namespace Snowball.Cli.Tests;

public sealed class CrossPlayTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _scenario;

    public CrossPlayTests() =>
        _scenario = Samples.Write(_folder, "narrow", Regex.Replace(Samples.Text("bottleneck"), @"duration: \d+ s", "duration: 6 s"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void APolicyAndItsCopyAreAlikeInEveryPlace()
    {
        string one = Samples.ZeroPolicy(_scenario, _folder["one"]), two = Samples.ZeroPolicy(_scenario, _folder["two"]);

        var result = CommandLine.Run("cross-play", _scenario, "--policies", one, two, "idle", "--episodes", "12", "--json");

        Assert.Equal(ExitCode.Done, result.Code);
        var pairs = result.JsonLines.Where(line => line.ContainsKey("row")).ToDictionary(line => ($"{line["row"]}", $"{line["column"]}"));
        Assert.Equal(9, pairs.Count);
        foreach (var (a, b) in ((string, string)[])[("one", "two"), ("two", "one"), ("two", "two")]) Assert.Equal(Values(pairs[("one", "one")]), Values(pairs[(a, b)]));
        Assert.Equal(Values(pairs[("one", "idle")]), Values(pairs[("two", "idle")]));
        Assert.Equal(Values(pairs[("idle", "one")]), Values(pairs[("idle", "two")]));
        Assert.NotEqual(Values(pairs[("one", "idle")]), Values(pairs[("idle", "one")]));
        Assert.Equal(["one", "two", "idle"], result.JsonLines.Where(line => line.ContainsKey("best_response")).Select(line => $"{line["policy"]}"));
    }

    [Fact]
    public void ThePictureAndTheTablesAreThere()
    {
        var result = CommandLine.Run("cross-play", _scenario, "--policies", "rule-based", "idle", "--episodes", "4", "--out", _folder["matrix.png"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(_folder["matrix.png"])[..4]);
        Assert.Contains("others' return", result.Output);
        Assert.Contains("Among cars of rule-based", result.Output);
    }

    [Fact]
    public void WhoExploitsWhomFollowsFromTheReturns()
    {
        // Among the meek the bold one gets 3 and leaves 1; among its own kind it gets 0 and the meek one 2.
        var matrix = PlayMatrix.Of(["meek", "bold"], new[,] { { Played(2, 2), Played(2, 0) }, { Played(3, 1), Played(0, 0) } });

        Assert.Equal((0, 1), (matrix.Pairings[0, 0].Sign, matrix.Pairings[1, 0].Sign));
        Assert.Equal(2, matrix.Pairings[1, 0].Advantage.Mean, 1e-9);
        Assert.Equal((1, true), (matrix.BestResponses[0].Player, matrix.BestResponses[0].Pays));
        Assert.Equal(1, matrix.BestResponses[0].Gain.Mean, 1e-9);
        Assert.Equal((0, true), (matrix.BestResponses[1].Player, matrix.BestResponses[1].Pays));
        Assert.Equal(2, matrix.BestResponses[1].Gain.Mean, 1e-9);
    }

    [Fact]
    public void WhatMayBeChanceIsNoGain()
    {
        double[] noise = [.. Enumerable.Range(0, 40).Select(episode => episode % 2 == 0 ? 1.0 : -1.0)];
        var matrix = PlayMatrix.Of(["a", "b"], new[,] { { Played(0, 0), Played(0, 0) }, { Played(0.05, 0, noise), Played(0, 0) } });

        Assert.Equal(0, matrix.Pairings[1, 0].Sign);
        Assert.False(matrix.BestResponses[0].Pays);
    }

    [Fact]
    public void OthersOfAnEvaluationDriveOtherwise()
    {
        var alike = Return("eval", _scenario, "--policy", "rule-based", "--episodes", "8", "--json");
        var same = Return("eval", _scenario, "--policy", "rule-based", "--others", "rule-based", "--episodes", "8", "--json");
        var among = Return("eval", _scenario, "--policy", "rule-based", "--others", "full-brake", "idle", "--episodes", "8", "--json");

        Assert.Equal(alike, same);
        Assert.NotEqual(alike, among);
    }

    [Theory]
    [InlineData("cross-play highway-fast --policies idle slower")]
    [InlineData("eval highway-fast --policy idle --others slower")]
    [InlineData("train highway-fast --self-play")]
    public void NothingOfThisGoesWithOneEgo(string line)
    {
        var result = CommandLine.Run(line.Split(' '));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("ego.count: is 1, ", result.Error);
    }

    [Theory]
    [InlineData("--policies: names 1 policies", "idle")]
    [InlineData("--policies: names idle twice", "idle", "slower", "idle")]
    [InlineData("'sleepy' is none of", "idle", "sleepy")]
    [InlineData("do not steer", "idle", "stanley")]
    public void PoliciesThatCannotPlayAreRefused(string message, params string[] policies)
    {
        var result = CommandLine.Run(["cross-play", _scenario, "--policies", .. policies]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void SelfPlayLeavesItsLeagueInTheRunAndGoesOnFromThere()
    {
        string[] line = ["train", _scenario, "--self-play", "--run", _folder["run"]];
        string[] small = ["ppo.worlds=8", "ppo.rollout_steps=16", "ppo.hidden_sizes=[8]", "self-play.snapshot_interval=1", "self-play.snapshots=2"];
        string text = Samples.Text("bottleneck").Replace("validation_episodes: 600", "validation_episodes: 8").Replace("episodes: 1000", "episodes: 100");
        Samples.Write(_folder, "narrow", Regex.Replace(text, @"duration: \d+ s", "duration: 2 s"));

        var first = CommandLine.Run([.. line, "--steps", "700", .. small.SelectMany(setting => (string[])["--set", setting])]);
        var unlike = CommandLine.Run("train", _scenario, "--run", _folder["run"], "--resume");
        var resumed = CommandLine.Run([.. line, "--resume"]);
        var played = CommandLine.Run("cross-play", _scenario, "--policies", Path.Combine(_folder["run"], "league", "00000002"), _folder["run"], "--episodes", "2", "--json");

        Assert.Equal((ExitCode.GateFailed, ExitCode.GateFailed, ExitCode.BadInput), (first.Code, resumed.Code, unlike.Code));
        Assert.Contains("give --self-play", unlike.Error);
        Assert.Equal("1", (string?)JsonNode.Parse(File.ReadAllText(_folder["run/config.json"]))!["self_play"]!["snapshot_interval"]);
        Assert.Equal(ExitCode.Done, played.Code);
    }

    private static Match Played(double row, double column, double[]? noise = null)
    {
        double[] Results(double value, double[]? spread) => [.. Enumerable.Range(0, 40).Select(episode => value + (spread?[episode] ?? 0))];
        double[] none = Results(0, null);
        return new Match(new PlayerResults(Results(row, noise), none, none), new PlayerResults(Results(column, null), none, none));
    }

    private static string Values(JsonObject pair) => new JsonObject(pair.Where(entry => entry.Key is not ("row" or "column")).Select(entry => KeyValuePair.Create(entry.Key, entry.Value?.DeepClone()))).ToJsonString();

    private static double Return(params string[] args)
    {
        var line = CommandLine.Run(args).JsonLines[0];
        return (double)line["metrics"]!["return"]!["value"]!;
    }
}
