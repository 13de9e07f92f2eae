namespace Snowball.Cli.Tests;

/// <summary>The choice of the back end of physics, in builds with BepuPhysics and without.</summary>
public sealed class PhysicsTests
{
#if BEPU
    [Fact]
    public void AScenarioRunsOnBepu()
    {
        var run = CommandLine.Run("eval", "car-following", "--policy", "slower", "--episodes", "2", "--physics", "bepu", "--json");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Single(run.JsonLines);
    }

    [Theory]
    [InlineData("barrier", "idle")]
    [InlineData("debris", "idle")]
    [InlineData("jack-knife", "full-brake")]
    [InlineData("rollover", "idle")]
    public void TheGateOfASceneHolds(string scene, string policy)
    {
        var run = CommandLine.Run("test", Path.Combine(Samples.Scenarios, "..", "scenes", scene), "--policy", policy);
        Assert.True(run.Code == ExitCode.Done, run.Output + run.Error);
    }

    [Fact]
    public void ATrailerNeedsBodiesInSpace()
    {
        var run = CommandLine.Run("eval", Path.Combine(Samples.Scenarios, "..", "scenes", "jack-knife"), "--policy", "idle", "--physics", "planar");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("physics: trailer is a unbraked-trailer, which needs physics: bepu", run.Error);
    }
#else
    [Fact]
    public void WithoutBepuItSaysHowToGetIt()
    {
        var asked = CommandLine.Run("eval", "car-following", "--physics", "bepu");
        Assert.Equal(ExitCode.BadInput, asked.Code);
        Assert.Contains("physics: this build is without BepuPhysics", asked.Error);
        Assert.Contains("docs/bepu.md", asked.Error);

        var scene = CommandLine.Run("test", Path.Combine(Samples.Scenarios, "..", "scenes", "barrier"));
        Assert.Equal(ExitCode.BadInput, scene.Code);
        Assert.Matches("scenario.yaml:9: physics: this build is without BepuPhysics", scene.Error);
    }
#endif

    [Fact]
    public void AnUnknownBackEndIsRefused() => Assert.Equal(ExitCode.BadInput, CommandLine.Run("eval", "car-following", "--physics", "newton").Code);
}
