using System.CommandLine;
using Snowball.Cli.Perception;
using Snowball.Cli.Terminal;
using Snowball.Perception.Explanation;
using Snowball.Perception.Robustness;

namespace Snowball.Cli.Commands;

/// <summary><c>snowball perception explain</c>, <c>attack</c> and <c>corrupt</c>: where lane networks look, and what misleads them.</summary>
internal static class PerceptionRobustnessCommands
{
    private const string Picture = ".png";

    public static Command Explain()
    {
        var network = PerceptionCommand.Network();
        var frames = new TestFrameOptions(frames: 6);
        var output = new Option<string>("--output") { Description = "What is explained", DefaultValueFactory = _ => Name(LaneQuantity.Offset) };
        output.AcceptOnlyFromAmong([.. Enum.GetValues<LaneQuantity>().Select(Name)]);
        var file = new Option<string>("--out") { HelpName = "FILE.png", Description = "The picture to write", DefaultValueFactory = _ => "explanation.png" };
        RefuseOthers(file);
        var command = new Command("explain",
            "Draw from where in frames of test episodes a lane network has what it tells: Grad-CAM of its last residual stage, and integrated gradients. Red raises the output, blue lowers it.")
        {
            network, output, file,
        };
        frames.AddTo(command);
        command.SetAction(parsed =>
        {
            var quantity = Enum.GetValues<LaneQuantity>().Single(quantity => Name(quantity) == parsed.GetValue(output));
            new NetworkExplanation(parsed.GetValue(network)!, quantity, frames.Read(parsed)).Write(parsed.GetValue(file)!, new ReportWriter(parsed));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Attack()
    {
        var networks = new Argument<string[]>("NETWORK") { Description = "Names (of folders in ./perception) or folders, such as those of runs", Arity = ArgumentArity.ZeroOrMore };
        var frames = new TestFrameOptions(frames: 512);
        var epsilons = Options.Within(1, 255, new Option<int[]>("--epsilon")
        {
            HelpName = "N", Description = "Greatest change of a pixel, of 255; may be several", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [1, 2, 4, 8],
        });
        var plot = Plot();
        var json = Options.Json();
        var command = new Command("attack", "Measure lane networks on frames that are changed to mislead them, by FGSM and PGD, beside noise of the same size.") { networks, epsilons, plot, json };
        frames.AddTo(command);
        command.SetAction(parsed =>
        {
            string[] named = parsed.GetValue(networks) is { Length: > 0 } given ? given : [NetworkFinder.Lane];
            new NetworkAttacks(named, frames.Read(parsed), [.. parsed.GetValue(epsilons)!.Order()]).Run(parsed.GetValue(plot), new ReportWriter(parsed, parsed.GetValue(json)));
            return ExitCode.Done;
        });
        return command;
    }

    public static Command Corrupt()
    {
        var network = PerceptionCommand.Network();
        var frames = new TestFrameOptions(frames: 512);
        var plot = Plot();
        var sheet = new Option<string?>("--sheet") { HelpName = "FILE.png", Description = "Draw what is done to a frame" };
        RefuseOthers(sheet);
        var json = Options.Json();
        var command = new Command("corrupt", $"Measure a lane network on frames that are spoilt in common ways, by severity: {string.Join(", ", Corruption.All.Select(kind => kind.Name))}.")
        {
            network, plot, sheet, json,
        };
        frames.AddTo(command);
        command.SetAction(parsed =>
        {
            new NetworkCorruptions(parsed.GetValue(network)!, frames.Read(parsed)).Run(parsed.GetValue(plot), parsed.GetValue(sheet), new ReportWriter(parsed, parsed.GetValue(json)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Option<string?> Plot()
    {
        var option = new Option<string?>("--plot") { HelpName = "FILE.png", Description = "Draw the errors of the offset" };
        RefuseOthers(option);
        return option;
    }

    /// <summary>Refuses files that are no .png.</summary>
    private static void RefuseOthers<T>(Option<T> option) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens)
        {
            if (!token.Value.EndsWith(Picture, StringComparison.OrdinalIgnoreCase)) result.AddError($"'{token.Value}' is no {Picture} for option '{option.Name}'.");
        }
    });

    private static string Name(LaneQuantity quantity) => quantity.ToString().ToLowerInvariant();
}
