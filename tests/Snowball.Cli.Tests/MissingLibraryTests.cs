namespace Snowball.Cli.Tests;

/// <summary>The program without libtorch: what trains says so, everything else runs.</summary>
public sealed class MissingLibraryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public MissingLibraryTests()
    {
        foreach (string file in Directory.GetFiles(AppContext.BaseDirectory))
        {
            string name = Path.GetFileName(file);
            bool isProgram = name.StartsWith("snowball", StringComparison.Ordinal) || name.EndsWith(".dll", StringComparison.Ordinal);
            if (isProgram && name != "LibTorchSharp.dll" && new FileInfo(file).Length < 10_000_000) File.Copy(file, _folder[name]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "--run")]
    [InlineData("bench", "inference-torch")]
    public void WhatTrainsIsAFaultOfTheMachine(string command, string argument)
    {
        string[] line = command == "train" ? [command, Path.Combine(Samples.Scenarios, "highway-fast"), argument, _folder["run"]] : [command, argument];

        var result = CommandLine.RunProgramIn(_folder.Path, line);

        Assert.Equal(ExitCode.Environment, result.Code);
        Assert.StartsWith("libtorch cannot be loaded", result.Error);
        Assert.Empty(result.Output);
        Assert.False(Directory.Exists(_folder["run"]));
    }

    [Fact]
    public void EvaluationRuns()
    {
        var result = CommandLine.RunProgramIn(_folder.Path, ["eval", Path.Combine(Samples.Scenarios, "highway-fast"), "--policy", "idle", "--episodes", "2", "--json"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Single(result.JsonLines);
    }
}
