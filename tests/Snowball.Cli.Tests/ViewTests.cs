using Snowball.Cli.Inputs;
using Snowball.Learning.Policies;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests;

public sealed class ViewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cannot be opened", "nowhere/to/be/found.mcap")]
    [InlineData("atmosphere", "highway-fast", "--weather", "hail")]
    [InlineData("drone", "highway-fast", "--camera", "drone")]
    [InlineData("--width", "highway-fast", "--width", "100000")]
    [InlineData("--at", "highway-fast", "--at", "-1")]
    [InlineData("is none of", "highway-fast", "--policy", "nobody")]
    [InlineData("driver of its own", "drive.mcap", "--policy", "idle")]
    public void ABadCommandLineIsRefused(string word, params string[] words)
    {
        var result = CommandLine.Run(["view", .. words]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(word, result.Error);
    }

    [Fact]
    public void ADamagedRolloutIsRefused()
    {
        string golden = Directory.GetFiles(Samples.Scenarios, "*.mcap", SearchOption.AllDirectories)[0];
        File.WriteAllBytes(_folder["short.mcap"], File.ReadAllBytes(golden)[..1000]);

        var result = CommandLine.Run("view", _folder["short.mcap"]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("short.mcap", result.Error);
    }

    [Fact]
    public void ARunWithoutAPolicySaysWhenThereWillBeOne()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Samples.Scenarios, "highway-fast"));
        using var environment = new DrivingEnv(scenario, worlds: 1);

        var fault = Assert.Throws<InputException>(() => new NewestPolicy(_folder.Path, environment));

        Assert.Contains("first validation", fault.Message);
    }

    [Fact]
    public void TheNewestPolicyDrivesFromTheNextEpisodeOn()
    {
        var scenario = ScenarioLoader.Load(Path.Combine(Samples.Scenarios, "highway-fast"));
        using var environment = new DrivingEnv(scenario, worlds: 1);
        string run = Samples.ZeroPolicy("highway-fast", _folder["run"]);
        var policy = new NewestPolicy(run, environment);
        Assert.Equal("zero, 1k steps", policy.Name);
        Train(run, from: "1234", to: "5678");

        Drive(policy, environment, steps: 2);
        Assert.Equal("zero, 6k steps", policy.Name);
        Train(run, from: "5678", to: "9000");
        Drive(policy, environment, steps: 1);
        Assert.Equal("zero, 6k steps", policy.Name);
        // Caught while it is written: the one before goes on.
        string description = File.ReadAllText(Path.Combine(run, PolicyFile.DescriptionName));
        Write(run, description[..50]);
        environment.Reset(1);
        Drive(policy, environment, steps: 1);
        Assert.Equal("zero, 6k steps", policy.Name);
        Write(run, description);
        environment.Reset(2);
        Drive(policy, environment, steps: 1);
        Assert.Equal("zero, 9k steps", policy.Name);
    }

    private static void Train(string run, string from, string to) =>
        Write(run, File.ReadAllText(Path.Combine(run, PolicyFile.DescriptionName)).Replace(from, to));

    /// <summary>Writes a description, a second later than the last time.</summary>
    private static void Write(string run, string description)
    {
        string file = Path.Combine(run, PolicyFile.DescriptionName);
        var time = File.GetLastWriteTimeUtc(file).AddSeconds(1);
        File.WriteAllText(file, description);
        File.SetLastWriteTimeUtc(file, time);
    }

    private static void Drive(NewestPolicy policy, DrivingEnv environment, int steps)
    {
        var actions = new float[environment.Action.Dimensions];
        for (int i = 0; i < steps; i++)
        {
            policy.Act(environment, actions);
            environment.Step(actions);
        }
    }
}
