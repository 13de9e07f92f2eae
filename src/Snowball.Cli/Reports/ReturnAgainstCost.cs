using System.Text;

namespace Snowball.Cli.Reports;

/// <summary>Return over cost of the episodes of each update, early ones pale and late ones dark, with the limit of the cost; inline SVG.</summary>
internal static class ReturnAgainstCost
{
    private const double Width = 640, Height = 240, Left = 64, Right = 36, Top = 12, Bottom = 28;
    private const int MostPoints = 400;

    /// <summary>Draws points in the order of training.</summary>
    public static string Draw(IReadOnlyList<(double Cost, double Return)> points, double limit)
    {
        if (points.Count == 0) return "<p>No episode has ended.</p>";
        int size = (points.Count + MostPoints - 1) / MostPoints;
        List<(double Cost, double Return)> shown = [.. points.Chunk(size).Select(chunk => (chunk.Average(point => point.Cost), chunk.Average(point => point.Return)))];
        var costs = LineChart.RoundTicks(0, Math.Max(limit, shown.Max(point => point.Cost)));
        var returns = LineChart.RoundTicks(shown.Min(point => point.Return), shown.Max(point => point.Return));
        var svg = new StringBuilder();
        svg.Append($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"Return against cost\">");
        foreach (double value in returns)
        {
            svg.Append($"<line class=\"grid\" x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.#}\" y2=\"{Y(value):0.#}\"/>");
            svg.Append($"<text class=\"end\" x=\"{Left - 6}\" y=\"{Y(value) + 4:0.#}\">{value:0.#####}</text>");
        }
        foreach (double cost in costs) svg.Append($"<text class=\"middle\" x=\"{X(cost):0.#}\" y=\"{Height - 8}\">{cost:0.#####}</text>");
        svg.Append($"<line class=\"limit\" x1=\"{X(limit):0.#}\" x2=\"{X(limit):0.#}\" y1=\"{Top}\" y2=\"{Height - Bottom}\"/>");
        svg.Append($"<text x=\"{X(limit) + 5:0.#}\" y=\"{Top + 10}\">limit</text>");
        for (int i = 0; i < shown.Count; i++)
        {
            double share = shown.Count == 1 ? 1 : (double)i / (shown.Count - 1);
            svg.Append($"<circle class=\"point\" cx=\"{X(shown[i].Cost):0.#}\" cy=\"{Y(shown[i].Return):0.#}\" r=\"3\" fill-opacity=\"{0.1 + 0.8 * share:0.##}\"/>");
        }
        return svg.Append("</svg>").ToString();

        double X(double cost) => Left + (cost - costs[0]) / (costs[^1] - costs[0]) * (Width - Left - Right);
        double Y(double value) => Top + (returns[^1] - value) / (returns[^1] - returns[0]) * (Height - Top - Bottom);
    }
}
