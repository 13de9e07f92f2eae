using System.Diagnostics;
using SkiaSharp;

namespace Snowball.Viewer.Tests.Windows;

/// <summary><c>snowball view</c> as a person runs it, on a virtual display, in a folder of its own where it saves its pictures.</summary>
internal sealed class ViewerProcess : IDisposable
{
    // Looks until it is taken to hang: each takes 20 ms or, on a busy machine, longer.
    private const int MostLooks = 6000;
    private readonly VirtualDisplay? _display;
    private readonly string _folder = Directory.CreateTempSubdirectory("snowball-view-").FullName;
    private readonly Process _process;
    private readonly Task<string> _error;
    private int _pictures;

    /// <param name="display">Where; null for no display at all.</param>
    /// <param name="words">After <c>snowball view</c>.</param>
    /// <param name="variables">Of its environment.</param>
    public ViewerProcess(VirtualDisplay? display, string[] words, params (string Name, string Value)[] variables)
    {
        _display = display;
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "snowball"), ["view", .. words])
        {
            WorkingDirectory = _folder,
            RedirectStandardError = true,
        };
        start.Environment.Remove("DISPLAY");
        start.Environment.Remove("WAYLAND_DISPLAY");
        if (display is not null) start.Environment["DISPLAY"] = display.Name;
        foreach (var (name, value) in variables) start.Environment[name] = value;
        _process = Process.Start(start)!;
        _error = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits for its window, which keys go to from then on: without a window manager they go where the pointer is.</summary>
    public void WaitForWindow()
    {
        WaitFor(() => _display!.Do("search", "--onlyvisible", "--name", "^Snowball").Length > 0, "there is no window");
        _display!.Do("mousemove", "400", "150");
    }

    /// <summary>Presses keys.</summary>
    public void Press(params string[] keys)
    {
        foreach (string key in keys) _display!.Do("key", key);
    }

    /// <summary>Has it save a picture, and reads that.</summary>
    public SKBitmap Picture()
    {
        string file = Path.Combine(_folder, $"snowball-{++_pictures}.png");
        Press("F12");
        WaitFor(() => File.Exists(file), "no picture was saved");
        return SKBitmap.Decode(file);
    }

    /// <summary>Waits for its end.</summary>
    public (int Code, string Error) WaitForExit()
    {
        WaitFor(() => _process.HasExited, "it does not end");
        return (_process.ExitCode, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitFor(Func<bool> condition, string otherwise)
    {
        for (int look = 0; !condition(); look++)
        {
            Assert.True(look < MostLooks, otherwise);
            Assert.False(_process.HasExited && !condition(), $"{otherwise}: it ended with {(_process.HasExited ? _process.ExitCode : 0)}: {(_process.HasExited ? _error.Result : "")}");
            Thread.Sleep(20);
        }
    }
}
