using Snowball.Perception.Labels;

namespace Snowball.Perception.Datasets;

/// <summary>Grey frames that are kept with their lanes and the pixels of lines, to be learned from again and again: a budget of labels.</summary>
public sealed class KeptFrames
{
    private readonly int _width, _height;
    private readonly List<Kept> _frames;

    private KeptFrames(int width, int height, List<Kept> frames) => (_width, _height, _frames) = (width, height, frames);

    /// <summary>How many.</summary>
    public int Count => _frames.Count;

    /// <summary>Takes the next frames of a source, which is not disposed.</summary>
    /// <param name="source">Of grey frames.</param>
    /// <param name="batchSize">What the source gives at once; what is too much of the last batch is left.</param>
    /// <param name="count">How many are kept.</param>
    public static KeptFrames Take(IFrameSource source, int batchSize, int count)
    {
        var frames = new List<Kept>(count);
        var batch = new LabelledFrames(batchSize, source.Width, source.Height, isGrey: true);
        while (frames.Count < count)
        {
            source.Next(batch);
            for (int i = 0; i < batchSize && frames.Count < count; i++)
            {
                // Of what is known no more than what networks of grey frames learn, or many frames would not fit into memory.
                var labels = new FrameLabels(batch.Labels[i].Lane, [.. batch.Labels[i].Lines.Select(line => line with { Metres = [] })], []);
                frames.Add(new(batch.Colour.AsSpan(i * batch.Pixels, batch.Pixels).ToArray(), labels, batch.Infos[i]));
            }
        }
        return new(source.Width, source.Height, frames);
    }

    /// <summary>[Count][height][width], a copy.</summary>
    public byte[] Grey()
    {
        int size = _width * _height;
        byte[] all = new byte[Count * size];
        for (int i = 0; i < Count; i++) _frames[i].Grey.CopyTo(all, i * size);
        return all;
    }

    /// <summary>These and some of others.</summary>
    /// <param name="others">Of the same size.</param>
    /// <param name="chosen">Which of the others.</param>
    public KeptFrames With(KeptFrames others, IEnumerable<int> chosen) => new(_width, _height, [.. _frames, .. chosen.Select(i => others._frames[i])]);

    /// <summary>Gives the frames without end, all of them in random order before any comes again.</summary>
    public IFrameSource Shuffled(ulong seed) => new Source(this, new Random((int)seed));

    private sealed record Kept(byte[] Grey, FrameLabels Labels, FrameInfo Info);

    private sealed class Source(KeptFrames kept, Random random) : IFrameSource
    {
        private readonly int[] _order = [.. Enumerable.Range(0, kept.Count)];
        private int _next = kept.Count;

        public int Width => kept._width;

        public int Height => kept._height;

        public int SequenceLength => 1;

        public void Next(LabelledFrames batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                if (_next == _order.Length)
                {
                    random.Shuffle(_order);
                    _next = 0;
                }
                var (grey, labels, info) = kept._frames[_order[_next++]];
                grey.CopyTo(batch.Colour, i * batch.Pixels);
                (batch.Labels[i], batch.Infos[i]) = (labels, info);
            }
        }

        public void Dispose()
        {
        }
    }
}
