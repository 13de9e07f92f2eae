namespace Snowball.Cli.Tests;

/// <summary>Datasets from the command line.</summary>
public sealed class DatasetTests
{
    [Fact]
    public void OneIsMadeGoneOnWithAndShown()
    {
        using var folder = new TemporaryFolder();
        string[] make = ["dataset", "make", "lane-keeping", "car-following", "--frames", "6", "--sequence", "2", "--size", "64x32", "--appearance", "clear", "--renderer", "software", "--out", folder["data"], "--json"];
        var made = CommandLine.Run(make);
        Assert.Equal((ExitCode.Done, ""), (made.Code, made.Error));
        var told = Assert.Single(made.JsonLines);
        // Three sequences: two of the first scenario, one of the second.
        Assert.Equal((6, 3, 6), ((int)told["frames"]!, (int)told["episodes"]!, (int)told["weather"]!["clear"]!));
        Assert.Equal(made.Output, CommandLine.Run(make).Output);

        make[Array.IndexOf(make, "6")] = "8";
        make[Array.IndexOf(make, "2")] = "4";
        var another = CommandLine.Run(make);
        Assert.Equal(ExitCode.BadInput, another.Code);
        Assert.Contains("holds another dataset", another.Error);

        var shown = CommandLine.Run("dataset", "show", folder["data"], "--out", folder["sheet.png"]);
        Assert.Equal(ExitCode.Done, shown.Code);
        Assert.Contains("6 frames of 64 x 32 from 3 episodes", shown.Output);
        Assert.Equal<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["sheet.png"])[..4]);
        Assert.Contains("must end in .png", CommandLine.Run("dataset", "show", folder["data"], "--out", folder["sheet.jpg"]).Error);
    }
}
