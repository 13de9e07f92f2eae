using System.CommandLine;
using System.Text.Json.Nodes;
using Snowball.Cli.Manoeuvres;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Sim;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball manoeuvres</c>: the standard manoeuvres of vehicle dynamics.</summary>
internal static class ManoeuvresCommand
{
    public static Command Create()
    {
        var plots = new Option<string?>("--plots") { HelpName = "FOLDER", Description = "Draw the curves into this folder as PNG files" };
        var both = new Option<bool>("--both") { Description = "The single-track drift model on the built-in back end, and BepuPhysics beside it (takes a quarter of an hour)" };
        var json = Options.Json();
        var command = new Command("manoeuvres", "Drive the standard manoeuvres of vehicle dynamics and show their figures.") { plots, both, json };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var table = Tables.New().AddColumn("manoeuvre").AddColumn("vehicle").AddColumn("model").AddColumn("quantity")
                .AddColumn(new TableColumn("value").RightAligned()).AddColumn("unit");
            if (parsed.GetValue(both) && !PhysicsBackEnds.Has(PhysicsBackEnd.Bepu)) throw new InputException(PhysicsBackEnds.HowToGetBepu, key: "--both");
            foreach (var figure in parsed.GetValue(both) ? ManoeuvreTable.MeasureBoth() : ManoeuvreTable.Measure())
            {
                table.AddRow(
                    Markup.Escape(figure.Manoeuvre), figure.Subject.Vehicle, figure.Subject.ModelName, figure.Quantity,
                    figure.Value.ToString("0.00"), Markup.Escape(figure.Unit));
                report.Json(new JsonObject
                {
                    ["manoeuvre"] = figure.Manoeuvre,
                    ["vehicle"] = figure.Subject.Vehicle,
                    ["model"] = figure.Subject.ModelName,
                    ["quantity"] = figure.Quantity,
                    ["value"] = Json.Number(figure.Value),
                    ["unit"] = figure.Unit,
                });
            }
            report.Show(table);
            if (parsed.GetValue(plots) is { } folder) ManoeuvrePlots.Write(folder);
            return ExitCode.Done;
        });
        return command;
    }
}
