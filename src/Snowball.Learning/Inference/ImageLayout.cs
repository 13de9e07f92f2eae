namespace Snowball.Learning.Inference;

/// <summary>How a picture lies in an array, with a border around it that convolutions read as zeros.</summary>
/// <param name="Channels">Values of a pixel.</param>
/// <param name="Height">Pixels without the border.</param>
/// <param name="Width">Pixels without the border.</param>
/// <param name="Border">Pixels on each side.</param>
/// <param name="IsPlanar">Whether it is [channels, height, width] rather than [height, width, channels].</param>
internal readonly record struct ImageLayout(int Channels, int Height, int Width, int Border, bool IsPlanar = false)
{
    /// <summary>Values in all.</summary>
    public int Size => Channels * PlanePixels;

    /// <summary>From one pixel to the next.</summary>
    public int PixelStride => IsPlanar ? 1 : Channels;

    /// <summary>From one row of pixels to the next.</summary>
    public int RowStride => (Width + 2 * Border) * PixelStride;

    private int PlanePixels => (Height + 2 * Border) * (Width + 2 * Border);

    /// <summary>Where a pixel starts; the border's first one is (-Border, -Border).</summary>
    public int At(int y, int x) => (y + Border) * RowStride + (x + Border) * PixelStride;

    /// <summary>Puts a planar picture without a border into an array of this layout, which is planar too; the border is left alone.</summary>
    public void Frame(ReadOnlySpan<float> picture, Span<float> values)
    {
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var y = 0; y < Height; y++)
            {
                picture.Slice((channel * Height + y) * Width, Width).CopyTo(values[(channel * PlanePixels + At(y, 0))..]);
            }
        }
    }

    /// <summary>The pieces of a square patch that lie without a gap, counted from its first pixel: rows of all channels, or of each.</summary>
    public int[] Pieces(int kernel)
    {
        var (rowStride, planePixels) = (RowStride, PlanePixels);
        return IsPlanar
            ? [.. Enumerable.Range(0, Channels * kernel).Select(i => i / kernel * planePixels + i % kernel * rowStride)]
            : [.. Enumerable.Range(0, kernel).Select(row => row * rowStride)];
    }
}
