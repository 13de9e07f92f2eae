namespace Snowball.Perception.Metrics;

/// <summary>How well predicted variances tell the size of errors.</summary>
/// <param name="Count">Predictions.</param>
/// <param name="Within50">Share of the errors within the central interval that holds 50% of a Gaussian.</param>
/// <param name="Within68">The same for 68%.</param>
/// <param name="Within90">The same for 90%.</param>
/// <param name="Within95">The same for 95%.</param>
/// <param name="NormalisedError">Expected normalised calibration error: mean over bins of the difference between the root mean variance and the root mean
/// square error, relative to the former; 0 is perfect.</param>
/// <param name="MeanSquaredScore">Mean of the squared errors over their variances; 1 is right, more is too sure.</param>
/// <param name="NegativeLogLikelihood">Mean, of the Gaussian, in nats.</param>
public readonly record struct CalibrationResult(
    long Count, double Within50, double Within68, double Within90, double Within95, double NormalisedError, double MeanSquaredScore, double NegativeLogLikelihood);

/// <summary>
/// Calibration of Gaussian predictions: coverage of central intervals (Kuleshov, Fenner, Ermon: Accurate Uncertainties for Deep Learning Using
/// Calibrated Regression, ICML 2018), expected normalised calibration error over bins of equally many predictions by rising variance (Levi, Gispan, Giladi, Fetaya:
/// Evaluating and Calibrating Uncertainty Prediction in Regression Tasks, 2019), and the Gaussian negative log-likelihood.
/// </summary>
/// <param name="bins">Of the calibration error; fewer where there are fewer predictions.</param>
public sealed class GaussianCalibration(int bins = 10)
{
    // Quantiles of the standard normal distribution at 0.75, 0.84, 0.95 and 0.975.
    private const double Half50 = 0.6744897501960817, Half68 = 0.9944578832097532, Half90 = 1.6448536269514722, Half95 = 1.9599639845400545;
    private readonly List<(double Error, double Variance)> _predictions = [];

    /// <summary>The result so far; NaN without predictions.</summary>
    public CalibrationResult Result
    {
        get
        {
            int n = _predictions.Count;
            double squares = 0, likelihood = 0;
            foreach (var (error, variance) in _predictions)
            {
                squares += error * error / variance;
                likelihood += 0.5 * (Math.Log(2 * Math.PI * variance) + error * error / variance);
            }
            return new(n, Within(Half50), Within(Half68), Within(Half90), Within(Half95), NormalisedError(), squares / n, likelihood / n);
        }
    }

    /// <summary>Counts a prediction.</summary>
    /// <param name="error">Predicted less true value.</param>
    /// <param name="variance">Predicted, in the squared unit; above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The variance is not above 0.</exception>
    public void Add(double error, double variance)
    {
        if (!(variance > 0)) throw new ArgumentOutOfRangeException(nameof(variance), variance, "A variance is above 0.");
        _predictions.Add((error, variance));
    }

    private double Within(double deviations)
        => _predictions.Count(p => Math.Abs(p.Error) <= deviations * Math.Sqrt(p.Variance)) / (double)_predictions.Count;

    private double NormalisedError()
    {
        var sorted = _predictions.OrderBy(p => p.Variance).ToArray();
        int count = Math.Min(bins, sorted.Length);
        double sum = 0;
        for (int bin = 0; bin < count; bin++)
        {
            var members = sorted.AsSpan((int)((long)bin * sorted.Length / count)..(int)((bin + 1L) * sorted.Length / count));
            double variance = 0, squares = 0;
            foreach (var (error, predicted) in members)
            {
                variance += predicted;
                squares += error * error;
            }
            sum += Math.Abs(Math.Sqrt(variance) - Math.Sqrt(squares)) / Math.Sqrt(variance);
        }
        return sum / count;
    }
}
