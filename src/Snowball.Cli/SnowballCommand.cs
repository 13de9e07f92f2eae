using System.CommandLine;
using Snowball.Sim;

namespace Snowball.Cli;

/// <summary>The root of the command line: every command hangs off it, and every fault ends here.</summary>
internal static class SnowballCommand
{
    /// <summary>Runs one command line and returns its <see cref="ExitCode"/>.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                error.WriteLine(fault.Message);
            }

            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
            });
        }
        catch (InputException fault)
        {
            error.WriteLine(fault.Message);
            return ExitCode.BadInput;
        }
    }

    private static RootCommand Create() =>
        new("Snowball: a driving simulator and reinforcement-learning environment.");
}
