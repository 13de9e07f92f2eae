using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Tests.Scenes;

/// <summary>Rain and glare over pictures of a plain sky and ground.</summary>
public sealed class PictureEffectTests
{
    private const int Width = 160, Height = 96;

    [Fact]
    public void DenserRainTouchesMorePixels()
    {
        int light = Changed(Rain(0.2f), 7, 3), dense = Changed(Rain(1f), 7, 3);

        Assert.InRange(light, 50, Width * Height / 10);
        Assert.InRange(dense, 3 * light, Width * Height / 3);
    }

    [Fact]
    public void StreaksFollowFromTheEpisodeAndThePicture()
    {
        var rain = Rain(0.6f);

        Assert.Equal(Draw(rain, 7, 3), Draw(rain, 7, 3));
        Assert.NotEqual(Draw(rain, 7, 3), Draw(rain, 7, 4));
        Assert.NotEqual(Draw(rain, 7, 3), Draw(rain, 8, 3));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(84, 84)]
    [InlineData(1920, 1080)]
    public void AnySizeTakesRain(int width, int height)
    {
        var picture = Plain(width, height, Rain(1f));
        var before = (byte[])picture.Clone();
        PictureEffects.Apply(picture, width, height, View(Rain(1f), width), 1, 1);

        Assert.NotEqual(before, picture);
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("overcast")]
    [InlineData("dusk")]
    [InlineData("night")]
    [InlineData("fog")]
    public void OtherwisePicturesStayAsTheyAre(string atmosphere) => Assert.Equal(0, Changed(Atmospheres.Named(atmosphere), 1, 1));

    [Theory]
    [InlineData(0.6f)]
    [InlineData(-0.14f)]
    public void RainNeitherDarkensNorLightsIdsAndStaysInTheRange(float elevation)
    {
        var rain = Atmospheres.Of(Weather.Rain, elevation, 0f, rainDensity: 1f);
        byte[] before = Plain(Width, Height, rain), after = Draw(rain, 2, 2);
        int level = 0;
        for (int i = 0; i < before.Length; i++)
        {
            if (i % 4 == 3) Assert.Equal(before[i], after[i]);
            else level = Math.Max(level, Math.Abs(after[i] - before[i]));
        }
        Assert.InRange(level, 5, 120);
    }

    [Fact]
    public void ALowSunGlaresAroundItsPlace()
    {
        // The sun stands straight ahead, a little above the horizon.
        var low = Atmospheres.Of(Weather.Clear, 0.1f, 0f);
        byte[] before = Plain(Width, Height, low), after = Draw(low, 1, 1);
        int row = (int)(0.5f * Height - View(low, Width).FocalLength * MathF.Tan(0.1f));

        Assert.True(Sum(after, Width / 2, row) > 740, $"the sun's middle is {Sum(after, Width / 2, row)} of 765");
        Assert.True(Gain(Width / 2 + 12, row) > Gain(Width / 2 + 25, row));
        Assert.Equal(0, Gain(2, Height - 2));
        for (int i = 3; i < before.Length; i += 4) Assert.Equal(before[i], after[i]);

        int Gain(int x, int y) => Sum(after, x, y) - Sum(before, x, y);
    }

    [Fact]
    public void AHiddenSunDoesNotGlare()
    {
        var low = Atmospheres.Of(Weather.Clear, 0.1f, 0f);
        var picture = Plain(Width, Height, low);
        for (int pixel = 0; pixel < Width * Height; pixel++)
        {
            if (Math.Abs(pixel % Width - Width / 2) < 20) (picture[4 * pixel], picture[4 * pixel + 3]) = (90, 5);
        }
        var before = (byte[])picture.Clone();
        PictureEffects.Apply(picture, Width, Height, View(low, Width), 1, 1);

        Assert.Equal(before, picture);
    }

    [Fact]
    public void ASunBehindTheCameraDoesNotGlare() => Assert.Equal(0, Changed(Atmospheres.Of(Weather.Clear, 0.1f, MathF.PI), 1, 1));

    [Fact]
    public void NothingIsAllocated()
    {
        var low = Atmospheres.Of(Weather.Clear, 0.1f, 0f) with { Rain = 1f };
        var picture = Plain(Width, Height, low);
        var view = View(low, Width);
        PictureEffects.Apply(picture, Width, Height, view, 1, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (uint tick = 0; tick < 50; tick++) PictureEffects.Apply(picture, Width, Height, view, 1, tick);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Atmosphere Rain(float density) => Atmospheres.Of(Weather.Rain, 0.5f, 0.5f, rainDensity: density);

    private static CameraView View(in Atmosphere atmosphere, int width)
        => new() { Pose = new(Vector3.Zero, Vector3.UnitX, Vector3.UnitY, Vector3.UnitZ), FocalLength = 0.9f * width, Atmosphere = atmosphere };

    /// <summary>Sky above, grey ground with a vehicle below.</summary>
    private static byte[] Plain(int width, int height, in Atmosphere atmosphere)
    {
        var picture = new byte[4 * width * height];
        float focalLength = View(atmosphere, width).FocalLength;
        for (int pixel = 0; pixel < width * height; pixel++)
        {
            int row = pixel / width;
            float up = (0.5f * height - row - 0.5f) / focalLength, left = (0.5f * width - pixel % width - 0.5f) / focalLength;
            var colour = up > 0f ? Vector3.Min(Shading.Sky(atmosphere, up / MathF.Sqrt(1f + up * up + left * left)), Vector3.One) : 0.3f * atmosphere.Ambient;
            (picture[4 * pixel], picture[4 * pixel + 1], picture[4 * pixel + 2]) = ((byte)(255f * colour.X), (byte)(255f * colour.Y), (byte)(255f * colour.Z));
            if (row > 3 * height / 4 && pixel % width < width / 2) picture[4 * pixel + 3] = 9;
        }
        return picture;
    }

    private static byte[] Draw(in Atmosphere atmosphere, ulong seed, uint tick)
    {
        var picture = Plain(Width, Height, atmosphere);
        PictureEffects.Apply(picture, Width, Height, View(atmosphere, Width), seed, tick);
        return picture;
    }

    private static int Changed(in Atmosphere atmosphere, ulong seed, uint tick)
    {
        byte[] before = Plain(Width, Height, atmosphere), after = Draw(atmosphere, seed, tick);
        int changed = 0;
        for (int i = 0; i < before.Length; i += 4)
        {
            if (before[i] != after[i] || before[i + 1] != after[i + 1] || before[i + 2] != after[i + 2]) changed++;
        }
        return changed;
    }

    private static int Sum(byte[] picture, int x, int y)
    {
        int i = 4 * (y * Width + x);
        return picture[i] + picture[i + 1] + picture[i + 2];
    }
}
