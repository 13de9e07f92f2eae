using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Explanation;

/// <summary>
/// Shares of the values of an input in an output (Sundararajan, Taly, Yan, "Axiomatic attribution for deep networks", ICML 2017): the gradient, averaged on the straight
/// way from a baseline to the input, times what they differ by. All shares add up to the difference of the outputs.
/// </summary>
public static class IntegratedGradients
{
    /// <summary>The shares.</summary>
    /// <param name="output">[rows] of [rows, ...].</param>
    /// <param name="input">[...], without rows.</param>
    /// <param name="baseline">[...], an input that shows nothing.</param>
    /// <param name="steps">Points of the way, the middles of as many parts; they are one batch.</param>
    /// <returns>[...].</returns>
    public static Tensor Of(Func<Tensor, Tensor> output, Tensor input, Tensor baseline, int steps)
    {
        var difference = input - baseline;
        var places = ((arange(steps, ScalarType.Float32) + 0.5) / steps).view([steps, .. input.shape.Select(_ => 1L)]);
        var way = (baseline + places * difference).requires_grad_();
        return (autograd.grad([output(way).sum()], [way])[0].mean([0]) * difference).detach();
    }
}
