using OpenCvSharp;
using SkiaSharp;
using Snowball.Cli.Films;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Tests.Films;

public sealed class RenderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFilmOpensAgainWithItsPictures()
    {
        var result = Render([Rollout(), "--out", _folder["drive.mp4"], "--size", "320x180", "--fps", "10", "--from", "0.2", "--to", "1.1", "--json"]);

        Assert.Equal(ExitCode.Done, result.Code);
        // From 0.2 to 1.1 s, both among them.
        Assert.Equal(10, (int)Assert.Single(result.JsonLines)["pictures"]!);
        using var film = new VideoCapture(_folder["drive.mp4"]);
        Assert.True(film.IsOpened());
        Assert.Equal((10, 320, 180, 10.0), (film.FrameCount, film.FrameWidth, film.FrameHeight, film.Fps));
        using var picture = new Mat();
        int read = 0;
        while (film.Read(picture))
        {
            Cv2.MeanStdDev(picture, out _, out var deviation);
            Assert.True(deviation[0] > 5, "a picture is nearly of one colour");
            read++;
        }
        Assert.Equal(10, read);
        Assert.Equal([_folder["drive.mp4"]], Directory.GetFiles(_folder.Path, "*.mp4"));
    }

    [Fact]
    public void AnAnimatedPictureHasItsPictures()
    {
        var result = Render([Rollout(), "--out", _folder["drive.gif"], "--size", "160x90", "--fps", "5", "--to", "1", "--camera", "top-down", "--weather", "night"]);

        Assert.Equal(ExitCode.Done, result.Code);
        using var codec = SKCodec.Create(_folder["drive.gif"]);
        Assert.Equal((6, 160, 90), (codec.FrameCount, codec.Info.Width, codec.Info.Height));
    }

    [Theory]
    [InlineData("chase")]
    [InlineData("cockpit")]
    [InlineData("orbit")]
    [InlineData("front")]
    public void EveryCameraTakesAPicture(string camera)
    {
        var result = Render([Scenario(), "--policy", "idle", "--out", _folder["a.png"], "--size", "320x180", "--camera", camera, "--from", "0.5", "--overlays", "none"]);

        Assert.Equal(ExitCode.Done, result.Code);
        using var picture = SKBitmap.Decode(_folder["a.png"]);
        Assert.Equal((320, 180), (picture.Width, picture.Height));
        Assert.True(picture.Pixels.Distinct().Count() > 100);
        Assert.All(picture.Pixels, pixel => Assert.Equal(255, pixel.Alpha));
    }

    [Fact]
    public void OverlaysAreWhatDiffers()
    {
        Render([Scenario(), "--policy", "idle", "--out", _folder["plain.png"], "--size", "640x360", "--overlays", "none"]);
        Render([Scenario(), "--policy", "idle", "--out", _folder["hud.png"], "--size", "640x360", "--overlays", "hud"]);
        using var plain = SKBitmap.Decode(_folder["plain.png"]);
        using var hud = SKBitmap.Decode(_folder["hud.png"]);

        Assert.NotEqual(plain.GetPixel(20, 20), hud.GetPixel(20, 20));
        Assert.Equal(plain.GetPixel(320, 240), hud.GetPixel(320, 240));
    }

    [Fact]
    public void EpisodesFollowOneAnotherInAFilm()
    {
        string rollout = Rollout();

        var result = Render([rollout, rollout, "--out", _folder["two.gif"], "--size", "96x64", "--fps", "2", "--to", "1"]);

        Assert.Equal(ExitCode.Done, result.Code);
        using var codec = SKCodec.Create(_folder["two.gif"]);
        Assert.Equal(6, codec.FrameCount);
    }

    [Theory]
    [InlineData("must end in .mp4", "--out", "a.avi")]
    [InlineData("both sides must be from 64 to 7680", "--out", "a.png", "--size", "100000x2")]
    [InlineData("both sides must be even", "--out", "a.png", "--size", "321x180")]
    [InlineData("must be WIDTHxHEIGHT", "--out", "a.png", "--size", "big")]
    [InlineData("--vehicle: is 77", "--out", "a.png", "--vehicle", "77")]
    [InlineData("the episode ends after", "--out", "a.png", "--from", "1000")]
    [InlineData("nothing between them", "--out", "a.mp4", "--from", "2", "--to", "2")]
    [InlineData("there is no atmosphere 'hail'", "--out", "a.png", "--weather", "hail")]
    [InlineData("names 'foo'", "--out", "a.png", "--overlays", "hud,foo")]
    [InlineData("out of range", "--out", "a.mp4", "--fps", "0")]
    [InlineData("'moon'", "--out", "a.png", "--camera", "moon")]
    public void BadInputIsRefused(string message, params string[] arguments)
    {
        arguments[1] = _folder[arguments[1]];

        var result = Render([Scenario(), "--policy", "idle", .. arguments]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(message, result.Error);
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => Path.GetFileName(file).Contains("a.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.0)]
    public void ATruncatedRecordingIsRefused(double share)
    {
        string whole = Rollout();
        byte[] bytes = File.ReadAllBytes(whole);
        File.WriteAllBytes(_folder["half.mcap"], bytes[..(int)(share * bytes.Length)]);

        var result = Render([_folder["half.mcap"], "--out", _folder["a.mp4"]]);

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("half.mcap", result.Error);
        Assert.False(File.Exists(_folder["a.mp4"]));
    }

    [Fact]
    public void ARecordingThatDeviatesIsShownWithAWarning()
    {
        var rollout = RolloutReader.ReadAll(Rollout());
        rollout.Steps[3].Vehicles.X[0] += 1f;
        RolloutRecorder.Save(_folder["other.mcap"], rollout);

        var result = Render([_folder["other.mcap"], "--out", _folder["a.png"], "--size", "320x180", "--from", "0.5"]);

        Assert.Equal(ExitCode.Done, result.Code);
        Assert.Contains("The recorded states are shown", result.Error);
    }

    [Fact]
    public void WhatTheCameraOfAPolicySeesIsInThePicture()
    {
        string[] common = [Scenario(), "--policy", "idle", "--size", "640x360", "--overlays", "images"];
        Assert.Equal(ExitCode.Done, Render([.. common, "--out", _folder["without.png"]]).Code);
        Assert.Equal(ExitCode.Done, Render([.. common, "--out", _folder["with.png"], "--observation", "camera"]).Code);
        using var without = SKBitmap.Decode(_folder["without.png"]);
        using var with = SKBitmap.Decode(_folder["with.png"]);

        // The inset is at the upper left: grey, and of more than one grey.
        var inset = Enumerable.Range(0, 60 * 60).Select(i => with.GetPixel(30 + i % 60, 50 + i / 60)).ToList();
        Assert.NotEqual(inset, Enumerable.Range(0, 60 * 60).Select(i => without.GetPixel(30 + i % 60, 50 + i / 60)));
        Assert.All(inset, pixel => Assert.True(pixel.Red == pixel.Green && pixel.Green == pixel.Blue));
        Assert.True(inset.Distinct().Count() > 20);
        Assert.Contains("--observation is for", Render([Rollout(), "--observation", "camera", "--out", _folder["a.png"]]).Error);
    }

    [Fact]
    public void AnMp4ThatIsNotCompletedLeavesNothing()
    {
        using (var writer = new Mp4Writer(_folder["a.mp4"], 64, 64, 10)) writer.Write(new byte[4 * 64 * 64]);

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private static CommandResult Render(string[] arguments) => CommandLine.Run(["render", .. arguments, "--level", "fast", "--renderer", "software"]);

    private static string Scenario() => Path.Combine(Samples.Scenarios, "overtaking");

    private string Rollout()
    {
        RolloutRecorder.Save(_folder["drive.mcap"], RolloutRecorder.Record(ScenarioLoader.Load(Scenario()), environment => new RuleBasedPolicy(environment), episodeSeed: 3, steps: 12));
        return _folder["drive.mcap"];
    }
}
