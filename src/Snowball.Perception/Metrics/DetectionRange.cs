using Snowball.Perception.Labels;

namespace Snowball.Perception.Metrics;

/// <summary>
/// The vehicles that count. The others are to be ignored: they may be found or missed, and so may what is detected as one of them.
/// </summary>
/// <param name="From">Least distance, m.</param>
/// <param name="To">Distance beyond which they do not count, m.</param>
public readonly record struct DetectionRange(float From, float To)
{
    /// <summary>Height of the box from which a vehicle counts, pixels.</summary>
    public const float LeastHeight = 8f;

    /// <summary>At any distance.</summary>
    public static DetectionRange All => new(0f, float.PositiveInfinity);

    /// <summary>Near, middle and far.</summary>
    public static ReadOnlySpan<DetectionRange> Bins => s_bins;

    private static readonly DetectionRange[] s_bins = [new(0f, 25f), new(25f, 50f), new(50f, 100f)];

    /// <summary>Whether such a vehicle counts.</summary>
    public bool Counts(in Box box, float distance) => box.Height >= LeastHeight && distance >= From && distance < To;
}
