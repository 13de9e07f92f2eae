using System.Numerics;
using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Perception.Benchmarks;
using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference.MultiTask;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Sim;
using Snowball.Sim.Scenarios;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>Scores what finds lines on real pictures of a public benchmark, and writes predictions for its own evaluator.</summary>
/// <param name="kind">Of <see cref="Kinds"/>.</param>
/// <param name="folder">The benchmark's, as it comes.</param>
/// <param name="predictions">A folder for what is predicted, by detector.</param>
/// <param name="report">Where it reports.</param>
internal sealed class BenchmarkEvaluation(string kind, string folder, string predictions, ReportWriter report)
{
    private const string TuSimple = "tusimple", Culane = "culane", Classical = "classical";

    /// <summary>The benchmarks that are known.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [TuSimple, Culane];

    /// <summary>Scores the detector without learning, and a network where there is one that tells lines.</summary>
    /// <param name="scenario">Its camera is the one that the detector knows; it is to look like that of the benchmark.</param>
    /// <param name="size">Of what is read, pixels.</param>
    /// <param name="network">Null for the detector alone.</param>
    /// <exception cref="InputException">The benchmark is not known, or its folder is not as it should be.</exception>
    public void Run(Scenario scenario, MultiTaskDescription size, (string Name, MultiTaskNetwork Network)? network)
    {
        if (!Kinds.Contains(kind)) throw new InputException($"there is no benchmark '{kind}'; known are {string.Join(", ", Kinds)}", key: "--dataset");
        var camera = SimulatorFrames.CameraOf(scenario) with { Width = size.Width, Height = size.Height };
        using var classical = new ClassicalLaneDetector(camera);
        var table = Tables.New().AddColumn("detector");
        Score(table, Classical, colour => Points(classical.Detect(LabelledFrames.LumaOf(colour))?.Lines ?? []), size);
        if (network is { } told)
        {
            var estimator = new MultiTaskEstimator(told.Network);
            Score(table, told.Name, colour => Points(estimator.Estimate(colour, size.Width, size.Height)[0].Lines), size);
        }
        report.Line($"{kind}: {folder}; predictions are in {predictions}");
        report.Show(table);
    }

    private void Score(Table table, string detector, LaneFinder find, MultiTaskDescription size)
    {
        string written = Path.Combine(predictions, $"{kind}-{detector}");
        var metrics = kind == TuSimple ? ScoreTuSimple(find, size, $"{written}.json") : ScoreCulane(find, size, written);
        if (table.Rows.Count == 0)
        {
            foreach (string name in metrics.Keys) table.AddColumn(new TableColumn(name).RightAligned());
        }
        table.AddRow([Markup.Escape(detector), .. metrics.Values.Select(value => $"{value:0.0000}")]);
        report.Json(new JsonObject
        {
            ["network"] = detector,
            ["dataset"] = kind,
            ["metrics"] = new JsonObject(metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(metric.Key, Json.Number(metric.Value)))),
        });
    }

    private Dictionary<string, double> ScoreTuSimple(LaneFinder find, MultiTaskDescription size, string file)
    {
        var fit = PictureFit.AtTheHorizon(TuSimpleLabels.Width, TuSimpleLabels.Height, TuSimpleLabels.Horizon, size.Width, size.Height, Horizon(size));
        var result = LaneBenchmark.TuSimple(folder, fit, find, file);
        return new() { ["accuracy"] = result.Accuracy, ["false_positives"] = result.FalsePositives, ["false_negatives"] = result.FalseNegatives };
    }

    private Dictionary<string, double> ScoreCulane(LaneFinder find, MultiTaskDescription size, string written)
    {
        var fit = PictureFit.AtTheHorizon(CulaneLabels.Width, CulaneLabels.Height, CulaneLabels.Horizon, size.Width, size.Height, Horizon(size));
        var result = LaneBenchmark.Culane(folder, CulaneLabels.TestList, fit, find, written);
        return new() { ["precision"] = result.Precision, ["recall"] = result.Recall, ["lane_f1"] = result.F1 };
    }

    /// <summary>Of a camera that looks straight ahead.</summary>
    private static float Horizon(MultiTaskDescription size) => 0.5f * size.Height;

    private static IReadOnlyList<IReadOnlyList<Vector2>> Points(IEnumerable<Snowball.Perception.Labels.LaneLine> lines) => [.. lines.Select(line => (IReadOnlyList<Vector2>)line.Pixels)];
}
