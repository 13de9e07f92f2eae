using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Reports;
using Snowball.Cli.Terminal;
using Snowball.Learning;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball scenarios draw</c>: a picture of a scenario's road, or of what a sensor sees on it.</summary>
internal static class DrawCommand
{
    public static Command Create()
    {
        var scenario = new Argument<string>("SCENARIO") { Description = "A scenario's folder or file" };
        var variant = new Option<int>("--variant") { Description = "Which of the road's variants, from 0" };
        var sensor = new Option<string?>("--sensor") { HelpName = "NAME", Description = "Draw what this lidar or radar of the ego sees, as PNG, in an episode of the seed" };
        var seconds = Options.Within(0, 600, new Option<double>("--seconds")
        {
            HelpName = "T", Description = "After how long the picture is taken; a radar's detections until then are all drawn", DefaultValueFactory = _ => 5,
        });
        var seed = Options.Seed();
        var file = new Option<string?>("--out") { HelpName = "FILE", Description = "Where to write it; without it road.svg, or NAME.png of a sensor" };
        var json = Options.Json();
        var command = new Command("draw",
            "Draw the road of a scenario from above as SVG, with its lanes, ramps, patches, barriers and obstacles, and where egos start. Laid out straight in "
            + "rows of 1 km and four times as wide as it is. With --sensor: drive with the rule-based driver, and draw what a sensor sees.")
        {
            scenario, variant, sensor, seconds, seed, file, json,
        };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var loaded = ScenarioLoader.Load(parsed.GetValue(scenario)!);
            if (parsed.GetValue(sensor) is { } name) Draw(loaded, name, parsed.GetValue(seconds), parsed.GetValue(seed), parsed.GetValue(file) ?? $"{name}.png", report);
            else Draw(loaded, parsed.GetValue(variant), parsed.GetValue(file) ?? "road.svg", report);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Draw(Scenario scenario, int variant, string file, ReportWriter report)
    {
        var family = RoadFamily.Of(scenario.Road);
        if (variant < 0 || variant >= family.Variants)
        {
            throw new InputException($"is {variant}, but the road has the variants 0 to {family.Variants - 1}", key: "--variant");
        }
        AtomicFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(RoadPicture.Draw(family[variant], scenario.Ego))));
        report.Json(new JsonObject { ["scenario"] = scenario.Name, ["variant"] = variant, ["picture"] = file });
        report.Line($"The road of {scenario.Name} is drawn in {file}.");
    }

    private static void Draw(Scenario scenario, string sensor, double seconds, ulong seed, string file, ReportWriter report)
    {
        using var environment = new DrivingEnv(scenario, worlds: 1, cameras: Renderers.Cameras());
        environment.Reset(seed);
        var driver = new RuleBasedPolicy(environment);
        environment.Open([.. driver.ChannelsRead, sensor]);
        var settings = scenario.Sensors.Single(settings => settings.Name == sensor);
        if (!SensorPicture.Shows(settings.Instrument)) throw new InputException($"is '{sensor}', but only lidars and radars are drawn", key: "--sensor");
        var picture = new SensorPicture(environment, settings);
        var actions = new float[environment.Agents * environment.Action.Dimensions];
        int steps = (int)Math.Round(seconds * scenario.Simulation.PolicyFrequency);
        picture.Take();
        for (int step = 1; step <= steps; step++)
        {
            driver.Act(environment, actions);
            environment.Step(actions);
            if (environment.Terminated[0] || environment.Truncated[0])
            {
                throw new InputException($"is {seconds} s, but the episode ends after {(double)step / scenario.Simulation.PolicyFrequency:0.##} s", key: "--seconds");
            }
            picture.Take();
        }
        picture.Save(seconds, file);
        report.Json(new JsonObject { ["scenario"] = scenario.Name, ["sensor"] = sensor, ["seconds"] = seconds, ["seed"] = seed, ["picture"] = file });
        report.Line($"What {sensor} of {scenario.Name} sees is drawn in {file}.");
    }
}
