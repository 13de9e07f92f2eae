using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>The losses of maps.</summary>
internal static class MultiTaskLosses
{
    // Logarithms of sides beyond this say that nothing was learned, exp(x) of cells.
    private const double GreatestLogarithm = 7;

    /// <summary>
    /// Focal loss of centres, with less weight for what is near one (Law and Deng, "CornerNet", ECCV 2018; Zhou, Wang, Kraehenbuehl, "Objects as points", 2019), relative to the
    /// number of vehicles; where there are fewer than frames, to that of frames.
    /// </summary>
    /// <param name="logits">[frames, classes, rows, columns].</param>
    /// <param name="target">The same shape, 1 at centres.</param>
    /// <param name="shares">[frames, rows, columns], the share of a centre in those of its vehicle.</param>
    public static Tensor Centres(Tensor logits, Tensor target, Tensor shares)
    {
        var isCentre = target.eq(1).to(logits.dtype);
        var probability = logits.sigmoid();
        var found = (1 - probability).square() * nn.functional.softplus(-logits) * isCentre * shares.unsqueeze(1);
        var missed = (1 - target).pow(4) * probability.square() * nn.functional.softplus(logits) * (1 - isCentre);
        return (found + missed).sum() / shares.sum().clamp_min(shares.shape[0]);
    }

    /// <summary>
    /// One less the generalised intersection over union of boxes (Rezatofighi et al., "Generalized intersection over union", CVPR 2019), and the absolute errors of what else is told
    /// of vehicles; the mean of the vehicles.
    /// </summary>
    /// <param name="told">[frames, numbers, rows, columns], the first four of which are logarithms of the distances to the box's sides.</param>
    /// <param name="target">The same shape.</param>
    /// <param name="shares">[frames, rows, columns], what a cell counts.</param>
    public static Tensor Boxes(Tensor told, Tensor target, Tensor shares)
    {
        var cells = shares.flatten().nonzero().squeeze(1);
        var (ours, theirs, share) = (Of(told), Of(target), shares.flatten().index_select(0, cells));
        var (a, b) = (ours.narrow(1, 0, 4).clamp_max(GreatestLogarithm).exp(), theirs.narrow(1, 0, 4).exp());
        // Both have the middle of the cell in them: what they share and what holds both is told by their nearer and further sides.
        var shared = Area(minimum(a, b));
        var whole = Area(maximum(a, b));
        var either = Area(a) + Area(b) - shared;
        var overlap = shared / either - (whole - either) / whole;
        var errors = (ours - theirs).narrow(1, 4, ours.shape[1] - 4).abs().sum(dim: 1);
        return ((1 - overlap + errors) * share).sum() / share.sum().clamp_min(1);

        Tensor Of(Tensor map) => map.permute(0, 2, 3, 1).flatten(0, 2).index_select(0, cells);
        static Tensor Area(Tensor sides) => (sides.select(1, 0) + sides.select(1, 2)) * (sides.select(1, 1) + sides.select(1, 3));
    }

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
