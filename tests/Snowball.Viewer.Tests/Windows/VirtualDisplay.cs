using System.Diagnostics;

namespace Snowball.Viewer.Tests.Windows;

/// <summary>Tests that share a display, one at a time and nothing else beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DisplayCollection : ICollectionFixture<VirtualDisplay>
{
    /// <summary>Its name.</summary>
    public const string Name = "display";
}

/// <summary>An X server without a screen (Xvfb) for tests, and hands that move its mouse and press its keys (xdotool).</summary>
public sealed class VirtualDisplay : IDisposable
{
    private readonly Process? _server;

    /// <summary>Starts it; where Xvfb or xdotool is not installed, <see cref="RequireIt"/> skips the test.</summary>
    public VirtualDisplay()
    {
        if (Find("Xvfb") is not { } program || Find("xdotool") is null) return;
        // It chooses a number that is free, and tells it on file descriptor 1. No key repeats, however slow the machine is to let it go.
        var start = new ProcessStartInfo(program, ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset", "-r"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        Name = $":{_server.StandardOutput.ReadLine()}";
    }

    /// <summary>What DISPLAY is to be.</summary>
    public string Name { get; } = "";

    /// <summary>Skips the test where there is none.</summary>
    public void RequireIt() => Assert.SkipWhen(_server is null, "Xvfb or xdotool is not installed: ./test.sh installs them");

    /// <summary>Moves the mouse or presses keys, as xdotool's words say.</summary>
    /// <returns>What it says.</returns>
    public string Do(params string[] words)
    {
        var start = new ProcessStartInfo("xdotool", words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DISPLAY"] = Name;
        using var process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }

    public void Dispose()
    {
        if (_server is null) return;
        _server.Kill();
        _server.WaitForExit();
        _server.Dispose();
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
