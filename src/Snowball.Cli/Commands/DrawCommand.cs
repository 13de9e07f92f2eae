using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball scenarios draw</c>: a picture of a scenario's road.</summary>
internal static class DrawCommand
{
    public static Command Create()
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "A scenario's folder or file" };
        var variant = new Option<int>("--variant") { Description = "Which of the road's variants, from 0" };
        var file = new Option<string>("--out") { HelpName = "FILE", Description = "Where to write it", DefaultValueFactory = _ => "road.svg" };
        var json = Options.Json();
        var command = new Command("draw",
            "Draw the road of a scenario from above as SVG, with its lanes, ramps, patches, barriers and obstacles, and where egos start. Laid out straight in "
            + "rows of 1 km and four times as wide as it is.")
        {
            scenario, variant, file, json,
        };
        command.SetAction(parsed =>
        {
            Draw(parsed.GetValue(scenario)!, parsed.GetValue(variant), parsed.GetValue(file)!, new ReportWriter(parsed, parsed.GetValue(json)));
            return ExitCode.Done;
        });
        return command;
    }

    private static void Draw(string path, int variant, string file, ReportWriter report)
    {
        var scenario = ScenarioLoader.Load(path);
        var family = RoadFamily.Of(scenario.Road);
        if (variant < 0 || variant >= family.Variants)
        {
            throw new InputException($"is {variant}, but the road has the variants 0 to {family.Variants - 1}", key: "--variant");
        }
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(RoadPicture.Draw(family[variant], scenario.Ego))));
        report.Json(new JsonObject { ["scenario"] = scenario.Name, ["variant"] = variant, ["picture"] = file });
        report.Line($"The road of {scenario.Name} is drawn in {file}.");
    }
}
