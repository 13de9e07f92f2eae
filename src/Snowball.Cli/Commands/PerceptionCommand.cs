using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Perception;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Networks;
using Snowball.Perception.Training;
using Snowball.Sim;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball perception</c>: networks that read frames.</summary>
internal static class PerceptionCommand
{
    private const string RunsFolder = "runs", Kind = "perception", DefaultScenario = "lane-keeping";

    public static Command Create() => new(Kind, "Networks that tell from camera frames where the ego is in its lane.") { Train(), Evaluate(), Describe() };

    private static Argument<string> Network() =>
        new("NETWORK") { Description = "A name (of a folder in ./perception) or a folder, such as that of a run", DefaultValueFactory = _ => NetworkFinder.Lane };

    private static Command Evaluate()
    {
        const string all = "all";
        var network = Network();
        var scenario = new Option<string>("--scenario") { HelpName = "SCENARIO", Description = "Where frames come from", DefaultValueFactory = _ => DefaultScenario };
        var weather = new Option<string>("--weather") { Description = "How worlds look", DefaultValueFactory = _ => all };
        weather.AcceptOnlyFromAmong([.. PerceptionEvaluation.Weathers.Keys, all]);
        var frames = Options.Within(1, 1_000_000, new Option<int>("--frames") { HelpName = "N", Description = "Frames of each weather, about", DefaultValueFactory = _ => 2048 });
        var seed = Options.Seed();
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var json = Options.Json();
        var command = new Command("eval", "Measure a lane network on frames of test episodes, with the detector without learning beside it.")
        {
            network, scenario, weather, frames, seed, renderer, threads, json,
        };
        command.SetAction(parsed =>
        {
            string chosen = parsed.GetValue(weather)!;
            new PerceptionEvaluation(
                NetworkFinder.LoadLane(parsed.GetValue(network)!), ScenarioFinder.Load(parsed.GetValue(scenario)!), parsed.GetValue(frames), parsed.GetValue(seed),
                parsed.GetValue(renderer)!, parsed.GetValue(threads))
                .Run(chosen == all ? PerceptionEvaluation.Weathers.Keys : [chosen], new ReportWriter(parsed, parsed.GetValue(json)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Describe()
    {
        var network = Network();
        var command = new Command("describe", "Show what a lane network is, how it was trained, and what it reached.") { network };
        command.SetAction(parsed =>
        {
            var report = new ReportWriter(parsed);
            var estimator = NetworkFinder.LoadLane(parsed.GetValue(network)!);
            var (description, frame) = (estimator.Network, estimator.Frame);
            var table = Tables.New().AddColumn("network").AddColumn(description.Name);
            table.AddRow("frames", $"{frame.Width} x {frame.Height}, {frame.Channels} grey, from row {description.FirstRow} on");
            table.AddRow("head", $"{LaneNetwork.Head}: lateral offset, heading error, curvature, each with its variance");
            table.AddRow("features", $"{description.Network.Features}");
            table.AddRow("trained on", $"{description.Training.Frames:#,0} frames of {string.Join(", ", description.Training.Scenarios)}, seed {description.Training.Seed}");
            foreach (var (name, value) in description.Metrics) table.AddRow($"validation {name}", $"{value:0.#####}");
            report.Show(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Train()
    {
        var scenario = new Option<string?>("--scenario") { HelpName = "SCENARIO", Description = $"Where frames come from [default: {DefaultScenario}]" };
        var seed = Options.Seed();
        var epochs = Options.Within(1, 100_000, new Option<int?>("--epochs") { HelpName = "N", Description = "Validations at most, each after as many frames; the learning rate falls over all of them" });
        var appearance = new Option<string>("--appearance") { Description = "How worlds look", DefaultValueFactory = _ => "varied" };
        appearance.AcceptOnlyFromAmong([.. Appearances.Names]);
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var run = new Option<string?>("--run") { HelpName = "FOLDER", Description = "The run folder [default: runs/perception/lane-SEED]" };
        var resume = new Option<bool>("--resume") { Description = "Go on with the run from its last epoch, with the settings it was started with" };
        var command = new Command("train",
            "Train the lane network on frames that are drawn while it learns. Leaves a run folder with configuration, metrics, checkpoints and the network that "
            + "was best on validation frames. After Ctrl-C, --resume goes on from the last epoch.")
        {
            scenario, seed, epochs, appearance, renderer, threads, run, resume,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(run) ?? RunFolder.PathOf(RunsFolder, Kind, NetworkFinder.Lane, parsed.GetValue(seed));
            var options = new LaneTrainingOptions();
            if (parsed.GetValue(epochs) is { } count) options = options with { Epochs = count };
            if (parsed.GetValue(resume) && (parsed.GetValue(scenario) is not null || parsed.GetValue(epochs) is not null))
                throw new InputException("a run is resumed with the settings it was started with: leave out --scenario and --epochs");
            var settings = parsed.GetValue(resume)
                ? PerceptionTraining.Settings.Read(path)
                : new(NetworkFinder.Lane, parsed.GetValue(scenario) ?? DefaultScenario, parsed.GetValue(appearance)!, parsed.GetValue(renderer)!, parsed.GetValue(seed), options);
            return new PerceptionTraining(settings, path, parsed.GetValue(threads), new ReportWriter(parsed)).Train(parsed.GetValue(resume));
        });
        return command;
    }
}
