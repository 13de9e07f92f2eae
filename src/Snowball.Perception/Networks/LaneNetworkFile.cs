using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;

namespace Snowball.Perception.Networks;

/// <summary>A lane network on the disk: `network.json` describes it, `network.safetensors` beside it holds the weights.</summary>
public static class LaneNetworkFile
{
    /// <summary>The description's file name.</summary>
    public const string DescriptionName = "network.json";

    /// <summary>The weights' file name.</summary>
    public const string WeightsName = "network.safetensors";

    private const string Format = "snowball-lane-network";
    private const int Version = 1;

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Writes a network. The weights are written first: where a description is, there are weights.</summary>
    /// <param name="folder">Where both files go.</param>
    /// <param name="network">What it is.</param>
    /// <param name="weights">By the names that its layers give.</param>
    /// <exception cref="ArgumentException">The weights do not fit.</exception>
    public static void Save(string folder, LaneNetwork network, IReadOnlyDictionary<string, SafeTensor> weights)
    {
        _ = NetworkInference.Create(network.Network, weights);
        var file = new SafetensorsFile(Path.Combine(folder, WeightsName));
        foreach (var (name, tensor) in weights.OrderBy(pair => pair.Key, StringComparer.Ordinal)) file.Add(name, tensor);
        file.Write();
        var json = new JsonObject { ["format"] = Format, ["version"] = Version };
        foreach (var (key, value) in JsonSerializer.SerializeToNode(network, Options)!.AsObject()) json[key] = value?.DeepClone();
        AtomicFile.Write(Path.Combine(folder, DescriptionName), stream => stream.Write(Encoding.UTF8.GetBytes(json.ToJsonString(Options) + "\n")));
    }

    /// <summary>Loads a network for use; libtorch is not needed.</summary>
    /// <param name="folder">Where both files are.</param>
    /// <exception cref="CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (LaneNetwork Network, INetworkInference Inference) Load(string folder)
    {
        string path = Path.Combine(folder, DescriptionName);
        var network = ReadDescription(path);
        try
        {
            return (network, NetworkInference.Create(network.Network, SafetensorsFile.Read(Path.Combine(folder, WeightsName)).Tensors));
        }
        catch (ArgumentException e)
        {
            throw new CorruptFileException(path, e.Message, e);
        }
    }

    private static LaneNetwork ReadDescription(string path)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path), documentOptions: new() { AllowDuplicateProperties = false }) as JsonObject
                ?? throw new CorruptFileException(path, "no JSON object");
            if (json["format"]?.ToString() != Format) throw new CorruptFileException(path, $"not a description of a lane network: its format is '{json["format"]}', not '{Format}'");
            if (json["version"]?.ToString() != $"{Version}") throw new CorruptFileException(path, $"its version is {json["version"]}, but this program reads version {Version}");
            json.Remove("format");
            json.Remove("version");
            var network = json.Deserialize<LaneNetwork>(Options)!;
            return network.FirstRow >= 0 && network.Network is { Memory: 0, Encoder: { Frames: not null, Numbers: 0 }, Heads: [{ Name: LaneNetwork.Head, Outputs: 2 * LaneNetwork.Quantities }] }
                ? network
                : throw new CorruptFileException(path, $"its network does not lead from frames alone to {2 * LaneNetwork.Quantities} numbers of the lane");
        }
        catch (JsonException e)
        {
            throw new CorruptFileException(path, e.Message, e);
        }
    }
}
