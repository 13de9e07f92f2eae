using System.Collections.Immutable;
using Snowball.Learning.Inference;
using Snowball.Sim.Environments;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// Two tanh networks without shared layers, policy and value, and for continuous actions a logarithm of the standard
/// deviation for each dimension. All parameters lie in one managed array, which libtorch's tensors alias: the optimiser,
/// checkpoints and managed inference need no copies.
/// </summary>
internal sealed class ActorCritic : IDisposable
{
    private const double HalfLogTwoPi = 0.91893853320467274;

    private readonly ActionSpec _action;
    private readonly ImmutableArray<int> _policySizes, _valueSizes;
    private readonly ImmutableArray<(int Offset, long[] Shape)> _layout;
    private readonly Tensor _flat;

    /// <summary>Orthogonal weights: gain sqrt(2) in hidden layers, 0.01 for actions (near uniform), 1 for the value.</summary>
    public ActorCritic(ObservationSpec observation, ActionSpec action, PpoOptions options, ulong seed)
    {
        _action = action;
        Outputs = action.IsDiscrete ? action.Choices : action.Dimensions;
        _policySizes = [observation.Size, .. options.HiddenSizes, Outputs];
        _valueSizes = [observation.Size, .. options.HiddenSizes, 1];
        int size = 0;
        _layout = [.. Layout(ref size)];
        Parameters = new float[size];

        int place = 0;
        foreach (var (sizes, headGain) in new[] { (_policySizes, 0.01), (_valueSizes, 1.0) })
        {
            for (int layer = 0; layer + 1 < sizes.Length; layer++, place += 2)
            {
                var weights = Parameters.AsSpan(_layout[place].Offset, sizes[layer] * sizes[layer + 1]);
                double gain = layer + 2 < sizes.Length ? Math.Sqrt(2) : headGain;
                OrthogonalInitialisation.Fill(weights, sizes[layer + 1], sizes[layer], gain, seed, place);
            }
        }
        LogStd.Fill((float)options.InitialLogStd);

        _flat = from_array(Parameters).DetachFromDisposeScope();
    }

    /// <summary>All parameters: policy layers, value layers, logarithms of the standard deviations.</summary>
    public float[] Parameters { get; }

    /// <summary>Action scores, or means of a continuous action's dimensions.</summary>
    public int Outputs { get; }

    /// <summary>[dimensions] of a continuous action, otherwise empty.</summary>
    public Span<float> LogStd => _action.IsDiscrete ? [] : Parameters.AsSpan(Parameters.Length - Outputs);

    /// <summary>Copies of the policy network's layers.</summary>
    public ImmutableArray<DenseLayer> PolicyLayers() => Layers(_policySizes, 0);

    /// <summary>Copies of the value network's layers.</summary>
    public ImmutableArray<DenseLayer> ValueLayers() => Layers(_valueSizes, 2 * (_policySizes.Length - 1));

    /// <summary>The parameters as leaves of a new graph, in the order of <see cref="Parameters"/>.</summary>
    public Tensor[] Leaves(Device device)
    {
        var flat = _flat.to(device);
        return [.. _layout.Select(part =>
            flat.narrow(0, part.Offset, Product(part.Shape)).view(part.Shape).detach().requires_grad_())];
    }

    /// <summary>[rows] logarithm of each action's probability (density), and [rows] entropy in nats.</summary>
    /// <param name="actions">[rows x dimensions]; indices as floats for discrete actions.</param>
    public (Tensor LogProbability, Tensor Entropy) Evaluate(Tensor[] leaves, Tensor observations, Tensor actions)
    {
        var output = Forward(leaves, 0, _policySizes.Length - 1, observations);
        if (_action.IsDiscrete)
        {
            var logProbabilities = nn.functional.log_softmax(output, 1);
            var taken = logProbabilities.gather(1, actions.to_type(ScalarType.Int64)).squeeze(1);
            return (taken, -(logProbabilities.exp() * logProbabilities).sum(1));
        }

        var logStd = leaves[^1];
        var z = (actions - output) * (-logStd).exp();
        var logDensity = (z * z * -0.5f - logStd - HalfLogTwoPi).sum(1);
        return (logDensity, (logStd + (HalfLogTwoPi + 0.5)).sum().expand(observations.shape[0]));
    }

    /// <summary>[rows] values.</summary>
    public Tensor Value(Tensor[] leaves, Tensor observations) =>
        Forward(leaves, 2 * (_policySizes.Length - 1), _valueSizes.Length - 1, observations).squeeze(1);

    public void Dispose() => _flat.Dispose();

    private List<(int Offset, long[] Shape)> Layout(ref int size)
    {
        var layout = new List<(int Offset, long[] Shape)>();
        foreach (var sizes in new[] { _policySizes, _valueSizes })
        {
            for (int layer = 0; layer + 1 < sizes.Length; layer++)
            {
                long[] weights = [sizes[layer + 1], sizes[layer]];
                layout.Add((size, weights));
                layout.Add((size += (int)Product(weights), [sizes[layer + 1]]));
                size += sizes[layer + 1];
            }
        }
        if (!_action.IsDiscrete)
        {
            layout.Add((size, [Outputs]));
            size += Outputs;
        }
        return layout;
    }

    private static Tensor Forward(Tensor[] leaves, int first, int layers, Tensor x)
    {
        for (int layer = 0; layer < layers; layer++)
        {
            x = nn.functional.linear(x, leaves[first + 2 * layer], leaves[first + 2 * layer + 1]);
            if (layer + 1 < layers) x = x.tanh();
        }
        return x;
    }

    private ImmutableArray<DenseLayer> Layers(ImmutableArray<int> sizes, int first)
    {
        var layers = ImmutableArray.CreateBuilder<DenseLayer>();
        for (int layer = 0; layer + 1 < sizes.Length; layer++)
        {
            var (inputs, outputs) = (sizes[layer], sizes[layer + 1]);
            layers.Add(new DenseLayer(
                inputs, outputs,
                Parameters.AsSpan(_layout[first + 2 * layer].Offset, inputs * outputs).ToArray(),
                Parameters.AsSpan(_layout[first + 2 * layer + 1].Offset, outputs).ToArray(),
                layer + 2 < sizes.Length ? Activation.Tanh : Activation.None));
        }
        return layers.ToImmutable();
    }

    private static long Product(long[] shape)
    {
        long product = 1;
        foreach (long length in shape) product *= length;
        return product;
    }
}
