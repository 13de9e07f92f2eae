using SkiaSharp;
using Snowball.Cli.Films;

namespace Snowball.Cli.Tests.Films;

/// <summary>Animated pictures, read again by Skia's decoder.</summary>
public sealed class GifTests : IDisposable
{
    private const int Width = 72, Height = 64;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PicturesComeBackInNumberSizeAndTime()
    {
        string file = Write(rate: 12, pictures: 7);

        using var codec = SKCodec.Create(file);

        Assert.Equal(7, codec.FrameCount);
        Assert.Equal((Width, Height), (codec.Info.Width, codec.Info.Height));
        Assert.Equal(-1, codec.RepetitionCount);
        // 8.33 hundredths each, 58 of them together.
        Assert.All(codec.FrameInfo, frame => Assert.InRange(frame.Duration, 80, 90));
        Assert.Equal(580, codec.FrameInfo.Sum(frame => frame.Duration));
    }

    [Fact]
    public void PicturesComeBackInTheirColours()
    {
        string file = Write(rate: 20, pictures: 3);

        using var codec = SKCodec.Create(file);
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        for (int picture = 0; picture < 3; picture++)
        {
            Assert.Equal(SKCodecResult.Success, codec.GetPixels(bitmap.Info, bitmap.GetPixels(), new SKCodecOptions(picture)));
            byte[] expected = Picture(picture);
            double error = 0;
            for (int pixel = 0; pixel < Width * Height; pixel++)
            {
                var colour = bitmap.GetPixel(pixel % Width, pixel / Width);
                Assert.Equal(255, colour.Alpha);
                int off = Math.Max(Math.Max(Math.Abs(colour.Red - expected[4 * pixel]), Math.Abs(colour.Green - expected[4 * pixel + 1])), Math.Abs(colour.Blue - expected[4 * pixel + 2]));
                Assert.True(off <= 28, $"picture {picture}, pixel {pixel}: {colour} is {off} off");
                error += off;
            }
            Assert.True(error / (Width * Height) < 8, $"{error / (Width * Height)} off on average");
        }
    }

    /// <summary>So many different pixels that the table of codes is filled and cleared several times.</summary>
    [Fact]
    public void NoiseComesBackToo()
    {
        const int Side = 256;
        var indices = new byte[Side * Side];
        new Random(5).NextBytes(indices);
        using var stream = new MemoryStream();
        byte[] palette = new byte[768];
        for (int i = 0; i < 256; i++) palette[3 * i] = palette[3 * i + 1] = palette[3 * i + 2] = (byte)i;
        stream.Write([.. "GIF89a"u8, 0, 1, 0, 1, 0b1111_0111, 0, 0, .. palette, 0x2C, 0, 0, 0, 0, 0, 1, 0, 1, 0]);
        GifCompression.Write(stream, indices);
        stream.WriteByte(0x3B);

        using var bitmap = SKBitmap.Decode(stream.ToArray());

        for (int i = 0; i < indices.Length; i++) Assert.Equal(indices[i], bitmap.GetPixel(i % Side, i / Side).Red);
    }

    [Fact]
    public void AFilmThatIsNotCompletedLeavesNothing()
    {
        using (var writer = new GifWriter(_folder["a.gif"], Width, Height, 10)) writer.Write(Picture(0));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    private string Write(int rate, int pictures)
    {
        using var writer = new GifWriter(_folder["a.gif"], Width, Height, rate);
        for (int i = 0; i < pictures; i++) writer.Write(Picture(i));
        writer.Complete();
        return _folder["a.gif"];
    }

    /// <summary>A slope of colours with a square that moves.</summary>
    private static byte[] Picture(int number)
    {
        byte[] rgba = new byte[4 * Width * Height];
        for (int pixel = 0; pixel < Width * Height; pixel++)
        {
            int x = pixel % Width, y = pixel / Width;
            bool isSquare = x >= 10 * number && x < 10 * number + 8 && y is >= 20 and < 28;
            (rgba[4 * pixel], rgba[4 * pixel + 1], rgba[4 * pixel + 2]) = isSquare ? ((byte)255, (byte)40, (byte)10) : ((byte)(3 * x), (byte)(3 * y), (byte)120);
        }
        return rgba;
    }
}
