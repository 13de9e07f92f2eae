using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Agents.Ppo;

/// <summary>The losses of PPO, summed over rows.</summary>
internal static class PpoLosses
{
    /// <summary>
    /// The policy's: what is gained by moving the ratio out of its range does not count (Schulman, Wolski, Dhariwal, Radford, Klimov:
    /// "Proximal policy optimization algorithms", 2017, equation 7).
    /// </summary>
    /// <param name="ratio">[rows] new probability of the action over the old one.</param>
    /// <param name="advantages">[rows].</param>
    /// <param name="range">How far the ratio may move from 1.</param>
    public static Tensor Policy(Tensor ratio, Tensor advantages, double range) =>
        -minimum(ratio * advantages, ratio.clamp(1 - range, 1 + range) * advantages).sum();

    /// <summary>
    /// A critic's squared error. With a range it is the larger one of two, of the value and of the value held near to what it was: that
    /// of OpenAI's baselines (2017), of which Andrychowicz et al. (ICLR 2021) found no use and some harm.
    /// </summary>
    /// <param name="values">[rows], and so are all.</param>
    /// <param name="before">What the values were in the rollout.</param>
    /// <param name="targets">What they should be.</param>
    /// <param name="range">How far they may move in an update; 0 for any distance.</param>
    public static Tensor Value(Tensor values, Tensor before, Tensor targets, double range)
    {
        var error = values - targets;
        if (range == 0) return (error * error).sum();
        var held = before + (values - before).clamp(-range, range) - targets;
        return maximum(error * error, held * held).sum();
    }
}
