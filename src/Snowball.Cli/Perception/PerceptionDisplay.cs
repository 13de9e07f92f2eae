using System.Diagnostics;
using Snowball.Cli.Terminal;
using Snowball.Perception.Training;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Snowball.Cli.Perception;

/// <summary>How the training of a network goes: a table that renews itself on a terminal, a line now and then elsewhere.</summary>
internal sealed class PerceptionDisplay(ReportWriter report)
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _time = Stopwatch.StartNew();

    /// <summary>Shows the progress of a training while it runs.</summary>
    public LaneReport Show(Func<IProgress<LaneTrainingProgress>, LaneReport> train)
    {
        if (!report.IsTerminal) return train(new Lines(this));
        return report.Console.Live(new Text("The first frames ...")).Start(live => train(new Immediate(progress =>
        {
            live.UpdateTarget(Render(progress));
            live.Refresh();
        })));
    }

    private IRenderable Render(LaneTrainingProgress progress)
    {
        var numbers = Tables.New().AddColumn("training").AddColumn(new TableColumn("").RightAligned());
        foreach (var (name, value) in Numbers(progress)) numbers.AddRow(name, value);
        return progress.Validation is { } validation ? new Rows(numbers, PerceptionTables.ByWeather(validation)) : numbers;
    }

    private IEnumerable<(string Name, string Value)> Numbers(LaneTrainingProgress progress)
    {
        yield return ("frames", $"{progress.Frames:#,0} of {progress.AllFrames:#,0}");
        yield return ("seconds", $"{_time.Elapsed.TotalSeconds:0}");
        yield return ("loss", $"{progress.Loss:0.000}");
        yield return ("learning rate", $"{progress.LearningRate:0.0e0}");
        if (progress.Validation is not { } validation) yield break;
        yield return ("validation: offset", $"{validation.All.Offset.MeanAbsolute:0.0000} m");
        yield return ("heading", $"{validation.All.Heading.MeanAbsolute:0.000} deg");
    }

    private sealed class Lines(PerceptionDisplay display) : IProgress<LaneTrainingProgress>
    {
        private TimeSpan _shown = -LinePeriod;

        public void Report(LaneTrainingProgress value)
        {
            if (display._time.Elapsed - _shown < LinePeriod) return;
            display.Line(value);
            _shown = display._time.Elapsed;
        }
    }

    private void Line(LaneTrainingProgress progress) => report.Line(string.Join("  ", Numbers(progress).Select(number => $"{number.Name} {number.Value}")));

    private sealed class Immediate(Action<LaneTrainingProgress> show) : IProgress<LaneTrainingProgress>
    {
        public void Report(LaneTrainingProgress value) => show(value);
    }
}
