namespace Snowball.Agents.Tests.Sac;

/// <summary>
/// The squashed Gaussian that is best for a reward of one action and a price of entropy, found without gradients: integrals by the trapezium rule over the
/// Gaussian's axis, the maximum by halving a pattern of steps.
/// </summary>
internal sealed record SquashedGaussianOptimum(double Temperature, double Mean, double LogStd, double MeanReward, double Entropy)
{
    private const int Intervals = 400;
    private const double Reach = 8;

    /// <summary>Of a temperature: maximises mean reward + temperature x entropy.</summary>
    public static SquashedGaussianOptimum OfTemperature(Func<double, double> reward, double temperature)
    {
        double mean = 0, logStd = -0.5, best = Worth(mean, logStd);
        for (double step = 0.5; step > 1e-5; step *= 0.5)
        {
            bool hasMoved = true;
            while (hasMoved)
            {
                hasMoved = false;
                foreach (var (x, y) in ((double, double)[])[(step, 0), (-step, 0), (0, step), (0, -step)])
                {
                    double worth = Worth(mean + x, logStd + y);
                    if (worth <= best) continue;
                    (mean, logStd, best, hasMoved) = (mean + x, logStd + y, worth, true);
                }
            }
        }
        var (value, entropy) = Integrate(reward, mean, logStd);
        return new SquashedGaussianOptimum(temperature, mean, logStd, value, entropy);

        double Worth(double m, double s)
        {
            var (value, entropy) = Integrate(reward, m, s);
            return value + temperature * entropy;
        }
    }

    /// <summary>Of an entropy: more of it is best where it is worth more.</summary>
    public static SquashedGaussianOptimum OfEntropy(Func<double, double> reward, double entropy)
    {
        double low = Math.Log(1e-3), high = Math.Log(10);
        while (high - low > 1e-4)
        {
            double middle = 0.5 * (low + high);
            if (OfTemperature(reward, Math.Exp(middle)).Entropy < entropy) low = middle;
            else high = middle;
        }
        return OfTemperature(reward, Math.Exp(low));
    }

    private static (double MeanReward, double Entropy) Integrate(Func<double, double> reward, double mean, double logStd)
    {
        double value = 0, entropy = 0.5 * Math.Log(2 * Math.PI * Math.E) + logStd, width = 2.0 * Reach / Intervals;
        for (int i = 0; i <= Intervals; i++)
        {
            double z = -Reach + i * width, action = Math.Tanh(mean + Math.Exp(logStd) * z);
            double mass = Math.Exp(-0.5 * z * z) / Math.Sqrt(2 * Math.PI) * width;
            value += mass * reward(action);
            entropy += mass * Math.Log(Math.Max(1 - action * action, 1e-300));
        }
        return (value, entropy);
    }
}
