using SkiaSharp;

namespace Snowball.Viewer.Tests.Windows;

/// <summary>The window as a person sees it: a virtual one, with real keys, a real mouse and real pictures.</summary>
[Collection(DisplayCollection.Name)]
public sealed class WindowTests(VirtualDisplay display)
{
    [Fact]
    public void KeysAndMouseDoWhatTheHelpSays()
    {
        display.RequireIt();
        using var viewer = new ViewerProcess(display, [Path.Combine(Samples.Folder, "highway-fast"), "--policy", "slower", "--width", "480", "--height", "270"]);
        viewer.WaitForWindow();

        // It plays, until it is paused.
        using var first = viewer.Picture();
        using var second = viewer.Picture();
        Assert.True(Changed(first, second) > 0.01);
        viewer.Press("space");
        using var paused = Settled(viewer);

        // There and back once before: what is played for the first time makes the time line longer, which moves its mark.
        viewer.Press("period", "period", "comma");
        using var stepped = Settled(viewer);
        Assert.True(Changed(paused, stepped) > 0.005);
        viewer.Press("period", "comma");
        using var back = Settled(viewer);
        Assert.True(Changed(stepped, back) < 0.002);

        foreach (string camera in (ReadOnlySpan<string>)["2", "3", "4"])
        {
            viewer.Press(camera);
            using var other = Settled(viewer);
            Assert.True(Changed(back, other) > 0.3, $"camera {camera}");
        }

        viewer.Press("3");
        using var orbit = Settled(viewer);
        display.Do("mousemove", "300", "150", "mousedown", "1", "mousemove", "400", "150", "mouseup", "1");
        using var turned = Settled(viewer);
        Assert.True(Changed(orbit, turned) > 0.3);

        viewer.Press("question");
        using var helped = Settled(viewer);
        Assert.True(Brightness(helped) < 0.8 * Brightness(turned));
        viewer.Press("question", "h", "l", "b");
        using var bare = Settled(viewer);
        Assert.InRange(Changed(turned, bare), 0.05, 0.9);

        // From the end of the episode back to the start, on the time line.
        viewer.Press("h", "l", "b", "End");
        using var end = Settled(viewer);
        display.Do("mousemove", "60", "248", "click", "1");
        using var start = Settled(viewer);
        Assert.True(Changed(end, start) > 0.01);

        viewer.Press("Escape");
        Assert.Equal((0, ""), viewer.WaitForExit());
    }

    [Fact]
    public void APictureIsSavedByScript()
    {
        display.RequireIt();
        string file = Path.GetTempFileName();
        try
        {
            using var viewer = new ViewerProcess(display,
                [Path.Combine(Samples.Folder, "lane-keeping"), "--weather", "dusk", "--camera", "orbit", "--at", "2", "--width", "640", "--height", "360", "--screenshot", file]);

            Assert.Equal((0, ""), viewer.WaitForExit());

            using var picture = SKBitmap.Decode(file);
            Assert.Equal((640, 360), (picture.Width, picture.Height));
            Assert.True(picture.Pixels.Distinct().Count() > 1000);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void WithoutADisplayItSaysSo()
    {
        using var viewer = new ViewerProcess(null, [Path.Combine(Samples.Folder, "highway-fast")]);

        var (code, error) = viewer.WaitForExit();

        Assert.Equal(3, code);
        Assert.Contains("DISPLAY", error);
        Assert.Contains("snowball render", error);
    }

    [Fact]
    public void WithoutOpenGlItSaysWhatToInstall()
    {
        display.RequireIt();
        using var viewer = new ViewerProcess(display, [Path.Combine(Samples.Folder, "highway-fast")], ("MESA_GL_VERSION_OVERRIDE", "3.3"));

        var (code, error) = viewer.WaitForExit();

        Assert.Equal(3, code);
        Assert.Contains("OpenGL 4.5", error);
        Assert.Contains("apt-get install", error);
    }

    /// <summary>The picture once two in a row are alike: cameras swing for a while.</summary>
    private static SKBitmap Settled(ViewerProcess viewer)
    {
        var picture = viewer.Picture();
        for (int i = 0; i < 20; i++)
        {
            var next = viewer.Picture();
            double changed = Changed(picture, next);
            picture.Dispose();
            if (changed < 0.0005) return next;
            picture = next;
        }
        picture.Dispose();
        throw new Xunit.Sdk.XunitException("The picture does not stand still.");
    }

    /// <summary>Share of the pixels that are clearly other ones.</summary>
    private static double Changed(SKBitmap a, SKBitmap b)
    {
        var (before, after) = (a.Pixels, b.Pixels);
        int changed = 0;
        for (int i = 0; i < before.Length; i++)
        {
            int difference = Math.Abs(before[i].Red - after[i].Red) + Math.Abs(before[i].Green - after[i].Green) + Math.Abs(before[i].Blue - after[i].Blue);
            if (difference > 24) changed++;
        }
        return (double)changed / before.Length;
    }

    private static double Brightness(SKBitmap picture) => picture.Pixels.Average(pixel => pixel.Red + pixel.Green + pixel.Blue);
}
