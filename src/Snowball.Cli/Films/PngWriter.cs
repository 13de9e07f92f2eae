using SkiaSharp;
using Snowball.Learning;

namespace Snowball.Cli.Films;

/// <summary>One picture.</summary>
internal sealed class PngWriter(string file, int width, int height) : IFilmWriter
{
    private byte[]? _encoded;

    public int Most => 1;

    public void Write(ReadOnlySpan<byte> rgba)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var image = SKImage.FromPixelCopy(info, rgba, info.RowBytes);
        using var data = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        _encoded = data.ToArray();
    }

    public void Complete() => AtomicFile.Write(file, stream => stream.Write(_encoded));

    public void Dispose()
    {
    }
}
