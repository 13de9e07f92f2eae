using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Snowball.Cli.Inputs;

namespace Snowball.Cli.Commands;

/// <summary>The arguments and options that several commands share.</summary>
internal static class Options
{
    public static Argument<string> Scenario() => new("SCENARIO") { Description = "A name, a folder or a scenario file" };

    public static Argument<string[]> Scenarios(string description) =>
        new("SCENARIO") { Description = description, Arity = ArgumentArity.ZeroOrMore };

    public static Option<bool> Json() => new("--json") { Description = "One JSON object a line on standard output, and nothing else there" };

    public static Option<string?> Policy(string whenAbsent) =>
        new("--policy") { HelpName = PolicyChoice.Names, Description = $"Who drives; PATH is a policy or a run folder; without it {whenAbsent}" };

    public static Option<ulong> Seed() => new("--seed") { HelpName = "N", Description = "Seed of the run", DefaultValueFactory = _ => 0 };

    public static Option<string?> Observation()
    {
        var option = new Option<string?>("--observation")
        {
            HelpName = $"{ScenarioFinder.Camera}|{ScenarioFinder.CameraLane}",
            Description = "What agents see instead: the frames of the first camera that the scenario declares, else of a front camera, 84 x 84 grey, the last four; or lane geometry that the lane network tells from such a camera",
        };
        option.AcceptOnlyFromAmong(ScenarioFinder.Camera, ScenarioFinder.CameraLane);
        return option;
    }

    public static Option<string?> Physics()
    {
        var option = new Option<string?>("--physics")
        {
            HelpName = string.Join('|', BackEnds.Names), Description = "What moves the vehicles; without it what the scenario says. bepu is not in every build",
        };
        option.AcceptOnlyFromAmong([.. BackEnds.Names]);
        return option;
    }

    public static Option<string> Renderer()
    {
        var option = new Option<string>("--renderer")
        {
            Description = "What draws frames; auto takes opengl where there is a graphics card", DefaultValueFactory = _ => Renderers.Auto,
        };
        option.AcceptOnlyFromAmong([.. Renderers.Names]);
        return option;
    }

    public static Option<int> Threads() => Within(1, 1024, new Option<int>("--threads")
    {
        HelpName = "N",
        Description = "Threads that step the worlds; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    });

    /// <summary>A number of agent steps, such as 5000000 or 5e6.</summary>
    public static Option<long?> Steps(string description, string name = "--steps") => new(name)
    {
        HelpName = "N",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number is >= 1 and <= 1e12 && number == Math.Floor(number)) return (long)number;
            result.AddError($"'{text}' is no whole number from 1 to 1e12 for option '{name}'.");
            return null;
        },
    };

    /// <summary>Refuses a number that is too small or too large.</summary>
    public static Option<T> Within<T>(double least, double most, Option<T> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                // What is no number at all is the parser's to refuse.
                if (!double.TryParse(token.Value, out double value) || (value >= least && value <= most)) continue;
                string bound = value > most ? $"at most {most:0}" : $"at least {least}";
                result.AddError($"'{token.Value}' is out of range for option '{option.Name}': it must be {bound}.");
            }
        });
        return option;
    }
}
