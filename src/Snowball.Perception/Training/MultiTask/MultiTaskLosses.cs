using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>The losses of maps.</summary>
internal static class MultiTaskLosses
{
    /// <summary>
    /// Focal loss of centres, with less weight for what is near one (Law and Deng, "CornerNet", ECCV 2018; Zhou, Wang, Kraehenbuehl, "Objects as points", 2019), relative to the
    /// number of centres.
    /// </summary>
    /// <param name="logits">Any shape.</param>
    /// <param name="target">The same shape, 1 at centres.</param>
    public static Tensor Centres(Tensor logits, Tensor target)
    {
        var isCentre = target.eq(1).to(logits.dtype);
        var probability = logits.sigmoid();
        var found = (1 - probability).square() * nn.functional.softplus(-logits) * isCentre;
        var missed = (1 - target).pow(4) * probability.square() * nn.functional.softplus(logits) * (1 - isCentre);
        return (found + missed).sum() / isCentre.sum().clamp_min(1);
    }

    /// <summary>Mean absolute error at the middles of boxes.</summary>
    /// <param name="told">[frames, numbers, rows, columns].</param>
    /// <param name="target">The same shape.</param>
    /// <param name="isMiddle">[frames, rows, columns], 0 or 1.</param>
    public static Tensor Boxes(Tensor told, Tensor target, Tensor isMiddle) =>
        ((told - target).abs().sum(dim: 1) * isMiddle).sum() / isMiddle.sum().clamp_min(1);

    /// <summary>Cross-entropy of the columns of lines in the rows that they cross, and of whether they do (row anchors: Qin, Wang, Li, "Ultra fast structure-aware deep lane
    /// detection", ECCV 2020).</summary>
    /// <param name="places">[frames, lines, rows, columns].</param>
    /// <param name="presences">[frames, lines, rows].</param>
    /// <param name="columns">[frames, lines, rows] of integers, -1 where there is no crossing.</param>
    public static Tensor Lines(Tensor places, Tensor presences, Tensor columns)
    {
        var isThere = columns.ge(0).to(places.dtype);
        var place = places.log_softmax(-1).gather(-1, columns.clamp_min(0).unsqueeze(-1)).squeeze(-1);
        var placed = -(place * isThere).sum() / isThere.sum().clamp_min(1);
        return placed + nn.functional.binary_cross_entropy_with_logits(presences, isThere);
    }
}
