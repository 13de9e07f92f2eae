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

    private static readonly DescriptionFormat<LaneNetwork> Format = new("snowball-lane-network", version: 1, "a lane network");

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
        Format.Write(Path.Combine(folder, DescriptionName), network);
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
        var network = Format.Read(path);
        return network.FirstRow >= 0 && network.Network is { Memory: 0, Encoder: { Frames: not null, Numbers: 0 }, Heads: [{ Name: LaneNetwork.Head, Outputs: 2 * LaneNetwork.Quantities }] }
            ? network
            : throw new CorruptFileException(path, $"its network does not lead from frames alone to {2 * LaneNetwork.Quantities} numbers of the lane");
    }
}
