using System.Runtime.InteropServices;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// One worker's share of a minibatch: the gradient of the loss summed over its rows and divided by the rows of the whole
/// minibatch, so that the workers' gradients add up to the minibatch's.
/// </summary>
internal sealed class PpoGradient(ActorCritic network, ActionDistribution distribution, IReadOnlyList<Tensor> parameters, PpoOptions options, Device device)
{
    /// <summary>Sums over the rows: policy loss, squared value error, entropy, KL divergence, clipped ratios.</summary>
    public float[] Sums { get; } = new float[5];

    /// <summary>Computes <see cref="Sums"/>, and the gradient for each parameter, for the rows Order[start .. start + rows).</summary>
    /// <param name="minibatch">Rows of the whole minibatch.</param>
    /// <param name="entropyCoefficient">Weight of the entropy at this time.</param>
    /// <returns>Tensors that the caller disposes.</returns>
    public Tensor[] Compute(RolloutTensors rollout, int start, int rows, int minibatch, double entropyCoefficient)
    {
        using var scope = NewDisposeScope();
        var order = rollout.Order.narrow(0, start, rows).to(device);
        var advantages = rollout.Advantages.index_select(0, order);
        var (output, value) = network.forward(rollout.Observations.index_select(0, order));

        // Schulman, Wolski, Dhariwal, Radford, Klimov: "Proximal policy optimization algorithms", 2017, equation 7.
        var (logProbability, entropy) = distribution.Evaluate(
            output, network.LogStandardDeviation, rollout.Actions.index_select(0, order));
        var logRatio = logProbability - rollout.LogProbabilities.index_select(0, order);
        var ratio = logRatio.exp();
        var clipped = ratio.clamp(1 - options.ClipRange, 1 + options.ClipRange);
        var policyLoss = -minimum(ratio * advantages, clipped * advantages).sum();

        var valueError = value - rollout.Targets.index_select(0, order);
        var valueLoss = (valueError * valueError).sum();
        var entropySum = entropy.expand(rows).sum();
        var loss = (policyLoss + valueLoss * options.ValueCoefficient - entropySum * entropyCoefficient) / minibatch;
        Tensor[] gradient = [.. autograd.grad([loss], [.. parameters])];

        using (no_grad())
        {
            // (ratio - 1) - log(ratio): unbiased for KL(old || new), never negative, and of low variance.
            var divergence = (ratio - 1f - logRatio).sum();
            var outside = ratio.ne(clipped).to_type(ScalarType.Float32).sum();
            stack([policyLoss, valueLoss, entropySum, divergence, outside]).cpu().bytes.CopyTo(MemoryMarshal.AsBytes(Sums.AsSpan()));
        }

        foreach (var part in gradient) part.DetachFromDisposeScope();
        return gradient;
    }
}
