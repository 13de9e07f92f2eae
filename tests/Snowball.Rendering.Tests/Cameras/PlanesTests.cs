using Snowball.Rendering.Cameras;

namespace Snowball.Rendering.Tests.Cameras;

/// <summary>Planes against sums pixel by pixel; the sizes leave whole vectors and rests.</summary>
public sealed class PlanesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(7056)]
    [InlineData(7079)]
    public void BytesAreThoseOfEachPixel(int count)
    {
        var random = new Random(count);
        var pixels = new uint[count];
        for (int i = 0; i < count; i++) pixels[i] = (uint)random.NextInt64(1L << 32);
        var plane = new byte[count];
        for (int channel = 0; channel < 4; channel++)
        {
            Planes.Channel(pixels, channel, plane);
            Assert.Equal(pixels.Select(pixel => BitConverter.GetBytes(pixel)[channel]), plane);
        }

        Planes.Grey(pixels, plane);
        Assert.Equal(pixels.Select(pixel => (byte)((77 * (pixel & 255) + 150 * ((pixel >> 8) & 255) + 29 * ((pixel >> 16) & 255)) / 256)), plane);
    }

    [Fact]
    public void WhiteAndBlackStaySo()
    {
        var plane = new byte[2];
        Planes.Grey([0xFFFFFFFFu, 0xFF000000u], plane);
        Assert.Equal([255, 0], plane);
    }

    [Fact]
    public void DepthGrowsInProportionToItsRange()
    {
        float[] depths = [.. Enumerable.Range(0, 67).Select(i => i == 66 ? float.PositiveInfinity : 2f * i)];
        var plane = new byte[depths.Length];
        Planes.Depth(depths, range: 100f, plane);
        for (int i = 0; i < depths.Length; i++)
        {
            double expected = Math.Min(depths[i] / 100.0, 1) * 255;
            Assert.InRange(plane[i] - expected, -0.5001, 0.5001);
        }
        Assert.Equal((0, 255, 255, 255), (plane[0], plane[50], plane[51], plane[66]));
    }

    [Fact]
    public void FineDepthIsTheNearestCentimetre()
    {
        float[] depths = [0f, 0.004f, 0.006f, 1.23f, 2.56f, 655.34f, 655.35f, 700f, float.PositiveInfinity];
        byte[] high = new byte[depths.Length], low = new byte[depths.Length];
        Planes.FineDepth(depths, high, low);
        Assert.Equal([0, 0, 1, 123, 256, 65534, 65535, 65535, 65535], high.Zip(low, (upper, lower) => 256 * upper + lower));
    }

    [Fact]
    public void NumbersBecomeTheNearestBytes()
    {
        float[] values = [.. Enumerable.Range(0, 3).SelectMany(_ => (float[])[-3f, -0.4f, 0.49f, 0.51f, 1.5f, 127.4f, 127.6f, 254.6f, 255.4f, 300f, 1e9f, 42f])];
        var plane = new byte[values.Length];
        Planes.Round(values, plane);
        byte[] expected = [0, 0, 0, 1, 2, 127, 128, 255, 255, 255, 255, 42];
        Assert.Equal([.. expected, .. expected, .. expected], plane);
    }

    [Fact]
    public void ABlankPictureHasOneColourAndNoVehicle()
    {
        var pixels = new uint[100];
        Array.Fill(pixels, 0x00808080u);
        Assert.True(Planes.IsBlank(pixels));
        pixels[70] = 0x05808080u;
        Assert.False(Planes.IsBlank(pixels));
        pixels[70] = 0x00808081u;
        Assert.False(Planes.IsBlank(pixels));
    }
}
