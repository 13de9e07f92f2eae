namespace Snowball.Sim.Recording.Mcap;

/// <summary>Record types of the MCAP specification, version 0 (mcap.dev/spec).</summary>
internal enum McapOpcode : byte
{
    Header = 0x01,
    Footer = 0x02,
    Schema = 0x03,
    Channel = 0x04,
    Message = 0x05,
    Chunk = 0x06,
    MessageIndex = 0x07,
    ChunkIndex = 0x08,
    Attachment = 0x09,
    Statistics = 0x0B,
    Metadata = 0x0C,
    MetadataIndex = 0x0D,
    SummaryOffset = 0x0E,
    DataEnd = 0x0F,
}

/// <summary>Constants of the file format that writer and reader share.</summary>
internal static class McapFormat
{
    /// <summary>Opcode (1 byte) and content length (8 bytes) that precede the content of every record.</summary>
    public const int RecordPrefixBytes = 9;

    /// <summary>Content of a footer: two offsets and a checksum.</summary>
    public const int FooterBytes = 20;

    /// <summary>
    /// The largest record held in memory. It bounds what a damaged or hostile file can make a reader allocate.
    /// </summary>
    public const int MaximumRecordBytes = 256 << 20;

    /// <summary>The bytes that begin and end every file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x89, (byte)'M', (byte)'C', (byte)'A', (byte)'P', (byte)'0', (byte)'\r', (byte)'\n'];
}
