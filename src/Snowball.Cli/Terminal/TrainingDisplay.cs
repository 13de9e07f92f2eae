using System.Diagnostics;
using Snowball.Agents.Training;
using Snowball.Sim.Metrics;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Snowball.Cli.Terminal;

/// <summary>How training goes: a table that renews itself on a terminal, a line now and then elsewhere.</summary>
internal sealed class TrainingDisplay(ReportWriter report)
{
    private static readonly TimeSpan LivePeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(3);

    /// <summary>Shows the progress of a training while it runs.</summary>
    public TrainingResult Show(Func<IProgress<TrainingProgress>, TrainingResult> train)
    {
        if (!report.IsTerminal) return train(new Periodic(LinePeriod, Write));
        return report.Console.Live(new Text("The first steps ...")).Start(live => train(new Periodic(LivePeriod, (progress, _) =>
        {
            live.UpdateTarget(Render(progress));
            live.Refresh();
        })));
    }

    private static IRenderable Render(TrainingProgress progress)
    {
        var numbers = Tables.New().AddColumn("training").AddColumn(new TableColumn("").RightAligned());
        foreach (var (name, value) in Numbers(progress)) numbers.AddRow(name, value);
        foreach (var (name, value) in progress.Statistics) numbers.AddRow(name, $"{value:0.#####}");
        return progress.Validation is { } validation ? new Rows(numbers, Tables.Gate(validation.Gate)) : numbers;
    }

    private void Write(TrainingProgress progress, bool isValidationNew)
    {
        var shown = progress.Statistics.Where(statistic => statistic.Name is "entropy" or "kl" or "epsilon" or "td_error");
        report.Line(string.Join("  ", Numbers(progress).Select(number => $"{number.Name} {number.Value}")
            .Concat(shown.Select(statistic => $"{statistic.Name} {statistic.Value:0.####}"))));
        if (!isValidationNew) return;
        foreach (var line in progress.Validation!.Gate.Lines) report.Line($"    validation: {line.Text}");
    }

    private static IEnumerable<(string Name, string Value)> Numbers(TrainingProgress progress)
    {
        yield return ("steps", $"{progress.Steps:#,0}");
        yield return ("steps/s", $"{progress.StepsPerSecond:#,0}");
        yield return ("return", Number(progress.Episodes.MeanReturn, "0.00", 1));
        yield return ("terminated", Number(progress.Episodes.TerminatedRate, "0.0 '%'", 100));
        yield return ("lane offset", Number(progress.Episodes.LateralOffset, "0.000 m", 1));
        if (progress.Validation is { Gate: var gate })
        {
            yield return ("gate", $"{gate.Lines.Count(line => line.Verdict == Verdict.Passed)}/{gate.Lines.Length}");
        }
    }

    private static string Number(double value, string format, double factor) => double.IsFinite(value) ? (value * factor).ToString(format) : "-";

    /// <summary>Passes on a report when the last one is old enough, or when it brings another validation.</summary>
    private sealed class Periodic(TimeSpan period, Action<TrainingProgress, bool> show) : IProgress<TrainingProgress>
    {
        private readonly Stopwatch _sinceShown = Stopwatch.StartNew();
        private ValidationReport? _validation;

        public void Report(TrainingProgress value)
        {
            bool isNew = value.Validation != _validation;
            if (!isNew && _sinceShown.Elapsed < period) return;
            show(value, isNew);
            _validation = value.Validation;
            _sinceShown.Restart();
        }
    }
}
