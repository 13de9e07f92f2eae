using System.Text;

namespace Snowball.Cli.Reports;

/// <summary>A curve as inline SVG.</summary>
internal static class LineChart
{
    private const double Width = 640, Height = 200, Left = 64, Right = 36, Top = 12, Bottom = 28;
    private const int MostPoints = 500;

    // Rounding must not push an end that is a tick beyond it.
    private const double Slack = 1e-9;

    /// <summary>Draws points in the order of x. Many points are thinned out by means of neighbours.</summary>
    public static string Draw(string label, IReadOnlyList<(double X, double Y)> points)
    {
        var shown = Thin([.. points.Where(point => double.IsFinite(point.Y))]);
        if (shown.Count == 0) return $"<p>{label}: nothing was measured.</p>";

        var values = RoundTicks(shown.Min(point => point.Y), shown.Max(point => point.Y));
        var steps = RoundTicks(0, Math.Max(shown[^1].X, 1));
        var (low, high, last) = (values[0], values[^1], Math.Max(shown[^1].X, 1));
        var svg = new StringBuilder();
        svg.Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{label}\">");
        foreach (double value in values)
        {
            svg.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\"/>");
            svg.Append($"<text class=\"end\" x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\">{value:0.#####}</text>");
        }
        foreach (double step in steps.Where(step => step <= last))
        {
            svg.Append($"<text class=\"middle\" x=\"{X(step):0.#}\" y=\"{Height - 8}\">{step:#,0}</text>");
        }
        svg.Append("<polyline points=\"");
        svg.AppendJoin(' ', shown.Select(point => $"{X(point.X):0.#},{Y(point.Y):0.#}"));
        return svg.Append("\"/></svg>").ToString();

        double X(double step) => Left + step / last * (Width - Left - Right);
        double Y(double value) => Top + (high - value) / (high - low) * (Height - Top - Bottom);
    }

    /// <summary>About five multiples of 1, 2 or 5 times a power of ten that enclose an interval.</summary>
    internal static List<double> RoundTicks(double low, double high)
    {
        if (low == high) (low, high) = (low - 0.5, high + 0.5);
        double rough = (high - low) / 4, power = Math.Pow(10, Math.Floor(Math.Log10(rough))), leading = rough / power - Slack;
        double distance = power * (leading <= 1 ? 1 : leading <= 2 ? 2 : leading <= 5 ? 5 : 10);
        var ticks = new List<double>();
        for (double tick = Math.Floor(low / distance + Slack); tick < Math.Ceiling(high / distance - Slack) + 0.5; tick++) ticks.Add(tick * distance);
        return ticks;
    }

    private static List<(double X, double Y)> Thin(List<(double X, double Y)> points)
    {
        int size = (points.Count + MostPoints - 1) / MostPoints;
        return size <= 1 ? points : [.. points.Chunk(size).Select(chunk => (chunk[^1].X, chunk.Average(point => point.Y)))];
    }
}
