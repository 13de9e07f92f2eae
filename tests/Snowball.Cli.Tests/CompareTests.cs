using System.Text.Json.Nodes;
using Snowball.Agents;
using Snowball.Cli.Comparisons;
using Snowball.Cli.Inputs;
using Snowball.Learning.Runs;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests;

/// <summary>What compare makes of runs whose results are known.</summary>
public sealed class CompareTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RunsOfTheSameSeedsAreComparedEpisodeByEpisode()
    {
        for (ulong seed = 0; seed < 3; seed++)
        {
            double[] returns = [.. Enumerable.Range(0, 40).Select(episode => 10.0 * seed + episode)];
            Run($"q-learning-{seed}", "q-learning", seed, returns);
            Run($"ppo-{seed}", "ppo", seed, [.. returns.Select(value => value + 2)]);
        }

        var result = CommandLine.Run("compare", _folder["q-learning-*"], _folder["ppo-*"], "--json");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(["A", "B"], result.JsonLines.Where(line => line["group"] is not null).Select(line => (string)line["group"]!));
        var metric = result.JsonLines.Single(line => (string?)line["metric"] == "return.sum");
        Assert.Equal(29.5, (double)metric["groups"]!["A"]!["mean"]!["value"]!, 9);
        var second = metric["groups"]!["B"]!;
        // The same on every episode: pairs leave nothing to chance, though returns are spread over 60.
        Assert.Equal([2.0, 2, 2], Values(second["difference"]!));
        Assert.Equal(120, (int)second["paired_episodes"]!);
        Assert.InRange((double)second["probability_of_improvement"]!["value"]!, 0.5, 0.6);
        var crashes = result.JsonLines.Single(line => (string?)line["metric"] == "collision.any");
        Assert.Equal(("lower", null), ((string)crashes["better"]!, crashes["groups"]!["A"]!["iqm"]));
        Assert.Equal(["return.sum", "collision.any", "thw.any_below_0.5", "progress.sum"],
            result.JsonLines.Where(line => line["metric"] is not null).Select(line => (string)line["metric"]!));
        Assert.Contains(result.JsonLines, line => (string?)line["setting"] == "agent" && (string)line["groups"]!["B"]! == "ppo");
        Assert.Equal(result.Output, CommandLine.Run("compare", _folder["q-learning-*"], _folder["ppo-*"], "--json").Output);
    }

    [Fact]
    public void FewerCrashesAreAnImprovement()
    {
        Run("q-learning-0", "q-learning", 0, new double[100], crashes: 50);
        Run("ppo-0", "ppo", 0, new double[100], crashes: 10);

        var lines = CommandLine.Run("compare", _folder["q-learning-0"], _folder["ppo-0"], "--json").JsonLines;

        var better = lines.Single(line => (string?)line["metric"] == "collision.any")["groups"]!["B"]!;
        Assert.Equal(-0.4, (double)better["difference"]!["value"]!, 9);
        // Half of all pairs are equal but for the 40 more that crash.
        Assert.Equal(0.7, (double)better["probability_of_improvement"]!["value"]!, 9);
        Assert.True((double)better["probability_of_improvement"]!["low"]! > 0.5);
    }

    [Fact]
    public void RunsOfOtherSeedsAreComparedAsIndependentOnes()
    {
        Run("q-learning-0", "q-learning", 0, [1, 2, 3, 4]);
        Run("ppo-7", "ppo", 7, [3, 4, 5, 6]);

        var result = CommandLine.Run("compare", _folder.Path, "--json");

        // In the order of their names: ppo is A.
        var second = result.JsonLines.Single(line => (string?)line["metric"] == "return.sum")["groups"]!["B"]!;
        Assert.Equal((-2, 0), ((double)second["difference"]!["value"]!, (int)second["paired_episodes"]!));
        Assert.True((double)second["difference"]!["low"]! < -2.5);
        Assert.Contains("A is one run", result.Error);
    }

    [Fact]
    public void SettingsAndFoldersTellGroupsApartAndSeedsDoNot()
    {
        Run("before/q-learning-0", "q-learning", 0, [1]);
        Run("before/q-learning-1", "q-learning", 1, [1]);
        Run("before/fast-0", "q-learning", 0, [1], "q-learning.learning_rate=0.9");
        Run("after/q-learning-0", "q-learning", 0, [1]);

        var groups = RunGroup.Of(RunFinder.Find([_folder["before"], _folder["after"] + "/", _folder["before/q-learning-0"]], _ => { }));

        Assert.Equal(["fast-0", "q-learning-0 q-learning-1", "q-learning-0"], groups.Select(group => string.Join(' ', group.Runs.Select(run => Path.GetFileName(run.Path)))));
        var setting = Assert.Single(Comparison.Of(groups).Settings);
        Assert.Equal(("settings.learning_rate", "0.9"), (setting.Key, setting.Values[0]));
    }

    [Fact]
    public void CurvesAreMeansOverRunsWithTheLastValueOfThoseThatHaveEnded()
    {
        Run("q-learning-0", "q-learning", 0, [1]);
        Run("q-learning-1", "q-learning", 1, [1]);
        Log("q-learning-0", (100, 10), (200, 20), (300, 30), (400, 40));
        Log("q-learning-1", (100, 30), (200, 50));
        var group = Assert.Single(RunGroup.Of(RunFinder.Find([_folder.Path], _ => { })));

        var bySteps = LearningCurve.Of(group, "episode_return", (_, line) => line.Step);
        var byTime = LearningCurve.Of(group, "episode_return", (run, line) => run.Timing[line.Step]);

        Assert.Equal([(100.0, 20.0), (200, 35), (300, 40), (400, 45)], bySteps.Points);
        // Of two runs the interval reaches from one to the other.
        Assert.Equal([(10.0, 30.0), (20, 50), (30, 50), (40, 50)], bySteps.Band);
        Assert.Equal([(1.0, 20.0), (2, 35), (3, 40), (4, 45)], byTime.Points);
    }

    [Fact]
    public void ThePageHoldsEverythingItself()
    {
        Run("q-learning-0", "q-learning", 0, [1, 2, 3]);
        Run("ppo-0", "ppo", 0, [3, 2, 5]);
        Log("q-learning-0", (100, 10), (200, 20));

        var result = CommandLine.Run("compare", _folder["q-learning-0"], _folder["ppo-0"], "--out", _folder["page.html"]);

        Assert.Contains("difference from A", result.Output);
        string page = File.ReadAllText(_folder["page.html"]);
        Assert.Contains("B ppo", page);
        Assert.Contains("training time", Drawings(page));
        Assert.DoesNotContain("http", page);
    }

    [Theory]
    [InlineData("another scenario", "lane-keeping, but")]
    [InlineData("not judged", "episodes.csv: it has not come to its end")]
    [InlineData("same seed", "same settings and seed")]
    [InlineData("damaged episodes", "line 3 is not")]
    [InlineData("no episodes", "no table of episodes")]
    [InlineData("older episodes", "no column thw.any_below_0.5")]
    [InlineData("nothing", "holds no run that was judged")]
    public void WhatCannotBeComparedIsRefused(string fault, string message)
    {
        Run("one/q-learning-0", "q-learning", 0, [1, 2]);
        string other = _folder["two/run"], episodes = Path.Combine(other, "episodes.csv");
        if (fault == "another scenario") Run("two/run", "ppo", 0, [1, 2], scenario: "lane-keeping");
        else if (fault != "nothing") Run("two/run", "q-learning", 0, [1, 2]);
        switch (fault)
        {
            case "not judged": File.Delete(episodes); break;
            case "same seed": Directory.Move(_folder["one/q-learning-0"], _folder["two/other"]); break;
            case "damaged episodes": File.WriteAllText(episodes, File.ReadAllText(episodes)[..^4]); break;
            case "older episodes": File.WriteAllText(episodes, "seed,return.sum,collision.any\n0,1,0\n"); break;
            case "no episodes": File.WriteAllText(episodes, "a,b\n1,2\n"); break;
        }

        var result = CommandLine.Run("compare", fault == "same seed" ? _folder["two/other"] : _folder["one/q-learning-0"], other, "--json");

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void ARunInAFolderThatWasNotJudgedIsLeftOut()
    {
        Run("q-learning-0", "q-learning", 0, [1]);
        Run("q-learning-1", "q-learning", 1, [1]);
        File.Delete(_folder["q-learning-1/episodes.csv"]);

        var result = CommandLine.Run("compare", _folder.Path, "--json");

        Assert.Contains("q-learning-1 is left out", result.Error);
        Assert.Single(result.JsonLines[0]["runs"]!.AsArray());
    }

    /// <summary>The text in all pictures of a page.</summary>
    private static string Drawings(string page) => string.Concat(page.Split("base64,").Skip(1).Select(
        part => System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(part[..part.IndexOf('"')]))));

    private static double[] Values(JsonNode interval) => [.. new[] { "value", "low", "high" }.Select(name => Math.Round((double)interval[name]!, 9))];

    /// <summary>A run folder as training leaves it, with given returns, of which the first episodes are crashes.</summary>
    private void Run(string name, string agent, ulong seed, double[] returns, string? setting = null, int crashes = 0, string scenario = "car-following")
    {
        var loaded = ScenarioLoader.Load(Path.Combine(Samples.Scenarios, scenario));
        var plan = AgentRegistry.Plan(loaded, agent, setting is null ? [] : [setting]);
        Directory.CreateDirectory(_folder[name]);
        File.WriteAllText(_folder[$"{name}/config.json"], RunConfiguration.Of(loaded, new Sight(null, Renderers.Auto), plan, null, seed, 1, "cpu", null, null).Text);
        var rows = returns.Select((value, episode) => $"{episode},{1000 * seed + (ulong)episode},{value},{(episode < crashes ? 1 : 0)},0,0");
        File.WriteAllText(
            _folder[$"{name}/episodes.csv"],
            string.Join('\n', ["episode,seed,return.sum,collision.any,thw.any_below_0.5,progress.sum", .. rows]) + "\n");
        Log(name, (100, 1));
    }

    private void Log(string run, params (long Step, double Return)[] lines)
    {
        File.WriteAllLines(_folder[$"{run}/metrics.jsonl"], lines.Select(line => $"{{\"step\":{line.Step},\"episode_return\":{line.Return}}}"));
        File.WriteAllLines(_folder[$"{run}/{RunFolder.TimingName}"], lines.Select(line => $"{{\"step\":{line.Step},\"seconds\":{line.Step / 100}}}"));
    }
}
