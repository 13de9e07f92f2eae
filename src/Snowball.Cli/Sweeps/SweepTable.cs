using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Spectre.Console;

namespace Snowball.Cli.Sweeps;

/// <summary>The trials of a sweep in order, for a terminal and for programs.</summary>
internal sealed class SweepTable
{
    private readonly ImmutableArray<(Trial Trial, int Front)> _rows;
    private readonly ImmutableArray<string> _keys;

    /// <summary>Sorts the trials: those that were judged at more steps first, then by fronts, then by return.</summary>
    public SweepTable(ImmutableArray<Trial> trials)
    {
        _keys = [.. trials[0].Values.Keys];
        var rows = ImmutableArray.CreateBuilder<(Trial, int)>();
        foreach (var rung in trials.Where(trial => trial.Objectives is not null).GroupBy(trial => trial.Steps).OrderByDescending(rung => rung.Key))
        {
            var judged = rung.ToList();
            var ranks = ParetoFront.Rank([.. judged.Select(trial => trial.Objectives!)]);
            rows.AddRange(judged.Select((trial, i) => (trial, ranks[i])).OrderBy(row => row.Item2.Place).Select(row => (row.trial, row.Item2.Front)));
        }
        FullSteps = rows.Count > 0 ? rows[0].Item1.Steps : 0;
        rows.AddRange(trials.Where(trial => trial.Fault is not null).Select(trial => (trial, -1)));
        _rows = rows.ToImmutable();
    }

    /// <summary>Steps of those that got the most.</summary>
    public long FullSteps { get; }

    /// <summary>The trials in order.</summary>
    public IEnumerable<Trial> Trials => _rows.Select(row => row.Trial);

    /// <summary>Whether no trial of as many steps, the most, is better in all respects.</summary>
    public bool IsOnFront(Trial trial) => trial.Steps == FullSteps && _rows.Any(row => row.Trial == trial && row.Front == 0);

    /// <summary>For people.</summary>
    public Table ForTerminal()
    {
        var table = Tables.New().AddColumn("").AddColumn("trial").AddColumn(Right("steps")).AddColumn(Right("return")).AddColumn(Right("crashed, %")).AddColumn(Right("jerk, m/s3"));
        foreach (string key in _keys) table.AddColumn(Right(key));
        foreach (var (trial, _) in _rows)
        {
            string[] judged = trial.Objectives is { } o
                ? [$"{trial.Steps:#,0}", $"{o.Return:0.##}", $"{100 * o.CrashRate:0.##}", $"{o.Jerk:0.##}"] : ["failed", "-", "-", "-"];
            table.AddRow([IsOnFront(trial) ? "[green]front[/]" : "", $"{trial.Number}", .. judged, .. _keys.Select(key => Markup.Escape(trial.Values[key]))]);
        }
        return table;

        static TableColumn Right(string name) => new TableColumn(Markup.Escape(name)).RightAligned();
    }

    /// <summary>For programs, one object a trial.</summary>
    public IEnumerable<JsonObject> ForPrograms() => _rows.Select(row => new JsonObject
    {
        ["trial"] = row.Trial.Number,
        ["pareto"] = IsOnFront(row.Trial),
        ["steps"] = row.Trial.Steps,
        ["return"] = Json.Number(row.Trial.Objectives?.Return),
        ["crash_rate"] = Json.Number(row.Trial.Objectives?.CrashRate),
        ["jerk"] = Json.Number(row.Trial.Objectives?.Jerk),
        ["values"] = new JsonObject(row.Trial.Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value))),
        ["fault"] = row.Trial.Fault,
    });
}
