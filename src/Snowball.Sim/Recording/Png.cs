using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace Snowball.Sim.Recording;

/// <summary>Pictures of 8-bit samples as PNG (ISO/IEC 15948), in the plainest form: no filter, not interlaced.</summary>
internal static class Png
{
    private const int HeaderBytes = 13;
    private const byte Grey = 0, Colour = 2;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Encodes a picture.</summary>
    /// <param name="width">Pixels, positive.</param>
    /// <param name="height">Pixels, positive.</param>
    /// <param name="samples">[height][width][samples a pixel], of which there are 1 (grey) or 3 (red, green, blue).</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> samples)
    {
        int stride = samples.Length / height;
        using var png = new MemoryStream();
        png.Write(Signature);
        Span<byte> header = stackalloc byte[HeaderBytes];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9], header[10], header[11], header[12]) = (8, stride == width ? Grey : Colour, 0, 0, 0);
        WriteChunk(png, "IHDR"u8, header);
        using (var data = new MemoryStream())
        {
            using (var zlib = new ZLibStream(data, CompressionLevel.Optimal, leaveOpen: true))
            {
                for (int row = 0; row < height; row++)
                {
                    zlib.WriteByte(0); // no filter
                    zlib.Write(samples.Slice(row * stride, stride));
                }
            }

            WriteChunk(png, "IDAT"u8, data.GetBuffer().AsSpan(0, (int)data.Length));
        }

        WriteChunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Decodes a grey picture that <see cref="Encode"/> made.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static (int Width, int Height, byte[] Samples) DecodeGrey(ReadOnlySpan<byte> png)
    {
        int begin = Signature.Length + 8 + HeaderBytes + 4;
        Require(png.Length > begin && png.StartsWith(Signature), "is no PNG");
        var header = png.Slice(Signature.Length + 8, HeaderBytes);
        int width = BinaryPrimitives.ReadInt32BigEndian(header), height = BinaryPrimitives.ReadInt32BigEndian(header[4..]);
        Require(header[8..].SequenceEqual((ReadOnlySpan<byte>)[8, Grey, 0, 0, 0]), "is no 8-bit grey PNG");
        int length = png.Length - begin >= 8 ? BinaryPrimitives.ReadInt32BigEndian(png[begin..]) : -1;
        Require(width > 0 && height > 0 && length >= 0 && length <= png.Length - begin - 8, "is a damaged PNG");
        // Deflate makes at most a thousandth of its input: what says more is damaged, and is not made room for.
        Require((long)width * height <= 1100L * length, "is a damaged PNG");

        var samples = new byte[width * height];
        try
        {
            using var zlib = new ZLibStream(new MemoryStream(png.Slice(begin + 8, length).ToArray()), CompressionMode.Decompress);
            for (int row = 0; row < height; row++)
            {
                Require(zlib.ReadByte() == 0, "is a PNG with filters");
                zlib.ReadExactly(samples, row * width, width);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new FormatException($"the picture is a damaged PNG: {e.Message}");
        }

        return (width, height, samples);
    }

    private static void WriteChunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        png.Write(number);
        png.Write(type);
        png.Write(content);
        var crc = new Crc32();
        crc.Append(type);
        crc.Append(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.GetCurrentHashAsUInt32());
        png.Write(number);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new FormatException($"the picture {otherwise}");
    }
}
