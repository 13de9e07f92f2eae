using System.Diagnostics;
using Snowball.Cli.Terminal;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Snowball.Cli.Perception;

/// <summary>How the training of a network goes: tables that renew themselves on a terminal, a line now and then elsewhere.</summary>
/// <typeparam name="TProgress">What the training tells.</typeparam>
/// <param name="report">Where.</param>
/// <param name="numbers">Names and values in it.</param>
/// <param name="details">A table of its last validation; null where there is none.</param>
internal sealed class PerceptionDisplay<TProgress>(ReportWriter report, Func<TProgress, IEnumerable<(string Name, string Value)>> numbers, Func<TProgress, Table?> details)
{
    private static readonly TimeSpan LinePeriod = TimeSpan.FromSeconds(5);
    private readonly Stopwatch _time = Stopwatch.StartNew();

    /// <summary>Shows the progress of a training while it runs.</summary>
    public TReport Show<TReport>(Func<IProgress<TProgress>, TReport> train)
    {
        if (!report.IsTerminal) return train(new Lines(this));
        return report.Console.Live(new Text("The first frames ...")).Start(live => train(new Immediate(progress =>
        {
            live.UpdateTarget(Render(progress));
            live.Refresh();
        })));
    }

    private IRenderable Render(TProgress progress)
    {
        var table = Tables.New().AddColumn("training").AddColumn(new TableColumn("").RightAligned());
        foreach (var (name, value) in Numbers(progress)) table.AddRow(name, value);
        return details(progress) is { } validation ? new Rows(table, validation) : table;
    }

    private IEnumerable<(string Name, string Value)> Numbers(TProgress progress) => numbers(progress).Append(("seconds", $"{_time.Elapsed.TotalSeconds:0}"));

    private sealed class Lines(PerceptionDisplay<TProgress> display) : IProgress<TProgress>
    {
        private TimeSpan _shown = -LinePeriod;

        public void Report(TProgress value)
        {
            if (display._time.Elapsed - _shown < LinePeriod) return;
            display.Line(value);
            _shown = display._time.Elapsed;
        }
    }

    private void Line(TProgress progress) => report.Line(string.Join("  ", Numbers(progress).Select(number => $"{number.Name} {number.Value}")));

    private sealed class Immediate(Action<TProgress> show) : IProgress<TProgress>
    {
        public void Report(TProgress value) => show(value);
    }
}
