using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using Snowball.Sim.Recording;

namespace Snowball.Sim.Tests.Recording;

public sealed class PngTests
{
    /// <summary>Taken apart by the letter of the standard: signature, chunks with checksums, header, rows each after a filter byte.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void APictureIsWhatTheStandardSays(int samplesPerPixel)
    {
        const int Width = 5, Height = 3;
        byte[] samples = [.. Enumerable.Range(0, Width * Height * samplesPerPixel).Select(i => (byte)(i * 37))];
        byte[] png = Png.Encode(Width, Height, samples);
        Assert.Equal((byte[])[137, 80, 78, 71, 13, 10, 26, 10], png[..8]);
        var chunks = new List<(string Type, byte[] Content)>();
        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            var named = png.AsSpan(at + 4, 4 + length);
            Assert.Equal(Crc32.HashToUInt32(named), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            chunks.Add((Encoding.ASCII.GetString(named[..4]), named[4..].ToArray()));
            at += 12 + length;
        }
        Assert.Equal(["IHDR", "IDAT", "IEND"], chunks.Select(chunk => chunk.Type));
        Assert.Equal((byte[])[0, 0, 0, Width, 0, 0, 0, Height, 8, samplesPerPixel == 1 ? (byte)0 : (byte)2, 0, 0, 0], chunks[0].Content);
        using var rows = new MemoryStream();
        using (var zlib = new ZLibStream(new MemoryStream(chunks[1].Content), CompressionMode.Decompress)) zlib.CopyTo(rows);
        byte[][] expected = [.. samples.Chunk(Width * samplesPerPixel).Select(row => (byte[])[0, .. row])];
        Assert.Equal(expected.SelectMany(row => row), rows.ToArray());
    }

    [Fact]
    public void ADamagedPictureIsRefused()
    {
        byte[] png = Png.Encode(40, 30, new byte[1200]);
        for (int length = 0; length < png.Length - 16; length++) Assert.Throws<FormatException>(() => Png.DecodeGrey(png.AsSpan(0, length)));
        Assert.Equal((40, 30), (Png.DecodeGrey(png).Width, Png.DecodeGrey(png).Height));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), 60_000);
        Assert.Throws<FormatException>(() => Png.DecodeGrey(png));
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), -1);
        Assert.Throws<FormatException>(() => Png.DecodeGrey(png));
    }
}
