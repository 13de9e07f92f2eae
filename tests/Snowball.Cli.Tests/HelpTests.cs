namespace Snowball.Cli.Tests;

public sealed class HelpTests
{
    [Theory]
    [InlineData("", "train", "eval", "test", "bench", "scenarios", "describe", "replay", "Exit codes")]
    [InlineData("train", "--agent", "--seed", "--steps", "--max-minutes", "--threads", "--device", "--set", "--run", "--resume", "ppo|ppo-lstm|ppo-lagrangian|")]
    [InlineData("eval", "--policy", "rule-based", "--episodes", "--split", "--json")]
    [InlineData("cross-play", "--policies", "rule-based", "--episodes", "--out", "--json")]
    [InlineData("test", "--junit", "--json", "--policy")]
    [InlineData("bench", "traffic", "highway-fast", "inference-torch", "--seconds", "--json")]
    [InlineData("scenarios", "list", "validate", "describe", "import")]
    [InlineData("scenarios import", "MAP", "--out", "--json", "Exit code 2")]
    [InlineData("scenarios validate", "Exit code 2", "--json")]
    [InlineData("describe", "POLICY")]
    [InlineData("compare", "RUN", "nothing but their seed", "--out", "--json")]
    [InlineData("dataset", "make", "show")]
    [InlineData("dataset make", "SCENARIO", "--frames", "--out", "--size", "--sequence", "--split", "--appearance", "bad-weather", "COCO", "TuSimple", "--json")]
    [InlineData("dataset show", "FOLDER", "--frames", "--out", "--json")]
    [InlineData("perception", "train", "eval", "describe", "explain", "attack", "corrupt", "pretrain")]
    [InlineData("perception train", "--from", "--labels", "--chosen-by", "--adversarial")]
    [InlineData("perception explain", "NETWORK", "--output", "offset", "heading", "--out", "Grad-CAM")]
    [InlineData("perception attack", "--epsilon", "--plot", "--json", "FGSM", "PGD")]
    [InlineData("perception corrupt", "--plot", "--sheet", "--json", "motion-blur", "rain")]
    [InlineData("perception pretrain", "--epochs", "--run", "hidden")]
    [InlineData("replay", "--state", "--actions", "--out")]
    [InlineData("view", "--policy", "--episode", "--weather", "fog", "--camera", "top-down", "--screenshot", "--at")]
    public void HelpNamesWhatThereIs(string command, params string[] words)
    {
        var result = CommandLine.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("Usage:", result.Output);
        Assert.All(words, word => Assert.Contains(word, result.Output));
        Assert.Empty(result.Error);
    }

    [Fact]
    public void TheProgramItselfPrintsHelp()
    {
        var result = CommandLine.RunProgram(["--help"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("Usage:", result.Output);
    }
}
