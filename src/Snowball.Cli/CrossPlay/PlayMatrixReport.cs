using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Spectre.Console;

namespace Snowball.Cli.CrossPlay;

/// <summary>A cross-play matrix in words, tables and JSON.</summary>
internal static class PlayMatrixReport
{
    /// <summary>For people: the matrix of returns, every pair, and who exploits whom.</summary>
    public static void Show(PlayMatrix matrix, ReportWriter report)
    {
        var names = matrix.Names;
        report.Line("Return of the row's policy in one car, the column's policy in the others:");
        var returns = Tables.New().AddColumn("");
        foreach (string name in names) returns.AddColumn(new TableColumn(Markup.Escape(name)).RightAligned());
        for (int row = 0; row < names.Length; row++)
        {
            returns.AddRow([Markup.Escape(names[row]), .. Enumerable.Range(0, names.Length).Select(column => Text(matrix.Pairings[row, column].RowReturn))]);
        }
        report.Show(returns);

        var pairs = Tables.New();
        foreach (string heading in (string[])["one", "others", "return", "others' return", "difference", "crashes, %", "others', %", "speed, m/s", "others', m/s"])
        {
            pairs.AddColumn(new TableColumn(heading) { Alignment = heading is "one" or "others" ? Justify.Left : Justify.Right });
        }
        for (int row = 0; row < names.Length; row++)
        {
            for (int column = 0; column < names.Length; column++)
            {
                var pair = matrix.Pairings[row, column];
                string colour = pair.Sign > 0 ? "green" : pair.Sign < 0 ? "red" : "default";
                pairs.AddRow(
                    Markup.Escape(names[row]), Markup.Escape(names[column]), Text(pair.RowReturn), Text(pair.ColumnReturn), $"[{colour}]{Text(pair.Advantage)}[/]",
                    Text(pair.RowCollisions, 100), Text(pair.ColumnCollisions, 100), Text(pair.RowSpeed), Text(pair.ColumnSpeed));
            }
        }
        report.Show(pairs);
        for (int column = 0; column < names.Length; column++) report.Line(Words(matrix, column));
    }

    /// <summary>For programs: a line for each pair, then one for each policy's best response.</summary>
    public static void Write(PlayMatrix matrix, string scenario, ulong seed, int episodes, ReportWriter report)
    {
        for (int row = 0; row < matrix.Names.Length; row++)
        {
            for (int column = 0; column < matrix.Names.Length; column++)
            {
                var pair = matrix.Pairings[row, column];
                report.Json(new JsonObject
                {
                    ["scenario"] = scenario, ["seed"] = seed, ["episodes"] = episodes, ["row"] = matrix.Names[row], ["column"] = matrix.Names[column],
                    ["return"] = ToJson(pair.RowReturn), ["column_return"] = ToJson(pair.ColumnReturn), ["advantage"] = ToJson(pair.Advantage),
                    ["collision_rate"] = ToJson(pair.RowCollisions), ["column_collision_rate"] = ToJson(pair.ColumnCollisions),
                    ["speed"] = ToJson(pair.RowSpeed), ["column_speed"] = ToJson(pair.ColumnSpeed),
                });
            }
        }
        for (int column = 0; column < matrix.Names.Length; column++)
        {
            var best = matrix.BestResponses[column];
            report.Json(new JsonObject
            {
                ["policy"] = matrix.Names[column], ["best_response"] = matrix.Names[best.Player], ["gain"] = ToJson(best.Gain), ["pays"] = best.Pays,
            });
        }
    }

    private static string Words(PlayMatrix matrix, int column)
    {
        var best = matrix.BestResponses[column];
        string name = matrix.Names[column], other = matrix.Names[best.Player];
        string gain = $"{best.Gain.Mean:+0.##;-0.##;0} return, {best.Gain.Low:0.##} to {best.Gain.High:0.##}";
        return best.Pays ? $"Among cars of {name} it pays to drive as {other} instead ({gain})."
            : best.Gain.High <= 0 ? $"Among cars of {name} nothing pays more than to drive as they do (next: {other}, {gain})."
            : $"Among cars of {name} nothing surely pays more than to drive as they do (next: {other}, {gain}).";
    }

    private static string Text(Estimate value, double scale = 1)
    {
        string half = ((value.High - value.Low) * scale / 2).ToString("0.##");
        return $"{value.Mean * scale:0.##} ±{half}";
    }

    private static JsonObject ToJson(Estimate value) => new() { ["value"] = Json.Number(value.Mean), ["low"] = Json.Number(value.Low), ["high"] = Json.Number(value.High) };
}
