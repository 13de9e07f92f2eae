namespace Snowball.Perception.Metrics;

/// <summary>
/// How often pixels of one class were taken for another, and the Jaccard index of classes that follows (Everingham et al., The Pascal Visual Object
/// Classes Challenge, IJCV 2015, section 4.4.3): pixels that are of the class and were called so, of all that are or were called so.
/// </summary>
/// <param name="classes">Number of classes, up to 256.</param>
public sealed class ConfusionMatrix(int classes)
{
    private readonly long[] _counts = new long[classes * classes];

    /// <summary>Pixels of a class that were called another, or the same.</summary>
    public long this[int truth, int predicted] => _counts[truth * classes + predicted];

    /// <summary>Mean of the Jaccard index over the classes that are or were called; NaN without pixels.</summary>
    public double MeanOverlap
    {
        get
        {
            double sum = 0;
            int n = 0;
            for (int i = 0; i < classes; i++)
            {
                double overlap = Overlap(i);
                if (double.IsNaN(overlap)) continue;
                sum += overlap;
                n++;
            }
            return sum / n;
        }
    }

    /// <summary>Share of pixels that were called what they are; NaN without pixels.</summary>
    public double Accuracy
    {
        get
        {
            long right = 0;
            for (int i = 0; i < classes; i++) right += this[i, i];
            return right / (double)_counts.Sum();
        }
    }

    /// <summary>Jaccard index of a class (intersection over union); NaN where no pixel is or was called so.</summary>
    public double Overlap(int kind)
    {
        long either = -this[kind, kind];
        for (int other = 0; other < classes; other++) either += this[kind, other] + this[other, kind];
        return this[kind, kind] / (double)either;
    }

    /// <summary>Counts pixels.</summary>
    /// <param name="truth">Their classes.</param>
    /// <param name="predicted">What they were called.</param>
    /// <exception cref="ArgumentException">The numbers of pixels differ.</exception>
    public void Add(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> predicted)
    {
        if (truth.Length != predicted.Length) throw new ArgumentException($"There are {truth.Length} pixels and {predicted.Length} predictions.", nameof(predicted));
        for (int i = 0; i < truth.Length; i++) _counts[truth[i] * classes + predicted[i]]++;
    }
}
