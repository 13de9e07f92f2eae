using System.Text;

namespace Snowball.Sim.Tests.Recording.Mcap;

/// <summary>Builds MCAP files byte by byte from the specification, without the code under test and without checksums.</summary>
internal static class McapBytes
{
    private static readonly byte[] s_magic = [0x89, 0x4d, 0x43, 0x41, 0x50, 0x30, 0x0d, 0x0a];

    public static byte[] U16(ushort value) => BitConverter.GetBytes(value);

    public static byte[] U32(uint value) => BitConverter.GetBytes(value);

    public static byte[] U64(ulong value) => BitConverter.GetBytes(value);

    public static byte[] Text(string value) => [.. U32((uint)value.Length), .. Encoding.ASCII.GetBytes(value)];

    public static byte[] Record(byte opcode, params byte[] content) => [opcode, .. U64((ulong)content.Length), .. content];

    public static byte[] Schema(ushort id) => Record(3, [.. U16(id), .. Text("n"), .. Text("jsonschema"), .. Text("{}")]);

    public static byte[] Channel(ushort id, ushort schema) =>
        Record(4, [.. U16(id), .. U16(schema), .. Text("/t"), .. Text("json"), .. U32(0)]);

    public static byte[] Message(ushort channel, string data) =>
        Record(5, [.. U16(channel), .. U32(9), .. U64(77), .. U64(78), .. Encoding.ASCII.GetBytes(data)]);

    public static byte[] Chunk(byte[] records, string compression = "", uint crc = 0) =>
        Record(6, [.. U64(0), .. U64(0), .. U64((ulong)records.Length), .. U32(crc), .. Text(compression), .. U64((ulong)records.Length), .. records]);

    /// <summary>A whole file with this data section.</summary>
    public static byte[] File(params byte[][] records)
    {
        var file = new List<byte>([.. s_magic, .. Record(1, [.. Text(""), .. Text("by hand")])]);
        foreach (byte[] record in records)
        {
            file.AddRange(record);
        }

        return [.. file, .. Record(15, U32(0)), .. Record(2, [.. U64(0), .. U64(0), .. U32(0)]), .. s_magic];
    }
}
