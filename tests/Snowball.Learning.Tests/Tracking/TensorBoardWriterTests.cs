using System.Buffers.Binary;
using Snowball.Learning.Tracking;

namespace Snowball.Learning.Tests.Tracking;

public sealed class TensorBoardWriterTests : TemporaryFolder
{
    private static readonly TimeProvider Clock = new StoppedClock();

    /// <summary>CRC-32C of RFC 3720, appendix B.4, with the mask that TFRecord adds: ((crc >> 15) | (crc &lt;&lt; 17)) + 0xa282ead8.</summary>
    [Theory]
    [InlineData(0x8a9136aau, 0, 0)]
    [InlineData(0x62a8ab43u, 0xff, 0)]
    [InlineData(0x46dd794eu, 0, 1)]
    public void ChecksumsAreThePublishedOnes(uint crc, byte first, byte step)
    {
        byte[] data = [.. Enumerable.Range(0, 32).Select(i => (byte)(first + i * step))];

        Assert.Equal(unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u), TensorBoardWriter.MaskedCrc(data));
    }

    [Fact]
    public void WritesTheBytesThatTheFormatAsksFor()
    {
        using (var writer = new TensorBoardWriter(Folder, 42, Clock))
        {
            writer.Write(300, new Dictionary<string, double> { ["loss"] = 0.5, ["kl"] = -2 });
        }

        var path = Assert.Single(Directory.GetFiles(Folder));
        Assert.Equal("events.out.tfevents.1000000000.snowball.000", Path.GetFileName(path));

        // wall_time 1e9 as field 1; file_version as 3; step as 2 and session_log { status: START } as 7; summary as 5.
        byte[] time = [0x09, 0, 0, 0, 0, 0x65, 0xcd, 0xcd, 0x41];
        byte[][] expected =
        [
            [.. time, 0x1a, 13, .. "brain.Event:2"u8],
            [.. time, 0x10, 42, 0x3a, 2, 0x08, 1],
            [
                .. time, 0x10, 0xac, 0x02, 0x2a, 24,
                0x0a, 11, 0x0a, 4, .. "loss"u8, 0x15, 0, 0, 0, 0x3f,
                0x0a, 9, 0x0a, 2, .. "kl"u8, 0x15, 0, 0, 0, 0xc0,
            ],
        ];
        Assert.Equal(expected, Records(path));
    }

    [Fact]
    public void EachWriterStartsItsOwnFileInOrder()
    {
        for (var i = 0; i < 3; i++)
        {
            new TensorBoardWriter(Folder, i, Clock).Dispose();
        }

        Assert.Equal(
            ["000", "001", "002"],
            Directory.GetFiles(Folder).Order(StringComparer.Ordinal).Select(path => path[^3..]));
    }

    /// <summary>Reads the framing by its description, and checks both checksums.</summary>
    private static List<byte[]> Records(string path)
    {
        var bytes = System.IO.File.ReadAllBytes(path).AsSpan();
        var records = new List<byte[]>();
        while (bytes.Length > 0)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            Assert.Equal(TensorBoardWriter.MaskedCrc(bytes[..8]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
            var data = bytes.Slice(12, length);
            Assert.Equal(TensorBoardWriter.MaskedCrc(data), BinaryPrimitives.ReadUInt32LittleEndian(bytes[(12 + length)..]));
            records.Add(data.ToArray());
            bytes = bytes[(16 + length)..];
        }

        return records;
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(1_000_000_000);
    }
}
