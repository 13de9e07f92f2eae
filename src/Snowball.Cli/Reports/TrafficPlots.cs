using ScottPlot;
using Snowball.Sim.Studies;

namespace Snowball.Cli.Reports;

/// <summary>The pictures of <c>snowball traffic</c>, as PNG.</summary>
internal static class TrafficPlots
{
    private const int Width = 900, Height = 560;

    /// <summary>Flow over density: theory as a line, simulation as points.</summary>
    public static void FundamentalDiagram(IntelligentDriverTheory theory, IReadOnlyList<DiagramPoint> points, string file)
    {
        var plot = new Plot();
        double[] densities = [.. Enumerable.Range(1, 140).Select(step => 0.001 * step)];
        var curve = plot.Add.ScatterLine(densities.Select(density => 1000 * density).ToArray(), densities.Select(density => 3600 * theory.Flow(density)).ToArray());
        (curve.LegendText, curve.LineWidth) = ("equilibrium, analytic", 2);
        Add(plot, points.Where(point => point.IsStringStable), "simulated, string-stable in theory", Colors.Green);
        Add(plot, points.Where(point => !point.IsStringStable), "simulated, string-unstable in theory", Colors.Red);
        plot.Title("IDM on a ring of one lane, published parameters, after an hour");
        plot.XLabel("density, vehicles/km");
        plot.YLabel("flow, vehicles/h");
        plot.ShowLegend(Alignment.UpperRight);
        plot.Axes.SetLimits(0, 140, 0, 2000);
        plot.SavePng(file, Width, Height);

        static void Add(Plot plot, IEnumerable<DiagramPoint> points, string name, Color colour)
        {
            var marks = plot.Add.ScatterPoints(points.Select(point => 1000 * point.Density).ToArray(), points.Select(point => 3600 * point.Flow).ToArray(), colour);
            (marks.LegendText, marks.MarkerSize) = (name, 9);
        }
    }

    /// <summary>Speed over time and place.</summary>
    public static void SpaceTime(SpaceTime field, double circumference, double seconds, string file)
    {
        var speeds = new double[field.Cells, field.Rows];
        for (int cell = 0; cell < field.Cells; cell++)
        {
            // The first row of a picture is its upper edge.
            for (int row = 0; row < field.Rows; row++) speeds[field.Cells - 1 - cell, row] = 3.6 * field.Speed(row, cell);
        }
        var plot = new Plot();
        var map = plot.Add.Heatmap(speeds);
        map.Colormap = new ScottPlot.Colormaps.Turbo().Reversed();
        map.Position = new CoordinateRect(0, seconds / 60, 0, circumference / 1000);
        var bar = plot.Add.ColorBar(map);
        bar.Label = "speed, km/h";
        plot.Title("Stop and go from small disturbances; traffic drives upwards");
        plot.XLabel("time, min");
        plot.YLabel("place on the ring, km");
        plot.Axes.SetLimits(0, seconds / 60, 0, circumference / 1000);
        plot.SavePng(file, Width, Height);
    }

    /// <summary>Lane changes over density.</summary>
    public static void LaneChanges(IReadOnlyList<MixPoint> points, string file)
    {
        var plot = new Plot();
        var line = plot.Add.Scatter(points.Select(point => 1000 * point.Density).ToArray(), points.Select(point => 3.6e6 * point.LaneChanges).ToArray());
        (line.LineWidth, line.MarkerSize) = (2, 9);
        plot.Title("Lane changes on two lanes, 15 % trucks");
        plot.XLabel("density, vehicles/km and lane");
        plot.YLabel("lane changes/(km h)");
        plot.Axes.SetLimitsY(0, 1.1 * points.Max(point => 3.6e6 * point.LaneChanges));
        plot.SavePng(file, Width, Height);
    }
}
