using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training;

/// <summary>Losses of predictions that are Gaussians: a mean, and the logarithm of a variance.</summary>
public static class GaussianLoss
{
    /// <summary>
    /// Negative log-likelihood (Nix and Weigend 1994; Kendall and Gal, "What uncertainties do we need in Bayesian deep learning for computer vision?", NeurIPS 2017), each
    /// term weighted by its variance to the power beta, which is not differentiated: so that what is predicted badly at first is not given up by a large
    /// variance (Seitzer et al., "On the pitfalls of heteroscedastic uncertainty estimation with probabilistic neural networks", ICLR 2022).
    /// </summary>
    /// <param name="mean">[rows, quantities].</param>
    /// <param name="logVariance">[rows, quantities].</param>
    /// <param name="target">[rows, quantities].</param>
    /// <param name="beta">0 for the likelihood itself; at 1 means learn as by squared errors.</param>
    /// <returns>Mean over the rows of the sum over the quantities, without constants.</returns>
    public static Tensor BetaLikelihood(Tensor mean, Tensor logVariance, Tensor target, double beta)
    {
        var terms = 0.5 * (logVariance + (target - mean).square() * (-logVariance).exp());
        return (terms * (beta * logVariance.detach()).exp()).sum(dim: 1).mean();
    }
}
