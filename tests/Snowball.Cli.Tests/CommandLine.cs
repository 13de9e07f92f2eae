using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Snowball.Cli.Tests;

/// <summary>What a command line came to.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    /// <summary>Standard output as JSON lines; a line that is anything else throws.</summary>
    public IReadOnlyList<JsonObject> JsonLines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}

/// <summary>Runs command lines.</summary>
internal static class CommandLine
{
    /// <summary>In this process.</summary>
    public static CommandResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return new(SnowballCommand.Run(args, output, error), output.ToString(), error.ToString());
    }

    /// <summary>As a shell does.</summary>
    public static CommandResult RunProgram(string[] args, params (string Name, string Value)[] variables) =>
        RunProgramIn(AppContext.BaseDirectory, args, variables);

    /// <summary>As a shell does, with the program of another folder.</summary>
    public static CommandResult RunProgramIn(string folder, string[] args, params (string Name, string Value)[] variables)
    {
        string program = Path.Combine(folder, OperatingSystem.IsWindows() ? "snowball.exe" : "snowball");
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }
}
