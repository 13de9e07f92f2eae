using System.Collections.Immutable;
using Snowball.Cli.Reports;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Spectre.Console;

namespace Snowball.Cli.Terminal;

/// <summary>The tables that several commands show.</summary>
internal static class Tables
{
    /// <summary>Metrics as rows, policies as columns.</summary>
    public static Table Comparison(IReadOnlyList<(string Policy, ImmutableArray<SummaryValue> Values)> columns)
    {
        var table = New().AddColumn("metric").AddColumn("unit");
        foreach (var (policy, _) in columns) table.AddColumn(new TableColumn(Markup.Escape(policy)).RightAligned());
        for (int row = 0; row < columns[0].Values.Length; row++)
        {
            var first = columns[0].Values[row];
            table.AddRow([first.Name, IsRate(first) ? "%" : first.Unit, .. columns.Select(column => Text(column.Values[row]))]);
        }
        return table;
    }

    /// <summary>The lines of a gate that was run.</summary>
    public static Table Gate(GateResult gate)
    {
        var table = New().AddColumn("gate").AddColumn($"{gate.Episodes} episodes, {gate.Confidence:P0} confidence");
        foreach (var line in gate.Lines)
        {
            table.AddRow(Mark(line.Verdict), Markup.Escape(line.Text));
        }
        return table;
    }

    /// <summary>A gate's lines as rows, policies as columns: estimates with their confidence limits.</summary>
    public static Table Gates(IReadOnlyList<GateTrial> trials)
    {
        var table = New().AddColumn("gate");
        foreach (var trial in trials) table.AddColumn(new TableColumn(Markup.Escape(trial.Policy)).RightAligned());
        for (int i = 0; i < trials[0].Gate.Lines.Length; i++)
        {
            var line = trials[0].Gate.Lines[i].Line;
            table.AddRow([Markup.Escape(GateWords.Bound(line)), .. trials.Select(trial => Cell(trial.Gate.Lines[i]))]);
        }
        return table.AddRow(["verdict", .. trials.Select(trial => Mark(trial.Gate.Verdict))]);
    }

    private static string Cell(GateLineResult line)
    {
        double scale = line.Line.Aggregate == Aggregate.Any ? 100 : 1;
        string colour = line.Verdict switch { Verdict.Passed => "green", Verdict.Failed => "red", _ => "yellow" };
        return double.IsFinite(line.Estimate) ? $"[{colour}]{line.Estimate * scale:0.###} ({line.Limit * scale:0.###})[/]" : $"[{colour}]-[/]";
    }

    /// <summary>A verdict in its colour.</summary>
    public static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Passed => "[green]passed[/]",
        Verdict.Failed => "[red]failed[/]",
        _ => "[yellow]undecided[/]",
    };

    /// <summary>A table without a heading.</summary>
    public static Table New() => new() { Border = TableBorder.Simple };

    /// <summary>A value with its half-width of the 95% interval, where it has one.</summary>
    public static string Text(SummaryValue value)
    {
        if (!double.IsFinite(value.Value)) return "-";
        double scale = IsRate(value) ? 100 : 1;
        string number = (value.Value * scale).ToString("0.###");
        return value is { Low: { } low, High: { } high } && high > low ? $"{number} ±{(high - low) * scale / 2:0.###}" : number;
    }

    /// <summary>Whether a value is a fraction, to be shown in per cent.</summary>
    public static bool IsRate(SummaryValue value) => value.Name.EndsWith("_rate", StringComparison.Ordinal);
}
