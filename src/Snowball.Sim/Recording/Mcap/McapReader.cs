using System.Buffers.Binary;
using System.IO.Hashing;

namespace Snowball.Sim.Recording.Mcap;

/// <summary>
/// Reads an MCAP file (mcap.dev/spec) from start to end, one message at a time, and verifies every checksum that the
/// file has on the way: of each chunk, of the data section when its end is reached, and of the summary. Records of
/// unknown type are skipped; compressed chunks are refused.
/// </summary>
/// <remarks>What is wrong with a file is an <see cref="InputException"/> that names the file and the byte offset.</remarks>
public sealed class McapReader : IDisposable
{
    private readonly string _path;
    private readonly FileStream _stream;
    private readonly long _trailingMagic;
    private readonly Crc32 _crc = new();
    private readonly Dictionary<ushort, McapSchema> _schemas = [];
    private readonly Dictionary<ushort, McapChannel> _channels = [];
    private readonly List<McapMetadata> _metadata = [];
    private readonly byte[] _prefix = new byte[McapFormat.RecordPrefixBytes];
    private byte[] _content = [];
    private ReadOnlyMemory<byte> _chunk;
    private long _chunkOffset;
    private long _position;
    private bool _ended;

    /// <summary>Opens a file and reads its header.</summary>
    /// <exception cref="InputException">There is no such file, or it is not a whole MCAP file.</exception>
    public McapReader(string path)
    {
        _path = path;
        try
        {
            _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"cannot be opened: {e.Message}", path);
        }

        try
        {
            _trailingMagic = _stream.Length - McapFormat.Magic.Length;
            VerifyMagic();
            Library = ReadHeader();
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>The program that wrote the file, as the header says.</summary>
    public string Library { get; }

    /// <summary>Channels seen so far, by id.</summary>
    public IReadOnlyDictionary<ushort, McapChannel> Channels => _channels;

    /// <summary>Metadata seen so far, in order.</summary>
    public IReadOnlyList<McapMetadata> Metadata => _metadata;

    /// <summary>Channel of the present message.</summary>
    public McapChannel Channel { get; private set; } = null!;

    /// <summary>Sequence number of the present message.</summary>
    public uint Sequence { get; private set; }

    /// <summary>Log time of the present message in nanoseconds.</summary>
    public ulong LogTime { get; private set; }

    /// <summary>The present message; valid until the next call of <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Data { get; private set; }

    /// <summary>Offset of the present message's record in the file, for error messages.</summary>
    public long Offset { get; private set; }

    /// <summary>Goes to the next message.</summary>
    /// <returns>False at the end of the file, when all of it was verified.</returns>
    /// <exception cref="InputException">The file is damaged, or uses compression.</exception>
    public bool Read()
    {
        while (!_ended)
        {
            bool isMessage = _chunk.IsEmpty ? ReadRecord() : ReadRecordOfChunk();
            if (isMessage)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _stream.Dispose();

    private void VerifyMagic()
    {
        Span<byte> magic = stackalloc byte[McapFormat.Magic.Length];
        if (_trailingMagic < McapFormat.Magic.Length)
        {
            throw McapError.At(_path, 0, $"a file of {_stream.Length} bytes is too short for MCAP");
        }

        Fill(magic);
        if (!magic.SequenceEqual(McapFormat.Magic))
        {
            throw McapError.At(_path, 0, "this is not an MCAP file: it does not begin with the magic bytes");
        }

        _stream.Position = _trailingMagic;
        _stream.ReadExactly(magic);
        if (!magic.SequenceEqual(McapFormat.Magic))
        {
            throw McapError.At(_path, _trailingMagic, "the file is truncated: it does not end with the magic bytes");
        }

        _stream.Position = _position;
    }

    private string ReadHeader()
    {
        (byte opcode, long length, long offset) = ReadPrefix();
        if ((McapOpcode)opcode != McapOpcode.Header)
        {
            throw McapError.At(_path, offset, $"the first record must be the header, not one of type 0x{opcode:x2}");
        }

        RecordParser fields = ReadContent(length);
        _ = fields.String(); // the profile adds nothing to what channels and schemas say
        return fields.String();
    }

    /// <summary>Reads a record of the data section; true if it is a message.</summary>
    private bool ReadRecord()
    {
        uint dataCrc = _crc.GetCurrentHashAsUInt32();
        (byte opcode, long length, long offset) = ReadPrefix();
        switch ((McapOpcode)opcode)
        {
            case McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Message:
                return Handle((McapOpcode)opcode, ReadContent(length), offset);
            case McapOpcode.Chunk:
                OpenChunk(ReadContent(length));
                return false;
            case McapOpcode.Metadata:
                RecordParser fields = ReadContent(length);
                _metadata.Add(new McapMetadata(fields.String(), fields.StringMap()));
                return false;
            case McapOpcode.DataEnd:
                uint expected = ReadContent(length).U32();
                VerifyCrc(expected, dataCrc, offset, "data section");
                ReadSummary();
                _ended = true;
                return false;
            case McapOpcode.Footer:
                throw McapError.At(_path, offset, "the footer comes before the end of the data section");
            default:
                Skip(length);
                return false;
        }
    }

    private bool ReadRecordOfChunk()
    {
        long offset = _chunkOffset;
        var parser = new RecordParser(_chunk, _path, offset);
        byte opcode = parser.U8();
        VerifyOpcode(opcode, offset);
        long contentOffset = offset + McapFormat.RecordPrefixBytes;
        ReadOnlyMemory<byte> content = parser.Bytes64();
        _chunk = parser.Rest;
        _chunkOffset = parser.Offset;
        return (McapOpcode)opcode switch
        {
            McapOpcode.Schema or McapOpcode.Channel or McapOpcode.Message =>
                Handle((McapOpcode)opcode, new RecordParser(content, _path, contentOffset), offset),
            McapOpcode.Chunk => throw McapError.At(_path, offset, "a chunk is inside another"),
            _ => false,
        };
    }

    /// <summary>Takes in a record that may be inside a chunk or outside; true if it is a message.</summary>
    private bool Handle(McapOpcode opcode, RecordParser fields, long offset)
    {
        switch (opcode)
        {
            case McapOpcode.Schema:
                ushort schemaId = fields.U16();
                if (schemaId != 0) // to be ignored, says the specification
                {
                    // The content's memory is used again: what is kept is copied.
                    _schemas[schemaId] = new McapSchema(schemaId, fields.String(), fields.String(), fields.Bytes32().ToArray());
                }

                return false;

            case McapOpcode.Channel:
                ushort id = fields.U16();
                ushort schemaOfChannel = fields.U16();
                if (!_schemas.TryGetValue(schemaOfChannel, out McapSchema? schema) && schemaOfChannel != 0)
                {
                    throw McapError.At(_path, offset, $"channel {id} refers to schema {schemaOfChannel}, which is not defined before it");
                }

                _channels[id] = new McapChannel(id, schema, fields.String(), fields.String(), fields.StringMap());
                return false;

            default:
                ushort channelId = fields.U16();
                if (!_channels.TryGetValue(channelId, out McapChannel? channel))
                {
                    throw McapError.At(_path, offset, $"a message refers to channel {channelId}, which is not defined before it");
                }

                Channel = channel;
                Sequence = fields.U32();
                LogTime = fields.U64();
                _ = fields.U64(); // publish time
                Data = fields.Rest;
                Offset = offset;
                return true;
        }
    }

    private void OpenChunk(RecordParser fields)
    {
        long offset = fields.Offset;
        _ = fields.U64(); // first log time
        _ = fields.U64(); // last log time
        ulong uncompressedSize = fields.U64();
        uint crc = fields.U32();
        string compression = fields.String();
        if (compression.Length > 0)
        {
            throw McapError.At(_path, offset, $"the chunk is compressed ('{compression}'), which is not supported: write it without compression");
        }

        _chunk = fields.Bytes64();
        _chunkOffset = fields.Offset - _chunk.Length;
        if ((ulong)_chunk.Length != uncompressedSize)
        {
            throw McapError.At(_path, offset, $"the chunk says that it has {uncompressedSize} bytes, and has {_chunk.Length}");
        }

        VerifyCrc(crc, Crc32.HashToUInt32(_chunk.Span), _chunkOffset, "chunk");
    }

    /// <summary>Verifies everything after the data section. The summary repeats what was read; only its checksum matters.</summary>
    private void ReadSummary()
    {
        _crc.Reset();
        long summaryStart = _position;
        while (true)
        {
            (byte opcode, long length, long offset) = ReadPrefix();
            if ((McapOpcode)opcode != McapOpcode.Footer)
            {
                Skip(length);
                continue;
            }

            if (length != McapFormat.FooterBytes)
            {
                throw McapError.At(_path, offset, $"the footer has {length} bytes, not {McapFormat.FooterBytes}");
            }

            ulong start = ReadContent(2 * sizeof(ulong)).U64();
            if (start != 0 && start != (ulong)summaryStart)
            {
                throw McapError.At(_path, offset, $"the footer says that the summary begins at byte {start}, not {summaryStart}");
            }

            uint actual = _crc.GetCurrentHashAsUInt32();
            VerifyCrc(ReadContent(sizeof(uint)).U32(), actual, offset, "summary");
            if (_position != _trailingMagic)
            {
                throw McapError.At(_path, _position, "there is data after the footer");
            }

            return;
        }
    }

    private void VerifyCrc(uint expected, uint actual, long offset, string what)
    {
        // Zero says that the writer gave no checksum.
        if (expected != 0 && expected != actual)
        {
            throw McapError.At(_path, offset, $"the {what} is damaged: its CRC32 is {actual:x8}, and should be {expected:x8}");
        }
    }

    private void VerifyOpcode(byte opcode, long offset)
    {
        if (opcode == 0)
        {
            throw McapError.At(_path, offset, "a record has type 0, which is not valid");
        }
    }

    private (byte Opcode, long Length, long Offset) ReadPrefix()
    {
        long offset = _position;
        if (_trailingMagic - offset < McapFormat.RecordPrefixBytes)
        {
            throw McapError.At(_path, offset, "the file is truncated: a record should follow");
        }

        Fill(_prefix);
        VerifyOpcode(_prefix[0], offset);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(_prefix.AsSpan(1));
        long left = _trailingMagic - _position;
        if (length > (ulong)left)
        {
            throw McapError.At(_path, offset, $"the record says that it has {length} bytes, and the file has only {left} more");
        }

        return (_prefix[0], (long)length, offset);
    }

    private RecordParser ReadContent(long length)
    {
        long offset = _position;
        if (length > McapFormat.MaximumRecordBytes)
        {
            throw McapError.At(_path, offset, $"a record of {length} bytes is larger than the limit of {McapFormat.MaximumRecordBytes}");
        }

        if (_content.Length < length)
        {
            _content = new byte[Math.Max(length, 4096)];
        }

        Memory<byte> content = _content.AsMemory(0, (int)length);
        Fill(content.Span);
        return new RecordParser(content, _path, offset);
    }

    private void Skip(long length)
    {
        if (_content.Length == 0)
        {
            _content = new byte[4096];
        }

        while (length > 0)
        {
            int count = (int)Math.Min(length, _content.Length);
            Fill(_content.AsSpan(0, count));
            length -= count;
        }
    }

    private void Fill(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw McapError.At(_path, _position, $"cannot be read: {e.Message}");
        }

        _crc.Append(bytes);
        _position += bytes.Length;
    }
}
