using ScottPlot;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>Draws the manoeuvres as PNG files.</summary>
internal static class ManoeuvrePlots
{
    private const int Width = 900, Height = 420;
    private const double Hundred = 100 / 3.6, Degrees = 180 / Math.PI;
    private const string Car = "bmw-320i";
    private static readonly Subject s_drift = new(Car, DynamicsModel.SingleTrackDrift);
    private static readonly Color[] s_colours = [Color.FromHex("#0072B2"), Color.FromHex("#D55E00"), Color.FromHex("#009E73"), Color.FromHex("#CC79A7")];

    /// <summary>Writes all plots into a folder.</summary>
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        StepSteer(Path.Combine(folder, "step-steer.png"));
        Circle(Path.Combine(folder, "steady-circle.png"));
        Braking(Path.Combine(folder, "braking.png"));
        LaneChanges(Path.Combine(folder, "iso-3888-1.png"), ConeTrack.DoubleLaneChange);
        LaneChanges(Path.Combine(folder, "iso-3888-2.png"), ConeTrack.ObstacleAvoidance);
    }

    private static void StepSteer(string file)
    {
        var plot = New($"{Car}: step steer to 4 m/s² at 100 km/h", "time, s", "yaw rate, °/s");
        Curve(plot, "linear single-track (ST)", OpenLoop.StepSteer(s_drift with { Model = DynamicsModel.LinearSingleTrack }, Hundred, 4).YawRates, 0, yScale: Degrees);
        Curve(plot, "single-track drift (STD)", OpenLoop.StepSteer(s_drift, Hundred, 4).YawRates, 1, yScale: Degrees);
        plot.Axes.SetLimits(0, 1.5, 0, 10);
        Save(plot, file);
    }

    private static void Circle(string file)
    {
        var plot = New($"Circle of {OpenLoop.Radius} m: steering over lateral acceleration (STD)", "lateral acceleration, m/s²", "steering angle of the wheels, °");
        for (int i = 0; i < ManoeuvreTable.Cars.Length; i++)
        {
            var subject = s_drift with { Vehicle = ManoeuvreTable.Cars[i] };
            Curve(plot, subject.Vehicle, OpenLoop.Circle(subject).Steering, i, yScale: Degrees);
        }
        plot.Legend.Alignment = Alignment.UpperLeft;
        Save(plot, file);
    }

    private static void Braking(string file)
    {
        var plot = New($"{Car}: full braking from 100 km/h (STD with slip limiter)", "distance, m", "speed, km/h");
        int colour = 0;
        foreach (var (name, friction) in ((string, double)[])[("dry", 1), ("wet, 0.6", 0.6), ("snow, 0.3", 0.3)])
        {
            Curve(plot, name, OpenLoop.Brake(s_drift, Hundred, 100, friction).Speeds, colour++, yScale: 3.6);
        }
        Save(plot, file);
    }

    private static void LaneChanges(string file, Func<double, ConeTrack> make)
    {
        var track = make(VehicleParameters.Named(Car)!.Width);
        var plot = New($"{Car}: {track.Name}, the fastest passage of each model", "x, m", "y, m");
        int colour = 0;
        foreach (var model in Enum.GetValues<DynamicsModel>())
        {
            var subject = s_drift with { Model = model };
            var passage = LaneChange.Fastest(subject, track);
            Curve(plot, $"{subject.ModelName}, {passage.EntrySpeed * 3.6:0} km/h", passage.Path, colour++);
        }
        foreach (var lane in track.Lanes)
        {
            foreach (double y in (double[])[lane.Right, lane.Left])
            {
                int cones = (int)Math.Round((lane.End - lane.Start) / 3) + 1;
                double[] xs = [.. Enumerable.Range(0, cones).Select(i => lane.Start + (lane.End - lane.Start) * i / (cones - 1))];
                double[] ys = [.. xs.Select(_ => y)];
                var marks = plot.Add.ScatterPoints(xs, ys);
                (marks.MarkerShape, marks.MarkerSize, marks.Color) = (MarkerShape.FilledTriangleUp, 7, Colors.Gray);
            }
        }
        plot.Axes.SetLimits(-10, track.Lanes[^1].End + 10, -3, 7);
        Save(plot, file);
    }

    private static Plot New(string title, string x, string y)
    {
        var plot = new Plot();
        plot.Title(title, 16);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Grid.MajorLineColor = Color.FromHex("#E0E0E0");
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    private static void Curve(Plot plot, string name, List<(double X, double Y)> points, int colour, double yScale = 1)
    {
        double[] x = [.. points.Select(point => point.X)], y = [.. points.Select(point => point.Y * yScale)];
        var curve = plot.Add.ScatterLine(x, y, s_colours[colour]);
        (curve.LegendText, curve.LineWidth) = (name, 2);
    }

    private static void Save(Plot plot, string file)
    {
        string temporary = $"{file}.tmp.png";
        plot.SavePng(temporary, Width, Height);
        File.Move(temporary, file, overwrite: true);
    }
}
