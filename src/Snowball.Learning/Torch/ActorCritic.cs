using Snowball.Learning.Inference;
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
    private const string LogStandardDeviationName = "log_standard_deviation";

    private readonly Perceptron policy;
    private readonly Perceptron value;

    /// <summary>Makes the layers on the CPU, with orthogonal weights (gain sqrt 2; last layer of the policy 0.01, of the value 1) and zero biases.</summary>
    /// <param name="inputs">Values in an observation.</param>
    /// <param name="hiddenSizes">Sizes of the hidden layers of either network, at least one.</param>
    /// <param name="actions">Number of discrete actions, or of dimensions of a continuous one.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="logStandardDeviation">Initial logarithm of the standard deviation of continuous actions; null if they are discrete.</param>
    public ActorCritic(int inputs, IReadOnlyList<int> hiddenSizes, int actions, Random random, float? logStandardDeviation = null)
        : base(nameof(ActorCritic))
    {
        policy = new Perceptron([inputs, .. hiddenSizes, actions], headGain: 0.01, random);
        value = new Perceptron([inputs, .. hiddenSizes, 1], headGain: 1, random);
        RegisterComponents();
        if (logStandardDeviation is { } initial)
        {
            register_parameter(LogStandardDeviationName, new Parameter(full(actions, initial)));
        }
    }

    /// <summary>Logarithm of the standard deviation of each dimension of continuous actions, [actions], learned but the same in all states.</summary>
    /// <remarks>Looked up, because a move to another device makes a new parameter.</remarks>
    public Parameter? LogStandardDeviation => get_parameter(LogStandardDeviationName);

    /// <summary>Evaluates a batch.</summary>
    /// <param name="input">[rows, inputs].</param>
    /// <returns>The policy [rows, actions] and the value [rows].</returns>
    public override (Tensor Policy, Tensor Value) forward(Tensor input) => (policy.forward(input), value.forward(input).squeeze(-1));

    /// <summary>A copy of the policy's layers for <see cref="MlpInference"/>.</summary>
    public DenseLayer[] PolicyLayers() => policy.Layers();

    /// <summary>A copy of the value's layers.</summary>
    public DenseLayer[] ValueLayers() => value.Layers();
}
