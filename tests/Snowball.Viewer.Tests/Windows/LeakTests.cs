using System.Runtime.InteropServices;
using Snowball.Rendering.Playback;

namespace Snowball.Viewer.Tests.Windows;

/// <summary>Windows that are opened, drawn into and closed leave nothing behind.</summary>
[Collection(DisplayCollection.Name)]
public sealed partial class LeakTests(VirtualDisplay display)
{
    // Drawing has Mesa compile every shader anew, which takes most of the time.
    [Theory]
    [InlineData(100, false)]
    [InlineData(8, true)]
    public void WindowsLeaveNothingBehind(int cycles, bool draws)
    {
        display.RequireIt();
        // GLFW reads the process's own environment, which .NET's copy does not reach.
        Assert.Equal(0, SetVariable("DISPLAY", display.Name, overwrite: 1));
        using var player = Samples.Recorded(steps: 3);
        string picture = Path.GetTempFileName();
        try
        {
            for (int i = 0; i < 3; i++) OpenAndClose(player, picture, draws);
            var before = Usage.Now();

            for (int i = 0; i < cycles; i++) OpenAndClose(player, picture, draws);

            var after = Usage.Now();
            Assert.InRange(after.Files, 0, before.Files + 3);
            Assert.InRange(after.Threads, 0, before.Threads + 3);
            // One context is several megabytes.
            Assert.InRange(after.Memory, 0, before.Memory + (48L << 20));
        }
        finally
        {
            File.Delete(picture);
            SetVariable("DISPLAY", "", overwrite: 1);
        }
    }

    private static void OpenAndClose(Player player, string picture, bool draws)
    {
        using var window = new ViewerWindow(player, new ViewerOptions { Width = 160, Height = 120, Screenshot = picture, At = 1 });
        if (draws) window.Run();
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    private readonly record struct Usage(int Files, int Threads, long Memory)
    {
        public static Usage Now()
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            string resident = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            long kilobytes = long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
            return new(Directory.GetFileSystemEntries("/proc/self/fd").Length, Directory.GetDirectories("/proc/self/task").Length, kilobytes << 10);
        }
    }
}
