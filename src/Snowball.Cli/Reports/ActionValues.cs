using Snowball.Cli.Terminal;
using Snowball.Learning.Policies;
using Spectre.Console;

namespace Snowball.Cli.Reports;

/// <summary>The table of a tabular policy, state by state: what it would do there, and what it thinks every action is worth.</summary>
internal static class ActionValues
{
    /// <summary>Prints how much of the table was visited, and its states that were learned from most.</summary>
    public static void Show(ReportWriter report, string folder, PolicyDescription policy, QTableDescription table, int most)
    {
        var (values, visits) = PolicyFile.LoadTable(folder, policy);
        int actions = policy.Action.Outputs, states = values.Length / actions;
        if (visits is null)
        {
            report.Note("The file does not tell which states were visited.");
            return;
        }
        var visited = Enumerable.Range(0, states).Select(state => (State: state, Visits: visits.AsSpan(state * actions, actions).ToArray().Sum()))
            .Where(row => row.Visits > 0).OrderByDescending(row => row.Visits).ToList();
        report.Note($"{visited.Count} of {states} states were visited; values are in units of the reward, the greedy action's in brackets.");

        var grid = new Table().Border(TableBorder.Simple);
        foreach (var bins in table.Bins) grid.AddColumn(bins.Field);
        grid.AddColumn("visits");
        grid.AddColumn("greedy");
        for (int action = 0; action < actions; action++) grid.AddColumn($"value of {action}");
        foreach (var (state, count) in visited.Take(most))
        {
            var row = values.AsSpan(state * actions, actions).ToArray();
            int best = Array.IndexOf(row, row.Max());
            grid.AddRow([
                .. Bins(table, state).Select(Markup.Escape), $"{count}", $"{best}",
                .. row.Select((value, action) => Markup.Escape(action == best ? $"[{value:0.000}]" : $"{value:0.000}")),
            ]);
        }
        if (grid.Rows.Count > 0) report.Show(grid);
    }

    /// <summary>The ranges of a state's bins, in the units of the observation, such as <c>0.2 to 0.5</c>.</summary>
    private static IEnumerable<string> Bins(QTableDescription table, int state)
    {
        var words = new string[table.Bins.Count];
        // The last field is the least significant digit of a state's number.
        for (int i = words.Length - 1; i >= 0; i--)
        {
            var edges = table.Bins[i].Edges;
            int bin = state % (edges.Count + 1);
            state /= edges.Count + 1;
            words[i] = edges.Count == 0 ? "any" : bin == 0 ? $"< {edges[0]:0.###}" : bin == edges.Count ? $">= {edges[^1]:0.###}" : $"{edges[bin - 1]:0.###} to {edges[bin]:0.###}";
        }
        return words;
    }
}
