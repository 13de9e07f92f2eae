using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
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

    /// <summary>HistogramProto of TensorFlow's histogram.proto: bucket_limit is the upper end of each bucket, and both columns are packed.</summary>
    [Fact]
    public void AHistogramCountsEveryValueInItsBucket()
    {
        using (var writer = new TensorBoardWriter(Folder, 0, Clock))
        {
            writer.WriteHistogram(7, "returns", [-10, 20, 20, 5, 4.9]);
        }

        var value = ValueOf(Records(Assert.Single(Directory.GetFiles(Folder)))[^1], "returns");
        var histogram = Fields(value[5].Span);
        double[] Numbers(int field) => MemoryMarshal.Cast<byte, double>(histogram[field].Span).ToArray();
        Assert.Equal([-10.0, 20, 5, 39.9, 949.01], Enumerable.Range(1, 5).Select(field => Math.Round(Numbers(field)[0], 9)));
        double[] limits = Numbers(6), counts = Numbers(7), expected = new double[30];
        (expected[0], expected[14], expected[15], expected[29]) = (1, 1, 1, 2);
        Assert.Equal(Enumerable.Range(1, 30).Select(bucket => -10.0 + bucket), limits);
        Assert.Equal(expected, counts);
    }

    [Fact]
    public void EqualValuesAreOneBucketOfAHistogram()
    {
        using (var writer = new TensorBoardWriter(Folder, 0, Clock))
        {
            writer.WriteHistogram(7, "returns", [3, 3]);
        }

        var histogram = Fields(ValueOf(Records(Assert.Single(Directory.GetFiles(Folder)))[^1], "returns")[5].Span);
        Assert.Equal([2.0, .. new double[29]], MemoryMarshal.Cast<byte, double>(histogram[7].Span).ToArray());
    }

    /// <summary>As the text plugin wants it: a tensor of one string, and metadata that name the plugin.</summary>
    /// <summary>Summary.Image of TensorFlow's summary.proto: height, width, colour space, encoded picture.</summary>
    [Fact]
    public void APictureTellsItsSize()
    {
        byte[] png = [.. Enumerable.Repeat((byte)9, 16), 0, 0, 2, 1, 0, 0, 0, 7, 8, 2];
        using (var writer = new TensorBoardWriter(Folder, 0, Clock)) writer.WriteImage(7, "seen", png);

        var value = ValueOf(Records(Assert.Single(Directory.GetFiles(Folder)))[^1], "seen");
        byte[] expected = [0x08, 7, 0x10, 0x81, 0x04, 0x18, 3, 0x22, (byte)png.Length, .. png];
        Assert.Equal(expected, value[4].ToArray());
    }

    [Fact]
    public void TextIsATensorOfOneString()
    {
        using (var writer = new TensorBoardWriter(Folder, 0, Clock))
        {
            writer.WriteText(0, "settings", "| lr |");
        }

        var value = ValueOf(Records(Assert.Single(Directory.GetFiles(Folder)))[^1], "settings");
        Assert.Equal([0x08, 7, 0x12, 4, 0x12, 2, 0x08, 1, 0x42, 6, .. "| lr |"u8], value[8].ToArray());
        Assert.Equal([0x0a, 6, 0x0a, 4, .. "text"u8], value[9].ToArray());
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

    /// <summary>The one value in the summary of an event.</summary>
    private static Dictionary<int, ReadOnlyMemory<byte>> ValueOf(byte[] record, string tag)
    {
        var value = Fields(Fields(Fields(record)[5].Span)[1].Span);
        Assert.Equal(tag, Encoding.UTF8.GetString(value[1].Span));
        return value;
    }

    /// <summary>A message's fields by number, as its encoding has them: by wire type 0 a varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    private static Dictionary<int, ReadOnlyMemory<byte>> Fields(ReadOnlySpan<byte> message)
    {
        var fields = new Dictionary<int, ReadOnlyMemory<byte>>();
        while (message.Length > 0)
        {
            var key = Varint(ref message);
            var length = (key & 7) switch { 0 => message.IndexOfAnyInRange<byte>(0, 0x7f) + 1, 1 => 8, 2 => (int)Varint(ref message), _ => 4 };
            fields.Add((int)(key >> 3), message[..length].ToArray());
            message = message[length..];
        }

        return fields;
    }

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
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
