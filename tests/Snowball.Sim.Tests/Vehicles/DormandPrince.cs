namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The integrator with which the CommonRoad vehicle models were published: MATLAB's ode45, which is Dormand and Prince's pair of orders 5 and 4
/// (1980) with the step control of Shampine and Reichelt (The MATLAB ODE Suite, 1997) at its default tolerances.
/// </summary>
internal static class DormandPrince
{
    private const double Relative = 1e-3, Absolute = 1e-6, Threshold = Absolute / Relative, Power = 0.2;

    private static readonly double[][] Stages =
    [
        [1.0 / 5],
        [3.0 / 40, 9.0 / 40],
        [44.0 / 45, -56.0 / 15, 32.0 / 9],
        [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
        [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
        [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
    ];

    private static readonly double[] Errors = [71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40];

    /// <summary>The state after a time.</summary>
    public static double[] Integrate(Func<double[], double[]> derivative, double[] x, double seconds)
    {
        double longest = 0.1 * seconds, time = 0;
        double[] slope = derivative(x);
        double fastest = x.Zip(slope, (value, rate) => Math.Abs(rate) / Math.Max(Math.Abs(value), Threshold)).Max() / (0.8 * Math.Pow(Relative, Power));
        double step = longest * fastest > 1 ? 1 / fastest : longest;
        while (time < seconds)
        {
            step = Math.Min(step, longest);
            if (1.1 * step >= seconds - time) step = seconds - time;
            var (next, last, error) = Try(derivative, x, slope, step);
            bool failed = error > Relative;
            for (bool first = true; error > Relative; first = false)
            {
                step *= first ? Math.Max(0.1, 0.8 * Math.Pow(Relative / error, Power)) : 0.5;
                (next, last, error) = Try(derivative, x, slope, step);
            }
            time = step == seconds - time ? seconds : time + step;
            if (!failed) step /= Math.Max(0.2, 1.25 * Math.Pow(error / Relative, Power));
            (x, slope) = (next, last);
        }
        return x;
    }

    private static (double[] Next, double[] Slope, double Error) Try(Func<double[], double[]> derivative, double[] x, double[] slope, double step)
    {
        var slopes = new List<double[]> { slope };
        double[] next = x;
        foreach (double[] stage in Stages)
        {
            next = [.. x.Select((value, i) => value + step * Weighted(stage, i))];
            slopes.Add(derivative(next));
        }
        double error = x.Select((value, i) => Math.Abs(step * Weighted(Errors, i)) / Math.Max(Math.Max(Math.Abs(value), Math.Abs(next[i])), Threshold)).Max();
        return (next, slopes[^1], error);

        double Weighted(double[] weights, int i) => weights.Select((weight, k) => weight * slopes[k][i]).Sum();
    }
}
