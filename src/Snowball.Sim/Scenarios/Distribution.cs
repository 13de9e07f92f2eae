using System.Collections.Immutable;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Scenarios;

/// <summary>How a quantity of a scenario varies between episodes.</summary>
public enum DistributionKind
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>Uniform in an interval.</summary>
    Uniform,

    /// <summary>Normal, clipped.</summary>
    Normal,

    /// <summary>One of a list.</summary>
    Choice,
}

/// <summary>
/// A quantity that is drawn anew for each episode, in SI units. Written in YAML as <c>25 m/s</c>,
/// <c>uniform(20, 30) m/s</c>, <c>normal(0, 0.3) m</c> or <c>choice(0, 1, 2)</c>. A normal is clipped to three standard
/// deviations, so that every distribution has bounds that can be validated.
/// </summary>
public sealed class Distribution : IEquatable<Distribution>
{
    private const float NormalClip = 3f;
    private readonly float _a, _b;
    private readonly ImmutableArray<float> _choices;

    private Distribution(DistributionKind kind, float a, float b, ImmutableArray<float> choices)
        => (Kind, _a, _b, _choices) = (kind, a, b, choices);

    /// <summary>The family.</summary>
    public DistributionKind Kind { get; }

    /// <summary>Always <paramref name="value"/>.</summary>
    public static Distribution Constant(float value) => new(DistributionKind.Constant, value, 0, []);

    /// <summary>Uniform in [low, high).</summary>
    public static Distribution Uniform(float low, float high) => new(DistributionKind.Uniform, low, high, []);

    /// <summary>Normal, clipped to three standard deviations.</summary>
    public static Distribution Normal(float mean, float standardDeviation)
        => new(DistributionKind.Normal, mean, standardDeviation, []);

    /// <summary>One of the given values, each as likely as the others.</summary>
    public static Distribution Choice(ImmutableArray<float> values) => new(DistributionKind.Choice, 0, 0, values);

    /// <summary>The least value that can be drawn.</summary>
    public float Minimum => Kind switch
    {
        DistributionKind.Constant or DistributionKind.Uniform => _a,
        DistributionKind.Normal => _a - NormalClip * _b,
        _ => Extreme(sign: -1f),
    };

    /// <summary>The greatest value that can be drawn.</summary>
    public float Maximum => Kind switch
    {
        DistributionKind.Constant => _a,
        DistributionKind.Uniform => _b,
        DistributionKind.Normal => _a + NormalClip * _b,
        _ => Extreme(sign: 1f),
    };

    /// <summary>Draws one value; takes exactly one word of the stream, whatever the family.</summary>
    public float Sample(ref RandomStream random)
    {
        switch (Kind)
        {
            case DistributionKind.Constant:
                random.NextBits();
                return _a;
            case DistributionKind.Uniform:
                return random.NextUniform(_a, _b);
            case DistributionKind.Normal:
                float z = random.NextNormal();
                return _a + _b * (z < -NormalClip ? -NormalClip : z > NormalClip ? NormalClip : z);
            default:
                return _choices[random.NextIndex(_choices.Length)];
        }
    }

    /// <inheritdoc/>
    public bool Equals(Distribution? other)
        => other is not null && Kind == other.Kind && _a.Equals(other._a) && _b.Equals(other._b)
           && _choices.AsSpan().SequenceEqual(other._choices.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Distribution);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _a, _b, _choices.Length);

    /// <summary>The notation of the scenario file, without a unit.</summary>
    public override string ToString() => Kind switch
    {
        DistributionKind.Constant => $"{_a}",
        DistributionKind.Uniform => $"uniform({_a}, {_b})",
        DistributionKind.Normal => $"normal({_a}, {_b})",
        _ => $"choice({string.Join(", ", _choices)})",
    };

    private float Extreme(float sign)
    {
        float best = _choices[0];
        foreach (float value in _choices)
        {
            if (sign * value > sign * best) best = value;
        }
        return best;
    }
}
