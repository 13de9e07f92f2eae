using System.Runtime.InteropServices;
using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>Rows of a rollout that take one step of the optimiser together.</summary>
/// <param name="Rows">How many.</param>
/// <param name="AdvantageShift">Is taken off the advantages.</param>
/// <param name="AdvantageScale">Then they are multiplied by it.</param>
/// <param name="EntropyCoefficient">Weight of the entropy at this time.</param>
internal readonly record struct Minibatch(int Rows, float AdvantageShift, float AdvantageScale, double EntropyCoefficient);

/// <summary>
/// One worker's share of a minibatch: the gradient of the loss summed over its rows and divided by the rows of the whole
/// minibatch, so that the workers' gradients add up to the minibatch's.
/// </summary>
internal sealed class PpoGradient(
    ActorCritic network, ActionDistribution distribution, TrainedParameters trained, PpoOptions options, Device device)
{
    /// <summary>Sums over the rows: policy loss, squared error of the first critic, entropy, KL divergence, clipped ratios.</summary>
    public float[] Sums { get; } = new float[5];

    /// <summary>Computes <see cref="Sums"/> and the gradient for the sequences Order[first .. first + count).</summary>
    /// <returns>The gradient of all that is trained as one vector, which the caller disposes.</returns>
    public Tensor Compute(RolloutTensors rollout, int first, int count, Minibatch minibatch)
    {
        using var scope = NewDisposeScope();
        var sequences = rollout.Order.narrow(0, first, count);
        var grid = rollout.Rows.index_select(0, sequences).t();
        var rows = grid.flatten().to(device);
        var outputs = network.Evaluate(
            rollout.Observations.index_select(0, rows), rollout.Frames?.index_select(0, rows),
            rollout.States?.index_select(0, sequences.to(device)), rollout.Starts?.index_select(0, rows).view(grid.shape));

        var (logProbability, entropy) = distribution.Evaluate(outputs[0], network.LogStandardDeviation, rollout.Actions.index_select(0, rows));
        var logRatio = logProbability - rollout.LogProbabilities.index_select(0, rows);
        var ratio = logRatio.exp();
        var advantages = (rollout.Advantages.index_select(0, rows) - minibatch.AdvantageShift) * minibatch.AdvantageScale;
        var policyLoss = PpoLosses.Policy(ratio, advantages, options.ClipRange);
        Tensor[] valueLosses = [.. outputs[1..].Select((values, critic) => PpoLosses.Value(
            values, rollout.Values[critic].index_select(0, rows), rollout.Targets[critic].index_select(0, rows), options.ValueClipRange))];
        var entropySum = entropy.expand(rows.shape[0]).sum();

        var loss = policyLoss - entropySum * minibatch.EntropyCoefficient;
        foreach (var valueLoss in valueLosses) loss += valueLoss * options.ValueCoefficient;
        var gradient = FlatAdam.Flatten(trained.Gradients(loss / minibatch.Rows));

        using (no_grad())
        {
            // (ratio - 1) - log(ratio): unbiased for KL(old || new), never negative, and of low variance.
            var divergence = (ratio - 1f - logRatio).sum();
            var outside = (ratio - 1f).abs().gt(options.ClipRange).to_type(ScalarType.Float32).sum();
            stack([policyLoss, valueLosses[0], entropySum, divergence, outside]).cpu().bytes.CopyTo(MemoryMarshal.AsBytes(Sums.AsSpan()));
        }
        return gradient.DetachFromDisposeScope();
    }
}
