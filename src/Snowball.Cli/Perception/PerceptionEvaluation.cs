using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning.Networks;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Training;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>Measures networks, with the detector without learning beside them, on the same frames of test episodes.</summary>
/// <param name="scenarios">Where it is driven, by turns.</param>
/// <param name="frames">Frames of each weather, at least.</param>
/// <param name="seed">Of the frames.</param>
/// <param name="renderer">Of <see cref="Renderers.Names"/>.</param>
/// <param name="threads">Threads that drive, draw and estimate.</param>
/// <param name="report">Where it reports.</param>
internal sealed class PerceptionEvaluation(IReadOnlyList<Scenario> scenarios, int frames, ulong seed, string renderer, int threads, ReportWriter report)
{
    private const string Classical = "classical", ClassicalDesigned = "classical, camera as designed";
    private const int LaneBatch = 64, MultiTaskBatch = 8;

    /// <summary>What <c>--weather</c> takes, but for all of them: appearances by the names that people give them.</summary>
    public static IReadOnlyDictionary<string, AppearanceSettings> Weathers { get; } =
        new Dictionary<string, AppearanceSettings> { ["clear"] = Appearances.Clear, ["bad"] = Appearances.BadWeather, ["varied"] = Appearances.Varied };

    /// <summary>Measures a lane network; the detector is told each frame's camera, and then the camera as it was designed, which is what the network knows.</summary>
    /// <param name="estimator">The network.</param>
    /// <param name="weathers">Of <see cref="Weathers"/>.</param>
    public void Run(LaneEstimator estimator, IEnumerable<string> weathers)
    {
        var table = PerceptionTables.Comparison();
        FrameShape frame = estimator.Frame;
        var designed = SimulatorFrames.CameraOf(scenarios[0]) with { Width = frame.Width, Height = frame.Height, Planes = [CameraPlane.Grey] };
        foreach (string weather in weathers)
        {
            using var source = Source(weather, new FrameSettings { Width = frame.Width, Height = frame.Height, Worlds = LaneBatch, IsGrey = true });
            var kept = new LaneFrames(source, LaneBatch, (frames + LaneBatch - 1) / LaneBatch * LaneBatch);
            foreach (var (name, judged) in new[]
            {
                (estimator.Network.Name, kept.Judge(estimator, threads)), (Classical, kept.Judge(camera: null)), (ClassicalDesigned, kept.Judge(designed)),
            })
            {
                PerceptionTables.Add(table, name, weather, judged);
                Tell(name, weather, kept.Count, judged.Metrics, judged.ByWeather.Select(entry => (entry.Key, entry.Value.Pictures, entry.Value.Metrics)));
            }
        }
        Show(table);
    }

    /// <summary>Measures a network with many heads; the detector finds lines alone.</summary>
    /// <param name="model">What the network is.</param>
    /// <param name="network">The network.</param>
    /// <param name="weathers">Of <see cref="Weathers"/>.</param>
    public void Run(MultiTaskModel model, MultiTaskNetwork network, IEnumerable<string> weathers)
    {
        int length = network.Description.HasMemory ? MultiTaskBatch : 1;
        var designed = SimulatorFrames.CameraOf(scenarios[0]) with { Width = network.Description.Width, Height = network.Description.Height };
        var table = PerceptionTables.MultiTaskComparison();
        foreach (string weather in weathers)
        {
            using var source = Source(
                weather, new FrameSettings { Width = network.Description.Width, Height = network.Description.Height, Worlds = MultiTaskBatch / length, SequenceLength = length });
            using var known = new ClassicalScores(camera: null);
            using var trusting = new ClassicalScores(designed);
            var judged = MultiTaskReport.Of(network, source, MultiTaskBatch, frames, (batch, _) =>
            {
                known.Add(batch);
                trusting.Add(batch);
            });
            long pictures = judged.All.Lane.Pictures;
            PerceptionTables.Add(table, model.Name, weather, judged);
            Tell(model.Name, weather, pictures, judged.All.Metrics, judged.ByWeather.Select(entry => (entry.Key, entry.Value.Lane.Pictures, entry.Value.Metrics)));
            foreach (var (name, scores) in new[] { (Classical, known), (ClassicalDesigned, trusting) })
            {
                PerceptionTables.AddRow(table, name, weather, pictures, scores.Metrics);
                Tell(name, weather, pictures, scores.Metrics, []);
            }
        }
        Show(table);
    }

    private AlternatingFrames Source(string weather, FrameSettings settings) =>
        new FrameSources(scenarios, Weathers[weather], Renderers.Cameras(renderer), threads).Make(settings, SeedSplit.Test, seed);

    private void Tell(
        string detector, string weather, long pictures, IReadOnlyDictionary<string, double> metrics, IEnumerable<(string Weather, long Pictures, IReadOnlyDictionary<string, double> Metrics)> byWeather) =>
        report.Json(new JsonObject
        {
            ["network"] = detector,
            ["scenarios"] = new JsonArray([.. scenarios.Select(scenario => (JsonNode)scenario.Name)]),
            ["weather"] = weather,
            ["frames"] = pictures,
            ["metrics"] = Json.Numbers(metrics),
            ["by_weather"] = new JsonObject(byWeather.Select(entry =>
            {
                var numbers = Json.Numbers(entry.Metrics);
                numbers["frames"] = entry.Pictures;
                return KeyValuePair.Create<string, JsonNode?>(entry.Weather, numbers);
            })),
        });

    private void Show(Table table)
    {
        report.Line($"{string.Join(", ", scenarios.Select(scenario => scenario.Name))}: frames of test episodes of seed {seed}");
        report.Show(table);
    }
}
