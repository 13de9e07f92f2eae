using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;

namespace Snowball.Learning.Policies;

/// <summary>
/// A policy on the disk: `policy.json` describes it, `policy.safetensors` beside it holds the weights. The tensors are
/// those that <see cref="DeepDescription"/> names, or `values` and `visits` [states, actions] of a q-table (older
/// files have no `visits`), `normaliser.mean`, `normaliser.variance` and `normaliser.count`, and those of a <see cref="BackboneDescription"/>.
/// </summary>
public static class PolicyFile
{
    /// <summary>The description's file name.</summary>
    public const string DescriptionName = "policy.json";

    /// <summary>The weights' file name.</summary>
    public const string WeightsName = "policy.safetensors";

    private static readonly DescriptionFormat<PolicyDescription> Format = new("snowball-policy", version: 1, "a policy");

    /// <summary>Writes a network's policy. The weights are written first: where a description is, there are weights.</summary>
    /// <param name="folder">Where both files go.</param>
    /// <param name="description">Its network is a <see cref="DeepDescription"/>.</param>
    /// <param name="weights">By the names that the description gives.</param>
    /// <param name="normaliser">The normaliser, exactly if the description says that there is one.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static void Save(string folder, PolicyDescription description, IReadOnlyDictionary<string, SafeTensor> weights, RunningNormaliser? normaliser)
    {
        if (description.Network is not DeepDescription || description.Normaliser != (normaliser is not null))
        {
            throw new ArgumentException("The description does not fit the network.", nameof(description));
        }

        _ = GreedyPolicy.OfNetwork(description, weights, normaliser);
        var file = new SafetensorsFile(Path.Combine(folder, WeightsName));
        foreach (var (name, tensor) in weights.OrderBy(pair => pair.Key, StringComparer.Ordinal)) file.Add(name, tensor);
        if (normaliser is not null)
        {
            file.Add("normaliser.mean", normaliser.Mean, normaliser.Size);
            file.Add("normaliser.variance", normaliser.Variance, normaliser.Size);
            file.Add<long>("normaliser.count", [normaliser.Count]);
        }

        Write(folder, description, file);
    }

    /// <summary>Writes a table's policy.</summary>
    /// <param name="folder">Where both files go.</param>
    /// <param name="description">Its network is a <see cref="QTableDescription"/>, its actions are discrete, and it has no normaliser.</param>
    /// <param name="values">[states, actions], row-major.</param>
    /// <param name="visits">How often each value was learned; the same shape.</param>
    /// <exception cref="ArgumentException">The parts do not fit each other.</exception>
    public static void Save(string folder, PolicyDescription description, ReadOnlySpan<double> values, ReadOnlySpan<long> visits)
    {
        var states = DiscretisationOf(description).States;
        var weights = new SafetensorsFile(Path.Combine(folder, WeightsName));
        weights.Add("values", values, states, description.Action.Outputs);
        weights.Add("visits", visits, states, description.Action.Outputs);
        Write(folder, description, weights);
    }

    /// <summary>Loads a policy for greedy use; libtorch is not needed.</summary>
    /// <param name="folder">Where both files are.</param>
    /// <exception cref="CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static GreedyPolicy Load(string folder)
    {
        var path = Path.Combine(folder, DescriptionName);
        var description = ReadDescription(path);
        var weights = SafetensorsFile.Read(Path.Combine(folder, WeightsName));
        try
        {
            return description.Network switch
            {
                DeepDescription => GreedyPolicy.OfNetwork(description, weights.Tensors, NormaliserOf(description, weights)),
                _ => LoadQTable(description, weights),
            };
        }
        catch (ArgumentException e)
        {
            throw new CorruptFileException(path, e.Message, e);
        }
    }

    /// <summary>Loads the parts of a policy that is a network, to be learned on.</summary>
    /// <param name="folder">Where both files are.</param>
    /// <returns>What it is, its weights by name, and its normaliser; null where the policy is no network.</returns>
    /// <exception cref="CorruptFileException">A file is damaged, of another version, or they do not fit each other.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static (PolicyDescription Description, IReadOnlyDictionary<string, SafeTensor> Weights, RunningNormaliser? Normaliser)? LoadNetwork(string folder)
    {
        // Loaded once for use, so that what does not fit is refused.
        var description = Load(folder).Description;
        if (description.Network is not DeepDescription) return null;
        var weights = SafetensorsFile.Read(Path.Combine(folder, WeightsName));
        return (description, weights.Tensors, NormaliserOf(description, weights));
    }

    /// <summary>Loads the table of a policy that is one, to be looked at.</summary>
    /// <param name="folder">Where both files are.</param>
    /// <param name="description">Its network is a <see cref="QTableDescription"/>.</param>
    /// <returns>[states, actions], row-major, the values and how often each was learned; null where the file does not tell.</returns>
    /// <exception cref="CorruptFileException">The file is damaged, or does not fit the description.</exception>
    public static (double[] Values, long[]? Visits) LoadTable(string folder, PolicyDescription description)
    {
        var weights = SafetensorsFile.Read(Path.Combine(folder, WeightsName));
        var (states, actions) = (DiscretisationOf(description).States, description.Action.Outputs);
        return (weights.Get<double>("values", states, actions), weights.Tensors.ContainsKey("visits") ? weights.Get<long>("visits", states, actions) : null);
    }

    /// <summary>Reads and checks a description alone.</summary>
    /// <param name="path">The JSON file.</param>
    /// <exception cref="CorruptFileException">It is damaged, of another version, or contradicts itself.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static PolicyDescription ReadDescription(string path)
    {
        var description = Format.Read(path);
        Check(description, path);
        return description;
    }

    private static void Write(string folder, PolicyDescription description, SafetensorsFile weights)
    {
        var path = Path.Combine(folder, DescriptionName);
        Check(description, path);
        weights.Write();
        Format.Write(path, description);
    }

    private static void Check(PolicyDescription description, string path)
    {
        var (observation, action) = (description.Observation, description.Action);
        var problem = description switch
        {
            _ when (observation.Fields.Count < 1 && observation.Frames is null) || observation.Size < observation.Fields.Count =>
                $"the observation has {observation.Fields.Count} fields and {observation.Size} values",
            _ when observation.Fields.Distinct().Count() < observation.Fields.Count => "a field of the observation is named twice",
            _ when action.Outputs < 1 => "there are no actions",
            { Action: ContinuousActionDescription continuous } when continuous.Dimensions.FirstOrDefault(d => !(d.Low < d.High)) is { } empty =>
                $"action '{empty.Name}' has the range {empty.Low} to {empty.High}",
            { Network: DeepDescription invalid } when invalid.Problem is { } wrong => wrong,
            { Network: DeepDescription { Encoder.MayNormalise: false }, Normaliser: true } => "zeros have a meaning for the network, so it takes no normaliser",
            { Backbone: { } backbone } when backbone.Problem is { } wrong => wrong,
            { Backbone: not null, Network: not DeepDescription { Memory: 0 } } => "only a network without a memory has a backbone",
            { Backbone: { } backbone } when observation.Size > 0 || observation.Frames != backbone.Frames => "the backbone does not read what is observed",
            { Network: DeepDescription network } when (network.Encoder.Numbers, network.Encoder.Frames) != description.Input
                || network.Heads.Count != 1 || network.Heads[0].Outputs != action.Outputs =>
                $"the network does not lead from {observation.Size} observed values{(observation.Frames is null ? "" : " and pictures")} to {action.Outputs} actions",
            { Network: QTableDescription } when action is not DiscreteActionDescription => "a table needs discrete actions",
            { Network: QTableDescription } when description.Normaliser => "a table has no normaliser",
            { Network: QTableDescription } when observation.Fields.Count != observation.Size => "a table needs fields of one value",
            _ => null,
        };
        if (problem is not null)
        {
            throw new CorruptFileException(path, problem);
        }
    }

    private static RunningNormaliser? NormaliserOf(PolicyDescription description, SafetensorsFile weights)
    {
        int size = description.Input.Numbers;
        return !description.Normaliser ? null : new RunningNormaliser(
            weights.Get<double>("normaliser.mean", size),
            weights.Get<double>("normaliser.variance", size),
            weights.Get<long>("normaliser.count")[0]);
    }

    private static QTablePolicy LoadQTable(PolicyDescription description, SafetensorsFile weights)
    {
        var discretisation = DiscretisationOf(description);
        var values = weights.Get<double>("values", discretisation.States, description.Action.Outputs);
        return new QTablePolicy(description, discretisation, values, description.Action.Outputs);
    }

    internal static Discretisation DiscretisationOf(PolicyDescription description) =>
        description.Network is QTableDescription table
            ? new Discretisation(table.Bins, description.Observation.Fields)
            : throw new ArgumentException("The description is not that of a table.", nameof(description));
}
