using System.CommandLine;
using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim.Studies;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball traffic</c>: simulated traffic beside what theory and observation say. See docs/traffic.md.</summary>
internal static class TrafficCommand
{
    private const float Lap = 2000f, JamLap = 6000f;
    private const int Seconds = 3600, MeasuredSeconds = 600, JamMeasuredSeconds = 1500;
    private const double JamDensity = 0.03, TruckDensity = 0.02;
    private static readonly double[] Densities = [0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.04, 0.06, 0.08, 0.1];
    private static readonly double[] MixDensities = [0.002, 0.005, 0.01, 0.015, 0.02, 0.025, 0.03];

    public static Command Create()
    {
        var output = new Option<string>("--out") { HelpName = "FOLDER", Description = "Where the plots go", DefaultValueFactory = _ => "runs/traffic" };
        var seed = Options.Seed();
        var json = Options.Json();
        var command = new Command("traffic",
            "Compare traffic on a ring road with theory and observation: fundamental diagram, stop-and-go waves, capacity drop, lane changes, trucks.")
        {
            output, seed, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            string folder = parsed.GetValue(output)!;
            Directory.CreateDirectory(folder);
            var theory = IntelligentDriverTheory.Published;
            Diagram(theory, report, folder);
            StopAndGo(theory, report, folder);
            Mixes(parsed.GetValue(seed), report, folder);
            report.Line($"Plots: {folder}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Diagram(IntelligentDriverTheory theory, ReportWriter report, string folder)
    {
        var points = TrafficStudies.FundamentalDiagram(theory, Lap, [.. Densities], Seconds, MeasuredSeconds);
        TrafficPlots.FundamentalDiagram(theory, points, Path.Combine(folder, "fundamental-diagram.png"));
        report.Line("Identical drivers with the published parameters on one lane, after an hour:");
        var table = Columns("vehicles/km", "speed, km/h", "in equilibrium", "flow, vehicles/h", "in equilibrium", "string-stable");
        foreach (var point in points)
        {
            table.AddRow(
                $"{1000 * point.Density:0.#}", $"{3.6 * point.Speed:0.00}", $"{3.6 * point.EquilibriumSpeed:0.00}", $"{3600 * point.Flow:0}",
                $"{3600 * point.Density * point.EquilibriumSpeed:0}", point.IsStringStable ? "yes" : "no");
        }
        report.Show(table);
        report.Json(new JsonObject
        {
            ["part"] = "fundamental_diagram",
            ["driver"] = new JsonObject
            {
                ["desired_speed"] = theory.DesiredSpeed, ["time_headway"] = theory.TimeHeadway, ["minimum_gap"] = theory.MinimumGap,
                ["acceleration"] = theory.Acceleration, ["deceleration"] = theory.Deceleration, ["length"] = theory.Length,
            },
            ["circumference_m"] = Lap, ["step_s"] = TrafficStudies.StepSeconds, ["duration_s"] = Seconds, ["measured_s"] = MeasuredSeconds,
            ["points"] = Json.Array(points.Select(point => new JsonObject
            {
                ["density_per_km"] = Json.Number(1000 * point.Density), ["vehicles"] = point.Vehicles,
                ["speed_m_s"] = Json.Number(point.Speed), ["equilibrium_speed_m_s"] = Json.Number(point.EquilibriumSpeed),
                ["flow_per_h"] = Json.Number(3600 * point.Flow), ["string_stable"] = point.IsStringStable,
            })),
        });
    }

    private static void StopAndGo(IntelligentDriverTheory theory, ReportWriter report, string folder)
    {
        var jam = TrafficStudies.StopAndGo(theory, JamLap, JamDensity, Seconds, JamMeasuredSeconds);
        TrafficPlots.SpaceTime(jam.Field, JamLap, Seconds, Path.Combine(folder, "stop-and-go.png"));
        double drop = 1 - jam.Outflow / jam.Capacity;
        report.Line($"Stop and go at {1000 * JamDensity:0} vehicles/km: waves travel at {3.6 * jam.WaveSpeed:0.0} km/h; traffic leaves a jam with "
            + $"{3600 * jam.Outflow:0} vehicles/h at {3.6 * jam.OutflowSpeed:0} km/h, {100 * drop:0.0} % below the greatest flow of equilibrium, {3600 * jam.Capacity:0}.");
        report.Json(new JsonObject
        {
            ["part"] = "stop_and_go", ["density_per_km"] = 1000 * JamDensity, ["wave_speed_km_h"] = Json.Number(3.6 * jam.WaveSpeed),
            ["outflow_per_h"] = Json.Number(3600 * jam.Outflow), ["capacity_per_h"] = Json.Number(3600 * jam.Capacity), ["capacity_drop"] = Json.Number(drop),
        });
    }

    private static void Mixes(ulong seed, ReportWriter report, string folder)
    {
        var (cars, trucks) = TrafficStudies.Motorway;
        var rates = MixDensities.Select(density => TrafficStudies.Mix(cars, trucks, 0.15, Lap, density, Seconds, Seconds / 2, seed)).ToList();
        TrafficPlots.LaneChanges(rates, Path.Combine(folder, "lane-changes.png"));
        Show("Cars and 15 % trucks on two lanes:", rates, "lane_changes", report);
        Show($"The same at {1000 * TruckDensity:0} vehicles/km and lane with other shares of trucks:",
            [.. new[] { 0, 0.05, 0.1, 0.2, 0.3 }.Select(share => TrafficStudies.Mix(cars, trucks, share, Lap, TruckDensity, Seconds, Seconds / 2, seed))],
            "truck_shares", report);
    }

    private static void Show(string title, List<MixPoint> points, string part, ReportWriter report)
    {
        report.Line(title);
        var table = Columns("vehicles/km, lane", "trucks", "flow, vehicles/h, lane", "speed, km/h", "lane changes/(km h)", "per vehicle and km");
        foreach (var point in points)
        {
            table.AddRow(
                $"{1000 * point.Density:0.#}", $"{100 * point.TruckShare:0} %", $"{3600 * point.Flow:0}", $"{3.6 * point.Speed:0.0}",
                $"{3.6e6 * point.LaneChanges:0}", $"{1000 * point.ChangesPerVehicleMetre:0.00}");
        }
        report.Show(table);
        report.Json(new JsonObject
        {
            ["part"] = part,
            ["points"] = Json.Array(points.Select(point => new JsonObject
            {
                ["density_per_km"] = Json.Number(1000 * point.Density), ["truck_share"] = point.TruckShare, ["flow_per_h"] = Json.Number(3600 * point.Flow),
                ["speed_km_h"] = Json.Number(3.6 * point.Speed), ["lane_changes_per_km_h"] = Json.Number(3.6e6 * point.LaneChanges),
                ["lane_changes_per_vehicle_km"] = Json.Number(1000 * point.ChangesPerVehicleMetre),
            })),
        });
    }

    private static Table Columns(params string[] names)
    {
        var table = Tables.New();
        foreach (string name in names) table.AddColumn(new TableColumn(name).RightAligned());
        return table;
    }
}
