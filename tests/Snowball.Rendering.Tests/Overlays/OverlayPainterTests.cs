using System.Numerics;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Overlays.World;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Tests.Playback;
using Snowball.Sim.Overlays;
using Snowball.Sim.Policies;
using Snowball.Sim.Sensors.Cameras;
using SkiaSharp;

namespace Snowball.Rendering.Tests.Overlays;

public sealed class OverlayPainterTests
{
    private static readonly (int Width, int Height)[] s_sizes = [(96, 64), (320, 180), (640, 360), (1280, 720), (1920, 1080)];

    /// <summary>At the origin 2 m up, looking along x: a point 10 m ahead, 1 m to the left and 1 m up.</summary>
    [Fact]
    public void APointIsPaintedWhereThePinholeSeesIt()
    {
        var point = new Vector3(10f, 1f, 3f);
        var lens = new Pinhole(640, 360, 300f);
        var pose = new CameraPose(new(0f, 0f, 2f), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
        using var player = Play("overtaking");
        var moment = With(player.Latest, new PointsOverlay("lidar", [point], [0.5f]));

        byte[] picture = Paint(player, moment, pose, lens, OverlayLayers.Points);

        // 320 - 300 / 10 and 180 - 300 / 10.
        var (column, row) = Middle(picture, 640);
        Assert.Equal(290.0, column, 0.6);
        Assert.Equal(150.0, row, 0.6);
        Assert.Equal(new Vector3(290f, 150f, 10f), lens.Project(pose, point));
    }

    [Fact]
    public void WhatIsBehindTheCameraIsNotPainted()
    {
        var lens = new Pinhole(640, 360, 300f);
        var pose = new CameraPose(new(0f, 0f, 2f), Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
        using var player = Play("overtaking");
        var moment = With(player.Latest,
            new PointsOverlay("lidar", [new(-10f, 1f, 3f), new(0f, 0f, 2f)], [0f, 1f]), new PathOverlay("plan", [new(-30f, 1f, 0f), new(-1f, 1f, 0f)]));

        byte[] picture = Paint(player, moment, pose, lens, OverlayLayers.Points | OverlayLayers.Paths);

        Assert.DoesNotContain(Colours(picture), colour => colour != 0);
    }

    [Fact]
    public void ALineThatComesFromBehindIsCutAtTheCamera()
    {
        var lens = new Pinhole(640, 360, 300f);
        var pose = new CameraPose(Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ);
        var projector = new Projector(pose, lens);

        Assert.True(projector.Project(new(-5f, 1f, 0f), new(10f, 1f, 0f), out var start, out var end));

        Assert.Equal(320f - 300f / Projector.Near, start.X, 0.01f);
        Assert.Equal(290f, end.X, 0.01f);
        Assert.False(projector.Project(new(-5f, 1f, 0f), new(-1f, 1f, 0f), out _, out _));
    }

    [Fact]
    public void AnEllipseHoldsTwoStandardDeviations()
    {
        // Variances 4 and 1 along axes that are turned by 30 degrees.
        var (sin, cos) = MathF.SinCos(MathF.PI / 6f);
        var track = new Track(1, new(5f, 6f, 0f), 0f, Vector3.One, default, 4f * cos * cos + sin * sin, 3f * sin * cos, 4f * sin * sin + cos * cos);

        foreach (var point in SensedLayer.Uncertainty(track))
        {
            var offset = point - track.Position;
            float along = cos * offset.X + sin * offset.Y, across = cos * offset.Y - sin * offset.X;
            Assert.Equal(4f, along * along / 4f + across * across, 1e-3f);
        }
    }

    [Theory]
    [InlineData("overtaking")]
    [InlineData("merging")]
    [InlineData("lane-keeping")]
    [InlineData("highway-fast")]
    public void TextsAreInsideTheirPanelsAndPanelsApartAtEverySize(string scenario)
    {
        using var player = Play(scenario);
        var moment = With(player.Latest, new ImageOverlay("network input", 84, 84, new byte[84 * 84]), new ImageOverlay("saliency", 160, 96, new byte[160 * 96]));
        using var painter = new OverlayPainter();
        foreach (var (width, height) in s_sizes)
        {
            painter.Paint(new byte[4 * width * height], View(player, moment, Above(moment), Pinhole.WithFieldOfView(width, height, 1.1f), OverlayLayers.All));

            var texts = painter.Texts.Where(text => !text.Panel.IsEmpty).ToList();
            Assert.True(texts.Count > 12 || width < 640, $"{texts.Count} texts at {width} x {height}");
            Assert.All(texts, text => Assert.True(Contains(text.Panel, text.Bounds), $"{text.Text} at {text.Bounds} leaves {text.Panel} at {width} x {height}"));
            var panels = texts.Select(text => text.Panel).Distinct().ToList();
            foreach (var a in panels)
            {
                Assert.True(a.Left >= 0 && a.Top >= 0 && a.Right <= width && a.Bottom <= height, $"{a} at {width} x {height}");
                Assert.DoesNotContain(panels, b => b != a && b.IntersectsWith(a));
            }
            for (int i = 0; i < texts.Count; i++)
            {
                for (int j = 0; j < i; j++) Assert.False(texts[i].Bounds.IntersectsWith(texts[j].Bounds), $"{texts[i].Text} and {texts[j].Text} meet at {width} x {height}");
            }
        }
    }

    [Fact]
    public void HelpListsItsKeysAtEverySize()
    {
        using var player = Play("overtaking");
        var help = Enumerable.Range(0, 24).Select(i => ($"key {i}", $"does what the key of number {i} does")).ToList();
        using var painter = new OverlayPainter();
        foreach (var (width, height) in s_sizes.Where(size => size.Width >= 640))
        {
            var view = View(player, player.Latest, Above(player.Latest), Pinhole.WithFieldOfView(width, height, 1.1f), OverlayLayers.None) with { Help = help };

            painter.Paint(new byte[4 * width * height], view);

            foreach (var (key, meaning) in help)
            {
                Assert.Contains(painter.Texts, text => text.Text == key && Contains(text.Panel, text.Bounds));
                Assert.Contains(painter.Texts, text => text.Text == meaning && Contains(text.Panel, text.Bounds));
            }
        }
    }

    [Fact]
    public void APictureOfAnotherSizeIsRefused()
    {
        using var player = Play("overtaking");
        using var painter = new OverlayPainter();
        var view = View(player, player.Latest, Above(player.Latest), new Pinhole(64, 64, 50f), OverlayLayers.All);

        Assert.Throws<ArgumentException>(() => painter.Paint(new byte[4 * 64 * 63], view));
    }

    private static Player Play(string scenario)
    {
        var player = Player.OfPolicy(Recordings.Scenario(scenario), environment => new RuleBasedPolicy(environment));
        player.AdvanceTo(2);
        return player;
    }

    private static Moment With(Moment moment, params Overlay[] overlays)
        => moment with { Report = moment.Report with { Egos = moment.Report.Egos.SetItem(0, moment.Report.Egos[0] with { Overlays = [.. overlays] }) } };

    private static CameraPose Above(Moment moment)
    {
        var ego = moment.Vehicles[0];
        return new(ego.Position - 8f * ego.Forward + 3f * Vector3.UnitZ, ego.Forward, Vector3.Cross(Vector3.UnitZ, ego.Forward), Vector3.UnitZ);
    }

    private static OverlayView View(Player player, Moment moment, CameraPose pose, Pinhole lens, OverlayLayers layers)
        => new() { Player = player, Moment = moment, Pose = pose, Camera = lens, Layers = layers };

    private static byte[] Paint(Player player, Moment moment, CameraPose pose, Pinhole lens, OverlayLayers layers)
    {
        byte[] picture = new byte[4 * lens.Width * lens.Height];
        using var painter = new OverlayPainter();
        painter.Paint(picture, View(player, moment, pose, lens, layers));
        return picture;
    }

    private static bool Contains(SKRect panel, SKRect bounds) => SKRect.Inflate(panel, 0.5f, 0.5f).Contains(bounds);

    private static IEnumerable<int> Colours(byte[] rgba)
    {
        for (int i = 0; i < rgba.Length; i += 4) yield return rgba[i] + rgba[i + 1] + rgba[i + 2];
    }

    /// <summary>Mean column and row of the pixels that are not black, weighted by their light, from the upper left corner.</summary>
    private static (double Column, double Row) Middle(byte[] rgba, int width)
    {
        double light = 0, column = 0, row = 0;
        int pixel = 0;
        foreach (int colour in Colours(rgba))
        {
            light += colour;
            column += colour * (pixel % width + 0.5);
            row += colour * (pixel / width + 0.5);
            pixel++;
        }
        return (column / light, row / light);
    }
}
