using System.Diagnostics;
using System.Text.Json.Nodes;
using Snowball.Cli;

namespace Snowball.Scenarios.Tests;

/// <summary>What a command line came to.</summary>
internal sealed record CommandResult(int Code, string Output, string Error)
{
    public IReadOnlyList<JsonObject> JsonLines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
}

/// <summary>Runs command lines on the scenarios of this checkout.</summary>
internal static class CommandLine
{
    /// <summary>The folder of a scenario.</summary>
    public static string Folder(string scenario) => Path.Combine(Root(), "scenarios", scenario);

    /// <summary>In this process.</summary>
    public static CommandResult Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return new(SnowballCommand.Run(args, output, error), output.ToString(), error.ToString());
    }

    /// <summary>In a process of its own, without the instructions of modern processors.</summary>
    public static CommandResult RunWithoutVectors(params string[] args)
    {
        string program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "snowball.exe" : "snowball");
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_EnableHWIntrinsic"] = "0";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new(process.ExitCode, output, error.Result);
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Snowball.sln"))) return folder.FullName;
        }
        throw new DirectoryNotFoundException("The tests run inside the checkout.");
    }
}
