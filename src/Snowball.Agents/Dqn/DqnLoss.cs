using static TorchSharp.torch;

namespace Snowball.Agents.Dqn;

/// <summary>Losses of action values, with the weights of importance sampling, and the errors that make priorities.</summary>
internal static class DqnLoss
{
    /// <summary>Mean of the weighted Huber losses: squared for errors up to 1, and linear beyond, so that a gradient is never longer than 1 (Mnih et al. 2015).</summary>
    /// <param name="values">[rows x actions].</param>
    /// <param name="actions">[rows x 1], indices.</param>
    /// <param name="targets">[rows].</param>
    /// <param name="weights">[rows].</param>
    /// <returns>The loss, and the errors [rows].</returns>
    public static (Tensor Loss, Tensor Errors) Huber(Tensor values, Tensor actions, Tensor targets, Tensor weights)
    {
        var errors = values.gather(1, actions).squeeze(1) - targets;
        var size = errors.abs();
        var clipped = size.clamp(max: 1);
        return ((weights * clipped * (size - clipped * 0.5)).mean(), errors);
    }

    /// <summary>Mean of the weighted cross-entropies between a target and the learned distribution (Bellemare et al. 2017).</summary>
    /// <param name="logits">[rows x actions x atoms].</param>
    /// <param name="actions">[rows x 1], indices.</param>
    /// <param name="targets">[rows x atoms], probabilities.</param>
    /// <param name="weights">[rows].</param>
    /// <returns>The loss, and the divergences of the learned distribution from the target (KL) [rows], which Hessel et al. (2018) take for priorities.</returns>
    public static (Tensor Loss, Tensor Errors) CrossEntropy(Tensor logits, Tensor actions, Tensor targets, Tensor weights)
    {
        long atoms = logits.shape[2];
        var chosen = logits.gather(1, actions.unsqueeze(2).expand(-1, 1, atoms)).squeeze(1);
        var crossEntropies = -(targets * chosen.log_softmax(1)).sum(1);
        var entropies = -targets.xlogy(targets).sum(1);
        return ((weights * crossEntropies).mean(), crossEntropies - entropies);
    }
}
