using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Snowball.Cli.Inputs;
using Snowball.Cli.Terminal;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Sim;
using Snowball.Sim.Environments;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball dataset</c>: labelled frames, to learn seeing from.</summary>
internal static class DatasetCommand
{
    private const int LeastSize = 32, LargestSize = 4096;

    public static Command Create() => new("dataset", "Make folders of labelled camera frames, and look at them.") { Make(), Show() };

    private static Command Make()
    {
        var scenarios = new Argument<string[]>("SCENARIO") { Description = "Names, folders or files; frames are shared out evenly", Arity = ArgumentArity.OneOrMore };
        var frames = Options.Within(1, 1_000_000, new Option<int>("--frames") { HelpName = "N", Description = "How many frames", Required = true });
        var output = new Option<string?>("--out") { HelpName = "FOLDER", Description = "The dataset's folder; one that was begun goes on [default: datasets/SCENARIO-SPLIT-SEED]" };
        var size = new Option<string>("--size") { HelpName = "WIDTHxHEIGHT", Description = "Of the frames, pixels", DefaultValueFactory = _ => "512x256" };
        var sequence = Options.Within(1, 1000, new Option<int>("--sequence") { HelpName = "K", Description = "Consecutive frames of an episode, for networks with a memory", DefaultValueFactory = _ => 1 });
        var split = new Option<string>("--split") { Description = "Which episodes: no two splits share a road, where there are enough", DefaultValueFactory = _ => "training" };
        split.AcceptOnlyFromAmong("training", "validation", "test");
        var appearance = new Option<string>("--appearance") { Description = "Light, weather, wear and errors of the camera; scenario is what the scenario says", DefaultValueFactory = _ => "varied" };
        appearance.AcceptOnlyFromAmong([.. Appearances.Names]);
        var seed = Options.Seed();
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var json = Options.Json();
        var command = new Command("make",
            "Drive scenarios and write what a camera of the ego sees: colours, classes, instances and depth as PNG, vehicles as COCO, lanes as TuSimple, and all "
            + "that is known as JSON lines. Killed, it goes on when it is started again with the same options.")
        {
            scenarios, frames, output, size, sequence, split, appearance, seed, renderer, threads, json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var loaded = parsed.GetValue(scenarios)!.Select(name => ScenarioFinder.Load(name)).ToList();
            var (width, height) = SizeOf(parsed.GetValue(size)!);
            int length = parsed.GetValue(sequence), count = parsed.GetValue(frames);
            if (count % length != 0) throw new InputException($"is {count}, but must be a multiple of --sequence, {length}", key: "--frames");
            var plan = new DatasetPlan(
                DatasetPlan.CurrentFormat, [.. loaded.Select(scenario => new DatasetScenario(scenario.Name, scenario.Hash))], count, length, width, height,
                parsed.GetValue(appearance)!, Enum.Parse<SeedSplit>(parsed.GetValue(split)!, ignoreCase: true), parsed.GetValue(seed), parsed.GetValue(renderer)!);
            string folder = parsed.GetValue(output) ?? Path.Combine("datasets", string.Create(CultureInfo.InvariantCulture, $"{loaded[0].Name}-{parsed.GetValue(split)}-{plan.Seed}"));
            await WorkProgress.Show(report, "frames", told => Task.Run(() =>
            {
                DatasetMaker.Make(plan, loaded, folder, Renderers.Cameras(plan.Renderer), parsed.GetValue(threads), told, cancellation);
                return true;
            }));
            Tell(report, new DatasetFolder(folder));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Show()
    {
        var folder = new Argument<string>("FOLDER") { Description = "A dataset's folder" };
        var frames = Options.Within(1, 64, new Option<int>("--frames") { HelpName = "K", Description = "How many frames, from all over the dataset", DefaultValueFactory = _ => 8 });
        var output = new Option<string?>("--out") { HelpName = "FILE.png", Description = "Where to write the sheet [default: sheet.png in the folder]" };
        var json = Options.Json();
        var command = new Command("show", "Count what a dataset holds, and draw frames with their labels.") { folder, frames, output, json };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed, parsed.GetValue(json));
            var dataset = new DatasetFolder(parsed.GetValue(folder)!);
            string file = parsed.GetValue(output) ?? Path.Combine(dataset.Path, "sheet.png");
            if (!file.EndsWith(".png", StringComparison.OrdinalIgnoreCase)) throw new InputException($"is '{file}', but must end in .png", key: "--out");
            int count = Math.Min(parsed.GetValue(frames), dataset.Frames.Length);
            var batch = new LabelledFrames(count, dataset.Width, dataset.Height);
            for (int i = 0; i < count; i++) dataset.Read((int)((long)i * dataset.Frames.Length / count), batch, i);
            LabelPainter.WriteSheet(batch, file);
            Tell(report, dataset);
            report.Line($"Sheet: {file}");
            return ExitCode.Done;
        });
        return command;
    }

    private static void Tell(ReportWriter report, DatasetFolder dataset)
    {
        var weathers = dataset.Frames.GroupBy(frame => frame.Info.Weather).ToDictionary(group => group.Key, group => group.Count());
        int vehicles = dataset.Frames.Sum(frame => frame.Labels.Vehicles.Length), lines = dataset.Frames.Sum(frame => frame.Labels.Lines.Length);
        int episodes = dataset.Frames.Select(frame => (frame.Info.Scenario, frame.Info.EpisodeSeed)).Distinct().Count();
        var json = new JsonObject { ["folder"] = dataset.Path, ["frames"] = dataset.Frames.Length, ["episodes"] = episodes, ["vehicles"] = vehicles, ["lines"] = lines };
        var table = Tables.New().AddColumn("weather").AddColumn("frames");
        var counts = new JsonObject();
        foreach (string name in WeatherNames.All)
        {
            if (!weathers.TryGetValue(name, out int count)) continue;
            table.AddRow(name, $"{count}");
            counts[name] = count;
        }
        json["weather"] = counts;
        report.Json(json);
        report.Show(table);
        report.Line($"{dataset.Frames.Length} frames of {dataset.Width} x {dataset.Height} from {episodes} episodes, with {lines} lines and {vehicles} vehicles: {dataset.Path}");
    }

    private static (int Width, int Height) SizeOf(string text)
    {
        string[] sides = text.Split('x');
        if (sides.Length == 2 && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height))
        {
            if (width is >= LeastSize and <= LargestSize && height is >= LeastSize and <= LargestSize) return (width, height);
            throw new InputException($"is {text}, but both sides must be from {LeastSize} to {LargestSize} pixels", key: "--size");
        }
        throw new InputException($"is '{text}', but must be WIDTHxHEIGHT, such as 512x256", key: "--size");
    }
}
