using System.Runtime.InteropServices;
using Snowball.Learning.Torch;
using Snowball.Sim;

namespace Snowball.Cli.Inputs;

/// <summary>Loads libtorch. Only what trains or differentiates networks comes here: everything else runs without it.</summary>
internal static class TorchRuntime
{
    private static readonly string Library = Path.Combine(AppContext.BaseDirectory,
        OperatingSystem.IsWindows() ? "LibTorchSharp.dll" : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib" : "libLibTorchSharp.so");

    /// <summary>Loads it with a number of threads for work inside an operation.</summary>
    /// <exception cref="MachineException">It cannot be loaded.</exception>
    public static void Load(int threads)
    {
        // TorchSharp would search the package cache and copy half a gigabyte.
        if (!File.Exists(Library)) throw Fault($"{Library} is missing");
        try
        {
            TorchDevice.UseThreads(threads);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or NotSupportedException
            or EntryPointNotFoundException or BadImageFormatException)
        {
            throw Fault(Cause());
        }
    }

    private static MachineException Fault(string cause) =>
        new($"libtorch cannot be loaded, so no network can be trained or explained: {cause}. Running ./snowball installs what it needs.");

    /// <summary>What the system's loader says, which TorchSharp keeps to itself.</summary>
    private static string Cause()
    {
        try
        {
            NativeLibrary.Load(Library);
            return "its version does not fit";
        }
        catch (Exception fault) when (fault is DllNotFoundException or BadImageFormatException)
        {
            return fault.Message.TrimEnd('.', '\n');
        }
    }
}
