using Snowball.Learning.Networks;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training;
using Snowball.Sim;

namespace Snowball.Cli.Perception;

/// <summary>A number of labelled frames to learn from.</summary>
/// <param name="Labels">How many.</param>
/// <param name="ChosenBy">Name or folder of a network that chose the second half: of ten times as many frames those of which it is least certain; null where none did.</param>
internal sealed record LabelBudget(int Labels, string? ChosenBy)
{
    private const int CandidatesOfALabel = 10;

    /// <summary>Draws them; a budget of the same seed holds those of a smaller one first.</summary>
    /// <param name="make">Makes a stream of frames of the training split, by a seed.</param>
    /// <param name="batchSize">What the stream gives at once.</param>
    /// <param name="frame">Frames that are learned from.</param>
    /// <param name="seed">Of the run.</param>
    /// <param name="threads">Threads at most.</param>
    public KeptFrames Draw(Func<ulong, IFrameSource> make, int batchSize, FrameShape frame, ulong seed, int threads)
    {
        using var source = make(seed);
        if (ChosenBy is null) return KeptFrames.Take(source, batchSize, Labels);
        int chosen = Labels / 2;
        var first = KeptFrames.Take(source, batchSize, Labels - chosen);
        var candidates = KeptFrames.Take(source, batchSize, CandidatesOfALabel * chosen);
        var estimator = NetworkFinder.LoadLane(ChosenBy);
        if (estimator.Frame != frame) throw new InputException($"the network '{ChosenBy}' reads frames of another size", key: "--chosen-by");
        return first.With(candidates, VarianceSelection.LeastCertain(estimator, candidates.Grey(), chosen, threads));
    }
}
