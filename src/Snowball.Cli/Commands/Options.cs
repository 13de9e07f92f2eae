using System.CommandLine;
using System.CommandLine.Parsing;
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

    public static Option<int> Threads() => AtLeast(1, new Option<int>("--threads")
    {
        HelpName = "N",
        Description = "Threads that step the worlds; results do not depend on it",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    });

    /// <summary>Refuses a number below the least.</summary>
    public static Option<T> AtLeast<T>(double least, Option<T> option)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                // What is no number at all is the parser's to refuse.
                if (double.TryParse(token.Value, out double value) && !(value >= least && double.IsFinite(value)))
                {
                    result.AddError($"'{token.Value}' is too small for option '{option.Name}': it must be at least {least}.");
                }
            }
        });
        return option;
    }
}
