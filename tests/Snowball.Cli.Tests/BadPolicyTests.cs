using System.Text.Json.Nodes;
using Snowball.Learning.Policies;

namespace Snowball.Cli.Tests;

/// <summary>A damaged policy, or one that does not fit, is refused with its file and the reason.</summary>
public sealed class BadPolicyTests
{
    public static TheoryData<string, string> Damages => new()
    {
        { "no weights", "policy.safetensors" },
        { "truncated weights", "policy.safetensors" },
        { "empty weights", "policy.safetensors" },
        { "garbage weights", "policy.safetensors" },
        { "no json", "policy.json" },
        { "truncated json", "policy.json" },
        { "wrong version", "its version is 99" },
        { "wrong format", "not a description of a policy" },
        { "unknown key", "surprise" },
        { "unknown network", "policy.json" },
        { "other layers", "layers" },
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void IsRefused(string damage, string message)
    {
        using var folder = new TemporaryFolder();
        string policy = Samples.ZeroPolicy("car-following", folder["policy"]);
        Damage(policy, damage);

        foreach (string[] line in new[] { ["eval", "car-following", "--policy", policy], ["test", "car-following", "--policy", policy], new[] { "describe", policy } })
        {
            var result = CommandLine.Run(line);

            Assert.Equal(ExitCode.BadInput, result.Code);
            Assert.Contains(message, result.Error);
            Assert.Empty(result.Output);
        }
    }

    [Theory]
    [InlineData("highway-fast", "car-following", "observes")]
    [InlineData("car-following", "highway-fast", "observes")]
    [InlineData("lane-keeping-straight", "lane-keeping", "observes")]
    public void APolicyOfAnotherObservationIsRefused(string trained, string driven, string message)
    {
        using var folder = new TemporaryFolder();

        var result = CommandLine.Run("eval", driven, "--policy", Samples.ZeroPolicy(trained, folder["policy"]));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.StartsWith(folder["policy"] + ": ", result.Error);
        Assert.Contains(trained, result.Error);
        Assert.Contains(message, result.Error);
    }

    [Fact]
    public void APolicyOfAnotherActionIsRefused()
    {
        using var folder = new TemporaryFolder();
        string fewer = Samples.Write(folder, "fewer", Samples.Text("car-following").Replace(", 1.5 m/s2]", "]"));

        var result = CommandLine.Run("eval", "car-following", "--policy", Samples.ZeroPolicy(fewer, folder["policy"]));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("6 choices", result.Error);
        Assert.Contains("7 choices", result.Error);
    }

    [Fact]
    public void APolicyOfAnotherVersionOfTheScenarioRunsWithAWarning()
    {
        using var folder = new TemporaryFolder();
        string scenario = Samples.ShortCarFollowing(folder, "car-following");

        var result = CommandLine.Run("eval", scenario, "--policy", Samples.ZeroPolicy("car-following", folder["policy"]), "--episodes", "2");

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("another version of car-following", result.Error);
    }

    private static void Damage(string folder, string damage)
    {
        string weights = Path.Combine(folder, PolicyFile.WeightsName), description = Path.Combine(folder, PolicyFile.DescriptionName);
        switch (damage)
        {
            case "no weights":
                File.Delete(weights);
                break;
            case "truncated weights":
                File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..^10]);
                break;
            case "empty weights":
                File.WriteAllBytes(weights, []);
                break;
            case "garbage weights":
                File.WriteAllBytes(weights, [.. Enumerable.Range(0, 300).Select(i => (byte)(i * 7))]);
                break;
            case "no json":
                File.WriteAllText(description, "no json");
                break;
            case "truncated json":
                File.WriteAllText(description, File.ReadAllText(description)[..100]);
                break;
            default:
                var json = JsonNode.Parse(File.ReadAllText(description))!.AsObject();
                Damage(json, damage);
                File.WriteAllText(description, json.ToJsonString());
                break;
        }
    }

    private static void Damage(JsonObject json, string damage)
    {
        switch (damage)
        {
            case "wrong version":
                json["version"] = 99;
                break;
            case "wrong format":
                json["format"] = "something-else";
                break;
            case "unknown key":
                json["surprise"] = 1;
                break;
            case "unknown network":
                json["network"]!["kind"] = "transformer";
                break;
            default:
                json["network"]!["layers"] = new JsonArray(4, 3, 7);
                break;
        }
    }
}
