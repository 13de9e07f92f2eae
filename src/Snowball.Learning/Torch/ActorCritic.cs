using Snowball.Learning.Inference;
using Snowball.Learning.Networks;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// A policy and a value network of tanh layers that share none: their gradients pull hidden layers in different
/// directions (Andrychowicz et al., "What matters in on-policy reinforcement learning?", ICLR 2021). The policy gives the
/// logits of discrete actions or the mean of continuous ones.
/// </summary>
public sealed class ActorCritic : nn.Module<Tensor, (Tensor Policy, Tensor Value)>
{
    /// <summary>Name of the policy's head.</summary>
    public const string PolicyHead = "policy";

    /// <summary>Name of the value's head.</summary>
    public const string ValueHead = "value";

    private const string LogStandardDeviationName = "log_standard_deviation";

    private readonly DeepNetwork policy;
    private readonly DeepNetwork value;

    /// <summary>Makes the networks on the CPU.</summary>
    /// <param name="inputs">Values in an observation.</param>
    /// <param name="hiddenSizes">Sizes of the hidden layers of either network, at least one.</param>
    /// <param name="actions">Number of discrete actions, or of dimensions of a continuous one.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="logStandardDeviation">Initial logarithm of the standard deviation of continuous actions; null if they are discrete.</param>
    public ActorCritic(int inputs, IReadOnlyList<int> hiddenSizes, int actions, Random random, float? logStandardDeviation = null)
        : base(nameof(ActorCritic))
    {
        var encoder = new MlpEncoder(inputs, hiddenSizes, Activation.Tanh);
        policy = new DeepNetwork(new DeepDescription(encoder, Memory: 0, [new LinearHead(PolicyHead, actions)]), random);
        value = new DeepNetwork(new DeepDescription(encoder, Memory: 0, [new LinearHead(ValueHead, 1)]), random);
        RegisterComponents();
        if (logStandardDeviation is { } initial)
        {
            register_parameter(LogStandardDeviationName, new Parameter(full(actions, initial)));
        }
    }

    /// <summary>Logarithm of the standard deviation of each dimension of continuous actions, [actions], learned but the same in all states.</summary>
    /// <remarks>Looked up, because a move to another device makes a new parameter.</remarks>
    public Parameter? LogStandardDeviation => get_parameter(LogStandardDeviationName);

    /// <summary>The network of the policy.</summary>
    public DeepNetwork Policy => policy;

    /// <summary>The network of the value.</summary>
    public DeepNetwork Value => value;

    /// <summary>Evaluates a batch.</summary>
    /// <param name="input">[rows, inputs].</param>
    /// <returns>The policy [rows, actions] and the value [rows].</returns>
    public override (Tensor Policy, Tensor Value) forward(Tensor input) => (
        policy.Head(PolicyHead, policy.Encode(input, frames: null)),
        value.Head(ValueHead, value.Encode(input, frames: null)).squeeze(-1));
}
