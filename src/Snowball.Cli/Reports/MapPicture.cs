using System.Text;
using Snowball.Sim.Roads.Network;

namespace Snowball.Cli.Reports;

/// <summary>A map from above as SVG, one unit a metre, y upwards.</summary>
internal static class MapPicture
{
    private const double Spacing = 1;
    private const double Tolerance = 0.02;
    private const double Border = 10;
    private const int PixelsOfLongerSide = 1600;

    /// <summary>Draws lanes, their borders, barriers and obstacles.</summary>
    public static string Draw(RoadNetwork network)
    {
        var (left, bottom, right, top) = (double.PositiveInfinity, double.PositiveInfinity, double.NegativeInfinity, double.NegativeInfinity);
        var surfaces = new StringBuilder();
        var lines = new StringBuilder();
        foreach (var road in network.Roads)
        {
            for (int section = 0; section < road.Sections.Length; section++)
            {
                foreach (var lane in road.Sections[section].Lanes) DrawLane(road, section, lane);
            }
            foreach (var thing in road.Objects) DrawObject(road, thing);
        }

        var (width, height) = (right - left + 2 * Border, top - bottom + 2 * Border);
        double scale = PixelsOfLongerSide / Math.Max(width, height);
        return $$"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{{width * scale:0}}" height="{{height * scale:0}}" viewBox="{{left - Border:0.##}} {{-top - Border:0.##}} {{width:0.##}} {{height:0.##}}">
            <style>
            * { vector-effect: non-scaling-stroke }
            .ground { fill: #eef1e8 } .drivable { fill: #6b7280 } .beside { fill: #b6bcc6 } .verge { fill: #e0e5d6 } .obstacle { fill: #c2410c }
            .border { fill: none; stroke: white; stroke-width: 0.8px } .barrier { fill: none; stroke: #c2410c; stroke-width: 1.5px }
            </style>
            <rect class="ground" x="{{left - Border:0.##}}" y="{{-top - Border:0.##}}" width="{{width:0.##}}" height="{{height:0.##}}"/>

            """ + surfaces + lines + "</svg>\n";

        void DrawLane(Road road, int section, Lane lane)
        {
            var stations = Stations(road.Sections[section].Start, road.SectionEnd(section));
            var leftEdge = Thin([.. stations.Select(s => At(road, s, road.LaneEdges(section, lane.Id, s).Left))]);
            var rightEdge = Thin([.. stations.Select(s => At(road, s, road.LaneEdges(section, lane.Id, s).Right))]);
            surfaces.AppendLine($"<path class=\"{(lane.IsDrivable ? "drivable" : lane.Type == LaneType.None ? "verge" : "beside")}\" d=\"M{Points([.. leftEdge, .. rightEdge.Reverse()])}Z\"/>");
            lines.AppendLine($"<polyline class=\"border\" points=\"{Points(lane.Id > 0 ? leftEdge : rightEdge)}\"/>");
        }

        void DrawObject(Road road, RoadObject thing)
        {
            switch (thing)
            {
                case RoadBarrier barrier:
                    var points = barrier.Points.Zip(barrier.Points.Skip(1)).SelectMany(pair => Stations(pair.First.S, pair.Second.S).Select(s => At(road, s,
                        pair.First.T + (pair.Second.T - pair.First.T) * (s - pair.First.S) / Math.Max(pair.Second.S - pair.First.S, Tolerance))));
                    lines.AppendLine($"<polyline class=\"barrier\" points=\"{Points(Thin([.. points]))}\"/>");
                    break;
                case RoadObstacle { Outline.IsEmpty: true } obstacle:
                    var (x, y) = At(road, obstacle.S, obstacle.T);
                    lines.AppendLine($"<circle class=\"obstacle\" cx=\"{x:0.##}\" cy=\"{-y:0.##}\" r=\"{Radius(obstacle):0.##}\"/>");
                    break;
                case RoadObstacle obstacle:
                    var pose = road.ToWorld(obstacle.S, obstacle.T);
                    var (sin, cos) = Math.SinCos(pose.Heading + obstacle.Heading);
                    lines.AppendLine($"<polygon class=\"obstacle\" points=\"{Points([.. obstacle.Outline.Select(c => (pose.X + c.U * cos - c.V * sin, pose.Y + c.U * sin + c.V * cos))])}\"/>");
                    break;
            }
        }

        (double X, double Y) At(Road road, double s, double t)
        {
            var pose = road.ToWorld(s, t);
            (left, right) = (Math.Min(left, pose.X), Math.Max(right, pose.X));
            (bottom, top) = (Math.Min(bottom, pose.Y), Math.Max(top, pose.Y));
            return (pose.X, pose.Y);
        }
    }

    private static IEnumerable<double> Stations(double start, double end)
    {
        int steps = Math.Max(1, (int)Math.Ceiling((end - start) / Spacing));
        return Enumerable.Range(0, steps + 1).Select(i => start + (end - start) * i / steps);
    }

    /// <summary>Leaves out points that lie between their neighbours on a straight.</summary>
    private static (double X, double Y)[] Thin((double X, double Y)[] points)
    {
        var kept = new List<(double X, double Y)> { points[0] };
        for (int i = 1; i + 1 < points.Length; i++)
        {
            var (last, at, next) = (kept[^1], points[i], points[i + 1]);
            double along = Math.Sqrt((next.X - last.X) * (next.X - last.X) + (next.Y - last.Y) * (next.Y - last.Y));
            double area = Math.Abs((next.X - last.X) * (at.Y - last.Y) - (next.Y - last.Y) * (at.X - last.X));
            if (area > Tolerance * along) kept.Add(at);
        }
        return [.. kept, points[^1]];
    }

    private static string Points(IReadOnlyList<(double X, double Y)> points)
        => string.Join(' ', points.Select(point => $"{point.X:0.##},{-point.Y:0.##}"));

    /// <summary>Of a circle about the size of the obstacle, large enough to be seen.</summary>
    private static double Radius(RoadObstacle obstacle) => Math.Max(0.3, Math.Max(obstacle.Radius, Math.Min(obstacle.Length, obstacle.Width) / 2));
}
