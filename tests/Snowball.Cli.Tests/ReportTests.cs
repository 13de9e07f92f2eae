using System.Xml.Linq;

namespace Snowball.Cli.Tests;

/// <summary>What eval, test, bench and scenarios print and write.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EvalShowsTheTrivialPoliciesBesideTheAgent()
    {
        string policy = Samples.ZeroPolicy("car-following", _folder["policy"]);

        var result = CommandLine.Run("eval", "car-following", "--policy", policy, "--episodes", "3", "--json");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(["zero", "slower", "idle", "random", "rule-based"], result.JsonLines.Select(line => (string)line["policy"]!));
        Assert.All(result.JsonLines, line =>
        {
            Assert.Equal("car-following", (string)line["scenario"]!);
            Assert.Equal(3, (double)line["metrics"]!["episodes"]!["value"]!);
            Assert.Equal("m/s", (string)line["metrics"]!["speed"]!["unit"]!);
        });
        Assert.Empty(result.Error);
    }

    [Fact]
    public void ATrivialPolicyIsEvaluatedAlone()
    {
        var result = CommandLine.Run("eval", "car-following", "--policy", "slower", "--episodes", "2", "--json");

        Assert.Equal("slower", (string)Assert.Single(result.JsonLines)["policy"]!);
    }

    [Fact]
    public void TheSameSeedGivesTheSameNumbersOnAnyNumberOfThreads()
    {
        string[] line = ["eval", "highway-fast", "--policy", "random", "--episodes", "20", "--seed", "3", "--json", "--threads"];

        var one = CommandLine.Run([.. line, "1"]);

        Assert.Equal(one.Output, CommandLine.Run([.. line, "3"]).Output);
        Assert.NotEqual(one.Output, CommandLine.Run([.. line, "1", "--split", "validation"]).Output.Replace("validation", "test"));
    }

    [Fact]
    public void EvalPrintsATableForPeople()
    {
        var result = CommandLine.Run("eval", "car-following", "--policy", "idle", "--episodes", "2");

        Assert.Contains("collision_rate", result.Output);
        Assert.Contains("idle", result.Output);
    }

    [Fact]
    public void TestGivesOneJUnitCaseForEachLineOfTheGate()
    {
        string scenario = Samples.ShortCarFollowing(_folder);

        var result = CommandLine.Run("test", scenario, "--policy", "full-brake", "--json", "--junit", _folder["junit.xml"]);

        Assert.Equal(ExitCode.GateFailed, result.Code);
        var line = Assert.Single(result.JsonLines);
        var lines = line["lines"]!.AsArray();
        Assert.Equal("failed", (string)line["verdict"]!);
        Assert.Equal("thw.any_below_0.5", (string)lines[1]!["name"]!);

        var suites = XDocument.Load(_folder["junit.xml"]).Root!;
        Assert.Equal("testsuites", suites.Name.LocalName);
        var suite = Assert.Single(suites.Elements("testsuite"));
        var cases = suite.Elements("testcase").ToList();
        Assert.Equal(lines.Select(entry => (string)entry!["name"]!), cases.Select(test => (string)test.Attribute("name")!));
        Assert.Equal((int)suite.Attribute("tests")!, cases.Count);
        Assert.Equal((int)suite.Attribute("failures")!, cases.Count(test => test.Element("failure") is not null));
        Assert.Equal(lines.Count(entry => (string)entry!["verdict"]! != "passed"), cases.Count(test => test.Element("failure") is not null));
        Assert.All(cases.Elements("failure"), failure => Assert.NotEmpty((string)failure.Attribute("message")!));
        var properties = suite.Element("properties")!.Elements("property").ToDictionary(p => (string)p.Attribute("name")!, p => (string)p.Attribute("value")!);
        Assert.Equal("full-brake", properties["policy"]);
        Assert.Equal("300", properties["episodes"]);
        Assert.Equal((double)lines[2]!["estimate"]!, double.Parse(properties["progress.sum.estimate"]));
        Assert.Equal("540", properties["progress.sum.bound"]);
    }

    [Fact]
    public void AScenarioWithoutAPolicyFailsItsTest()
    {
        string scenario = Samples.ShortCarFollowing(_folder);

        var result = CommandLine.Run("test", scenario, "--junit", _folder["junit.xml"], "--json");

        Assert.Equal(ExitCode.GateFailed, result.Code);
        Assert.Contains("no policy beside the scenario", (string)Assert.Single(result.JsonLines)["error"]!);
        Assert.Contains("no policy", (string)XDocument.Load(_folder["junit.xml"]).Descendants("failure").Single().Attribute("message")!);
    }

    [Fact]
    public void TestTakesThePolicyBesideTheScenarioAndAFolderOfScenarios()
    {
        string scenario = Samples.ShortCarFollowing(_folder);
        Samples.ZeroPolicy(scenario, scenario);

        var result = CommandLine.Run("test", _folder.Path, "--json");

        var line = Assert.Single(result.JsonLines);
        Assert.Equal(("short", "zero"), ((string)line["scenario"]!, (string)line["policy"]!));
    }

    [Fact]
    public void AGateThatPassesGivesExitCodeZero()
    {
        var result = CommandLine.Run("test", "lane-keeping-straight", "--policy", "rule-based");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("1 passed, 0 failed", result.Output);
    }

    [Fact]
    public void ListNamesEveryScenario()
    {
        var names = CommandLine.Run("scenarios", "list", "--json").JsonLines.Select(line => (string)line["name"]!);

        Assert.Equal(Directory.GetDirectories(Samples.Scenarios).Select(Path.GetFileName).Order(), names);
    }

    [Fact]
    public void DescribeTellsFieldsActionsAndTheGateInWords()
    {
        var result = CommandLine.Run("scenarios", "describe", "highway-fast", "--json");

        var line = Assert.Single(result.JsonLines);
        Assert.Equal(25, line["observation"]!.AsArray().Count);
        Assert.Equal("m", (string)line["observation"]![1]!["unit"]!);
        Assert.Equal(200, (double)line["observation"]![1]!["scale"]!);
        Assert.Equal(["lane_left", "idle", "lane_right", "faster", "slower"], line["action"]!["names"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("any collision in at most 2 % of episodes (upper 95 % limit)", (string)line["gate"]![0]!);
        Assert.Equal("uniform(21, 24)", (string)line["settings"]!["traffic.speed"]!);
        Assert.Contains("any collision in at most 2 %", CommandLine.Run("scenarios", "describe", "highway-fast").Output);
    }

    [Fact]
    public void BenchGivesARowForEachWorkload()
    {
        var result = CommandLine.Run("bench", "traffic", "reset", "inference", "highway-fast", "--seconds", "0.05", "--threads", "2", "--json");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Equal(["traffic", "reset", "inference", "highway-fast", "highway-fast"], result.JsonLines.Select(line => (string)line["name"]!));
        Assert.Equal([1, 1, 1, 1, 2], result.JsonLines.Select(line => (int)line["threads"]!));
        Assert.All(result.JsonLines, line => Assert.True((double)line["rate"]! > 0));
        Assert.Equal("vehicle-steps/s", (string)result.JsonLines[0]["unit"]!);
    }

    [Fact]
    public void DescribeTellsWhatAPolicyIs()
    {
        var result = CommandLine.Run("describe", Samples.ZeroPolicy("highway-fast", _folder["policy"]));

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.All(new[] { "zero", "numbers 25 x 5, 130 parameters", "vehicle_4_vy", "one of 5", "highway-fast", "1234 agent steps, seed 7" }, text => Assert.Contains(text, result.Output));
    }

    [Theory]
    [InlineData("eval highway-fast --policy random --episodes 2", false)]
    [InlineData("bench highway-fast --seconds 0.05", false)]
    [InlineData("bench inference-torch --seconds 0.05", true)]
    public void LibtorchIsLoadedOnlyWhereItIsNeeded(string line, bool isLoaded)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The dynamic linker's trace is glibc's.");

        var result = CommandLine.RunProgram(line.Split(' '), ("LD_DEBUG", "files"));

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("libcoreclr", result.Error);
        Assert.Equal(isLoaded, result.Error.Contains("libtorch"));
    }
}
