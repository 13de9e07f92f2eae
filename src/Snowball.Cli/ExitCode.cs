namespace Snowball.Cli;

/// <summary>What the program tells the shell.</summary>
internal static class ExitCode
{
    /// <summary>Done, and the gate passed if there was one.</summary>
    public const int Done = 0;

    /// <summary>A gate failed or could not be decided, or two rollouts differ.</summary>
    public const int GateFailed = 1;

    /// <summary>The command line, a scenario or a checkpoint is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>The machine lacks something: a library, a device, a display.</summary>
    public const int Environment = 3;

    /// <summary>A defect of the program (EX_SOFTWARE of sysexits.h).</summary>
    public const int Defect = 70;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
