using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Snowball.Learning.Formats;

/// <summary>JSON files that describe what lies beside them: an object with its format and version first, then a <typeparamref name="T"/>, strictly read.</summary>
/// <typeparam name="T">A record.</typeparam>
/// <param name="format">Name of the format.</param>
/// <param name="version">The one version that is read and written.</param>
/// <param name="described">What it describes, for messages: "a policy".</param>
public sealed class DescriptionFormat<T>(string format, int version, string described)
    where T : class
{
    private const string FormatKey = "format", VersionKey = "version";

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Writes a description, whole or not at all.</summary>
    public void Write(string path, T description)
    {
        var json = new JsonObject { [FormatKey] = format, [VersionKey] = version };
        foreach (var (key, value) in JsonSerializer.SerializeToNode(description, Options)!.AsObject()) json[key] = value?.DeepClone();
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString(Options) + "\n")));
    }

    /// <summary>Reads a description.</summary>
    /// <exception cref="CorruptFileException">It is damaged, or of another format or version.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public T Read(string path)
    {
        try
        {
            var json = Parse(path);
            if (json[FormatKey]?.ToString() != format) throw new CorruptFileException(path, $"not a description of {described}: its format is '{json[FormatKey]}', not '{format}'");
            if (json[VersionKey]?.ToString() != $"{version}") throw new CorruptFileException(path, $"its version is {json[VersionKey]}, but this program reads version {version}");
            json.Remove(FormatKey);
            json.Remove(VersionKey);
            return json.Deserialize<T>(Options)!;
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(path, fault.Message, fault);
        }
    }

    /// <summary>Whether a file says that it is of this format.</summary>
    /// <exception cref="CorruptFileException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool IsOf(string path)
    {
        try
        {
            return Parse(path)[FormatKey]?.ToString() == format;
        }
        catch (JsonException fault)
        {
            throw new CorruptFileException(path, fault.Message, fault);
        }
    }

    private static JsonObject Parse(string path) =>
        JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject ?? throw new CorruptFileException(path, "no JSON object");
}
