using System.CommandLine;
using Snowball.Cli.Inputs;
using Snowball.Cli.Perception;
using Snowball.Cli.Terminal;
using Snowball.Learning.Runs;
using Snowball.Perception.Datasets;
using Snowball.Perception.Inference;
using Snowball.Perception.Networks;
using Snowball.Perception.Networks.MultiTask;
using Snowball.Perception.Training;
using Snowball.Perception.Training.MultiTask;
using Snowball.Sim;
using Spectre.Console;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball perception</c>: networks that read frames.</summary>
internal static class PerceptionCommand
{
    public const string RunsFolder = "runs", Kind = "perception", DefaultScenario = "lane-keeping";

    // What the detector without learning reads of a benchmark's pictures.
    private static readonly MultiTaskDescription BenchmarkSize = new(512, 256);

    // Beside the default, for what sees vehicles.
    private static readonly string[] MoreScenarios = ["dense-traffic", "merging"];

    public static Command Create() => new(Kind, "Networks that tell from camera frames where the ego is in its lane.")
    {
        Train(), Evaluate(), Describe(), PerceptionRobustnessCommands.Explain(), PerceptionRobustnessCommands.Attack(), PerceptionRobustnessCommands.Corrupt(), PerceptionPretrainCommand.Create(),
    };

    public static Argument<string> Network() =>
        new("NETWORK") { Description = "A name (of a folder in ./perception) or a folder, such as that of a run", DefaultValueFactory = _ => NetworkFinder.Lane };

    private static Option<string[]> Scenarios(string description) => new("--scenario")
    {
        HelpName = "SCENARIO", Description = description, Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true,
    };

    private static Command Evaluate()
    {
        const string all = "all";
        var network = Network();
        var scenario = Scenarios("Where frames come from, by turns [default: where the network learned]");
        var weather = new Option<string>("--weather") { Description = "How worlds look", DefaultValueFactory = _ => all };
        weather.AcceptOnlyFromAmong([.. PerceptionEvaluation.Weathers.Keys, all]);
        var frames = Options.Within(1, 1_000_000, new Option<int>("--frames") { HelpName = "N", Description = "Frames of each weather, about", DefaultValueFactory = _ => 2048 });
        var dataset = new Option<string[]>("--dataset")
        {
            HelpName = "KIND FOLDER", Arity = new ArgumentArity(2, 2), AllowMultipleArgumentsPerToken = true,
            Description = $"Score lines on real pictures instead: {string.Join(" or ", BenchmarkEvaluation.Kinds)}, and the folder of that benchmark as it comes",
        };
        var output = new Option<string>("--out") { HelpName = "FOLDER", Description = "Where predictions for the benchmark's own evaluator go", DefaultValueFactory = _ => Path.Combine(RunsFolder, Kind, "predictions") };
        var seed = Options.Seed();
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var json = Options.Json();
        var command = new Command("eval", "Measure a network on frames of test episodes, with the detector without learning beside it.")
        {
            network, scenario, weather, frames, dataset, output, seed, renderer, threads, json,
        };
        command.SetAction(parsed =>
        {
            string chosen = parsed.GetValue(weather)!, folder = NetworkFinder.FolderOf(parsed.GetValue(network)!);
            IEnumerable<string> weathers = chosen == all ? PerceptionEvaluation.Weathers.Keys : [chosen];
            var benchmark = parsed.GetValue(dataset) is [var kind, var pictures] ? new BenchmarkEvaluation(kind, pictures, parsed.GetValue(output)!, Report()) : null;
            if (MultiTaskFile.IsIn(folder))
            {
                TorchRuntime.Load(parsed.GetValue(threads));
                var (model, layers) = MultiTaskFile.Load(folder);
                using (layers)
                {
                    if (benchmark is null) Evaluation(model.Training).Run(model, layers, weathers);
                    else benchmark.Run(ScenarioFinder.Load(DefaultScenario), layers.Description, (model.Name, layers));
                }
            }
            else if (benchmark is null)
            {
                var estimator = LaneEstimator.Load(folder);
                Evaluation(estimator.Network.Training).Run(estimator, weathers);
            }
            else
            {
                benchmark.Run(ScenarioFinder.Load(DefaultScenario), BenchmarkSize, network: null);
            }
            return ExitCode.Done;

            ReportWriter Report() => new(parsed, parsed.GetValue(json));

            PerceptionEvaluation Evaluation(NetworkTraining training) => new(
                [.. (parsed.GetValue(scenario) is { Length: > 0 } chosen ? chosen : training.Scenarios).Select(name => ScenarioFinder.Load(name))],
                parsed.GetValue(frames), parsed.GetValue(seed), parsed.GetValue(renderer)!, parsed.GetValue(threads), Report());
        });
        return command;
    }

    private static Command Describe()
    {
        var network = Network();
        var command = new Command("describe", "Show what a network is, how it was trained, and what it reached.") { network };
        command.SetAction(parsed =>
        {
            string folder = NetworkFinder.FolderOf(parsed.GetValue(network)!);
            new ReportWriter(parsed).Show(MultiTaskFile.IsIn(folder) ? PerceptionTables.Description(MultiTaskFile.Read(folder)) : PerceptionTables.Description(LaneEstimator.Load(folder)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Train()
    {
        var network = new Option<string>("--network")
        {
            Description = $"{NetworkFinder.Lane}: a small one for the ego's lane, from grey frames of 84 x 84; {NetworkFinder.MultiTask}: lane, lines, vehicles and classes of pixels, from colour frames of 512 x 256",
            DefaultValueFactory = _ => NetworkFinder.Lane,
        };
        network.AcceptOnlyFromAmong(NetworkFinder.Lane, NetworkFinder.MultiTask);
        var scenario = Scenarios($"Where frames come from, by turns [default: {DefaultScenario}; for {NetworkFinder.MultiTask} also {string.Join(", ", MoreScenarios)}]");
        var seed = Options.Seed();
        var epochs = Options.Within(2, 100_000, new Option<int?>("--epochs")
        {
            HelpName = "N", Description = $"Validations at most, each after as many steps; the learning rate falls over all of them. {NetworkFinder.MultiTask} has small frames in the first half",
        });
        var sequence = Options.Within(1, 100, new Option<int?>("--sequence") { HelpName = "K", Description = $"Consecutive frames that {NetworkFinder.MultiTask} learns from; with a memory from 2 on" });
        var appearance = new Option<string>("--appearance") { Description = "How worlds look", DefaultValueFactory = _ => "varied" };
        appearance.AcceptOnlyFromAmong([.. Appearances.Names]);
        var renderer = Options.Renderer();
        var threads = Options.Threads();
        var run = new Option<string?>("--run") { HelpName = "FOLDER", Description = "The run folder [default: runs/perception/NETWORK-SEED]" };
        var from = new Option<string?>("--from") { HelpName = "FOLDER", Description = $"Start from the encoder of a run, such as one of snowball perception pretrain; {NetworkFinder.MultiTask} takes its heads too, where there are any" };
        var freeze = new Option<bool>("--freeze-encoder") { Description = $"Train the heads of {NetworkFinder.MultiTask} alone, on the encoder of --from" };
        var alike = new Option<bool>("--equal-weights") { Description = $"All tasks of {NetworkFinder.MultiTask} weigh the same, instead of what they are learned to weigh by their uncertainty" };
        var labels = Options.Within(1, 1_000_000, new Option<int?>("--labels") { HelpName = "N", Description = "Learn from so many labelled frames, again and again, instead of ever new ones" });
        var chosenBy = new Option<string?>("--chosen-by") { HelpName = "NETWORK", Description = "Half of the labels go to those of many frames of which this network is least certain" };
        var adversarial = Options.Within(1, 255, new Option<int>("--adversarial") { HelpName = "N", Description = "Attack every second frame: each pixel changes by N of 255 at most" });
        var resume = PerceptionRuns.Resume();
        var command = new Command("train",
            "Train a network on frames that are drawn while it learns. Leaves a run folder with configuration, metrics, checkpoints and the network that "
            + "was best on validation frames. After Ctrl-C, --resume goes on from the last epoch.")
        {
            network, scenario, seed, epochs, sequence, appearance, renderer, threads, from, freeze, alike, labels, chosenBy, adversarial, run, resume,
        };
        command.SetAction(parsed =>
        {
            string name = parsed.GetValue(network)!;
            bool isLane = name == NetworkFinder.Lane;
            string path = parsed.GetValue(run) ?? RunFolder.PathOf(RunsFolder, Kind, name, parsed.GetValue(seed));
            Option[] ofLane = [labels, chosenBy, adversarial];
            if (parsed.GetValue(resume)) PerceptionRuns.RefuseSettings(parsed, [scenario, epochs, sequence, from, freeze, alike, .. ofLane]);
            if (isLane && parsed.GetValue(sequence) is not null) throw new InputException($"the network {name} reads single frames", key: "--sequence");
            if (isLane && parsed.GetValue(alike)) throw new InputException($"the network {name} has no tasks to weigh", key: alike.Name);
            if (parsed.GetValue(freeze) && (isLane || parsed.GetValue(from) is null))
                throw new InputException($"keeps the encoder of another network: give that by --from, and --network {NetworkFinder.MultiTask}", key: freeze.Name);
            if (!isLane && PerceptionRuns.Given(parsed, ofLane) is { } foreign) throw new InputException($"is for the network {NetworkFinder.Lane}, not for {name}", key: foreign.Name);
            if (parsed.GetValue(chosenBy) is not null && parsed.GetValue(labels) is null) throw new InputException("chooses labelled frames: give their number by --labels", key: chosenBy.Name);
            var scenarios = parsed.GetValue(scenario) ?? [];
            if (scenarios.Length == 0) scenarios = isLane ? [DefaultScenario] : [DefaultScenario, .. MoreScenarios];
            var settings = parsed.GetValue(resume)
                ? PerceptionRuns.Read<PerceptionTraining.Settings>(path)
                : new(
                    name, scenarios, parsed.GetValue(appearance)!, parsed.GetValue(renderer)!, parsed.GetValue(seed),
                    isLane ? LaneOptions(parsed.GetValue(epochs)) with { AdversarialEpsilon = parsed.GetValue(adversarial) } : null,
                    isLane ? null : MultiTaskOptions(parsed.GetValue(epochs), parsed.GetValue(sequence)) with { FreezeEncoder = parsed.GetValue(freeze), WeighsAlike = parsed.GetValue(alike) },
                    parsed.GetValue(from), parsed.GetValue(labels) is { } budget ? new LabelBudget(budget, parsed.GetValue(chosenBy)) : null);
            return new PerceptionTraining(settings, path, parsed.GetValue(threads), new ReportWriter(parsed)).Train(parsed.GetValue(resume));
        });
        return command;
    }

    private static LaneTrainingOptions LaneOptions(int? epochs)
    {
        var options = new LaneTrainingOptions();
        return epochs is { } count ? options with { Epochs = count } : options;
    }

    private static MultiTaskTrainingOptions MultiTaskOptions(int? epochs, int? sequence)
    {
        var options = new MultiTaskTrainingOptions();
        if (sequence is { } length)
        {
            // Two at least, so that two threads have one each.
            options = options with { SequenceLength = length, Stages = [.. options.Stages.Select(stage => stage with { Sequences = Math.Max(2, stage.Sequences / length) })] };
        }
        return epochs is { } count ? options with { Stages = [options.Stages[0] with { Epochs = count / 2 }, options.Stages[1] with { Epochs = count - count / 2 }] } : options;
    }
}
