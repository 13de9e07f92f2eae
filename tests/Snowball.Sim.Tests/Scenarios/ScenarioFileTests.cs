using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>Finding and reading the file.</summary>
public sealed class ScenarioFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFolderStandsForItsFile()
    {
        string file = Write("sample/scenario.yaml", Sample.Text);

        Scenario byFolder = ScenarioLoader.Load(Path.Combine(_folder, "sample")), byFile = ScenarioLoader.Load(file);

        Assert.Equal(("sample", file, byFile.Hash), (byFolder.Name, byFolder.File, byFolder.Hash));
    }

    [Fact]
    public void WhatIsMissingIsNamed()
    {
        Write("lane-keeping/scenario.yaml", Sample.Text);
        Write("empty/notes.txt", "");
        Write("empty/policy.json", "");
        for (int i = 10; i < 23; i++) Write($"full/{i}", "");

        Assert.Equal(
            $"{Path.Combine(_folder, "lane-keping")}: there is no such file or folder; did you mean 'lane-keeping'?", Refusal("lane-keping"));
        Assert.Equal(
            $"{Path.Combine(_folder, "empty")}: the folder has no scenario.yaml; it holds notes.txt, policy.json", Refusal("empty"));
        Assert.EndsWith("it holds 10, 11, 12, 13, 14, 15, 16, 17, 18, 19 and 3 more", Refusal("full"), StringComparison.Ordinal);
        Assert.Equal($"{Path.Combine(_folder, "no/where")}: there is no such file or folder", Refusal("no/where"));
    }

    [Fact]
    public void BytesThatAreNoTextAreRefused()
    {
        File.WriteAllBytes(Write("a/scenario.yaml", ""), [0x66, 0x80, 0xFF]);

        Assert.Equal($"{Path.Combine(_folder, "a", "scenario.yaml")}: is not UTF-8 text", Refusal("a"));
    }

    [Fact]
    public void ALargeFileIsRefusedUnread()
    {
        using (FileStream file = File.OpenWrite(Write("a/scenario.yaml", ""))) file.SetLength(1L << 32);

        Assert.Equal(
            $"{Path.Combine(_folder, "a", "scenario.yaml")}: has 4294967296 bytes, but a scenario has at most 1048576", Refusal("a"));
    }

    private string Refusal(string name)
        => Assert.Throws<InputException>(() => ScenarioLoader.Load(Path.Combine(_folder, name))).Message;

    private string Write(string name, string text)
    {
        string file = Path.Combine(_folder, Path.Combine(name.Split('/')));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
