using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Perception;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training;
using Snowball.Sim;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball perception</c>: networks that read frames.</summary>
internal static class PerceptionCommand
{
    private const string RunsFolder = "runs", Kind = "perception";

    public static Command Create() => new(Kind, "Networks that tell from camera frames where the ego is in its lane.") { Train() };

    private static Command Train()
    {
        var scenario = new Option<string?>("--scenario") { HelpName = "SCENARIO", Description = "Where frames come from [default: lane-keeping]" };
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
                : new(NetworkFinder.Lane, parsed.GetValue(scenario) ?? "lane-keeping", parsed.GetValue(appearance)!, parsed.GetValue(renderer)!, parsed.GetValue(seed), options);
            return new PerceptionTraining(settings, path, parsed.GetValue(threads), new ReportWriter(parsed)).Train(parsed.GetValue(resume));
        });
        return command;
    }
}
