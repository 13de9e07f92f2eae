using System.Buffers.Binary;
using System.Text;

namespace Snowball.Sim.Recording.Mcap;

/// <summary>Takes the fields of a record one after another; complains with file and byte offset when they do not fit.</summary>
/// <param name="content">The record's content.</param>
/// <param name="path">The file, for error messages.</param>
/// <param name="offset">Offset of <paramref name="content"/> in the file.</param>
internal ref struct RecordParser(ReadOnlyMemory<byte> content, string path, long offset)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlyMemory<byte> _rest = content;
    private long _offset = offset;

    /// <summary>Offset in the file of what comes next.</summary>
    public readonly long Offset => _offset;

    /// <summary>What has not been taken.</summary>
    public readonly ReadOnlyMemory<byte> Rest => _rest;

    public byte U8() => Take(1).Span[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2).Span);

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    /// <summary>Bytes preceded by their number as 32-bit integer.</summary>
    public ReadOnlyMemory<byte> Bytes32() => Take(U32());

    /// <summary>Bytes preceded by their number as 64-bit integer.</summary>
    public ReadOnlyMemory<byte> Bytes64() => Take(U64());

    public string String()
    {
        long start = _offset;
        try
        {
            return s_strictUtf8.GetString(Bytes32().Span);
        }
        catch (DecoderFallbackException)
        {
            throw McapError.At(path, start, "a string is not valid UTF-8");
        }
    }

    public Dictionary<string, string> StringMap()
    {
        uint length = U32();
        long start = _offset;
        var entries = new RecordParser(Take(length), path, start);
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (!entries.Rest.IsEmpty)
        {
            long entry = entries.Offset;
            if (!map.TryAdd(entries.String(), entries.String()))
            {
                throw McapError.At(path, entry, "a map has the same key twice");
            }
        }

        return map;
    }

    private ReadOnlyMemory<byte> Take(ulong count)
    {
        if (count > (ulong)_rest.Length)
        {
            throw McapError.At(path, _offset, $"a field of {count} bytes does not fit in the {_rest.Length} bytes left of its record");
        }

        ReadOnlyMemory<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        _offset += (long)count;
        return taken;
    }
}
