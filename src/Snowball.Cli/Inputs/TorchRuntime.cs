using Snowball.Learning.Torch;

namespace Snowball.Cli.Inputs;

/// <summary>Loads libtorch. Only what trains comes here: everything else runs without it.</summary>
internal static class TorchRuntime
{
    /// <summary>Loads it with a number of threads for work inside an operation.</summary>
    /// <exception cref="EnvironmentFault">It cannot be loaded.</exception>
    public static void Load(int threads)
    {
        try
        {
            TorchDevice.UseThreads(threads);
        }
        catch (Exception fault) when (fault is DllNotFoundException or TypeInitializationException or NotSupportedException
            or EntryPointNotFoundException or BadImageFormatException)
        {
            string cause = (fault.InnerException ?? fault).Message;
            throw new EnvironmentFault($"libtorch cannot be loaded, so nothing can be trained: {cause} (./snowball installs what is missing)", fault);
        }
    }
}
