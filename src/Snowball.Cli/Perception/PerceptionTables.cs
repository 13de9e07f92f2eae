using Snowball.Cli.Terminal;
using Snowball.Perception.Datasets;
using Snowball.Perception.Metrics;
using Snowball.Perception.Training;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>The tables of perception.</summary>
internal static class PerceptionTables
{
    /// <summary>Errors by weather, and in all.</summary>
    public static Table ByWeather(LaneReport report)
    {
        var table = Tables.New().AddColumn("weather").AddColumn(Right("frames")).AddColumn(Right("offset, m")).AddColumn(Right("heading, deg")).AddColumn(Right("curvature, 1/km"));
        foreach (string weather in WeatherNames.All)
        {
            if (report.ByWeather.TryGetValue(weather, out var errors)) Add(weather, errors);
        }
        Add("all", report.All);
        return table;

        void Add(string name, LaneErrors errors) => table.AddRow(
            name, $"{errors.Pictures:#,0}", $"{errors.Offset.MeanAbsolute:0.000}", $"{errors.Heading.MeanAbsolute:0.000}", $"{errors.Curvature.MeanAbsolute * 1000:0.000}");
    }

    /// <summary>Detectors as rows, for each weather.</summary>
    public static Table Comparison() => Tables.New().AddColumn("weather").AddColumn("detector").AddColumn(Right("frames")).AddColumn(Right("tells a lane, %"))
        .AddColumn(Right("lateral_offset_mae_m")).AddColumn(Right("heading_mae_deg")).AddColumn(Right("curvature_mae, 1/km"));

    /// <summary>Adds a detector: in all, then by light and weather.</summary>
    public static void Add(Table table, string detector, string weather, LaneReport report)
    {
        Row(weather, report.All);
        if (report.ByWeather.Count < 2) return;
        foreach (string name in WeatherNames.All)
        {
            if (report.ByWeather.TryGetValue(name, out var errors)) Row($"  {name}", errors);
        }

        void Row(string name, LaneErrors errors) => table.AddRow(
            name, Markup.Escape(detector), $"{errors.Pictures:#,0}", $"{100 * errors.Availability:0.0}", $"{errors.Offset.MeanAbsolute:0.000}",
            $"{errors.Heading.MeanAbsolute:0.000}", $"{1000 * errors.Curvature.MeanAbsolute:0.000}");
    }

    private static TableColumn Right(string heading) => new TableColumn(heading).RightAligned();
}
