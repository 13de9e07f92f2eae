using System.Collections.ObjectModel;
using System.IO.Hashing;

namespace Snowball.Sim.Recording.Mcap;

/// <summary>
/// Writes an MCAP file (mcap.dev/spec): uncompressed chunks with an index, a summary, and checksums over chunks, data
/// section and summary. The file grows under a temporary name beside its own and is renamed by <see cref="Complete"/>:
/// under its own name there is a whole file or none.
/// </summary>
public sealed class McapWriter : IDisposable
{
    /// <summary>A chunk is closed when its records reach this size.</summary>
    private const int ChunkBytes = 1 << 20;

    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly FileStream _stream;
    private readonly Crc32 _crc = new();
    private ulong _position;

    private readonly List<Channel> _channels = [];
    private readonly RecordBuffer _chunk = new();
    private readonly RecordBuffer _record = new();
    private TimeRange _chunkTimes = TimeRange.Empty;
    private TimeRange _fileTimes = TimeRange.Empty;

    // The groups of the summary section, collected while the data section is written.
    private readonly RecordBuffer _schemas = new();
    private readonly RecordBuffer _channelCopies = new();
    private readonly RecordBuffer _chunkIndexes = new();
    private readonly RecordBuffer _metadataIndexes = new();
    private ushort _schemaCount;
    private uint _chunkCount;
    private uint _metadataCount;
    private ulong _messageCount;

    /// <summary>Starts a file. Nothing appears at <paramref name="path"/> before <see cref="Complete"/>.</summary>
    /// <param name="path">The file to be; one that exists is replaced.</param>
    /// <param name="library">Name of the program, for the header.</param>
    /// <exception cref="IOException">The folder cannot be written, or another writer is at work on the file.</exception>
    public McapWriter(string path, string library)
    {
        _path = path;
        _temporaryPath = TemporaryPath(path);
        _stream = new FileStream(_temporaryPath, FileMode.Create, FileAccess.Write, FileShare.None);
        Emit(McapFormat.Magic);

        int start = _record.BeginRecord(McapOpcode.Header);
        _record.String(""); // no well-known profile
        _record.String(library);
        _record.EndRecord(start);
        EmitRecord();
    }

    /// <summary>Where the file grows until it is complete.</summary>
    public static string TemporaryPath(string path) => path + ".partial";

    /// <summary>Declares a schema.</summary>
    /// <param name="name">Name of the message type.</param>
    /// <param name="encoding">Format of the schema, such as <c>jsonschema</c>.</param>
    /// <param name="data">The schema itself.</param>
    /// <returns>Its id, for <see cref="AddChannel"/>.</returns>
    public ushort AddSchema(string name, string encoding, ReadOnlySpan<byte> data)
    {
        ushort id = checked(++_schemaCount);
        int first = _schemas.Length;
        int start = _schemas.BeginRecord(McapOpcode.Schema);
        _schemas.U16(id);
        _schemas.String(name);
        _schemas.String(encoding);
        _schemas.U32((uint)data.Length);
        _schemas.Bytes(data);
        _schemas.EndRecord(start);
        _chunk.Bytes(_schemas.Written[first..]);
        return id;
    }

    /// <summary>Declares a channel.</summary>
    /// <param name="schemaId">From <see cref="AddSchema"/>.</param>
    /// <param name="topic">Name of the stream, such as <c>/state</c>.</param>
    /// <param name="messageEncoding">Format of the messages, such as <c>json</c>.</param>
    /// <param name="metadata">What else there is to say of it.</param>
    /// <returns>Its id, for <see cref="WriteMessage"/>.</returns>
    public ushort AddChannel(ushort schemaId, string topic, string messageEncoding, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(schemaId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(schemaId, _schemaCount);
        ushort id = checked((ushort)_channels.Count);
        _channels.Add(new Channel());
        int first = _channelCopies.Length;
        int start = _channelCopies.BeginRecord(McapOpcode.Channel);
        _channelCopies.U16(id);
        _channelCopies.U16(schemaId);
        _channelCopies.String(topic);
        _channelCopies.String(messageEncoding);
        _channelCopies.StringMap(metadata ?? ReadOnlyDictionary<string, string>.Empty);
        _channelCopies.EndRecord(start);
        _chunk.Bytes(_channelCopies.Written[first..]);
        return id;
    }

    /// <summary>Writes a message; its sequence number is its index in the channel.</summary>
    /// <param name="channelId">From <see cref="AddChannel"/>.</param>
    /// <param name="logTime">Nanoseconds.</param>
    /// <param name="data">In the channel's encoding.</param>
    public void WriteMessage(ushort channelId, ulong logTime, ReadOnlySpan<byte> data)
    {
        // Room for the chunk's own fields is left, so that readers with the same limit can hold the chunk.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(data.Length, McapFormat.MaximumRecordBytes - (2 * ChunkBytes));
        Channel channel = _channels[channelId];
        if (_chunk.Length > 0 && _chunk.Length + data.Length > ChunkBytes)
        {
            FlushChunk();
        }

        channel.Index.Add((logTime, (ulong)_chunk.Length));
        int start = _chunk.BeginRecord(McapOpcode.Message);
        _chunk.U16(channelId);
        _chunk.U32((uint)channel.MessageCount);
        _chunk.U64(logTime);
        _chunk.U64(logTime); // published when logged
        _chunk.Bytes(data);
        _chunk.EndRecord(start);
        channel.MessageCount++;
        _messageCount++;
        _chunkTimes = _chunkTimes.Including(logTime);
        _fileTimes = _fileTimes.Including(logTime);
    }

    /// <summary>Writes key-value pairs that belong to the file as a whole.</summary>
    public void WriteMetadata(string name, IReadOnlyDictionary<string, string> values)
    {
        ulong offset = _position;
        int start = _record.BeginRecord(McapOpcode.Metadata);
        _record.String(name);
        _record.StringMap(values);
        _record.EndRecord(start);
        EmitRecord();

        start = _metadataIndexes.BeginRecord(McapOpcode.MetadataIndex);
        _metadataIndexes.U64(offset);
        _metadataIndexes.U64(_position - offset);
        _metadataIndexes.String(name);
        _metadataIndexes.EndRecord(start);
        _metadataCount++;
    }

    /// <summary>Writes the summary, flushes to the disk and gives the file its name.</summary>
    public void Complete()
    {
        ObjectDisposedException.ThrowIf(!_stream.CanWrite, this);
        FlushChunk();

        uint dataCrc = _crc.GetCurrentHashAsUInt32();
        int start = _record.BeginRecord(McapOpcode.DataEnd);
        _record.U32(dataCrc);
        _record.EndRecord(start);
        EmitRecord();

        WriteSummary();
        Emit(McapFormat.Magic);
        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
    }

    /// <summary>Drops the file unless it is complete.</summary>
    public void Dispose()
    {
        if (_stream.CanWrite)
        {
            _stream.Dispose();
            File.Delete(_temporaryPath);
        }
    }

    private void FlushChunk()
    {
        if (_chunk.Length == 0)
        {
            return;
        }

        ulong chunkStart = _position;
        int start = _record.BeginRecord(McapOpcode.Chunk);
        _record.U64(_chunkTimes.First);
        _record.U64(_chunkTimes.Last);
        _record.U64((ulong)_chunk.Length);
        _record.U32(Crc32.HashToUInt32(_chunk.Written));
        _record.String(""); // no compression
        _record.U64((ulong)_chunk.Length);
        _record.EndRecord(start, bytesToFollow: _chunk.Length);
        EmitRecord();
        Emit(_chunk.Written);
        ulong chunkLength = _position - chunkStart;

        start = _chunkIndexes.BeginRecord(McapOpcode.ChunkIndex);
        _chunkIndexes.U64(_chunkTimes.First);
        _chunkIndexes.U64(_chunkTimes.Last);
        _chunkIndexes.U64(chunkStart);
        _chunkIndexes.U64(chunkLength);
        int offsets = _chunkIndexes.BeginArray();
        ulong indexesStart = _position;
        for (int id = 0; id < _channels.Count; id++)
        {
            if (_channels[id].Index.Count > 0)
            {
                _chunkIndexes.U16((ushort)id);
                _chunkIndexes.U64(_position);
                WriteMessageIndex((ushort)id);
            }
        }

        _chunkIndexes.EndArray(offsets);
        _chunkIndexes.U64(_position - indexesStart);
        _chunkIndexes.String("");
        _chunkIndexes.U64((ulong)_chunk.Length);
        _chunkIndexes.U64((ulong)_chunk.Length);
        _chunkIndexes.EndRecord(start);
        _chunkCount++;
        _chunk.Clear();
        _chunkTimes = TimeRange.Empty;
    }

    private void WriteMessageIndex(ushort channelId)
    {
        List<(ulong LogTime, ulong Offset)> index = _channels[channelId].Index;
        int start = _record.BeginRecord(McapOpcode.MessageIndex);
        _record.U16(channelId);
        int entries = _record.BeginArray();
        foreach ((ulong logTime, ulong offset) in index)
        {
            _record.U64(logTime);
            _record.U64(offset);
        }

        _record.EndArray(entries);
        _record.EndRecord(start);
        EmitRecord();
        index.Clear();
    }

    private void WriteSummary()
    {
        _crc.Reset();
        ulong summaryStart = _position;
        var offsets = new RecordBuffer();
        WriteGroup(McapOpcode.Schema, _schemas, offsets);
        WriteGroup(McapOpcode.Channel, _channelCopies, offsets);
        WriteGroup(McapOpcode.Statistics, Statistics(), offsets);
        WriteGroup(McapOpcode.ChunkIndex, _chunkIndexes, offsets);
        WriteGroup(McapOpcode.MetadataIndex, _metadataIndexes, offsets);
        ulong summaryOffsetStart = _position;
        Emit(offsets.Written);

        // The checksum covers the footer up to the checksum itself.
        int start = _record.BeginRecord(McapOpcode.Footer);
        _record.U64(summaryStart);
        _record.U64(summaryOffsetStart);
        _record.EndRecord(start, bytesToFollow: sizeof(uint));
        EmitRecord();
        _record.U32(_crc.GetCurrentHashAsUInt32());
        EmitRecord();
    }

    private void WriteGroup(McapOpcode opcode, RecordBuffer group, RecordBuffer offsets)
    {
        if (group.Length == 0)
        {
            return;
        }

        int start = offsets.BeginRecord(McapOpcode.SummaryOffset);
        offsets.U8((byte)opcode);
        offsets.U64(_position);
        offsets.U64((ulong)group.Length);
        offsets.EndRecord(start);
        Emit(group.Written);
    }

    private RecordBuffer Statistics()
    {
        var statistics = new RecordBuffer();
        int start = statistics.BeginRecord(McapOpcode.Statistics);
        statistics.U64(_messageCount);
        statistics.U16(_schemaCount);
        statistics.U32((uint)_channels.Count);
        statistics.U32(0); // attachments
        statistics.U32(_metadataCount);
        statistics.U32(_chunkCount);
        statistics.U64(_fileTimes.First);
        statistics.U64(_fileTimes.Last);
        int counts = statistics.BeginArray();
        for (int id = 0; id < _channels.Count; id++)
        {
            statistics.U16((ushort)id);
            statistics.U64(_channels[id].MessageCount);
        }

        statistics.EndArray(counts);
        statistics.EndRecord(start);
        return statistics;
    }

    private void EmitRecord()
    {
        Emit(_record.Written);
        _record.Clear();
    }

    private void Emit(ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        _crc.Append(bytes);
        _position += (ulong)bytes.Length;
    }

    private sealed class Channel
    {
        public ulong MessageCount { get; set; }

        /// <summary>Log time and offset of the channel's messages in the open chunk.</summary>
        public List<(ulong LogTime, ulong Offset)> Index { get; } = [];
    }

    /// <summary>Earliest and latest log time of the messages of a chunk or file; zero and zero when there are none.</summary>
    private readonly record struct TimeRange(ulong First, ulong Last, bool HasAny)
    {
        public static TimeRange Empty => default;

        public TimeRange Including(ulong time) =>
            HasAny ? new(Math.Min(First, time), Math.Max(Last, time), true) : new(time, time, true);
    }
}
