using System.Text.Json.Nodes;
using Snowball.Cli.Sweeps;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests.Sweeps;

public sealed class SweepTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TrainsJudgesAndGoesOn()
    {
        string[] command =
        [
            "sweep", Path.Combine(Samples.Scenarios, "lane-keeping-straight"), "--vary", "ppo.learning_rate=log(1e-4, 1e-2)", "--vary", "reward.lateral_offset=uniform(-2, -0.5)",
            "--set", "ppo.worlds=16", "--set", "ppo.rollout_steps=16", "--trials", "3", "--halving", "--steps", "3000", "--processes", "2", "--out", _folder["sweep"], "--json",
        ];
        var first = CommandLine.Run(command);
        Assert.Equal((ExitCode.Done, ""), (first.Code, first.Error));
        var trials = first.JsonLines;
        Assert.Equal(3, trials.Count);
        // Two were judged at a third of the steps, the best of the three at all of them.
        Assert.Equal([3000, 1000, 1000], trials.Select(trial => (int)trial["steps"]!));
        Assert.Equal([true, false, false], trials.Select(trial => (bool)trial["pareto"]!));
        Assert.All(trials, trial => Assert.InRange((double)trial["crash_rate"]!, 0, 1));
        Assert.Contains("<svg", Decoded(File.ReadAllText(Path.Combine(_folder["sweep"], "sweep.html"))), StringComparison.Ordinal);

        // What is done is not done again.
        string run = Path.Combine(_folder["sweep"], "trial-000", "metrics.jsonl");
        var written = File.GetLastWriteTimeUtc(run);
        var again = CommandLine.Run(command);
        Assert.Equal(first.Output, again.Output);
        Assert.Equal(written, File.GetLastWriteTimeUtc(run));

        var other = CommandLine.Run([.. command, "--seed", "1"]);
        Assert.Equal(ExitCode.BadInput, other.Code);
        Assert.Contains("holds another sweep", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ppo.speed=uniform(1, 2)", "ppo has no such setting")]
    [InlineData("reward.beauty=uniform(1, 2)", "the scenario's reward has no term 'beauty'")]
    [InlineData("ppo.epochs=uniform(1, 2)", "is no whole number")]
    public void AWrongKeyIsKnownBeforeAnythingRuns(string vary, string problem)
    {
        var result = CommandLine.Run("sweep", Path.Combine(Samples.Scenarios, "lane-keeping-straight"), "--vary", vary, "--out", _folder["sweep"]);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["sweep"]));
    }

    [Fact]
    public void OtherRewardsLeaveTheRestOfTheScenario()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Samples.Scenarios, "highway-fast"));
        string text = RewardVariant.Of(scenario, new Dictionary<string, string> { ["collision"] = "-3", ["high_speed"] = "0.7" });

        var variant = ScenarioLoader.Parse(text, scenario.File);
        Assert.NotEqual(scenario.Hash, variant.Hash);
        Assert.Equal(scenario.Gate.Lines.Select(line => line with { Line = 0 }), variant.Gate.Lines.Select(line => line with { Line = 0 }));
        Assert.Equivalent(scenario with { Reward = variant.Reward, Gate = variant.Gate, Training = variant.Training, Text = text, Hash = variant.Hash }, variant);
        Assert.Equal(["Collision -3", "HighSpeed 0.7", "RightLane 0.1"], variant.Reward.Terms.Select(term => FormattableString.Invariant($"{term.Term} {term.Weight}")).Order());
        Assert.Throws<InputException>(() => RewardVariant.Of(scenario, new Dictionary<string, string> { ["beauty"] = "1" }));
    }

    private static string Decoded(string page) => string.Concat(page.Split("base64,").Skip(1).Select(part =>
        System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(part[..part.IndexOf('"')]))));
}
