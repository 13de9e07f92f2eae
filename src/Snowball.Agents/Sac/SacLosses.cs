using static TorchSharp.torch;

namespace Snowball.Agents.Sac;

/// <summary>
/// What soft actor-critic minimises (Haarnoja et al.: "Soft actor-critic algorithms and applications", 2018). All tensors are
/// [rows] unless said otherwise, and a loss is the mean over the rows.
/// </summary>
internal static class SacLosses
{
    /// <summary>What the critics are to give: the reward and the discounted soft value of what came next (equations 3 and 5).</summary>
    /// <param name="rewards">Of one step, or the discounted sum of several.</param>
    /// <param name="discounts">Of what comes after; 0 where the episode terminated.</param>
    /// <param name="first">The first target critic, of the next observation and an action drawn for it.</param>
    /// <param name="second">The second one. The smaller of both is taken, against overestimation (Fujimoto, van Hoof, Meger 2018).</param>
    /// <param name="logDensity">Of that action.</param>
    /// <param name="temperature">Weight of the entropy, [1].</param>
    public static Tensor Target(Tensor rewards, Tensor discounts, Tensor first, Tensor second, Tensor logDensity, Tensor temperature) =>
        rewards + discounts * (minimum(first, second) - temperature * logDensity);

    /// <summary>Half the squared error of either critic (equation 5), summed over both.</summary>
    public static Tensor Critics(Tensor first, Tensor second, Tensor target) => ((first - target).square() + (second - target).square()).mean() * 0.5;

    /// <summary>What the actor pays for certainty less what the critics expect (equation 9), for actions that it has drawn.</summary>
    public static Tensor Actor(Tensor first, Tensor second, Tensor logDensity, Tensor temperature) =>
        (temperature * logDensity - minimum(first, second)).mean();

    /// <summary>Raises the temperature where the entropy is below its target, and lowers it where it is above (equation 18).</summary>
    /// <param name="logTemperature">What is learned, [1].</param>
    /// <param name="logDensity">Of drawn actions; no gradient passes through it.</param>
    /// <param name="targetEntropy">In nats.</param>
    public static Tensor Temperature(Tensor logTemperature, Tensor logDensity, double targetEntropy) =>
        -(logTemperature.exp() * (logDensity.detach().mean() + targetEntropy)).sum();
}
