namespace Snowball.Perception.Datasets;

/// <summary>
/// Gives labelled frames, batch after batch. Two sources that were made alike give the same frames to the bit, as far as their renderer does.
/// </summary>
public interface IFrameSource : IDisposable
{
    /// <summary>Width of the frames, pixels.</summary>
    int Width { get; }

    /// <summary>Height of the frames, pixels.</summary>
    int Height { get; }

    /// <summary>Consecutive frames of one episode that lie one after another in a batch; 1 where frames have nothing to do with each other.</summary>
    int SequenceLength { get; }

    /// <summary>Fills a batch with the next frames: frame = sequence * <see cref="SequenceLength"/> + time.</summary>
    /// <param name="batch">Of the source's size; of a multiple of <see cref="SequenceLength"/> frames.</param>
    /// <exception cref="ArgumentException">The batch does not fit to the source.</exception>
    void Next(LabelledFrames batch);
}
