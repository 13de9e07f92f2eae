using Snowball.Cli;

namespace Snowball.Scenarios.Tests;

/// <summary>What holds for every scenario of the ladder, as a user sees it.</summary>
public sealed class ScenarioTests
{
    // What they ask for is done within a lane.
    private static readonly string[] LanesDoNotMatter = ["car-following", "highway-fast", "lane-keeping", "lane-keeping-straight", "merge-v0"];

    public static TheoryData<string> Names => [.. All];

    public static TheoryData<string> NamesWithPolicy => [.. All.Where(HasPolicy)];

    /// <summary>Those of a peer reward what theirs reward, and not our driver.</summary>
    public static TheoryData<string> NamesOfOurOwnWithoutPolicy => [.. All.Where(name => !HasPolicy(name) && name != "merge-v0")];

    private static IEnumerable<string> All => Directory.GetDirectories(CommandLine.Folder("")).Select(folder => Path.GetFileName(folder)!).Order();

    [Theory]
    [MemberData(nameof(Names))]
    public void TheGateRefusesEveryTrivialPolicyAndOneThatIsBlindToLanes(string scenario)
    {
        var result = CommandLine.Run("scenarios", "validate", CommandLine.Folder(scenario), "--json");

        Assert.Equal(ExitCode.Done, result.Code);
        var line = Assert.Single(result.JsonLines);
        Assert.True((bool)line["valid"]!);
        Assert.All(new[] { "idle", "slower", "full-brake", "faster", "random" }, policy => Assert.Equal("failed", (string)line["verdicts"]![policy]!));
        if (!LanesDoNotMatter.Contains(scenario)) Assert.InRange((double)line["idm_failing_share"]!, 0.1, 1);
    }

    [Theory]
    [MemberData(nameof(NamesWithPolicy))]
    public void TheCommittedPolicyPassesTheGateOnTheTestSeeds(string scenario)
    {
        string folder = CommandLine.Folder(scenario);

        var result = CommandLine.Run("test", folder);

        Assert.True(result.Code == ExitCode.Done, result.Output + result.Error);
        Assert.DoesNotContain("another version", result.Error);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void GoldenRolloutsAreTheSameWhenDrivenAgain(string scenario)
    {
        string[] golden = Directory.GetFiles(Path.Combine(CommandLine.Folder(scenario), "golden"), "*.mcap");

        Assert.NotEmpty(golden);
        foreach (string rollout in golden)
        {
            var result = CommandLine.Run("replay", rollout);

            Assert.True(result.Code == ExitCode.Done, $"{rollout}: {result.Output}{result.Error}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryPolicyDrivesToTheSameBitsOnAnyProcessor(string scenario)
    {
        string[] line = ["eval", CommandLine.Folder(scenario), "--episodes", "8", "--seed", "11", "--json", "--threads"];

        var here = CommandLine.Run([.. line, "2"]);

        Assert.Equal(ExitCode.Done, here.Code);
        Assert.Equal(here.Output, CommandLine.RunWithoutVectors([.. line, "1"]).Output);
    }

    [Theory]
    [InlineData("lane-keeping-straight")]
    [InlineData("car-following")]
    [MemberData(nameof(NamesOfOurOwnWithoutPolicy))]
    public void TheRuleBasedDriverPasses(string scenario)
    {
        var result = CommandLine.Run("test", CommandLine.Folder(scenario), "--policy", "rule-based");

        Assert.True(result.Code == ExitCode.Done, result.Output);
    }

    [Fact]
    public void OnTheHighwayTheRuleBasedDriverIsSaferAndFasterThanSlower()
    {
        var rule = Measure("rule-based");
        var slower = Measure("slower");

        Assert.True(rule["collision_rate"] < slower["collision_rate"]);
        Assert.True(rule["speed"] > slower["speed"] + 1);
        Assert.True(rule["return"] > slower["return"] + 1);
    }

    private static bool HasPolicy(string scenario) => File.Exists(Path.Combine(CommandLine.Folder(scenario), "policy.json"));

    private static Dictionary<string, double> Measure(string policy)
    {
        var line = Assert.Single(CommandLine.Run("eval", CommandLine.Folder("highway-fast"), "--policy", policy, "--json").JsonLines);
        return line["metrics"]!.AsObject().ToDictionary(metric => metric.Key, metric => (double)metric.Value!["value"]!);
    }
}
