using ScottPlot;
using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Reports;

/// <summary>
/// What a lidar or a radar of the ego sees, from above, as PNG: the ego at the origin drives to the right. Of a lidar the last scan, of a radar all detections
/// of some seconds, each where it lay from the ego when it was made.
/// </summary>
internal sealed class SensorPicture(DrivingEnv environment, SensorSettings sensor)
{
    private const int Pixels = 1400, PixelsHigh = 560;
    private const float Behind = 30, Ahead = 150, GroundHeight = 0.1f, LaneStep = 2;
    private static readonly Color s_asphalt = Color.FromHex("#d8dce2"), s_ground = Color.FromHex("#a8a29e"), s_barrier = Color.FromHex("#c2410c");
    private readonly List<Seen> _seen = [];

    /// <summary>A point ahead and to the left of the ego (m), and its height (m) of a lidar, its range rate (m/s) of a radar.</summary>
    private readonly record struct Seen(double X, double Y, double Value);

    /// <summary>Whether there are pictures of what an instrument sees.</summary>
    public static bool Shows(InstrumentSettings instrument) => instrument is LidarSettings or RadarSettings;

    /// <summary>Takes up what the sensor says now.</summary>
    public void Take()
    {
        var spec = environment.ChannelSpec(sensor.Name);
        var row = environment.Channel(sensor.Name)[..spec.Size];
        if (sensor.Instrument is LidarSettings lidar) TakeScan(lidar, row[1..]);
        else if (sensor.Instrument is RadarSettings radar) TakeDetections(radar, row[1..]);
    }

    /// <summary>Draws it.</summary>
    public void Save(double seconds, string file)
    {
        var plot = new Plot();
        DrawRoad(plot);
        DrawVehicles(plot);
        bool isLidar = sensor.Instrument is LidarSettings;
        if (isLidar) DrawGround(plot);
        DrawSeen(plot, isLidar);
        plot.Title(isLidar ? $"A scan of {sensor.Name}, {environment.Scenario.Name}, after {seconds:0.#} s" : $"Detections of {sensor.Name} in {seconds:0.#} s, {environment.Scenario.Name}");
        plot.XLabel("ahead of the ego, m");
        plot.YLabel("to its left, m");
        plot.HideGrid();
        plot.Axes.SetLimits(-Behind, Ahead, -0.5 * (Behind + Ahead) * 0.33, 0.5 * (Behind + Ahead) * 0.33);
        plot.Axes.SquareUnits();
        plot.SavePng(file, Pixels, PixelsHigh);
    }

    private void TakeScan(LidarSettings lidar, ReadOnlySpan<float> row)
    {
        _seen.Clear();
        for (int channel = 0; channel < lidar.Channels; channel++)
        {
            double elevation = lidar.Elevation(channel);
            for (int ray = 0; ray < lidar.Rays; ray++)
            {
                int place = channel * lidar.Rays + ray;
                if (row[lidar.Channels * lidar.Rays + place] == 0) continue;
                double range = row[place] * lidar.MaximumRange, azimuth = (ray - 0.5 * (lidar.Rays - 1)) * 2 * Math.PI / lidar.Circle;
                Add(lidar.Mount, range * Math.Cos(elevation), azimuth, lidar.Mount.Z + range * Math.Sin(elevation));
            }
        }
    }

    private void TakeDetections(RadarSettings radar, ReadOnlySpan<float> row)
    {
        for (int place = 0; place < row.Length; place += 5)
        {
            if (row[place] == 0) continue;
            Add(radar.Mount, row[place + 1] * radar.MaximumRange, row[place + 3] * radar.FieldOfView / 2, row[place + 2] * radar.MaximumSpeed);
        }
    }

    private void Add(Mount mount, double distance, double azimuth, double value)
        => _seen.Add(new(mount.X + distance * Math.Cos(azimuth + mount.Yaw), mount.Y + distance * Math.Sin(azimuth + mount.Yaw), value));

    private void DrawGround(Plot plot)
    {
        var ground = _seen.Where(point => point.Value < GroundHeight).ToList();
        plot.Add.ScatterPoints(ground.Select(point => point.X).ToArray(), ground.Select(point => point.Y).ToArray(), s_ground).MarkerSize = 2;
    }

    /// <summary>In bands of colour: heights from 0 m, or range rates on both sides of 0.</summary>
    private void DrawSeen(Plot plot, bool isLidar)
    {
        var colours = isLidar ? (IColormap)new ScottPlot.Colormaps.Viridis() : new ScottPlot.Colormaps.Turbo();
        double[] edges = isLidar ? [GroundHeight, 0.5, 1, 1.5, 2.5, 4.5] : [double.NegativeInfinity, -15, -5, 5, 15, double.PositiveInfinity];
        for (int band = 0; band + 1 < edges.Length; band++)
        {
            var points = _seen.Where(point => point.Value >= edges[band] && point.Value < edges[band + 1]).ToList();
            if (points.Count == 0) continue;
            var marks = plot.Add.ScatterPoints(points.Select(point => point.X).ToArray(), points.Select(point => point.Y).ToArray(), colours.GetColor((band + 0.5) / (edges.Length - 1)));
            marks.MarkerSize = isLidar ? 4 : 5;
            marks.LegendText = isLidar ? $"{edges[band]:0.#} to {edges[band + 1]:0.#} m high"
                : band == 0 ? $"below {edges[1]} m/s" : band + 2 == edges.Length ? $"above {edges[band]} m/s" : $"{edges[band]} to {edges[band + 1]} m/s";
        }
        plot.ShowLegend(Alignment.UpperRight);
    }

    private void DrawRoad(Plot plot)
    {
        var road = environment.Frame.Road(0);
        float from = environment.Vehicles.S[0] - 1.5f * Behind, to = environment.Vehicles.S[0] + 1.5f * Ahead;
        for (int lane = 0; lane < road.Lanes; lane++)
        {
            for (float s = from; s < to; s += LaneStep)
            {
                if (Width(road, lane, s) <= 0 || Width(road, lane, s + LaneStep) <= 0) continue;
                var piece = plot.Add.Polygon([Edge(road, lane, s, 1), Edge(road, lane, s + LaneStep, 1), Edge(road, lane, s + LaneStep, -1), Edge(road, lane, s, -1)]);
                (piece.FillColor, piece.LineColor, piece.LineWidth) = (s_asphalt, s_asphalt, 1);
            }
        }
        for (int lane = 0; lane + 1 < road.Lanes; lane++)
        {
            for (float s = from; s < to; s += 4 * LaneStep)
            {
                if (Width(road, lane, s) <= 0 || Width(road, lane + 1, s) <= 0) continue;
                var dash = plot.Add.Line(Edge(road, lane, s, -1), Edge(road, lane, s + LaneStep, -1));
                (dash.LineColor, dash.LineWidth) = (Colors.White, 2);
            }
        }
        foreach (var box in road.Obstacles.Boxes)
        {
            if (Math.Abs(FromEgo(box.X, box.Y).X) > 2 * Ahead && !road.IsStraight) continue;
            AddBox(plot, box, s_barrier, s_barrier);
        }
    }

    private void DrawVehicles(Plot plot)
    {
        var v = environment.Vehicles;
        for (int slot = 0; slot < v.Slots; slot++)
        {
            if (v.Active[slot] == 0) continue;
            var box = new ObstacleBox(v.X[slot], v.Y[slot], MathF.Cos(v.Heading[slot]), MathF.Sin(v.Heading[slot]), v.Length[slot] / 2, v.Width[slot] / 2, IsRail: false);
            AddBox(plot, box, slot == 0 ? Colors.Gold : Colors.White, Colors.Black);
        }
    }

    private void AddBox(Plot plot, ObstacleBox box, Color fill, Color line)
    {
        var polygon = plot.Add.Polygon([Corner(1, 1), Corner(-1, 1), Corner(-1, -1), Corner(1, -1)]);
        (polygon.FillColor, polygon.LineColor, polygon.LineWidth) = (fill, line, 1);

        Coordinates Corner(float along, float across) => FromEgo(
            box.X + along * box.HalfLength * box.Cos - across * box.HalfWidth * box.Sin, box.Y + along * box.HalfLength * box.Sin + across * box.HalfWidth * box.Cos);
    }

    private static float Width(Carriageway road, int lane, float s) => road.Table is { } table ? table.Width(lane, s) : road.LaneWidth;

    /// <summary>The left (1) or right (-1) edge of a lane.</summary>
    private Coordinates Edge(Carriageway road, int lane, float s, int side)
    {
        road.ToWorld(s, road.LaneCentre(lane, s) + 0.5f * side * Width(road, lane, s), out float x, out float y, out _);
        return FromEgo(x, y);
    }

    private Coordinates FromEgo(float x, float y)
    {
        var v = environment.Vehicles;
        var (sin, cos) = Math.SinCos(v.Heading[0]);
        double dx = x - (double)v.X[0], dy = y - (double)v.Y[0];
        return new(dx * cos + dy * sin, dy * cos - dx * sin);
    }
}
