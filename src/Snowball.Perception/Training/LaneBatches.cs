using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Training;

/// <summary>Batches of changed frames, of which the next is made on another thread while one is learned from.</summary>
internal sealed class LaneBatches : IDisposable
{
    private readonly IFrameSource _source;
    private readonly FrameAugmenter _augmenter;
    private readonly FramePreparation _preparation;
    private LaneBatch _given, _made;
    private Task _making;

    /// <param name="source">Where frames come from; it is disposed with the batches.</param>
    /// <param name="augmenter">What changes them.</param>
    /// <param name="preparation">What they go through then.</param>
    /// <param name="frames">Frames of a batch.</param>
    public LaneBatches(IFrameSource source, FrameAugmenter augmenter, FramePreparation preparation, int frames)
    {
        (_source, _augmenter, _preparation) = (source, augmenter, preparation);
        _given = new LaneBatch(source, preparation, frames);
        _made = new LaneBatch(source, preparation, frames);
        _making = Task.Run(Make);
    }

    /// <summary>The next batch; it holds until the one after it is asked for.</summary>
    public LaneBatch Next()
    {
        _making.GetAwaiter().GetResult();
        (_given, _made) = (_made, _given);
        _making = Task.Run(Make);
        return _given;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _making.Wait();
        _source.Dispose();
    }

    private void Make()
    {
        _source.Next(_made.Frames);
        _augmenter.Apply(_made.Frames, _made.Lanes);
        _preparation.Apply(_made.Frames.Colour, _made.Prepared);
    }
}

/// <summary>Frames and what is to be learned of them.</summary>
internal sealed class LaneBatch(IFrameSource source, FramePreparation preparation, int frames)
{
    /// <summary>The frames; their labels are those from before they were changed.</summary>
    public LabelledFrames Frames { get; } = new(frames, source.Width, source.Height, isGrey: true);

    /// <summary>The frames as a network reads them.</summary>
    public byte[] Prepared { get; } = new byte[frames * preparation.Prepared.Size];

    /// <summary>The egos' lanes.</summary>
    public EgoLane[] Lanes { get; } = new EgoLane[frames];
}
