using System.Text;
using CsCheck;
using Snowball.Sim.Recording.Mcap;

namespace Snowball.Sim.Tests.Recording.Mcap;

public sealed class McapFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Messages_come_back_as_they_were_written()
    {
        Gen<(int Channel, ulong Time, byte[] Data)> message =
            Gen.Select(Gen.Int[0, 2], Gen.ULong, Gen.Byte.Array[0, 3000], (c, t, d) => (c, t, d));
        message.List[0, 200].Sample(
            messages =>
            {
                string path = _folder.File("roundtrip.mcap");
                Write(path, messages);
                using var reader = new McapReader(path);
                var sequences = new uint[3];
                foreach ((int channel, ulong time, byte[] data) in messages)
                {
                    Assert.True(reader.Read());
                    Assert.Equal($"/topic{channel}", reader.Channel.Topic);
                    Assert.Equal(time, reader.LogTime);
                    Assert.Equal(sequences[channel]++, reader.Sequence);
                    Assert.True(reader.Data.Span.SequenceEqual(data));
                }

                Assert.False(reader.Read());
                Assert.False(reader.Read());
            },
            iter: 100,
            threads: 1);
    }

    [Fact]
    public void A_file_of_several_chunks_is_read_whole()
    {
        string path = _folder.File("large.mcap");
        var messages = new List<(int, ulong, byte[])>();
        for (int i = 0; i < 300; i++)
        {
            byte[] data = new byte[20_000];
            data.AsSpan().Fill((byte)i);
            messages.Add((i % 3, (ulong)i, data));
        }

        Write(path, messages);
        using var reader = new McapReader(path);
        int count = 0;
        while (reader.Read())
        {
            if (reader.Channel.Topic != "/topic1")
            {
                continue;
            }

            Assert.Equal((ulong)((3 * count) + 1), reader.LogTime);
            Assert.Equal((byte)((3 * count) + 1), reader.Data.Span[19_999]);
            count++;
        }

        Assert.Equal(100, count);
    }

    [Fact]
    public void Header_channels_schemas_and_metadata_come_back()
    {
        string path = _folder.File("file.mcap");
        Write(path, [(0, 1, [])]);
        using var reader = new McapReader(path);
        Assert.True(reader.Read());
        Assert.Equal("test", reader.Library);
        Assert.Equal(3, reader.Channels.Count);
        Assert.Equal("schema ü", reader.Channel.Schema!.Name);
        Assert.Equal("jsonschema", reader.Channel.Schema.Encoding);
        Assert.Equal("{}", Encoding.UTF8.GetString(reader.Channel.Schema.Data.Span));
        McapMetadata metadata = Assert.Single(reader.Metadata);
        Assert.Equal("about", metadata.Name);
        Assert.Equal("value", metadata.Values["key"]);
    }

    [Fact]
    public void The_same_messages_give_the_same_bytes()
    {
        (int, ulong, byte[])[] messages = [(0, 1, [1, 2]), (2, 5, [3])];
        Write(_folder.File("a.mcap"), messages);
        Write(_folder.File("b.mcap"), messages);
        Assert.Equal(File.ReadAllBytes(_folder.File("a.mcap")), File.ReadAllBytes(_folder.File("b.mcap")));
    }

    [Fact]
    public void A_recording_that_was_not_completed_leaves_an_older_file_alone()
    {
        string path = _folder.File("file.mcap");
        File.WriteAllText(path, "older");
        var writer = new McapWriter(path, "test");
        writer.WriteMetadata("about", new Dictionary<string, string>());
        Assert.Equal("older", File.ReadAllText(path));
        Assert.True(File.Exists(McapWriter.TemporaryPath(path)));

        writer.Dispose();
        Assert.Equal("older", File.ReadAllText(path));
        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_completed_recording_replaces_an_older_file_and_leaves_nothing_else()
    {
        string path = _folder.File("file.mcap");
        File.WriteAllText(path, "older");
        Write(path, []);
        using (var reader = new McapReader(path))
        {
            Assert.False(reader.Read());
        }

        Assert.Equal([path], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Two_writers_of_one_file_do_not_mix()
    {
        string path = _folder.File("file.mcap");
        using var first = new McapWriter(path, "test");
        Assert.ThrowsAny<IOException>(() => new McapWriter(path, "test"));
        first.Complete();
        using var reader = new McapReader(path);
        Assert.False(reader.Read());
    }

    [Fact]
    public void A_completed_recording_cannot_be_completed_again()
    {
        using var writer = new McapWriter(_folder.File("file.mcap"), "test");
        writer.Complete();
        Assert.Throws<ObjectDisposedException>(writer.Complete);
    }

    internal static void Write(string path, IEnumerable<(int Channel, ulong Time, byte[] Data)> messages)
    {
        using var writer = new McapWriter(path, "test");
        ushort schema = writer.AddSchema("schema ü", "jsonschema", "{}"u8);
        var channels = new ushort[3];
        for (int i = 0; i < channels.Length; i++)
        {
            channels[i] = writer.AddChannel(schema, $"/topic{i}", "json");
        }

        writer.WriteMetadata("about", new Dictionary<string, string> { ["key"] = "value" });
        foreach ((int channel, ulong time, byte[] data) in messages)
        {
            writer.WriteMessage(channels[channel], time, data);
        }

        writer.Complete();
    }
}
