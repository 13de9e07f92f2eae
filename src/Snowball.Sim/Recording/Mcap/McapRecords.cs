namespace Snowball.Sim.Recording.Mcap;

/// <summary>Describes the messages of one or more channels.</summary>
/// <param name="Id">Unique in the file, from 1.</param>
/// <param name="Name">Name of the message type.</param>
/// <param name="Encoding">Format of <paramref name="Data"/>, such as <c>jsonschema</c>.</param>
/// <param name="Data">The schema itself.</param>
public sealed record McapSchema(ushort Id, string Name, string Encoding, ReadOnlyMemory<byte> Data);

/// <summary>A stream of messages on one topic.</summary>
/// <param name="Id">Unique in the file.</param>
/// <param name="Schema">Schema of the messages, or null when they describe themselves.</param>
/// <param name="Topic">Name of the stream, such as <c>/state</c>.</param>
/// <param name="MessageEncoding">Format of the messages, such as <c>json</c>.</param>
/// <param name="Metadata">Free key-value pairs.</param>
public sealed record McapChannel(
    ushort Id,
    McapSchema? Schema,
    string Topic,
    string MessageEncoding,
    IReadOnlyDictionary<string, string> Metadata);

/// <summary>Named key-value pairs that belong to the file as a whole.</summary>
public sealed record McapMetadata(string Name, IReadOnlyDictionary<string, string> Values);
