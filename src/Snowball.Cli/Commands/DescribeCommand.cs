using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning.Networks;
using Snowball.Learning.Policies;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball describe</c>: what a policy file holds.</summary>
internal static class DescribeCommand
{
    public static Command Create()
    {
        var policy = new Argument<string>("POLICY") { Description = "A policy file, its folder or its run" };
        var states = Options.Within(0, 100_000, new Option<int>("--states")
        {
            HelpName = "N", Description = "Of a table: how many of its states to print, those that were learned from most first", DefaultValueFactory = _ => 20,
        });
        var command = new Command("describe", "Print what a policy is: its network, what it sees and does, where it was trained; of a table also its states.") { policy, states };
        command.SetAction(parsed =>
        {
            string folder = PolicyChoice.FolderOf(parsed.GetValue(policy)!);
            var description = PolicyFile.Load(folder).Description;
            var report = new ReportWriter(parsed);
            report.Show(Table(description, folder));
            if (description.Network is QTableDescription table) ActionValues.Show(report, folder, description, table, parsed.GetValue(states));
            return ExitCode.Done;
        });
        return command;
    }

    private static Spectre.Console.Grid Table(PolicyDescription policy, string folder)
    {
        var grid = new Spectre.Console.Grid().AddColumn().AddColumn();
        Row("agent", policy.Agent);
        Row("network", policy.Network switch
        {
            DeepDescription network => NetworkWords.Of(network, policy.Normaliser, policy.Backbone, PolicyFile.LoadNetwork(folder)!.Value.Weights),
            QTableDescription table => "table of " + string.Join(" x ", table.Bins.Select(bins => $"{bins.Field} ({bins.Edges.Count + 1} bins)")),
            _ => policy.Network.GetType().Name,
        });
        Row("observation", $"{policy.Observation.Size} values: {string.Join(", ", policy.Observation.Fields)}");
        Row("action", policy.Action switch
        {
            DiscreteActionDescription discrete => $"one of {discrete.Count}",
            ContinuousActionDescription continuous => string.Join(", ", continuous.Dimensions.Select(d => $"{d.Name} in [{d.Low}, {d.High}]")),
            _ => policy.Action.GetType().Name,
        });
        Row("scenario", $"{policy.Scenario.Name} ({policy.Scenario.Hash})");
        Row("training", $"{policy.Training.Steps} agent steps, seed {policy.Training.Seed}");
        foreach (var (name, value) in policy.Metrics) Row($"validation {name}", value.ToString("0.####"));
        return grid;

        void Row(string name, string value) => grid.AddRow(new Spectre.Console.Text(name), new Spectre.Console.Text(value));
    }
}
