using System.Text;
using Snowball.Sim.Recording.Mcap;
using static Snowball.Sim.Tests.Recording.Mcap.McapBytes;

namespace Snowball.Sim.Tests.Recording.Mcap;

public sealed class McapReaderTests : IDisposable
{
    /// <summary>Where the first record after the header of <see cref="McapBytes.File"/> begins.</summary>
    private const int DataStart = 8 + 9 + 4 + 4 + 7;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.File("file.mcap");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Messages_outside_chunks_and_inside_are_read()
    {
        Save(McapBytes.File(Schema(1), Channel(5, 1), Message(5, "one"), Chunk([.. Channel(6, 0), .. Message(6, "two")])));
        using var reader = new McapReader(FilePath);
        Assert.True(reader.Read());
        Assert.Equal((5, 9u, 77ul, "one"), (reader.Channel.Id, reader.Sequence, reader.LogTime, Data(reader)));
        Assert.True(reader.Read());
        Assert.Equal((6, "two"), (reader.Channel.Id, Data(reader)));
        Assert.Null(reader.Channel.Schema);
        Assert.False(reader.Read());
        Assert.Equal("by hand", reader.Library);
    }

    [Fact]
    public void Unknown_records_and_longer_known_ones_are_skipped()
    {
        byte[] channel = Channel(0, 0);
        byte[] longer = Record(4, [.. channel.AsSpan(9), 1, 2, 3]);
        byte[] records = [.. Record(0x90, 1, 2, 3), .. longer, .. Record(0x7f), .. Message(0, "x")];
        Save(McapBytes.File(Record(0x80), Record(0x10, new byte[100_000]), Schema(0), Chunk(records), Chunk([]), Record(0xff, 1)));
        using var reader = new McapReader(FilePath);
        Assert.True(reader.Read());
        Assert.Equal("x", Data(reader));
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        InputException e = Assert.Throws<InputException>(() => new McapReader(FilePath));
        Assert.Equal(FilePath, e.File);
    }

    public static TheoryData<string, byte[], int, string> BadFiles => new()
    {
        { "empty", [], 0, "too short" },
        { "other format", Encoding.ASCII.GetBytes(new string('x', 100)), 0, "magic" },
        { "no end", [.. McapBytes.File(Channel(0, 0)).AsSpan()[..^1], 0], -8, "truncated" },
        { "opcode 0", McapBytes.File(Record(0)), DataStart, "type 0" },
        { "giant record", McapBytes.File([0x90, .. U64(ulong.MaxValue)]), DataStart, "has 18446744073709551615 bytes" },
        { "giant known record", McapBytes.File([4, .. U64(long.MaxValue)]), DataStart, "has 9223372036854775807 bytes" },
        { "giant string", McapBytes.File(Record(12, U32(uint.MaxValue))), DataStart + 13, "4294967295 bytes does not fit" },
        { "giant record of a chunk", McapBytes.File(Chunk([4, .. U64(1UL << 40)])), DataStart + 9 + 40 + 9, "1099511627776 bytes does not fit" },
        { "short message", McapBytes.File(Channel(0, 0), Record(5, 0, 0)), DataStart + 31 + 11, "does not fit" },
        { "chunk in a chunk", McapBytes.File(Chunk(Chunk([]))), DataStart + 9 + 40, "inside another" },
        { "compression", McapBytes.File(Chunk([1], "zstd")), DataStart + 9, "'zstd'" },
        { "chunk checksum", McapBytes.File(Chunk([.. Channel(0, 0)], crc: 1)), DataStart + 9 + 40, "should be 00000001" },
        { "unknown channel", McapBytes.File(Message(3, "")), DataStart, "channel 3" },
        { "unknown schema", McapBytes.File(Channel(0, 7)), DataStart, "schema 7" },
        { "bad UTF-8", McapBytes.File(Record(12, [.. U32(1), 0xff, .. U32(0)])), DataStart + 9, "UTF-8" },
        { "key twice", McapBytes.File(Record(12, [.. Text("n"), .. U32(20), .. Text("k"), .. Text("v"), .. Text("k"), .. Text("v")])), DataStart + 9 + 5 + 4 + 10, "twice" },
        { "early footer", McapBytes.File(Record(2, new byte[20])), DataStart, "footer" },
        { "data after the footer", McapBytes.File(Record(15, U32(0)), Record(2, new byte[20])), DataStart + 13 + 29, "after the footer" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public void What_is_wrong_is_told_with_file_and_offset(string name, byte[] bytes, int offset, string message)
    {
        Save(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InputException e = Assert.Throws<InputException>(ReadAll);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        int expected = offset >= 0 ? offset : bytes.Length + offset;
        Assert.StartsWith($"{FilePath}: byte {expected}: ", e.Message);
        Assert.Contains(message, e.Message);
        Assert.True(allocated < 1 << 20, $"{name}: {allocated} bytes allocated");
    }

    [Fact]
    public void A_record_larger_than_the_limit_is_refused_without_reading_it()
    {
        // A sparse file: its length is real, its bytes are not there.
        byte[] bytes = McapBytes.File([6, .. U64(300 << 20)]);
        using (FileStream stream = System.IO.File.Create(FilePath))
        {
            stream.Write(bytes.AsSpan(0, DataStart + 9));
            stream.Position = DataStart + 9 + (300L << 20);
            stream.Write(bytes.AsSpan(DataStart + 9));
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        InputException e = Assert.Throws<InputException>(ReadAll);
        Assert.Contains("limit", e.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] whole = WholeFile();
        for (int length = 0; length < whole.Length; length++)
        {
            Save(whole[..length]);
            Assert.Throws<InputException>(ReadAll);
        }
    }

    [Fact]
    public void A_file_with_any_byte_changed_is_refused()
    {
        byte[] whole = WholeFile();
        for (int i = 0; i < whole.Length; i++)
        {
            foreach (byte change in (byte[])[0x01, 0x80, 0xff])
            {
                whole[i] ^= change;
                Save(whole);
                Assert.Throws<InputException>(ReadAll);
                whole[i] ^= change;
            }
        }

        Save(whole);
        ReadAll();
    }

    private byte[] WholeFile()
    {
        McapFileTests.Write(FilePath, [(0, 1, [1, 2, 3]), (1, 2, [4])]);
        return System.IO.File.ReadAllBytes(FilePath);
    }

    private void Save(byte[] bytes) => System.IO.File.WriteAllBytes(FilePath, bytes);

    private void ReadAll()
    {
        using var reader = new McapReader(FilePath);
        while (reader.Read())
        {
        }
    }

    private static string Data(McapReader reader) => Encoding.ASCII.GetString(reader.Data.Span);
}
