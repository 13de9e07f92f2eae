using System.Diagnostics;
using System.Text.Json;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Learning.Networks;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training;
using Snowball.Sim;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Perception;

/// <summary>One training of a lane network with its run folder.</summary>
/// <param name="settings">Of the run.</param>
/// <param name="path">The run's folder.</param>
/// <param name="threads">Threads that drive, draw and validate.</param>
/// <param name="report">Where it reports.</param>
internal sealed class PerceptionTraining(PerceptionTraining.Settings settings, string path, int threads, ReportWriter report)
{
    private static readonly FrameShape Frame = new(1, 84, 84);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    /// <summary>What decides on the result.</summary>
    /// <param name="Network">What is trained.</param>
    /// <param name="Scenario">Where frames come from: a name, folder or file.</param>
    /// <param name="Appearance">Of <see cref="Appearances.Names"/>.</param>
    /// <param name="Renderer">Of <see cref="Renderers.Names"/>.</param>
    /// <param name="Seed">Of the run.</param>
    /// <param name="Options">Of the training.</param>
    internal sealed record Settings(string Network, string Scenario, string Appearance, string Renderer, ulong Seed, LaneTrainingOptions Options)
    {
        /// <summary>Those of a run that is there.</summary>
        /// <exception cref="InputException">There is no run of a perception network.</exception>
        public static Settings Read(string run)
        {
            try
            {
                return JsonSerializer.Deserialize<Settings>(File.ReadAllText(Path.Combine(run, RunFolder.ConfigurationName)), Json)!;
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or JsonException)
            {
                throw new InputException($"there is no run of a perception network to go on with: {fault.Message}", run);
            }
        }
    }

    /// <summary>Trains from nothing, or from the run's last checkpoint.</summary>
    /// <returns>The <see cref="ExitCode"/>.</returns>
    public int Train(bool resume)
    {
        TorchRuntime.Load(threads: 1);
        var scenario = ScenarioFinder.Load(settings.Scenario);
        var cameras = Renderers.Cameras(settings.Renderer);
        using var run = Open(resume);
        var training = new LaneTraining(
            settings.Network, [scenario.Name], settings.Options, settings.Seed,
            (split, seed) => FrameSources.Grey(scenario, Frame, settings.Options.BatchSize, Appearances.Named(settings.Appearance), split, seed, cameras, threads), threads);
        report.Line($"{settings.Network} on {scenario.Name}, seed {settings.Seed}: {settings.Options.Steps * settings.Options.BatchSize:#,0} frames at most; {path}");
        var time = Stopwatch.StartNew();
        using var interruption = new Interruption();
        var best = new PerceptionDisplay(report).Show(progress => training.Train(run, progress, interruption.Token));
        report.Line($"Trained in {time.Elapsed.TotalSeconds:0} s.");
        report.Show(PerceptionTables.ByWeather(best));
        return ExitCode.Done;
    }

    private RunFolder Open(bool resume)
    {
        try
        {
            return resume ? RunFolder.Resume(path, report.Note) : RunFolder.Create(path, JsonSerializer.Serialize(settings, Json) + "\n");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"the run folder cannot be written: {fault.Message}", path);
        }
    }
}
