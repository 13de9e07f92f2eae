using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ScottPlot;

namespace Snowball.Cli.Reports;

/// <summary>A line of a chart. Points that are not finite are left out; the band is drawn behind it.</summary>
internal sealed record Curve(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>At each point; empty for none.</summary>
    public IReadOnlyList<(double Low, double High)> Band { get; init; } = [];
}

/// <summary>Charts as vector pictures that are part of a page.</summary>
internal static partial class Charts
{
    private const int Width = 760, Height = 250, MostPoints = 500, MostMarked = 40, MostLetters = 60, Bins = 30;
    private const float Pale = 0.15f;
    private static readonly Color[] Colours = [.. new[] { "#1f6feb", "#d97706", "#17803d", "#8b5cf6", "#b42318", "#0e7490", "#64748b" }.Select(Color.FromHex)];
    private static readonly Color LimitColour = Color.FromHex("#b42318");

    /// <summary>Curves over a common axis that begins at 0, and the bound that they are held against.</summary>
    public static string Lines(string title, string axis, IReadOnlyList<Curve> curves, double? bound = null)
    {
        if (!curves.Any(curve => curve.Points.Any(point => double.IsFinite(point.Y)))) return Nothing(title);
        var plot = New(axis);
        for (int i = 0; i < curves.Count; i++)
        {
            var (curve, colour) = (curves[i], Colours[i % Colours.Length]);
            if (curve.Band.Count > 0)
            {
                var held = Enumerable.Range(0, curve.Points.Count).Where(at => double.IsFinite(curve.Band[at].Low)).ToList();
                var band = plot.Add.FillY(
                    [.. held.Select(at => curve.Points[at].X)], [.. held.Select(at => curve.Band[at].Low)], [.. held.Select(at => curve.Band[at].High)]);
                (band.FillColor, band.LineWidth, band.MarkerSize) = (colour.WithAlpha(Pale), 0, 0);
            }
            var shown = Thin([.. curve.Points.Where(point => double.IsFinite(point.Y))]);
            var line = plot.Add.Scatter(shown.ConvertAll(point => point.X), shown.ConvertAll(point => point.Y), colour);
            (line.LineWidth, line.MarkerSize, line.LegendText) = (2, shown.Count <= MostMarked ? 6 : 0, curve.Name);
        }
        if (bound is { } value) plot.Add.HorizontalLine(value, 1.5f, LimitColour, LinePattern.Dashed).LegendText = "bound";
        plot.Axes.AutoScale();
        // What was measured last stands clear of the edge.
        plot.Axes.SetLimitsX(0, 1.03 * Math.Max(curves.Max(curve => curve.Points.Count > 0 ? curve.Points[^1].X : 0), 1e-9));
        return Picture(plot, title, hasLegend: curves.Count > 1 || bound is not null);
    }

    /// <summary>How values are distributed, each sample as shares of itself, in bins that are common to all.</summary>
    public static string Histogram(string title, string axis, IReadOnlyList<(string Name, IReadOnlyList<double> Values)> samples)
    {
        var all = samples.SelectMany(sample => sample.Values).Where(double.IsFinite).ToList();
        if (all.Count == 0) return Nothing(title);
        double low = all.Min(), width = all.Max() > low ? (all.Max() - low) / Bins : 1;
        return Distribution(title, axis, low, width, [.. samples.Select(sample =>
        {
            var counts = new long[Bins];
            foreach (double value in sample.Values.Where(double.IsFinite)) counts[Math.Min((int)((value - low) / width), Bins - 1)]++;
            return (sample.Name, counts);
        })]);
    }

    /// <summary>Counts of neighbouring bins as shares of their sum, one sample over the other.</summary>
    public static string Distribution(string title, string axis, double low, double width, IReadOnlyList<(string Name, long[] Counts)> samples)
    {
        var plot = New(axis);
        for (int i = 0; i < samples.Count; i++)
        {
            var colour = Colours[i % Colours.Length];
            var shares = Shares(samples[i].Counts);
            var bars = plot.Add.Bars(Enumerable.Range(0, shares.Length).Select(bin => low + (bin + 0.5) * width).ToArray(), shares);
            foreach (var bar in bars.Bars) (bar.Size, bar.FillColor, bar.LineColor, bar.LineWidth) = (width, colour.WithAlpha(0.45f), colour, 1);
            (bars.LegendText, bars.Color) = (samples[i].Name, colour.WithAlpha(0.45f));
        }
        return Shares(plot, title);
    }

    /// <summary>Counts of named things as shares of their sum, those of several samples side by side.</summary>
    public static string Bars(string title, IReadOnlyList<string> names, IReadOnlyList<(string Name, long[] Counts)> samples)
    {
        var plot = New("");
        double size = 0.8 / samples.Count;
        for (int i = 0; i < samples.Count; i++)
        {
            var bars = plot.Add.Bars(Enumerable.Range(0, names.Count).Select(at => at - 0.4 + (i + 0.5) * size).ToArray(), Shares(samples[i].Counts));
            foreach (var bar in bars.Bars) (bar.Size, bar.LineWidth) = (0.95 * size, 0);
            (bars.LegendText, bars.Color) = (samples[i].Name, Colours[i % Colours.Length]);
        }
        plot.Axes.Bottom.SetTicks([.. Enumerable.Range(0, names.Count).Select(at => (double)at)], [.. names]);
        if (names.Sum(name => name.Length) > MostLetters)
        {
            (plot.Axes.Bottom.TickLabelStyle.Rotation, plot.Axes.Bottom.TickLabelStyle.Alignment) = (-25, Alignment.MiddleRight);
            plot.Axes.Bottom.MinimumSize = 7 * names.Max(name => name.Length) / 2 + 20;
            plot.Axes.Left.MinimumSize = 90;
        }
        return Shares(plot, title);
    }

    /// <summary>Points in the order of time, early ones pale and late ones dark, with a limit on their x.</summary>
    public static string Points(string title, string x, string y, IReadOnlyList<(double X, double Y)> points, double limit)
    {
        if (points.Count == 0) return Nothing(title);
        var plot = New(x);
        plot.YLabel(y);
        var shown = Thin(points);
        for (int i = 0; i < shown.Count; i++)
        {
            plot.Add.Marker(shown[i].X, shown[i].Y, MarkerShape.FilledCircle, 6, Colours[0].WithAlpha(0.1f + 0.8f * (i + 1) / shown.Count));
        }
        plot.Add.VerticalLine(limit, 1.5f, LimitColour, LinePattern.Dashed).LegendText = "limit";
        return Picture(plot, title, hasLegend: true);
    }

    /// <summary>Points of which some stand out.</summary>
    public static string Front(string title, string x, string y, IReadOnlyList<(double X, double Y, bool StandsOut)> points)
    {
        if (points.Count == 0) return Nothing(title);
        var plot = New(x);
        plot.YLabel(y);
        foreach (bool standsOut in (ReadOnlySpan<bool>)[false, true])
        {
            var shown = points.Where(point => point.StandsOut == standsOut).ToList();
            var markers = plot.Add.Markers(shown.ConvertAll(point => point.X), shown.ConvertAll(point => point.Y), MarkerShape.FilledCircle, standsOut ? 9 : 6, Colours[standsOut ? 0 : ^1]);
            markers.LegendText = standsOut ? "Pareto front" : "other trials";
        }
        return Picture(plot, title, hasLegend: true);
    }

    private static Plot New(string axis)
    {
        var plot = new Plot();
        plot.Axes.Bottom.Label.Text = axis;
        foreach (var label in new[] { plot.Axes.Bottom.Label, plot.Axes.Left.Label }) (label.Bold, label.FontSize) = (false, 12);
        (plot.Axes.Top.IsVisible, plot.Axes.Right.IsVisible) = (false, false);
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.OutlineColor = Colors.Transparent;
        return plot;
    }

    private static string Shares(Plot plot, string title)
    {
        plot.Axes.Margins(bottom: 0);
        plot.YLabel("share, %");
        return Picture(plot, title, hasLegend: true);
    }

    private static double[] Shares(long[] counts) => Array.ConvertAll(counts, count => 100.0 * count / Math.Max(1, counts.Sum()));

    private static string Picture(Plot plot, string title, bool hasLegend)
    {
        if (hasLegend) plot.ShowLegend(Edge.Right);
        // The names of this machine's fonts mean nothing on others.
        string drawing = FontFamily().Replace(plot.GetSvgXml(Width, Height), "font-family=\"system-ui, sans-serif\"");
        return $"<img width=\"{Width}\" height=\"{Height}\" alt=\"{WebUtility.HtmlEncode(title)}\" src=\"data:image/svg+xml;base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(drawing))}\">";
    }

    private static string Nothing(string title) => $"<p>{WebUtility.HtmlEncode(title)}: nothing was measured.</p>";

    /// <summary>Many points become means of neighbours.</summary>
    private static List<(double X, double Y)> Thin(IReadOnlyList<(double X, double Y)> points)
    {
        int size = (points.Count + MostPoints - 1) / MostPoints;
        return size <= 1 ? [.. points] : [.. points.Chunk(size).Select(chunk => (chunk.Average(point => point.X), chunk.Average(point => point.Y)))];
    }

    [GeneratedRegex("font-family=\"[^\"]*\"")]
    private static partial Regex FontFamily();
}
