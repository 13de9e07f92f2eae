using System.CommandLine;
using Snowball.Cli.Commands;
using Snowball.Cli.Inputs;
using Snowball.Learning;
using Snowball.Sim;

namespace Snowball.Cli;

/// <summary>The root of the command line: every command hangs off it, and every fault ends here.</summary>
internal static class SnowballCommand
{
    private const string TraceVariable = "SNOWBALL_TRACE";

    /// <summary>Runs one command line and returns its <see cref="ExitCode"/>.</summary>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Contains(""))
        {
            error.WriteLine("An argument is empty. See snowball --help.");
            return ExitCode.BadInput;
        }
        BackEnds.Wire();
        var parsed = Create().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors) error.WriteLine(WithoutType(fault.Message));
            error.WriteLine($"See {CommandLine(parsed)} --help.");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                // Commands that have something to save take Ctrl-C themselves.
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception fault)
        {
            var (code, message) = Explain(fault);
            error.WriteLine(message);
            if (IsTraced()) error.WriteLine(fault);
            return code;
        }
    }

    private static RootCommand Create() =>
        new("""
            Snowball: a driving simulator and reinforcement-learning environment.

            SCENARIO is a name (of a folder in ./scenarios), a folder, or a scenario file.
            Exit codes: 0 done and gate passed, 1 gate failed, 2 bad input, 3 missing library or device, 130 interrupted.
            """)
        {
            TrainCommand.Create(),
            EvalCommand.Create(),
            CrossPlayCommand.Create(),
            TestCommand.Create(),
            SweepCommand.Create(),
            ReproduceCommand.Create(),
            BenchCommand.Create(),
            TrafficCommand.Create(),
            ManoeuvresCommand.Create(),
            ScenariosCommand.Create(),
            PerceptionCommand.Create(),
            CompareCommand.Create(),
            DatasetCommand.Create(),
            DescribeCommand.Create(),
            ReplayCommand.Create(),
            RenderCommand.Create(),
            ViewCommand.Create(),
        };

    private static (int Code, string Message) Explain(Exception fault) => fault switch
    {
        InputException or CorruptFileException or IOException or UnauthorizedAccessException => (ExitCode.BadInput, fault.Message),
        MachineException or PlatformNotSupportedException or DllNotFoundException => (ExitCode.Environment, fault.Message),
        OperationCanceledException => (ExitCode.Interrupted, "Interrupted."),
        _ => (ExitCode.Defect, $"Snowball failed, which is a defect: {fault.Message}{(IsTraced() ? "" : $" (set {TraceVariable}=1 to see where)")}"),
    };

    /// <summary>The parser ends some of its messages with the name of a .NET type, which tells a user nothing.</summary>
    private static string WithoutType(string message)
    {
        int type = message.IndexOf(" as expected type", StringComparison.Ordinal);
        return type < 0 ? message : message[..type] + ".";
    }

    private static bool IsTraced() => Environment.GetEnvironmentVariable(TraceVariable) == "1";

    private static string CommandLine(ParseResult parsed)
    {
        var names = new List<string>();
        for (var command = parsed.CommandResult; command.Parent is System.CommandLine.Parsing.CommandResult parent; command = parent)
        {
            names.Insert(0, command.Command.Name);
        }
        return string.Join(' ', ["snowball", .. names]);
    }
}
