using System.Collections.Immutable;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Metrics;
using Snowball.Perception.Networks.MultiTask;

namespace Snowball.Perception.Training.MultiTask;

/// <summary>How right a network with many heads is.</summary>
/// <param name="All">On all frames.</param>
/// <param name="ByWeather">By <see cref="WeatherNames"/>.</param>
public sealed record MultiTaskReport(FrameScores All, ImmutableSortedDictionary<string, FrameScores> ByWeather)
{
    /// <summary>Judges a network on frames of a source, which is not disposed.</summary>
    /// <param name="network">The network.</param>
    /// <param name="source">Of colour frames.</param>
    /// <param name="batchSize">What the source gives at once.</param>
    /// <param name="frames">How many at least.</param>
    /// <param name="watch">Is told of every batch and of what was seen in it; null where nobody looks.</param>
    public static MultiTaskReport Of(MultiTaskNetwork network, IFrameSource source, int batchSize, int frames, Action<LabelledFrames, SeenFrame[]>? watch = null)
    {
        bool tellsSpeed = network.Description.HasMemory;
        var estimator = new MultiTaskEstimator(network);
        var batch = new LabelledFrames(batchSize, source.Width, source.Height);
        var all = new FrameScores(tellsSpeed);
        var byWeather = new SortedDictionary<string, FrameScores>(StringComparer.Ordinal);
        for (int done = 0; done < frames; done += batchSize)
        {
            source.Next(batch);
            var seen = estimator.Estimate(batch.Colour, batch.Width, batch.Height, source.SequenceLength);
            for (int i = 0; i < batchSize; i++)
            {
                string weather = batch.Infos[i].Weather;
                if (!byWeather.TryGetValue(weather, out var scores)) byWeather[weather] = scores = new FrameScores(tellsSpeed);
                all.Add(seen[i], batch, i);
                scores.Add(seen[i], batch, i);
            }
            watch?.Invoke(batch, seen);
        }
        return new(all, byWeather.ToImmutableSortedDictionary());
    }
}
