using System.Diagnostics;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training.Pretraining;

namespace Snowball.Cli.Perception;

/// <summary>One pre-training of a lane network's encoder with its run folder.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="path">The run's folder.</param>
/// <param name="threads">Threads that drive and draw.</param>
/// <param name="report">Where it reports.</param>
internal sealed class PerceptionPretraining(PerceptionPretraining.Settings settings, string path, int threads, ReportWriter report)
{
    /// <summary>What decides on the result.</summary>
    /// <param name="Scenario">Where frames come from: a name, folder or file.</param>
    /// <param name="Appearance">Of <see cref="Appearances.Names"/>.</param>
    /// <param name="Renderer">Of <see cref="Renderers.Names"/>.</param>
    /// <param name="Seed">Of the run.</param>
    /// <param name="Options">Of the pre-training.</param>
    internal sealed record Settings(string Scenario, string Appearance, string Renderer, ulong Seed, PretrainingOptions Options);

    /// <summary>Trains from nothing, or from the run's last checkpoint.</summary>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public int Train(bool resume)
    {
        TorchRuntime.Load(threads: 1);
        var scenario = ScenarioFinder.Load(settings.Scenario);
        var frame = PerceptionTraining.LaneFrame;
        var frames = new FrameSettings { Width = frame.Width, Height = frame.Height, Worlds = settings.Options.BatchSize, IsGrey = true };
        var sources = new FrameSources([scenario], Appearances.Named(settings.Appearance), Renderers.Cameras(settings.Renderer), threads);
        using var run = PerceptionRuns.Open(path, settings, resume, report);
        var training = new EncoderPretraining(settings.Options, settings.Seed, (split, seed) => sources.Make(frames, split, seed));
        report.Line($"encoder on {scenario.Name} without labels, seed {settings.Seed}: {settings.Options.Steps * settings.Options.BatchSize:#,0} frames; {path}");
        var time = Stopwatch.StartNew();
        using var interruption = new Interruption();
        double loss = new PerceptionDisplay<PretrainingProgress>(report, Numbers, details: _ => null).Show(progress => training.Train(run, progress, interruption.Token));
        report.Line($"Trained in {time.Elapsed.TotalSeconds:0} s; on validation frames {100 * (1 - loss):0.0}% of the variance of what is hidden is told from what is left.");
        return ExitCode.Done;
    }

    private static IEnumerable<(string Name, string Value)> Numbers(PretrainingProgress progress)
    {
        yield return ("frames", $"{progress.Frames:#,0} of {progress.AllFrames:#,0}");
        yield return ("loss", $"{progress.Loss:0.000}");
        if (progress.Validation is { } validation) yield return ("validation", $"{validation:0.000}");
    }
}
