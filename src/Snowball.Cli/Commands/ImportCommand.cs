using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning;
using Snowball.Sim.Roads.OpenDrive;
using Snowball.Sim.Scenarios;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball scenarios import</c>: checks an OpenDRIVE map, and makes it ready for a scenario.</summary>
internal static class ImportCommand
{
    private const string MapFile = "map.xodr";
    private const string PictureFile = "map.svg";

    public static Command Create()
    {
        var map = new Argument<string>("MAP") { Description = "An OpenDRIVE file (.xodr)" };
        var folder = new Option<string?>("--out") { HelpName = "DIR", Description = "The folder to write to; without it one of the map's name" };
        var json = Options.Json();
        var command = new Command("import",
            $"Check an OpenDRIVE map, say what is in it, and write it down as this program understands it ({MapFile}), with a picture ({PictureFile}) and, unless "
            + $"there is one, a first scenario on the longest way through it ({ScenarioLoader.FileName}). Exit code 2 for a map whose geometry cannot be represented.")
        {
            map, folder, json,
        };
        command.SetAction(parsed =>
        {
            string file = parsed.GetValue(map)!;
            Import(file, parsed.GetValue(folder) ?? Path.GetFileNameWithoutExtension(file), new ReportWriter(parsed, parsed.GetValue(json)));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Import(string file, string folder, ReportWriter report)
    {
        var map = OpenDriveReader.Read(file);
        var summary = new MapSummary(map);
        AtomicFile.Write(Path.Combine(folder, MapFile), stream => OpenDriveWriter.Write(map.Network, stream));
        WriteText(Path.Combine(folder, PictureFile), MapPicture.Draw(map.Network));
        string name = map.Network.Name.Length > 0 ? map.Network.Name : Path.GetFileNameWithoutExtension(file);
        var scenario = MapScenario.Write(map.Network, Path.GetFileName(file), MapFile);
        string scenarioFile = Path.Combine(folder, ScenarioLoader.FileName);
        bool isNew = scenario is not null && !File.Exists(scenarioFile);
        if (isNew) WriteText(scenarioFile, scenario!.Value.Text);

        report.Json(new JsonObject
        {
            ["map"] = file,
            ["folder"] = folder,
            ["roads"] = map.Network.Roads.Length,
            ["road_length"] = Json.Number(summary.RoadLength),
            ["junctions"] = map.Network.Junctions.Length,
            ["lanes"] = summary.Lanes,
            ["drivable_lanes"] = summary.DrivableLanes,
            ["drivable_length"] = Json.Number(summary.LaneLength),
            ["entries"] = summary.Entries,
            ["exits"] = summary.Exits,
            ["barriers"] = summary.Barriers,
            ["obstacles"] = summary.Obstacles,
            ["lowest"] = Json.Number(summary.Heights.Lowest),
            ["highest"] = Json.Number(summary.Heights.Highest),
            ["largest_gap"] = Json.Number(summary.LargestGap),
            ["route"] = scenario is { } made ? Json.Array(made.Route.Select(id => JsonValue.Create(id))) : null,
            ["skipped"] = new JsonObject(map.Skipped.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
        });

        var table = Tables.New().AddColumn("map").AddColumn(Markup.Escape(name));
        table.AddRow("roads", $"{map.Network.Roads.Length}, {summary.RoadLength:0.0} m");
        table.AddRow("junctions", $"{map.Network.Junctions.Length}");
        table.AddRow("lanes of lane sections", $"{summary.Lanes}, of which {summary.DrivableLanes} for cars, {summary.LaneLength:0.0} m");
        table.AddRow("lanes that begin, end", $"{summary.Entries}, {summary.Exits}");
        table.AddRow("barriers, obstacles", $"{summary.Barriers}, {summary.Obstacles}");
        table.AddRow("height", $"{summary.Heights.Lowest:0.0} m to {summary.Heights.Highest:0.0} m");
        table.AddRow("largest gap", Markup.Escape(summary.LargestGap * 1000 < 1 ? "below 1 mm" : $"{summary.LargestGap * 1000:0} mm, at road {summary.RoadOfLargestGap}"));
        table.AddRow("left out", Markup.Escape(map.Skipped.Count == 0 ? "nothing" : string.Join(", ", map.Skipped.Select(entry => $"{entry.Value} {entry.Key}"))));
        table.AddRow("longest way", Markup.Escape(scenario is { } found ? $"roads {string.Join(", ", found.Route)}" : "none that a carriageway can hold"));
        report.Show(table);
        report.Line($"Written to {folder}: {MapFile}, {PictureFile}{(isNew ? $", {ScenarioLoader.FileName}" : "")}");
    }

    private static void WriteText(string file, string text) => AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
