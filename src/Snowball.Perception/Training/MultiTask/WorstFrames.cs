using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>The frames about whose lane a network is most wrong, with what it sees in them.</summary>
/// <param name="most">How many are kept.</param>
internal sealed class WorstFrames(int most)
{
    // Errors that are as bad as each other, m and rad.
    private const float Offset = 0.05f, Heading = 0.005f;

    private readonly PriorityQueue<LabelledFrames, float> _kept = new();

    /// <summary>Looks at a batch.</summary>
    public void Look(LabelledFrames batch, SeenFrame[] seen)
    {
        for (int i = 0; i < batch.Count; i++)
        {
            var (truth, lane) = (batch.Labels[i].Lane, seen[i].Lane);
            float wrong = MathF.Abs(lane.LateralOffset - truth.LateralOffset) / Offset + MathF.Abs(lane.HeadingError - truth.HeadingError) / Heading;
            if (_kept.Count == most && _kept.TryPeek(out _, out float least) && wrong <= least) continue;
            if (_kept.Count == most) _kept.Dequeue();
            _kept.Enqueue(SeenFrames.Of(batch, seen, i, 1), wrong);
        }
    }

    /// <summary>The frames, the worst first, with what was seen as their labels.</summary>
    public LabelledFrames Frames
    {
        get
        {
            var kept = new List<LabelledFrames>();
            while (_kept.TryDequeue(out var frame, out _)) kept.Insert(0, frame);
            var all = new LabelledFrames(kept.Count, kept[0].Width, kept[0].Height);
            for (int i = 0; i < kept.Count; i++)
            {
                kept[i].Colour.CopyTo(all.Colour, i * kept[i].Colour.Length);
                kept[i].Classes.CopyTo(all.Classes, i * kept[i].Classes.Length);
                (all.Labels[i], all.Infos[i]) = (kept[i].Labels[0], kept[i].Infos[0]);
            }
            return all;
        }
    }
}
