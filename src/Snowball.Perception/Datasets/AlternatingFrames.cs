using System.Collections.Immutable;

namespace Snowball.Perception.Datasets;

/// <summary>Several sources, a batch of each by turns; they are disposed with it.</summary>
public sealed class AlternatingFrames : IFrameSource
{
    private readonly ImmutableArray<IFrameSource> _sources;
    private int _next;

    /// <param name="sources">At least one, alike in size and length of sequences.</param>
    /// <exception cref="ArgumentException">They are not alike, or there is none.</exception>
    public AlternatingFrames(ImmutableArray<IFrameSource> sources)
    {
        if (sources.IsEmpty) throw new ArgumentException("There is no source.", nameof(sources));
        _sources = sources;
        foreach (var source in sources)
        {
            if ((source.Width, source.Height, source.SequenceLength) != (Width, Height, SequenceLength)) throw new ArgumentException("The sources give different frames.", nameof(sources));
        }
    }

    /// <inheritdoc/>
    public int Width => _sources[0].Width;

    /// <inheritdoc/>
    public int Height => _sources[0].Height;

    /// <inheritdoc/>
    public int SequenceLength => _sources[0].SequenceLength;

    /// <inheritdoc/>
    public void Next(LabelledFrames batch)
    {
        _sources[_next].Next(batch);
        _next = (_next + 1) % _sources.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var source in _sources) source.Dispose();
    }
}
