using Snowball.Learning.Formats;
using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// A policy and its critics. Small encoders are not shared: their gradients pull hidden layers in different directions
/// (Andrychowicz et al., "What matters in on-policy reinforcement learning?", ICLR 2021). Where pictures are read or steps are
/// remembered, one network serves all heads. The policy gives the scores of discrete actions or the means of continuous ones.
/// </summary>
public sealed class ActorCritic : nn.Module
{
    /// <summary>Name of the policy's head.</summary>
    public const string PolicyHead = "policy";

    /// <summary>Name of <see cref="LogStandardDeviation"/>.</summary>
    public const string LogStandardDeviationName = "log_standard_deviation";

    private readonly DeepNetwork[] _networks;
    private readonly string[] _names;

    /// <summary>Makes the networks on the CPU.</summary>
    /// <param name="encoder">What reads the input.</param>
    /// <param name="memory">Cells of a memory between encoder and heads; 0 for none.</param>
    /// <param name="actions">Number of discrete actions, or of dimensions of a continuous one.</param>
    /// <param name="critics">Names of the heads that each give one value, such as "value".</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="logStandardDeviation">Initial logarithm of the standard deviation of continuous actions; null if they are discrete.</param>
    public ActorCritic(
        EncoderDescription encoder, int memory, int actions, IReadOnlyList<string> critics, Random random, float? logStandardDeviation = null)
        : base(nameof(ActorCritic))
    {
        LinearHead[] heads = [new(PolicyHead, actions), .. critics.Select(name => new LinearHead(name, 1))];
        bool isShared = encoder.Frames is not null || memory > 0;
        _networks = isShared
            ? [new DeepNetwork(new DeepDescription(encoder, memory, heads), random)]
            : [.. heads.Select(head => new DeepNetwork(new DeepDescription(encoder, memory, [head]), random))];
        _names = [.. _networks.Select((_, i) => isShared ? "shared" : heads[i].Name)];
        for (int i = 0; i < _networks.Length; i++) register_module(_names[i], _networks[i]);
        if (logStandardDeviation is { } initial) register_parameter(LogStandardDeviationName, new Parameter(full(actions, initial)));
    }

    /// <summary>Logarithm of the standard deviation of each dimension of continuous actions, [actions], learned but the same in all states.</summary>
    /// <remarks>Looked up, because a move to another device makes a new parameter.</remarks>
    public Parameter? LogStandardDeviation => get_parameter(LogStandardDeviationName);

    /// <summary>The networks by the names that their parameters' names start with.</summary>
    public IEnumerable<(string Name, DeepNetwork Network)> Networks => _networks.Select((network, i) => (_names[i], network));

    /// <summary>The policy's network without the critics.</summary>
    public DeepDescription Policy => _networks[0].Description.Only(PolicyHead);

    /// <summary>A copy of the weights that <see cref="Policy"/> names.</summary>
    public Dictionary<string, SafeTensor> PolicyWeights() => _networks[0].Weights()
        .Where(named => !named.Key.StartsWith("heads.", StringComparison.Ordinal) || named.Key.StartsWith($"heads.{PolicyHead}.", StringComparison.Ordinal))
        .ToDictionary();

    /// <summary>Evaluates a batch, or sequences whose rows lie step by step.</summary>
    /// <param name="numbers">[steps x rows, numbers].</param>
    /// <param name="frames">[steps x rows, channels, height, width] of bytes; null where none are read.</param>
    /// <param name="state">[rows, size] of the memory before the first step; null where there is none.</param>
    /// <param name="starts">[steps, rows] of booleans: where an episode starts; null where there is no memory.</param>
    /// <returns>The policy [steps x rows, actions], then the critics [steps x rows].</returns>
    public Tensor[] Evaluate(Tensor numbers, Tensor? frames = null, Tensor? state = null, Tensor? starts = null)
    {
        var outputs = new List<Tensor>();
        foreach (var network in _networks)
        {
            var features = network.Encode(numbers, frames);
            if (state is not null)
            {
                var steps = features.view(starts!.shape[0], starts.shape[1], -1);
                features = network.Remember(steps, state, starts).Features.flatten(0, 1);
            }
            foreach (var head in network.Description.Heads)
            {
                var output = network.Head(head.Name, features);
                outputs.Add(head.Name == PolicyHead ? output : output.squeeze(-1));
            }
        }
        return [.. outputs];
    }

    /// <summary>The same networks in managed code with the weights as they are now: the policy's outputs, then the critics'.</summary>
    public INetworkInference Inference() =>
        _networks is [var shared] ? shared.Inference() : new JoinedInference([.. _networks.Select(network => network.Inference())]);
}
