using System.Buffers.Binary;
using Snowball.Learning;

namespace Snowball.Cli.Films;

/// <summary>
/// An animated picture that repeats (GIF89a, W3C). Every picture has colours of its own; pixels that stay as they are shown are left out, which compresses well.
/// </summary>
internal sealed class GifWriter(string file, int width, int height, int rate) : IFilmWriter
{
    private const int Transparent = 255, Hundredths = 100;

    /// <summary>A pixel of which no colour is further off than this stays as it is shown.</summary>
    private const int Tolerance = 6;

    private readonly string _temporary = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private readonly byte[] _indices = new byte[width * height], _shown = new byte[3 * width * height];
    private readonly ColourTable _table = new(Transparent);
    private FileStream? _pictures;
    private int _count;

    public int Most => int.MaxValue;

    public void Write(ReadOnlySpan<byte> rgba)
    {
        _pictures ??= new FileStream(_temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16, FileOptions.DeleteOnClose);
        _table.Find(rgba, width);
        for (int pixel = 0; pixel < _indices.Length; pixel++)
        {
            var colour = rgba.Slice(4 * pixel, 3);
            var shown = _shown.AsSpan(3 * pixel, 3);
            bool stays = _count > 0 && IsNear(colour, shown);
            _indices[pixel] = stays ? (byte)Transparent : _table.IndexOf(colour, pixel % width, pixel / width);
            if (!stays) _table.Colours.Slice(3 * _indices[pixel], 3).CopyTo(shown);
        }

        // Times are in hundredths of a second: each picture ends at the nearest one.
        int delay = (int)((long)(_count + 1) * Hundredths / rate - (long)_count * Hundredths / rate);
        _count++;
        Span<byte> head = stackalloc byte[18];
        // Graphic control: leave the picture in place, a colour is transparent.
        ((ReadOnlySpan<byte>)[0x21, 0xF9, 4, 0b0000_0101, (byte)delay, (byte)(delay >> 8), Transparent, 0]).CopyTo(head);
        // Image: from the upper left corner, 256 colours of its own.
        head[8] = 0x2C;
        BinaryPrimitives.WriteUInt16LittleEndian(head[13..], (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(head[15..], (ushort)height);
        head[17] = 0b1000_0111;
        _pictures.Write(head);
        _pictures.Write(_table.Colours);
        GifCompression.Write(_pictures, _indices);
    }

    public void Complete() => AtomicFile.Write(file, stream =>
    {
        Span<byte> head = stackalloc byte[13];
        "GIF89a"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[6..], (ushort)width);
        BinaryPrimitives.WriteUInt16LittleEndian(head[8..], (ushort)height);
        head[10] = 0b0111_0000;
        stream.Write(head);
        // Repeat without end.
        stream.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]);
        _pictures!.Position = 0;
        _pictures.CopyTo(stream);
        stream.WriteByte(0x3B);
    });

    public void Dispose() => _pictures?.Dispose();

    private static bool IsNear(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
        => Math.Abs(a[0] - b[0]) <= Tolerance && Math.Abs(a[1] - b[1]) <= Tolerance && Math.Abs(a[2] - b[2]) <= Tolerance;
}
