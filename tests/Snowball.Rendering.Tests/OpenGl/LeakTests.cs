using Snowball.Rendering.OpenGl;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>What counts for the whole process runs when no other test does.</summary>
[CollectionDefinition(nameof(LeakTests), DisableParallelization = true)]
public sealed class LeakTestsCollection;

[Collection(nameof(LeakTests))]
public sealed class LeakTests
{
    [Fact]
    public void Opening_and_closing_leaks_nothing()
    {
        Machine.NeedsEgl();
        Assert.SkipUnless(OperatingSystem.IsLinux(), "counts the file descriptors and memory of Linux");
        void OpenAndClose(int times)
        {
            for (int i = 0; i < times; i++)
            {
                using var renderer = new OpenGlRenderer(32, 32, DetailLevel.Fast, threads: 1);
                renderer.Add(StraightRoad.Scene);
                Pictures.Draw(renderer, [StraightRoad.View(32)], [], withPlanes: false);
            }
        }
        OpenAndClose(10);
        int files = Directory.GetFiles("/proc/self/fd").Length;
        long memory = ResidentBytes();
        OpenAndClose(100);
        // A context that stays would cost some files and megabytes each.
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, files + 10);
        Assert.InRange(ResidentBytes(), 0, memory + (40L << 20));
    }

    private static long ResidentBytes()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
