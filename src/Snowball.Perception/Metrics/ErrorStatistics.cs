namespace Snowball.Perception.Metrics;

/// <summary>Errors of a quantity, in its unit; NaN without errors.</summary>
public sealed class ErrorStatistics
{
    private double _sum, _absolute, _squares;

    /// <summary>How many.</summary>
    public long Count { get; private set; }

    /// <summary>Mean absolute error.</summary>
    public double MeanAbsolute => _absolute / Count;

    /// <summary>Mean error: the bias.</summary>
    public double Mean => _sum / Count;

    /// <summary>Root mean square error.</summary>
    public double RootMeanSquare => Math.Sqrt(_squares / Count);

    /// <summary>Counts an error.</summary>
    public void Add(double error)
    {
        Count++;
        _sum += error;
        _absolute += Math.Abs(error);
        _squares += error * error;
    }
}
