using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Training;

/// <summary>Batches of changed frames, of which the next is made on another thread while one is learned from.</summary>
internal sealed class LaneBatches : IDisposable
{
    private readonly IFrameSource _source;
    private readonly FrameAugmenter _augmenter;
    private LaneBatch _given, _made;
    private Task _making;

    /// <param name="source">Where frames come from; it is disposed with the batches.</param>
    /// <param name="augmenter">What changes them.</param>
    /// <param name="frames">Frames of a batch.</param>
    public LaneBatches(IFrameSource source, FrameAugmenter augmenter, int frames)
    {
        (_source, _augmenter) = (source, augmenter);
        _given = new LaneBatch(source, frames);
        _made = new LaneBatch(source, frames);
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
    }
}

/// <summary>Frames and what is to be learned of them.</summary>
internal sealed class LaneBatch(IFrameSource source, int frames)
{
    /// <summary>The frames; their labels are those from before they were changed.</summary>
    public LabelledFrames Frames { get; } = new(frames, source.Width, source.Height, isGrey: true);

    /// <summary>The egos' lanes.</summary>
    public EgoLane[] Lanes { get; } = new EgoLane[frames];
}
