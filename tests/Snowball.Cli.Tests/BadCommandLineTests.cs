namespace Snowball.Cli.Tests;

/// <summary>Each is refused with exit code 2, a message that says why, and nothing on standard output.</summary>
public sealed class BadCommandLineTests
{
    [Theory]
    [InlineData("", "Required command")]
    [InlineData("fly", "'fly'")]
    [InlineData("eval", "SCENARIO")]
    [InlineData("eval highway-fast --fast", "'--fast'")]
    [InlineData("eval highway-fast --episodes 0", "at least 1")]
    [InlineData("eval highway-fast --episodes 2000000000", "at most 1000000")]
    [InlineData("eval highway-fast --episodes many", "'many'")]
    [InlineData("eval highway-fast --seed -1", "'-1'")]
    [InlineData("eval highway-fast --split training", "'training'")]
    [InlineData("eval highway-fast --threads 0", "at least 1")]
    [InlineData("eval highway-fats", "did you mean 'highway-fast'")]
    [InlineData("eval no/such/folder", "no such file or folder")]
    [InlineData("eval highway-fast --policy sleepy", "slower|idle|random|rule-based")]
    [InlineData("eval highway-fast --policy no/such/run", "no such file or folder")]
    [InlineData("test nowhere", "no such file or folder")]
    [InlineData("test highway-fast --policy no/such/policy.json", "no such file or folder")]
    [InlineData("bench speed", "there is no benchmark 'speed'")]
    [InlineData("bench --seconds 0", "at least 0.01")]
    [InlineData("bench --seconds nan", "nan")]
    [InlineData("bench --seconds 1e300", "at most 3600")]
    [InlineData("scenarios", "Required command")]
    [InlineData("scenarios describe nowhere", "no such file or folder")]
    [InlineData("compare no/such/runs", "holds no run")]
    [InlineData("compare no-such-*", "holds no run")]
    [InlineData("dataset", "Required command")]
    [InlineData("dataset make lane-keeping", "--frames")]
    [InlineData("dataset make nowhere --frames 8", "no such file or folder")]
    [InlineData("dataset make lane-keeping --frames 0", "at least 1")]
    [InlineData("dataset make lane-keeping --frames 9 --sequence 4", "--frames: is 9, but must be a multiple of --sequence, 4")]
    [InlineData("dataset make lane-keeping --frames 8 --size 512", "--size: is '512', but must be WIDTHxHEIGHT")]
    [InlineData("dataset make lane-keeping --frames 8 --size 512x8", "both sides must be from 32 to 4096 pixels")]
    [InlineData("dataset make lane-keeping --frames 8 --split all", "'all'")]
    [InlineData("dataset make lane-keeping --frames 8 --appearance hail", "'hail'")]
    [InlineData("dataset show no/such/folder", "is no dataset: it has no dataset.json")]
    [InlineData("describe no/such/policy", "no such file or folder")]
    [InlineData("replay --actions a.csv --out o.csv", "all of --state")]
    [InlineData("replay --state no-state.json --actions a.csv --out o.csv", "no-state.json")]
    [InlineData("replay no-rollout.mcap", "no-rollout.mcap")]
    [InlineData("replay rollout.mcap --state s.json", "not both")]
    [InlineData("train", "SCENARIO")]
    [InlineData("train nowhere", "no such file or folder")]
    [InlineData("train highway-fast --agent sarsa", "there are ppo, ppo-lstm, ppo-lagrangian, ")]
    [InlineData("train highway-fast --device tpu", "'tpu'")]
    [InlineData("train highway-fast --steps 0", "no whole number from 1 to 1e12")]
    [InlineData("train highway-fast --max-minutes -1", "at least 0")]
    [InlineData("train highway-fast --max-minutes 1e300", "at most 1000000")]
    [InlineData("train highway-fast --set ppo.worlds=4096 --set ppo.rollout_steps=65536 --run no-such-run", "ppo.rollout_steps: 65536 steps of 4096 agents")]
    [InlineData("train highway-fast --set ppo.learning_rate", "ppo.KEY=VALUE")]
    [InlineData("train highway-fast --set learning_rate=1", "ppo.KEY=VALUE")]
    [InlineData("train highway-fast --set ppo.learning_rate=fast", "'fast' is no number")]
    [InlineData("train highway-fast --set ppo.learning_rate=-1", "'-1' is no number from")]
    [InlineData("train highway-fast --set ppo.gamma=0.9", "no such setting")]
    [InlineData("train highway-fast --set q-learning.epsilon=0.9", "ppo.KEY=VALUE")]
    [InlineData("train highway-fast --resume --run no-such-run", "there is no run to resume")]
    [InlineData("train highway-fast --resume --steps 10 --run no-such-run", "leave out --set, --steps and --from")]
    public void IsRefused(string line, string message)
    {
        var result = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain("System.", result.Error);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("eval", "")]
    [InlineData("replay", "")]
    [InlineData("train", "car-following", "--run", "")]
    public void AnEmptyArgumentIsRefused(params string[] line)
    {
        var result = CommandLine.Run(line);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("empty", result.Error);
    }

    [Fact]
    public void AnAgentThatDoesNotFitTheActionLeavesNoRun()
    {
        using var folder = new TemporaryFolder();

        var result = CommandLine.Run("train", "lane-keeping", "--agent", "q-learning", "--run", folder["run"]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("q-learning needs discrete actions", result.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }

    [Fact]
    public void AFileInPlaceOfTheRunFolderIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");

        var result = CommandLine.Run("train", "highway-fast", "--run", Path.Combine(folder["file"], "run"));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("the run folder cannot be written", result.Error);
    }

    [Fact]
    public void AReportThatCannotBeWrittenIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");

        var result = CommandLine.Run(
            "test", Samples.ShortCarFollowing(folder), "--policy", "rule-based", "--junit", Path.Combine(folder["file"], "junit.xml"));

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("file", result.Error);
    }

    [Fact]
    public void CudaThatIsNotThereIsAFaultOfTheMachine()
    {
        Assert.SkipWhen(TorchSharp.torch.cuda.is_available(), "There is a GPU.");
        using var folder = new TemporaryFolder();

        var result = CommandLine.Run("train", "highway-fast", "--device", "cuda", "--run", folder["run"]);

        Assert.Equal(ExitCode.Environment, result.Code);
        Assert.Contains("NVIDIA", result.Error);
        Assert.False(Directory.Exists(folder["run"]));
    }
}
