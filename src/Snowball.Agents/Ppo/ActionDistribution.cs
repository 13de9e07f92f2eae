using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>
/// The distributions that a policy network's output stands for: categorical by logits, or a diagonal Gaussian by means, with
/// a logarithm of the standard deviation that is the same in all states. <see cref="ActionSampler"/> draws from the same ones.
/// </summary>
internal static class ActionDistribution
{
    private const double HalfLogTwoPi = 0.91893853320467274;

    /// <summary>[rows] logarithm of each action's probability, or density, and [rows] entropy in nats.</summary>
    /// <param name="output">[rows, choices or dimensions], of the network.</param>
    /// <param name="logStd">[dimensions], or null for a categorical distribution.</param>
    /// <param name="actions">[rows, 1 or dimensions]; indices as floats, or what was drawn before it was clipped.</param>
    public static (Tensor LogProbability, Tensor Entropy) Evaluate(Tensor output, Tensor? logStd, Tensor actions)
    {
        if (logStd is null)
        {
            var logProbabilities = nn.functional.log_softmax(output, 1);
            var taken = logProbabilities.gather(1, actions.to_type(ScalarType.Int64)).squeeze(1);
            return (taken, -(logProbabilities.exp() * logProbabilities).sum(1));
        }

        var z = (actions - output) * (-logStd).exp();
        var logDensity = (z * z * -0.5f - logStd - HalfLogTwoPi).sum(1);
        return (logDensity, (logStd + (HalfLogTwoPi + 0.5)).sum().expand(output.shape[0]));
    }
}
