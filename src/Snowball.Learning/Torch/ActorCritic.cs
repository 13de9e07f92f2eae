using System.Runtime.InteropServices;
using Snowball.Learning.Inference;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>
/// A policy and a value function on hidden tanh layers that they share. The policy head gives the logits of discrete
/// actions or the mean of continuous ones.
/// </summary>
public sealed class ActorCritic : nn.Module<Tensor, (Tensor Policy, Tensor Value)>
{
    private const string LogStandardDeviationName = "log_standard_deviation";

    private readonly ModuleList<Linear> hidden;
    private readonly Linear policy;
    private readonly Linear value;

    /// <summary>Makes the layers on the CPU, with orthogonal weights (gain sqrt 2; policy 0.01; value 1) and zero biases.</summary>
    /// <param name="inputs">Values in an observation.</param>
    /// <param name="hiddenSizes">Sizes of the hidden layers, at least one.</param>
    /// <param name="actions">Number of discrete actions, or of dimensions of a continuous one.</param>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="logStandardDeviation">Initial logarithm of the standard deviation of continuous actions; null if they are discrete.</param>
    public ActorCritic(int inputs, IReadOnlyList<int> hiddenSizes, int actions, Random random, float? logStandardDeviation = null)
        : base(nameof(ActorCritic))
    {
        int[] sizes = [inputs, .. hiddenSizes];
        hidden = new ModuleList<Linear>(
            [.. hiddenSizes.Select((size, i) => OrthogonalInitialisation.Linear(sizes[i], size, Math.Sqrt(2), random))]);
        policy = OrthogonalInitialisation.Linear(sizes[^1], actions, 0.01, random);
        value = OrthogonalInitialisation.Linear(sizes[^1], 1, 1, random);
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
    public override (Tensor Policy, Tensor Value) forward(Tensor input)
    {
        var features = input;
        foreach (var layer in hidden)
        {
            features = layer.forward(features).tanh_();
        }

        return (policy.forward(features), value.forward(features).squeeze(-1));
    }

    /// <summary>A copy of the policy's layers for <see cref="MlpInference"/>.</summary>
    public DenseLayer[] PolicyLayers() => [.. hidden.Select(layer => Copy(layer, Activation.Tanh)), Copy(policy, Activation.None)];

    /// <summary>The same with the value as one more output, the last one: a rollout needs both from one pass.</summary>
    public DenseLayer[] PolicyAndValueLayers()
    {
        var layers = PolicyLayers();
        var (last, extra) = (layers[^1], Copy(value, Activation.None));
        layers[^1] = last with
        {
            Outputs = last.Outputs + 1,
            Weights = [.. last.Weights, .. extra.Weights],
            Biases = [.. last.Biases, .. extra.Biases],
        };
        return layers;
    }

    private static DenseLayer Copy(Linear layer, Activation activation)
    {
        var (outputs, inputs) = ((int)layer.weight!.shape[0], (int)layer.weight.shape[1]);
        return new DenseLayer(inputs, outputs, Values(layer.weight), Values(layer.bias!), activation);
    }

    private static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return MemoryMarshal.Cast<byte, float>(tensor.cpu().bytes).ToArray();
    }
}
