using Snowball.Cli.Inputs;
using Snowball.Learning.Formats;
using Snowball.Perception.Explanation;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Sim;

namespace Snowball.Cli.Perception;

/// <summary>Finds perception networks by name or folder.</summary>
internal static class NetworkFinder
{
    /// <summary>The lane network that is committed.</summary>
    public const string Lane = "lane";

    /// <summary>The network with many heads.</summary>
    public const string MultiTask = "multi-task";

    private const string FolderName = "perception";

    /// <summary>The folder of a network.</summary>
    /// <param name="network">Its name or its folder.</param>
    /// <exception cref="InputException">There is none.</exception>
    public static string FolderOf(string network)
    {
        if (IsNetwork(network)) return network;
        bool isName = network.Length > 0 && network.IndexOfAny(['/', '\\']) < 0 && network is not ("." or "..");
        if (isName)
        {
            if (IsNetwork(Path.Combine(FolderName, network))) return Path.Combine(FolderName, network);
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, FolderName, network);
                if (IsNetwork(candidate)) return candidate;
            }
        }
        throw new InputException($"'{network}' is neither a network in the folder {FolderName} nor a folder with a {LaneNetworkFile.DescriptionName}", key: "network");
    }

    /// <summary>Loads a lane network.</summary>
    /// <exception cref="InputException">There is none.</exception>
    /// <exception cref="Learning.CorruptFileException">A file is damaged.</exception>
    public static LaneEstimator LoadLane(string network) => LaneEstimator.Load(FolderOf(network));

    /// <summary>Loads a lane network to be differentiated; it takes libtorch.</summary>
    /// <inheritdoc cref="LoadLane" path="/exception"/>
    /// <exception cref="MachineException">There is no libtorch.</exception>
    public static DifferentiableLaneNetwork LoadDifferentiable(string network)
    {
        string folder = FolderOf(network);
        TorchRuntime.Load(threads: 1);
        return DifferentiableLaneNetwork.Load(folder);
    }

    /// <summary>Loads a lane network to be explained; it takes libtorch.</summary>
    /// <inheritdoc cref="LoadDifferentiable" path="/exception"/>
    public static LaneExplainer LoadExplainer(string network) => new(LoadDifferentiable(network));

    /// <summary>The weights of a network or of a run, by name.</summary>
    /// <exception cref="InputException">There are none.</exception>
    /// <exception cref="Learning.CorruptFileException">The file is damaged.</exception>
    public static IReadOnlyDictionary<string, SafeTensor> Weights(string network)
    {
        // A run without labels leaves weights, but no lane network.
        string file = Path.Combine(network, LaneNetworkFile.WeightsName);
        return SafetensorsFile.Read(File.Exists(file) ? file : Path.Combine(FolderOf(network), LaneNetworkFile.WeightsName)).Tensors;
    }

    private static bool IsNetwork(string folder) => File.Exists(Path.Combine(folder, LaneNetworkFile.DescriptionName));
}
