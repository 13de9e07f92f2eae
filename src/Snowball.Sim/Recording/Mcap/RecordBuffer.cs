using System.Buffers.Binary;
using System.Text;

namespace Snowball.Sim.Recording.Mcap;

/// <summary>
/// Growing memory into which records are serialised: little-endian integers, strings and arrays with a length before
/// them. A length is not known until its content is written, so <c>Begin</c> leaves room and <c>End</c> fills it in.
/// </summary>
internal sealed class RecordBuffer
{
    private byte[] _bytes = new byte[1024];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Starts a record; the result is handed to <see cref="EndRecord"/>.</summary>
    public int BeginRecord(McapOpcode opcode)
    {
        U8((byte)opcode);
        U64(0);
        return Length;
    }

    /// <summary>Ends a record.</summary>
    /// <param name="start">What <see cref="BeginRecord"/> gave.</param>
    /// <param name="bytesToFollow">Content that will be written to the file after this buffer.</param>
    public void EndRecord(int start, int bytesToFollow = 0) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_bytes.AsSpan(start - 8), (ulong)(Length - start) + (ulong)bytesToFollow);

    /// <summary>Starts an array or a map; the result is handed to <see cref="EndArray"/>.</summary>
    public int BeginArray()
    {
        U32(0);
        return Length;
    }

    public void EndArray(int start) =>
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(start - 4), (uint)(Length - start));

    public void U8(byte value) => Reserve(1)[0] = value;

    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    public void String(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        U32((uint)bytes);
        Encoding.UTF8.GetBytes(value, Reserve(bytes));
    }

    public void StringMap(IReadOnlyDictionary<string, string> map)
    {
        int start = BeginArray();
        foreach ((string key, string value) in map)
        {
            String(key);
            String(value);
        }

        EndArray(start);
    }

    private Span<byte> Reserve(int count)
    {
        int needed = checked(Length + count);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(2L * _bytes.Length, needed), Array.MaxLength));
        }

        Span<byte> reserved = _bytes.AsSpan(Length, count);
        Length = needed;
        return reserved;
    }
}
