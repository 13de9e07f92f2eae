using System.Text;
using Snowball.Cli.Terminal;
using Snowball.Sim.Metrics;
using Spectre.Console;

namespace Snowball.Cli.Baselines;

/// <summary>Rows as tables.</summary>
internal static class BaselineTable
{
    private static readonly string[] Columns = ["return", "crashed, %", "speed, m/s", "goal, %", "gate", "steps", "training, s"];

    /// <summary>For the documentation: a table a scenario; rows that were not measured are left out.</summary>
    public static string Markdown(IEnumerable<Baseline> rows)
    {
        var text = new StringBuilder();
        foreach (var scenario in rows.Where(row => row.Figures is not null).GroupBy(row => row.Scenario))
        {
            text.Append($"\n### {scenario.Key}\n\n| baseline | {string.Join(" | ", Columns)} |\n|---|{string.Concat(Columns.Select(_ => "---|"))}\n");
            foreach (var row in scenario) text.Append($"| `{row.Name}` | {string.Join(" | ", Cells(row, row.Figures!))} |\n");
        }
        return text.Append('\n').ToString();
    }

    /// <summary>What was measured now beside what was published.</summary>
    public static Table Beside(Baseline row, BaselineFigures now)
    {
        var table = Tables.New().AddColumn(Markup.Escape(row.Name)).AddColumn("this run").AddColumn("published");
        string[] published = row.Figures is { } figures ? Cells(row, figures) : [.. Columns.Select(_ => "-")];
        foreach (var (name, measured, before) in Columns.Zip(Cells(row, now), published)) table.AddRow(name, Markup.Escape(measured), Markup.Escape(before));
        return table;
    }

    private static string[] Cells(Baseline row, BaselineFigures figures) =>
    [
        Text(figures.Return, 1, "0.0#"), Text(figures.CrashRate, 100, "0.0#"), Text(figures.Speed, 1, "0.0"), figures.GoalRate is { } goal ? Text(goal, 100, "0.0") : "",
        $"{figures.SeedsPassed} of {row.Seeds.Length}", row.IsTrained ? $"{figures.Steps / 1e6:0.00} M" : "", row.IsTrained ? $"{figures.TrainSeconds:0}" : "",
    ];

    private static string Text(Interval interval, double scale, string format) =>
        $"{(interval.Value * scale).ToString(format)} [{(interval.Low * scale).ToString(format)}, {(interval.High * scale).ToString(format)}]";
}
