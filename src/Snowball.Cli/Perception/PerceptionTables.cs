using Snowball.Cli.Terminal;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Metrics;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Training;
using Snowball.Perception.Training.MultiTask;
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

    /// <summary>The measures of networks with many heads that tables show.</summary>
    public static IReadOnlyList<string> Shown { get; } = ["lateral_offset_mae_m", "heading_mae_deg", "lane_f1", "map50", "distance_mae_percent", "miou"];

    /// <summary>Measures of a network with many heads by weather, and in all.</summary>
    public static Table ByWeather(MultiTaskReport report)
    {
        var table = MultiTaskComparison();
        Add(table, "", "all", report);
        return table;
    }

    /// <summary>Detectors as rows, for each weather.</summary>
    public static Table MultiTaskComparison()
    {
        var table = Tables.New().AddColumn("weather").AddColumn("detector").AddColumn(Right("frames"));
        foreach (string metric in Shown) table.AddColumn(Right(metric));
        return table;
    }

    /// <summary>Adds a network with many heads: in all, then by light and weather.</summary>
    public static void Add(Table table, string detector, string weather, MultiTaskReport report)
    {
        AddRow(table, detector, weather, report.All.Lane.Pictures, report.All.Metrics);
        if (report.ByWeather.Count < 2) return;
        foreach (string name in WeatherNames.All)
        {
            if (report.ByWeather.TryGetValue(name, out var scores)) AddRow(table, detector, $"  {name}", scores.Lane.Pictures, scores.Metrics);
        }
    }

    /// <summary>Adds a row of <see cref="MultiTaskComparison"/>.</summary>
    public static void AddRow(Table table, string detector, string weather, long pictures, IReadOnlyDictionary<string, double> metrics) => table.AddRow(
        [weather, Markup.Escape(detector), $"{pictures:#,0}", .. Shown.Select(metric => metrics.TryGetValue(metric, out double value) ? $"{value:0.000}" : "")]);

    /// <summary>What a lane network is.</summary>
    public static Table Description(LaneEstimator estimator)
    {
        var (network, frame) = (estimator.Network, estimator.Frame);
        var table = Tables.New().AddColumn("network").AddColumn(network.Name);
        table.AddRow("frames", $"{frame.Width} x {frame.Height}, {frame.Channels} grey, from row {network.FirstRow} on");
        table.AddRow("head", $"{LaneNetwork.Head}: lateral offset, heading error, curvature, each with its variance");
        table.AddRow("features", $"{network.Network.Features}");
        return AddTraining(table, network.Training, network.Metrics);
    }

    /// <summary>What a network with many heads is.</summary>
    public static Table Description(MultiTaskModel model)
    {
        var (network, memory) = (model.Network, model.Network.HasMemory);
        var table = Tables.New().AddColumn("network").AddColumn(model.Name);
        table.AddRow("frames", $"{network.Width} x {network.Height}, colour{(memory ? ", in sequences" : "")}");
        table.AddRow("heads", $"lane, lines, vehicles with distance{(memory ? " and relative speed" : "")}, classes of pixels");
        return AddTraining(table, model.Training, model.Metrics);
    }

    private static Table AddTraining(Table table, NetworkTraining training, IReadOnlyDictionary<string, double> metrics)
    {
        table.AddRow("trained on", $"{training.Frames:#,0} frames of {string.Join(", ", training.Scenarios)}, seed {training.Seed}");
        foreach (var (name, value) in metrics) table.AddRow($"validation {name}", $"{value:0.#####}");
        return table;
    }

    private static TableColumn Right(string heading) => new TableColumn(heading).RightAligned();
}
