using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Explanation;

/// <summary>
/// Where the last convolutions have seen what an output came from (Selvaraju et al., "Grad-CAM: visual explanations from deep networks via gradient-based localization",
/// ICCV 2017): the maps, each weighted by the mean of the output's gradient over it. Below zero is what made the output less, which for a quantity with two
/// sides tells as much as what made it more; the original, made for classes, leaves it out.
/// </summary>
public static class GradCam
{
    /// <summary>The weighted sum of the maps.</summary>
    /// <param name="maps">[rows, channels, height, width], differentiable.</param>
    /// <param name="output">[rows], which was made of them.</param>
    /// <returns>[rows, height, width].</returns>
    public static Tensor Of(Tensor maps, Tensor output)
    {
        var weights = autograd.grad([output.sum()], [maps])[0].mean([2, 3], keepdim: true);
        return (weights * maps).sum(dim: 1).detach();
    }
}
