using System.Buffers;
using System.Text;
using System.Text.Json;
using Snowball.Sim.Recording.Mcap;

namespace Snowball.Sim.Recording;

/// <summary>Writes JSON messages, one after another, to channels of an MCAP file.</summary>
/// <param name="file">The file; disposed with this.</param>
internal sealed class JsonChannels(McapWriter file) : IDisposable
{
    private readonly Dictionary<string, ushort> _schemas = new(StringComparer.Ordinal);
    private readonly ArrayBufferWriter<byte> _message = new();
    private Utf8JsonWriter? _json;

    /// <summary>Takes the present message.</summary>
    public Utf8JsonWriter Json => _json ??= new Utf8JsonWriter(_message);

    /// <summary>Declares a channel.</summary>
    /// <param name="topic">Such as <c>/state</c>.</param>
    /// <param name="schemaName">Name of the type of its messages; channels may share one.</param>
    /// <param name="schema">Its JSON schema.</param>
    /// <param name="metadata">What else there is to say.</param>
    /// <returns>Its id, for <see cref="Send"/>.</returns>
    public ushort Add(string topic, string schemaName, string schema, IReadOnlyDictionary<string, string>? metadata = null)
    {
        if (!_schemas.TryGetValue(schemaName, out ushort id))
        {
            id = _schemas[schemaName] = file.AddSchema(schemaName, "jsonschema", Encoding.UTF8.GetBytes(schema));
        }

        return file.AddChannel(id, topic, "json", metadata);
    }

    /// <summary>Ends the present message and writes it.</summary>
    public void Send(ushort channel, ulong timeNs)
    {
        Json.Flush();
        file.WriteMessage(channel, timeNs, _message.WrittenSpan);
        _message.ResetWrittenCount();
        Json.Reset();
    }

    /// <summary>Gives the file its name.</summary>
    public void Complete() => file.Complete();

    /// <summary>Drops the file unless it is complete.</summary>
    public void Dispose()
    {
        _json?.Dispose();
        file.Dispose();
    }
}
