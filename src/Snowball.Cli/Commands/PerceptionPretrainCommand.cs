using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Perception;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Training.Pretraining;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball perception pretrain</c>: an encoder that learns without labels.</summary>
internal static class PerceptionPretrainCommand
{
    private const string Name = "encoder";

    public static Command Create()
    {
        var scenario = new Option<string>("--scenario") { HelpName = "SCENARIO", Description = "Where frames come from", DefaultValueFactory = _ => PerceptionCommand.DefaultScenario };
        var seed = Options.Seed();
        var epochs = Options.Within(1, 100_000, new Option<int?>("--epochs") { HelpName = "N", Description = "Validations, each after as many frames; the learning rate falls over all of them" });
        var appearance = new Option<string>("--appearance") { Description = "How worlds look", DefaultValueFactory = _ => "varied" };
        appearance.AcceptOnlyFromAmong([.. Appearances.Names]);
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var run = new Option<string?>("--run") { HelpName = "FOLDER", Description = $"The run folder [default: runs/perception/{Name}-SEED]" };
        var resume = PerceptionRuns.Resume();
        var command = new Command("pretrain",
            "Train the encoder of the lane network without labels: it tells what is hidden of a frame from what is left. snowball perception train --from FOLDER goes on from it. "
            + "After Ctrl-C, --resume goes on from the last epoch.")
        {
            scenario, seed, epochs, appearance, renderer, threads, run, resume,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(run) ?? RunFolder.PathOf(PerceptionCommand.RunsFolder, PerceptionCommand.Kind, Name, parsed.GetValue(seed));
            if (parsed.GetValue(resume)) PerceptionRuns.RefuseSettings(parsed, [scenario, epochs]);
            var settings = parsed.GetValue(resume)
                ? PerceptionRuns.Read<PerceptionPretraining.Settings>(path)
                : new(parsed.GetValue(scenario)!, parsed.GetValue(appearance)!, parsed.GetValue(renderer)!, parsed.GetValue(seed), OptionsOf(parsed.GetValue(epochs)));
            return new PerceptionPretraining(settings, path, parsed.GetValue(threads), new ReportWriter(parsed)).Train(parsed.GetValue(resume));
        });
        return command;
    }

    private static PretrainingOptions OptionsOf(int? epochs)
    {
        var options = new PretrainingOptions();
        return epochs is { } count ? options with { Epochs = count } : options;
    }
}
