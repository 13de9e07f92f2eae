using System.Diagnostics;

namespace Snowball.Scenarios.Tests;

/// <summary>The built program, as a shell sees it.</summary>
public sealed class ProgramTests
{
    [Fact]
    public void HelpIsPrintedByTheProgramItself()
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "snowball.exe" : "snowball");

        using var process = Process.Start(new ProcessStartInfo(program, "--help") { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(0, process.ExitCode);
        Assert.Contains("Usage:", output);
    }
}
