using Snowball.Cli.Reports;
using Snowball.Learning.Runs;
using Snowball.Sim.Metrics;

namespace Snowball.Cli.Comparisons;

/// <summary>What the runs of a group logged, as their mean with its 95% interval over the runs.</summary>
internal static class LearningCurve
{
    private const int MostCells = 150;

    /// <summary>
    /// Draws a quantity up to the end of the group's longest run. A cell of the axis has the mean of what a run logged in it; a run that
    /// logged nothing in it, or has ended, keeps its last value.
    /// </summary>
    /// <param name="group">The runs.</param>
    /// <param name="name">Name in the log.</param>
    /// <param name="axis">The place of a line of a run's log on the axis, from 0; null where it is not known.</param>
    public static Curve Of(RunGroup group, string name, Func<RunRecord, LoggedMetrics, double?> axis)
    {
        var runs = group.Runs.Select(run => run.Log
            .Where(line => line.Values.TryGetValue(name, out double value) && double.IsFinite(value))
            .Select(line => (X: axis(run, line), Y: line.Values[name]))
            .Where(point => point.X is not null).Select(point => (X: point.X!.Value, point.Y)).ToList()).Where(points => points.Count > 0).ToList();
        if (runs.Count == 0) return new Curve(group.Name, []);
        int cells = Math.Min(MostCells, runs.Max(points => points.Count));
        double cell = runs.Max(points => points[^1].X) / cells;
        var values = runs.ConvertAll(points => ByCell(points, cell, cells));

        var curve = new List<(double, double)>();
        var band = new List<(double, double)>();
        for (int i = 0; i < cells; i++)
        {
            // Runs begin to log at different places.
            double[][] started = [.. values.Select(run => run[i]).Where(double.IsFinite).Select(value => new[] { value })];
            if (started.Length == 0) continue;
            var mean = RunBootstrap.Mean(started);
            curve.Add(((i + 1) * cell, mean.Value));
            band.Add(started.Length > 1 ? (mean.Low, mean.High) : (double.NaN, double.NaN));
        }
        return new Curve(group.Name, curve) { Band = runs.Count > 1 ? band : [] };
    }

    private static double[] ByCell(List<(double X, double Y)> points, double cell, int cells)
    {
        var sums = new double[cells];
        var counts = new int[cells];
        foreach (var (x, y) in points)
        {
            int at = Math.Clamp((int)Math.Ceiling(x / cell) - 1, 0, cells - 1);
            sums[at] += y;
            counts[at]++;
        }
        double last = double.NaN;
        for (int i = 0; i < cells; i++) sums[i] = last = counts[i] > 0 ? sums[i] / counts[i] : last;
        return sums;
    }
}
