namespace Snowball.Sim.Metrics;

/// <summary>An estimate with its two-sided 95% confidence interval.</summary>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>What is known of values of which one is not finite.</summary>
    public static Interval None { get; } = new(double.NaN, double.NaN, double.NaN);
}
