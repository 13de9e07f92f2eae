using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Perception.Classical;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Training;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Perception;

/// <summary>Measures a lane network, with the detector without learning beside it, on the same frames of test episodes.</summary>
/// <param name="estimator">The network.</param>
/// <param name="scenario">Where it is driven.</param>
/// <param name="frames">Frames of each weather.</param>
/// <param name="seed">Of the frames.</param>
/// <param name="renderer">Of <see cref="Renderers.Names"/>.</param>
/// <param name="threads">Threads that drive, draw and estimate.</param>
internal sealed class PerceptionEvaluation(LaneEstimator estimator, Scenario scenario, int frames, ulong seed, string renderer, int threads)
{
    private const int BatchSize = 64;

    /// <summary>What <c>--weather</c> takes, but for all of them: appearances by the names that people give them.</summary>
    public static IReadOnlyDictionary<string, AppearanceSettings> Weathers { get; } =
        new Dictionary<string, AppearanceSettings> { ["clear"] = Appearances.Clear, ["bad"] = Appearances.BadWeather };

    /// <summary>Measures both, and reports.</summary>
    /// <param name="weathers">Of <see cref="Weathers"/>.</param>
    /// <param name="report">Where.</param>
    public void Run(IEnumerable<string> weathers, ReportWriter report)
    {
        var table = PerceptionTables.Comparison();
        foreach (string weather in weathers)
        {
            using var source = FrameSources.Grey(scenario, estimator.Frame, BatchSize, Weathers[weather], SeedSplit.Test, seed, Renderers.Cameras(renderer), threads);
            var kept = new LaneFrames(source, BatchSize, (frames + BatchSize - 1) / BatchSize * BatchSize);
            using var classical = new ClassicalLaneDetector(source.Camera with { Width = estimator.Frame.Width, Height = estimator.Frame.Height, Planes = [CameraPlane.Grey] });
            foreach (var (name, judged) in new[] { (estimator.Network.Name, kept.Judge(estimator, threads)), ("classical", kept.Judge(classical)) })
            {
                PerceptionTables.Add(table, name, weather, judged);
                report.Json(new JsonObject
                {
                    ["network"] = name,
                    ["scenario"] = scenario.Name,
                    ["weather"] = weather,
                    ["frames"] = kept.Count,
                    ["metrics"] = Numbers(judged.Metrics),
                    ["by_weather"] = new JsonObject(judged.ByWeather.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Key, new JsonObject
                    {
                        ["frames"] = entry.Value.Pictures,
                        ["lateral_offset_mae_m"] = Json.Number(entry.Value.Offset.MeanAbsolute),
                        ["heading_mae_deg"] = Json.Number(entry.Value.Heading.MeanAbsolute),
                    }))),
                });
            }
        }
        report.Line($"{scenario.Name}: frames of test episodes of seed {seed}");
        report.Show(table);
    }

    private static JsonObject Numbers(IReadOnlyDictionary<string, double> metrics) =>
        new(metrics.Select(metric => KeyValuePair.Create<string, JsonNode?>(metric.Key, Json.Number(metric.Value))));
}
