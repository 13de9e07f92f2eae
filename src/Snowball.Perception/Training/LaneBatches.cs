using Snowball.Learning.Inference;
using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Training;

/// <summary>Batches of changed frames.</summary>
internal sealed class LaneBatches : IDisposable
{
    private readonly IFrameSource _source;
    private readonly Ahead<LaneBatch> _batches;

    /// <param name="source">Where frames come from; it is disposed with the batches.</param>
    /// <param name="augmenter">What changes them.</param>
    /// <param name="preparation">What they go through then.</param>
    /// <param name="frames">Frames of a batch.</param>
    public LaneBatches(IFrameSource source, FrameAugmenter augmenter, FramePreparation preparation, int frames)
    {
        _source = source;
        _batches = new(new(source, preparation, frames), new(source, preparation, frames), batch =>
        {
            source.Next(batch.Frames);
            augmenter.Apply(batch.Frames, batch.Moves);
            batch.Label();
            preparation.Apply(batch.Frames.Colour, batch.Prepared);
        });
    }

    /// <inheritdoc cref="Ahead{T}.Next"/>
    public LaneBatch Next() => _batches.Next();

    /// <inheritdoc/>
    public void Dispose()
    {
        _batches.Dispose();
        _source.Dispose();
    }
}

/// <summary>Frames and what is to be learned of them.</summary>
internal sealed class LaneBatch(IFrameSource source, FramePreparation preparation, int frames)
{
    /// <summary>The frames; their labels are those from before they were changed.</summary>
    public LabelledFrames Frames { get; } = new(frames, source.Width, source.Height, isGrey: true);

    /// <summary>The frames as a network reads them.</summary>
    public byte[] Prepared { get; } = new byte[frames * preparation.Prepared.Size];

    /// <summary>How they were moved.</summary>
    public FrameMove[] Moves { get; } = new FrameMove[frames];

    /// <summary>The egos' lanes.</summary>
    public EgoLane[] Lanes { get; } = new EgoLane[frames];

    /// <summary>Where lines are.</summary>
    public LineColumns Lines { get; } = new(preparation.Prepared, source.Height - preparation.Prepared.Height, frames);

    /// <summary>Works out what the frames show now.</summary>
    public void Label()
    {
        for (int i = 0; i < Lanes.Length; i++)
        {
            Lanes[i] = Moves[i].Of(Frames.Labels[i].Lane, Frames.Infos[i]);
            Lines.Clear(i);
            foreach (var line in Frames.Labels[i].Lines) Lines.Add(i, Moves[i].Of(line, Frames.Infos[i]));
        }
    }
}
