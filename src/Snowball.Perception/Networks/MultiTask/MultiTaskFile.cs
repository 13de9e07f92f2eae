using Snowball.Learning;
using Snowball.Learning.Formats;
using Snowball.Learning.Torch;

namespace Snowball.Perception.Networks.MultiTask;

/// <summary>A network with many heads, and where it comes from.</summary>
/// <param name="Name">What tables call it.</param>
/// <param name="Network">Its layers.</param>
/// <param name="Training">How it was trained.</param>
/// <param name="Metrics">What was measured on validation frames, by snake_case name.</param>
public sealed record MultiTaskModel(string Name, MultiTaskDescription Network, NetworkTraining Training, IReadOnlyDictionary<string, double> Metrics);

/// <summary>Networks with many heads on the disk, in files of the same names as those of a <see cref="LaneNetworkFile"/>.</summary>
public static class MultiTaskFile
{
    private static readonly DescriptionFormat<MultiTaskModel> Format = new("snowball-multi-task-network", version: 2, "a network with many heads");

    /// <summary>Whether the network of a folder is one.</summary>
    /// <exception cref="CorruptFileException">The description is damaged.</exception>
    /// <exception cref="IOException">The description is missing or cannot be read.</exception>
    public static bool IsIn(string folder) => Format.IsOf(Path.Combine(folder, LaneNetworkFile.DescriptionName));

    /// <summary>Writes a network. The weights are written first: where a description is, there are weights.</summary>
    /// <param name="folder">Where both files go.</param>
    /// <param name="model">What it is.</param>
    /// <param name="network">Its layers.</param>
    public static void Save(string folder, MultiTaskModel model, MultiTaskNetwork network)
    {
        var file = new SafetensorsFile(Path.Combine(folder, LaneNetworkFile.WeightsName));
        foreach (var (name, tensor) in ModuleWeights.Of(network).OrderBy(pair => pair.Key, StringComparer.Ordinal)) file.Add(name, tensor);
        file.Write();
        Format.Write(Path.Combine(folder, LaneNetworkFile.DescriptionName), model);
    }

    /// <summary>Reads what a network is; libtorch is not needed.</summary>
    /// <exception cref="CorruptFileException">The description is damaged, or of another version.</exception>
    /// <exception cref="IOException">The description is missing or cannot be read.</exception>
    public static MultiTaskModel Read(string folder) => Format.Read(Path.Combine(folder, LaneNetworkFile.DescriptionName));

    /// <summary>Loads a network.</summary>
    /// <param name="folder">Where both files are.</param>
    /// <exception cref="CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (MultiTaskModel Model, MultiTaskNetwork Network) Load(string folder)
    {
        string path = Path.Combine(folder, LaneNetworkFile.DescriptionName);
        var model = Read(folder);
        var weights = SafetensorsFile.Read(Path.Combine(folder, LaneNetworkFile.WeightsName));
        try
        {
            var network = new MultiTaskNetwork(model.Network, new Random(0));
            ModuleWeights.Load(network, weights.Tensors);
            return (model, network);
        }
        catch (ArgumentException fault)
        {
            throw new CorruptFileException(path, fault.Message, fault);
        }
    }
}
