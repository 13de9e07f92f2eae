using Silk.NET.OpenGL;
using SkiaSharp;

namespace Snowball.Viewer.Drawing;

/// <summary>The window's picture as a PNG.</summary>
internal static class Screenshot
{
    /// <summary>Saves what was drawn and not yet shown; a file that exists is replaced.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static unsafe void Save(GL gl, int width, int height, string path)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        byte[] upward = new byte[info.BytesSize], downward = new byte[info.BytesSize];
        gl.BindFramebuffer(FramebufferTarget.ReadFramebuffer, 0);
        gl.ReadBuffer(ReadBufferMode.Back);
        fixed (byte* pixels = upward) gl.ReadPixels(0, 0, (uint)width, (uint)height, PixelFormat.Rgba, PixelType.UnsignedByte, pixels);
        for (int row = 0; row < height; row++)
        {
            upward.AsSpan((height - 1 - row) * info.RowBytes, info.RowBytes).CopyTo(downward.AsSpan(row * info.RowBytes));
        }
        using var image = SKImage.FromPixelCopy(info, downward);
        using var png = image.Encode(SKEncodedImageFormat.Png, quality: 100);
        string temporary = path + ".part";
        using (var file = new FileStream(temporary, FileMode.Create))
        {
            png.SaveTo(file);
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>A name in the working directory that is free: snowball-1.png, snowball-2.png and so on.</summary>
    public static string FreeName()
    {
        for (int number = 1; ; number++)
        {
            string name = $"snowball-{number}.png";
            if (!File.Exists(name)) return name;
        }
    }
}
