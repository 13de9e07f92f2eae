using ScottPlot;
using ScottPlot.TickGenerators;

namespace Snowball.Cli.CrossPlay;

/// <summary>A cross-play matrix as a PNG of three maps: return, collisions, and who does better than whom.</summary>
internal static class HeatMap
{
    private const int Cell = 110, Margin = 190;

    /// <summary>Draws the matrix.</summary>
    public static void Save(PlayMatrix matrix, string title, string file)
    {
        double span = Largest(matrix, pair => Math.Abs(pair.Advantage.Mean));
        var maps = new Multiplot();
        maps.AddPlots(3);
        maps.Layout = new ScottPlot.MultiplotLayouts.Columns();
        Draw(maps.GetPlot(0), matrix, $"{title}: return of the row", pair => pair.RowReturn.Mean, pair => $"{pair.RowReturn.Mean:0.0}", new ScottPlot.Colormaps.Viridis(), null);
        Draw(maps.GetPlot(1), matrix, "collisions of the row, %", pair => 100 * pair.RowCollisions.Mean, pair => $"{100 * pair.RowCollisions.Mean:0.0}", new ScottPlot.Colormaps.Viridis().Reversed(), (0, null));
        Draw(maps.GetPlot(2), matrix, "return of the row less that of the others", pair => pair.Advantage.Mean,
            pair => $"{pair.Advantage.Mean:+0.0;-0.0;0.0}{(pair.Sign == 0 ? "" : "*")}", new ScottPlot.Colormaps.Balance(), (-span, span));
        int side = matrix.Names.Length * Cell + Margin;
        string temporary = $"{file}.tmp.png";
        maps.SavePng(temporary, 3 * side, side);
        File.Move(temporary, file, overwrite: true);
    }

    private static void Draw(
        Plot plot, PlayMatrix matrix, string title, Func<Pairing, double> value, Func<Pairing, string> text, IColormap colours, (double Low, double? High)? range)
    {
        int count = matrix.Names.Length;
        var values = new double[count, count];
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++) values[row, column] = value(matrix.Pairings[row, column]);
        }
        var map = plot.Add.Heatmap(values);
        map.Colormap = colours;
        double least = values.Cast<double>().Min(), most = values.Cast<double>().Max();
        var (low, high) = (range?.Low ?? least, range?.High ?? most);
        if (high <= low) high = low + 1;
        map.ManualRange = new ScottPlot.Range(low, high);
        for (int row = 0; row < count; row++)
        {
            for (int column = 0; column < count; column++)
            {
                var label = plot.Add.Text(text(matrix.Pairings[row, column]), column, count - 1 - row);
                label.LabelAlignment = Alignment.MiddleCenter;
                label.LabelFontSize = 17;
                label.LabelFontColor = IsDark(colours.GetColor((values[row, column] - low) / (high - low))) ? Colors.White : Colors.Black;
            }
        }
        plot.Title(title, 15);
        plot.Axes.Left.TickGenerator = new NumericManual([.. Enumerable.Range(0, count).Select(place => (double)place)], [.. matrix.Names.Reverse()]);
        plot.Axes.Bottom.TickGenerator = new NumericManual([.. Enumerable.Range(0, count).Select(place => (double)place)], matrix.Names);
        plot.Axes.Bottom.TickLabelStyle.Rotation = 25;
        plot.Axes.Bottom.TickLabelStyle.Alignment = Alignment.UpperLeft;
        plot.Axes.Bottom.MinimumSize = 90;
        plot.YLabel("one car");
        plot.XLabel("the others");
        plot.Axes.SetLimits(-0.5, count - 0.5, -0.5, count - 0.5);
        plot.HideGrid();
    }

    private static bool IsDark(Color colour) => 0.299 * colour.R + 0.587 * colour.G + 0.114 * colour.B < 140;

    private static double Largest(PlayMatrix matrix, Func<Pairing, double> value)
    {
        double largest = 0;
        foreach (var pair in matrix.Pairings) largest = Math.Max(largest, value(pair));
        return largest > 0 ? largest : 1;
    }
}
