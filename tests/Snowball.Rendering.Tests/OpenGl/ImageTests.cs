using Snowball.Rendering.OpenGl;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Rendering.Software;
using Snowball.Sim.Scenarios;
using SkiaSharp;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>OpenGL against the software renderer: the same scenes, within what filters and rounding may differ.</summary>
public sealed class ImageTests
{
    private const int Width = 160, Height = 96;

    // A pixel differs when a channel does by more than this; edges may fall on either side of a pixel.
    private const int Levels = 24;
    private const double MostPixels = 0.01, MostMean = 1.0;

    public static TheoryData<string> Scenarios => [.. DrivenWorld.Scenarios.Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Both_renderers_draw_the_same_picture(string scenario)
    {
        Machine.NeedsEgl();
        var world = new DrivenWorld(Path.Combine(DrivenWorld.Root, "scenarios", scenario), DetailLevel.Fast);
        using var opengl = new OpenGlRenderer(Width, Height, DetailLevel.Fast, threads: 1);
        using var software = new SoftwareRenderer(Width, Height, DetailLevel.Fast);
        opengl.Add(world.Scene);
        software.Add(world.Scene);
        // By day, and where all other terms of the formulas count.
        var night = world.View(Width) with { Atmosphere = Atmospheres.Named("night") };
        var fog = world.View(Width) with { Atmosphere = Atmospheres.Of(Weather.Fog, elevation: 0.5f, azimuth: 1f, fogVisibility: 100f) };
        string[] lights = ["day", "night", "fog"];
        CameraView[] views = [world.View(Width), night, fog];
        for (int i = 0; i < views.Length; i++)
        {
            AssertAlike($"{scenario}-{lights[i]}", Pictures.Draw(opengl, [views[i]], world.Vehicles), Pictures.Draw(software, [views[i]], world.Vehicles));
        }
    }

    private static void AssertAlike(string scenario, Pictures a, Pictures b)
    {
        var difference = Difference(a, b);
        string message = $"{scenario}: colours {difference.Colour:P2} of pixels and {difference.Mean:F2} levels on average, ids {difference.Ids:P2}, classes {difference.Classes:P2}, depth {difference.Depth:P2}";
        bool isAlike = difference.Colour < MostPixels && difference.Mean < MostMean
            && difference.Ids < MostPixels && difference.Classes < MostPixels && difference.Depth < MostPixels;
        if (!isAlike) message += $"; see {SaveTriptych(scenario, a, b)}";
        Assert.True(isAlike, message);
    }

    private static (double Colour, double Mean, double Ids, double Classes, double Depth) Difference(Pictures a, Pictures b)
    {
        int pixels = Width * Height, colours = 0, ids = 0, classes = 0, depths = 0;
        long sum = 0;
        for (int i = 0; i < pixels; i++)
        {
            int most = 0;
            for (int c = 0; c < 3; c++)
            {
                int difference = Math.Abs(a.Colour[4 * i + c] - b.Colour[4 * i + c]);
                most = Math.Max(most, difference);
                sum += difference;
            }
            if (most > Levels) colours++;
            if (a.Colour[4 * i + 3] != b.Colour[4 * i + 3]) ids++;
            if (a.Semantic[i] != b.Semantic[i]) classes++;
            if (!(a.Depth[i] == b.Depth[i] || MathF.Abs(a.Depth[i] - b.Depth[i]) < 0.01f * b.Depth[i])) depths++;
        }
        return ((double)colours / pixels, sum / 3.0 / pixels, (double)ids / pixels, (double)classes / pixels, (double)depths / pixels);
    }

    /// <summary>Both pictures and their difference, four times as strong, side by side.</summary>
    private static string SaveTriptych(string scenario, Pictures a, Pictures b)
    {
        string folder = Path.Combine(DrivenWorld.Root, "artifacts", "images"), file = Path.Combine(folder, $"{scenario}.png");
        Directory.CreateDirectory(folder);
        using var bitmap = new SKBitmap(3 * Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int row = 0; row < Height; row++)
        {
            for (int column = 0; column < Width; column++)
            {
                var (left, middle) = (ColourAt(a, column, row), ColourAt(b, column, row));
                bitmap.SetPixel(column, row, left);
                bitmap.SetPixel(Width + column, row, middle);
                bitmap.SetPixel(2 * Width + column, row, new(Apart(left.Red, middle.Red), Apart(left.Green, middle.Green), Apart(left.Blue, middle.Blue)));
            }
        }
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(file, data.ToArray());
        return file;
    }

    private static byte Apart(byte a, byte b) => (byte)Math.Min(255, 4 * Math.Abs(a - b));

    private static SKColor ColourAt(Pictures pictures, int column, int row)
    {
        int place = 4 * (row * Width + column);
        return new(pictures.Colour[place], pictures.Colour[place + 1], pictures.Colour[place + 2]);
    }
}
