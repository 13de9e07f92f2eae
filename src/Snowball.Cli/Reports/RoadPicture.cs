using System.Globalization;
using System.Text;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>
/// The road of a scenario from above as SVG, laid out straight along its stations in rows, and drawn wider than it is: the figures at
/// the left of a row tell its station.
/// </summary>
internal static class RoadPicture
{
    private const float RowLength = 1000, Spacing = 2, Stretch = 4;
    private const float Left = 60, Top = 14, Space = 26;

    /// <summary>Draws a carriageway and where egos start on it.</summary>
    public static string Draw(Carriageway road, EgoSettings ego)
    {
        float length = road.IsStraight ? RowLength : road.Length;
        int rows = (int)Math.Ceiling(length / RowLength);
        var (low, high) = Extent(road, length);
        float height = (high - low) * Stretch + Space;
        var svg = new StringBuilder();
        for (int row = 0; row < rows; row++)
        {
            float from = row * RowLength, to = Math.Min(from + RowLength, length);
            svg.Append(CultureInfo.InvariantCulture, $"<svg x=\"0\" y=\"{row * height + Top:0}\" width=\"{Left + RowLength + 20:0}\" height=\"{height:0}\" overflow=\"hidden\">\n");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8:0}\" y=\"{Y(0) + 4:0}\" text-anchor=\"end\">{from:0} m</text>\n");
            DrawRow(new Row(svg, road, from, to, Y));
            DrawNames(svg, road, from, to, Y(low) + 14);
            DrawStart(svg, road, ego, from, to, Y);
            svg.Append("</svg>\n");
        }
        return string.Create(CultureInfo.InvariantCulture, $$"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{{Left + RowLength + 20:0}}" height="{{rows * height + 2 * Top:0}}" font-family="sans-serif" font-size="11">
            <style>
            .ground { fill: #eef1e8 } .lane { fill: #6b7280 } .patch { fill: #93c5fd } .line { fill: none; stroke: white; stroke-width: 1px }
            .broken { fill: none; stroke: white; stroke-width: 1px; stroke-dasharray: 6 6 } .rail { stroke: #c2410c; stroke-width: 1.5px } .thing { fill: #c2410c }
            .start { fill: #facc15; fill-opacity: 0.8 }
            </style>
            <rect class="ground" width="100%" height="100%"/>

            """) + svg + "</svg>\n";

        float Y(float d) => (high - d) * Stretch + 4;
    }

    private sealed record Row(StringBuilder Svg, Carriageway Road, float From, float To, Func<float, float> Y)
    {
        public float X(float s) => Left + s - From;
    }

    private static void DrawRow(Row row)
    {
        for (int lane = 0; lane < row.Road.Lanes; lane++) DrawLane(row, lane);
        for (int lane = 0; lane < row.Road.Lanes; lane++) DrawRightLine(row, lane);
        foreach (var box in row.Road.Obstacles.Boxes) DrawBox(row, box);
    }

    private static void DrawLane(Row row, int lane)
    {
        var left = new List<(float S, float D)>();
        var right = new List<(float S, float D)>();
        string kind = "";
        for (float s = row.From; s <= row.To; s += Spacing)
        {
            float half = Width(row.Road, lane, s) / 2, centre = row.Road.LaneCentre(lane, s);
            string here = half <= 0 ? "" : row.Road.Surface is { } surface && surface.Friction(s) < 0.99f ? "patch" : "lane";
            if (half > 0)
            {
                left.Add((s, centre + half));
                right.Add((s, centre - half));
            }
            if (here == kind && s + Spacing <= row.To) continue;
            if (left.Count > 1)
            {
                right.Reverse();
                row.Svg.Append($"<polygon class=\"{(kind.Length > 0 ? kind : here)}\" points=\"{Points(row, left)} {Points(row, right)}\"/>\n");
            }
            left.Clear();
            right.Clear();
            if (half > 0)
            {
                left.Add((s, centre + half));
                right.Add((s, centre - half));
            }
            kind = here;
        }
    }

    private static void DrawRightLine(Row row, int lane)
    {
        var points = new List<(float S, float D)>();
        string kind = "";
        for (float s = row.From; s <= row.To; s += Spacing)
        {
            float half = Width(row.Road, lane, s) / 2;
            bool mayBeCrossed = row.Road.MayChange(lane, 1, s) || (lane + 1 < row.Road.Lanes && row.Road.MayChange(lane + 1, -1, s));
            string here = half <= 0 ? "" : mayBeCrossed ? "broken" : "line";
            if (half > 0) points.Add((s, row.Road.LaneCentre(lane, s) - half));
            if (here == kind && s + Spacing <= row.To) continue;
            if (points.Count > 1) row.Svg.Append($"<polyline class=\"{(kind.Length > 0 ? kind : here)}\" points=\"{Points(row, points)}\"/>\n");
            var last = half > 0 ? points[^1] : default;
            points.Clear();
            if (half > 0) points.Add(last);
            kind = here;
        }
    }

    /// <summary>The points but those that lie on a level with both neighbours.</summary>
    private static string Points(Row row, List<(float S, float D)> points)
    {
        var text = new StringBuilder();
        for (int i = 0; i < points.Count; i++)
        {
            bool isLevel = i > 0 && i + 1 < points.Count && MathF.Abs(points[i].D - points[i - 1].D) < 1e-3f && MathF.Abs(points[i].D - points[i + 1].D) < 1e-3f;
            if (!isLevel) text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? " " : "")}{row.X(points[i].S):0.#},{row.Y(points[i].D):0.#}");
        }
        return text.ToString();
    }

    private static void DrawBox(Row row, ObstacleBox box)
    {
        float hint = Nearest(row.Road, box.X, box.Y);
        if (hint < row.From - RowLength / 10 || hint > row.To + RowLength / 10) return;
        if (box.IsRail)
        {
            row.Road.Project(box.X - box.Cos * box.HalfLength, box.Y - box.Sin * box.HalfLength, hint, out float s0, out float d0);
            row.Road.Project(box.X + box.Cos * box.HalfLength, box.Y + box.Sin * box.HalfLength, hint, out float s1, out float d1);
            if (MathF.Min(s0, s1) < row.From - Spacing || MathF.Max(s0, s1) > row.To + Spacing) return;
            row.Svg.Append(CultureInfo.InvariantCulture, $"<line class=\"rail\" x1=\"{row.X(s0):0.#}\" y1=\"{row.Y(d0):0.#}\" x2=\"{row.X(s1):0.#}\" y2=\"{row.Y(d1):0.#}\"/>\n");
            return;
        }
        row.Road.Project(box.X, box.Y, hint, out float s, out float d);
        if (s >= row.From && s <= row.To) row.Svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"thing\" cx=\"{row.X(s):0.#}\" cy=\"{row.Y(d):0.#}\" r=\"1.5\"/>\n");
    }

    private static void DrawNames(StringBuilder svg, Carriageway road, float from, float to, float y)
    {
        if (road.Table is not { } table) return;
        foreach (var entry in table.Entries.DistinctBy(entry => (entry.Name, entry.S))) Name(entry.Name, entry.S, "start");
        foreach (var destination in table.Destinations) Name(destination.Name, destination.S, "end");

        void Name(string name, float s, string anchor)
        {
            if (s < from || s > to || (s == from && from > 0)) return;
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left + s - from:0}\" y=\"{y:0}\" text-anchor=\"{anchor}\">{System.Security.SecurityElement.Escape(name)} {s:0} m</text>\n");
        }
    }

    private static void DrawStart(StringBuilder svg, Carriageway road, EgoSettings ego, float from, float to, Func<float, float> y)
    {
        float first = Math.Max(ego.Position.Minimum, from), last = Math.Min(Math.Max(ego.Position.Maximum, ego.Position.Minimum + 5), to);
        if (last <= first) return;
        for (int lane = (int)ego.Lane.Minimum; lane <= Math.Min((int)ego.Lane.Maximum, road.Lanes - 1); lane++)
        {
            float centre = road.LaneCentre(lane, first);
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"start\" x=\"{Left + first - from:0.#}\" y=\"{y(centre + 0.9f):0.#}\" width=\"{last - first:0.#}\" height=\"{1.8f * Stretch:0.#}\"/>\n");
        }
    }

    private static float Width(Carriageway road, int lane, float s) => road.Table is { } table ? table.Width(lane, s) : road.LaneWidth;

    private static (float Low, float High) Extent(Carriageway road, float length)
    {
        float low = 0, high = 0;
        for (int lane = 0; lane < road.Lanes; lane++)
        {
            for (float s = 0; s <= length; s += Spacing)
            {
                float half = Width(road, lane, s) / 2;
                if (half <= 0) continue;
                (low, high) = (Math.Min(low, road.LaneCentre(lane, s) - half), Math.Max(high, road.LaneCentre(lane, s) + half));
            }
        }
        return (low - 4, high + 2);
    }

    private static float Nearest(Carriageway road, float x, float y)
    {
        if (road.IsStraight) return x;
        int best = 0;
        float least = float.PositiveInfinity;
        for (int i = 0; i < road.X.Length; i++)
        {
            float dx = road.X[i] - x, dy = road.Y[i] - y;
            if (dx * dx + dy * dy < least) (best, least) = (i, dx * dx + dy * dy);
        }
        return best * Carriageway.StationSpacing;
    }
}
