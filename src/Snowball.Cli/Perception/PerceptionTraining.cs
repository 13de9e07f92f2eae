using System.Diagnostics;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning.Formats;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Spectre.Console;

namespace Snowball.Cli.Perception;

/// <summary>One training of a network with its run folder.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="path">The run's folder.</param>
/// <param name="threads">Threads that drive and draw; that validate lane networks, and compute gradients of those with many heads.</param>
/// <param name="report">Where it reports.</param>
internal sealed class PerceptionTraining(PerceptionTraining.Settings settings, string path, int threads, ReportWriter report)
{
    /// <summary>Frames that lane networks learn from.</summary>
    public static readonly FrameShape LaneFrame = new(1, 84, 84);

    /// <summary>What decides on the result.</summary>
    /// <param name="Network">What is trained.</param>
    /// <param name="Scenarios">Where frames come from: names, folders or files.</param>
    /// <param name="Appearance">Of <see cref="Appearances.Names"/>.</param>
    /// <param name="Renderer">Of <see cref="Renderers.Names"/>.</param>
    /// <param name="Seed">Of the run.</param>
    /// <param name="Lane">Of the training of a lane network; null where another one is trained.</param>
    /// <param name="MultiTask">Of the training of a network with many heads; null where another one is trained.</param>
    /// <param name="From">Folder of a run from whose encoder it starts; null for none.</param>
    /// <param name="Budget">Labelled frames that there are for a lane network; null for ever new ones.</param>
    internal sealed record Settings(
        string Network, IReadOnlyList<string> Scenarios, string Appearance, string Renderer, ulong Seed, LaneTrainingOptions? Lane = null, MultiTaskTrainingOptions? MultiTask = null,
        string? From = null, LabelBudget? Budget = null);

    /// <summary>Trains from nothing, or from the run's last checkpoint.</summary>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public int Train(bool resume)
    {
        Scenario[] scenarios = [.. settings.Scenarios.Select(name => ScenarioFinder.Load(name))];
        string[] names = [.. scenarios.Select(scenario => scenario.Name)];
        var sources = new FrameSources(scenarios, Appearances.Named(settings.Appearance), Renderers.Cameras(settings.Renderer), threads);
        using var run = PerceptionRuns.Open(path, settings, resume, report);
        using var interruption = new Interruption();
        long frames = settings.Lane?.Frames ?? settings.MultiTask!.Frames;
        report.Line($"{settings.Network} on {string.Join(", ", names)}, seed {settings.Seed}: {frames:#,0} frames at most; {path}");
        var time = Stopwatch.StartNew();
        var best = settings.Lane is { } lane ? TrainLane(lane, sources, names, run, interruption.Token) : TrainMultiTask(settings.MultiTask!, sources, names, run, interruption.Token);
        report.Line($"Trained in {time.Elapsed.TotalSeconds:0} s.");
        report.Show(best);
        return ExitCode.Done;
    }

    private Table TrainLane(LaneTrainingOptions options, FrameSources sources, string[] scenarios, RunFolder run, CancellationToken stop)
    {
        TorchRuntime.Load(threads: 1);
        var frames = new FrameSettings { Width = LaneFrame.Width, Height = LaneFrame.Height, Worlds = options.BatchSize, IsGrey = true };
        var kept = settings.Budget?.Draw(seed => sources.Make(frames, SeedSplit.Training, seed), options.BatchSize, LaneFrame, settings.Seed, threads);
        var training = new LaneTraining(
            settings.Network, scenarios, options, settings.Seed,
            (split, seed) => split == SeedSplit.Training && kept is not null ? kept.Shuffled(seed) : sources.Make(frames, split, seed), threads, Start());
        var display = new PerceptionDisplay<LaneTrainingProgress>(report, Numbers, progress => progress.Validation is { } validation ? PerceptionTables.ByWeather(validation) : null);
        var best = display.Show(progress => training.Train(run, progress, stop));
        Report(
            run, scenarios, ["lateral_offset_mae_m", "heading_mae_deg"], best.ByWeather.Select(entry => (entry.Key, entry.Value.Metrics)).Append(("all", best.Metrics)));
        return PerceptionTables.ByWeather(best);
    }

    private Table TrainMultiTask(MultiTaskTrainingOptions options, FrameSources sources, string[] scenarios, RunFolder run, CancellationToken stop)
    {
        TorchRuntime.Load(threads: 1);
        var training = new MultiTaskTraining(settings.Network, scenarios, options, settings.Seed, (stage, split, seed) => sources.Make(
            new FrameSettings { Width = stage.Width, Height = stage.Height, Worlds = stage.Sequences, SequenceLength = options.SequenceLength }, split, seed), threads, Start());
        var display = new PerceptionDisplay<MultiTaskProgress>(report, Numbers, progress => progress.Validation is { } validation ? PerceptionTables.ByWeather(validation) : null);
        var best = display.Show(progress => training.Train(run, progress, stop));
        Report(run, scenarios, PerceptionTables.Shown, best.ByWeather.Select(entry => (entry.Key, entry.Value.Metrics)).Append(("all", best.All.Metrics)));
        return PerceptionTables.ByWeather(best);
    }

    private IReadOnlyDictionary<string, SafeTensor>? Start() => settings.From is { } from ? NetworkFinder.Weights(from) : null;

    private void Report(RunFolder run, string[] scenarios, IReadOnlyList<string> measures, IEnumerable<(string, IReadOnlyDictionary<string, double>)> byWeather) => PerceptionReport.Write(
        run.Path, $"{settings.Network} on {string.Join(", ", scenarios)}, seed {settings.Seed}", run.Configuration, measures, byWeather,
        [("What it sees", MultiTaskTraining.PictureName), ("Where it is most wrong about the lane", MultiTaskTraining.WorstName)]);

    private static IEnumerable<(string Name, string Value)> Numbers(LaneTrainingProgress progress)
    {
        yield return ("frames", $"{progress.Frames:#,0} of {progress.AllFrames:#,0}");
        yield return ("loss", $"{progress.Loss:0.000}");
        yield return ("learning rate", $"{progress.LearningRate:0.0e0}");
        if (progress.Validation is not { } validation) yield break;
        yield return ("validation: offset", $"{validation.All.Offset.MeanAbsolute:0.0000} m");
        yield return ("heading", $"{validation.All.Heading.MeanAbsolute:0.000} deg");
    }

    private static IEnumerable<(string Name, string Value)> Numbers(MultiTaskProgress progress)
    {
        yield return ("frames", $"{progress.Frames:#,0} of {progress.AllFrames:#,0}");
        yield return ("size", $"{progress.Stage.Width} x {progress.Stage.Height}");
        foreach (var (task, loss) in progress.Losses) yield return (task, $"{loss:0.000}");
        yield return ("learning rate", $"{progress.LearningRate:0.0e0}");
        if (progress.Validation is not { } validation) yield break;
        foreach (string metric in PerceptionTables.Shown) yield return (metric, $"{validation.All.Metrics.GetValueOrDefault(metric):0.000}");
    }
}
