using Snowball.Agents.Training;
using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;
using Snowball.Learning.Torch;
using Snowball.Sim;
using Snowball.Sim.Environments;

namespace Snowball.Agents.Transfer;

/// <summary>
/// Puts the weights of an earlier policy into new networks, where names and shapes fit. The first layer's columns are found by the names of the
/// observation's fields; fields that the earlier policy did not see get no weight, so that the new policy does at first what the earlier one did.
/// </summary>
/// <param name="earlier">What was learned.</param>
/// <param name="environment">Where the learning goes on.</param>
internal sealed class PolicyTransfer(TrainedNetwork earlier, IBatchEnvironment environment)
{
    private const string FirstLayer = "encoder.layers.0.weight";

    // As many rows as the earlier policy's statistics of its observations count for at most, so that those of another task soon count for more.
    private const long NormaliserRows = 10_000;

    private readonly DeepDescription _network = (DeepDescription)earlier.Description.Network;
    private readonly int[] _columns = Columns(earlier.Description.Observation, environment.Observation);
    private readonly List<string> _taken = [];
    private readonly HashSet<string> _fresh = [];

    /// <summary>Names of the parameters that were not taken over, prefixes included.</summary>
    public IReadOnlySet<string> Fresh => _fresh;

    /// <summary>Takes over what fits into a network.</summary>
    /// <param name="prefix">Of its parameters' names within the learner's whole network, such as "policy.".</param>
    /// <param name="target">Is changed.</param>
    public void Into(string prefix, DeepNetwork target)
    {
        var weights = target.Weights();
        bool fits = IsAlike(_network.Encoder, target.Description.Encoder);
        foreach (var (name, _) in target.named_parameters())
        {
            bool isHead = name.StartsWith("heads.", StringComparison.Ordinal);
            var found = fits && (!isHead || HasHead(target.Description, name)) ? Find(name, weights[name].Shape) : null;
            // Layers read what those before them give: after one that is fresh, no other makes sense.
            if (!isHead) fits &= found is not null;
            (found is null ? (ICollection<string>)_fresh : _taken).Add(prefix + name);
            if (found is not null) weights[name] = found;
        }
        target.Load(weights);
    }

    /// <summary>Counts parameters that no policy holds, such as the standard deviation of exploration, as fresh.</summary>
    public void Leave(string name) => _fresh.Add(name);

    /// <summary>The statistics of the observations, as far as the earlier policy has seen their fields.</summary>
    /// <param name="own">The learner's own; null where it has none.</param>
    /// <exception cref="InputException">One of them normalises observations, and the other does not.</exception>
    public RunningNormaliser? Normaliser(RunningNormaliser? own)
    {
        if (earlier.Normaliser is null != own is null)
        {
            throw new InputException(own is null
                ? "the earlier policy normalises its observations, so this one has to: leave out normalise_observations"
                : "the earlier policy does not normalise its observations, so this one must not: set normalise_observations=false");
        }
        if (own is null || earlier.Normaliser is not { } seen) return null;
        var (mean, variance) = (own.Mean.ToArray(), own.Variance.ToArray());
        for (int i = 0; i < _columns.Length; i++)
        {
            if (_columns[i] >= 0) (mean[i], variance[i]) = (seen.Mean[_columns[i]], seen.Variance[_columns[i]]);
        }
        return new RunningNormaliser(mean, variance, Math.Min(seen.Count, NormaliserRows));
    }

    /// <summary>What came of it.</summary>
    /// <exception cref="InputException">Nothing fits.</exception>
    public TransferReport Report()
    {
        string from = $"{earlier.Description.Agent} on {earlier.Description.Scenario.Name}";
        if (_taken.Count == 0)
            throw new InputException($"nothing of the earlier policy, {from}, fits: it has {Words(_network.Encoder)} that reads {string.Join(", ", earlier.Description.Observation.Fields)}");
        return new TransferReport(
            from, [.. _taken.Select(Part).Distinct()], [.. _fresh.Select(Part).Distinct()],
            [.. environment.Observation.Fields.Where((_, i) => _columns[i] < 0).Select(field => field.Name)]);
    }

    /// <summary>Where each field of the new observation was in the earlier one; -1 where it was not.</summary>
    private static int[] Columns(ObservationDescription earlier, ObservationSpec observation)
    {
        var fields = earlier.Fields.ToList();
        return [.. observation.Fields.Select(field => fields.IndexOf(field.Name))];
    }

    /// <summary>Whether what two encoders have learned means the same, but for the sizes of their layers and the fields that they read.</summary>
    private static bool IsAlike(EncoderDescription one, EncoderDescription other) => (one, other) switch
    {
        (MlpEncoder a, MlpEncoder b) => a.Activation == b.Activation,
        (SetEncoder a, SetEncoder b) => (a.RowSize, a.Width, a.AttentionHeads) == (b.RowSize, b.Width, b.AttentionHeads),
        _ => one == other,
    };

    /// <summary>Whether the earlier policy has the head that a parameter belongs to.</summary>
    private bool HasHead(DeepDescription target, string parameter)
    {
        var head = target.Heads.Single(head => parameter.StartsWith($"heads.{head.Name}.", StringComparison.Ordinal));
        // Choices have no names; dimensions have.
        bool meansTheSame = earlier.Description.Action is not ContinuousActionDescription action
            || action.Dimensions.Select(dimension => dimension.Name).SequenceEqual(environment.Action.Names);
        return meansTheSame && _network.Heads.Any(other => other == head || (IsLinear(other) && IsLinear(head) && (other.Name, other.Outputs) == (head.Name, head.Outputs)));

        // What a squashed head squashes is what a linear one gives: near zero they are the same.
        static bool IsLinear(HeadDescription head) => head is LinearHead or SquashedHead;
    }

    private SafeTensor? Find(string name, IReadOnlyList<int> shape)
    {
        if (!earlier.Weights.TryGetValue(name, out var weights)) return null;
        if (name == FirstLayer && _network.Encoder is MlpEncoder) return OfSameFields(weights, shape[0]);
        return weights.Shape.SequenceEqual(shape) && (_network.Encoder is MlpEncoder || IsSamePrefix()) ? weights : null;
    }

    /// <summary>The first layer's columns by field; null where it has other outputs, or no field is the same.</summary>
    private SafeTensor? OfSameFields(SafeTensor weights, int outputs)
    {
        if (weights.Shape[0] != outputs || _columns.All(column => column < 0)) return null;
        var (from, to) = (weights.ToArray<float>(), new float[outputs * _columns.Length]);
        for (int output = 0; output < outputs; output++)
        {
            for (int i = 0; i < _columns.Length; i++)
                to[output * _columns.Length + i] = _columns[i] < 0 ? 0 : from[output * weights.Shape[1] + _columns[i]];
        }
        return SafeTensor.From<float>(to, outputs, _columns.Length);
    }

    /// <summary>Whether the fields are the same ones in the same order, but for how many vehicles they list.</summary>
    private bool IsSamePrefix() => !_columns.Where((column, i) => column != i && i < earlier.Description.Observation.Fields.Count).Any();

    /// <summary>The part that a parameter belongs to: "policy.encoder" of "policy.encoder.layers.0.weight", "heads.value" of "heads.value.bias".</summary>
    private static string Part(string name)
    {
        string[] parts = name.Split('.');
        int end = Array.FindIndex(parts, part => part is "encoder" or "memory" or "heads");
        return end < 0 ? name : string.Join('.', parts[..(parts[end] == "heads" ? end + 2 : end + 1)]);
    }

    private static string Words(EncoderDescription encoder) => encoder switch
    {
        MlpEncoder mlp => $"fully connected layers of {string.Join(", ", mlp.HiddenSizes)} ({mlp.Activation.ToString().ToLowerInvariant()})",
        ConvolutionalEncoder convolutional => $"the convolutions of {convolutional.Layers} and {convolutional.Width} features",
        SetEncoder set => $"attention of width {set.Width} over {set.RowSize} numbers a vehicle",
        _ => "another network",
    };
}
