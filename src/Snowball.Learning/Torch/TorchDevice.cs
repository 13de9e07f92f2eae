using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Torch;

/// <summary>Where and with how many threads libtorch computes.</summary>
public static partial class TorchDevice
{
    /// <summary>What <see cref="Choose"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["auto", "cpu", "cuda"];

    /// <summary>
    /// Chooses the device; "auto" is CUDA where it works and the CPU elsewhere. On CUDA, products of matrices and convolutions may then round their
    /// factors to TF32 (10 bits of mantissa), which tensor cores take several times as fast; sums stay in single precision.
    /// </summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <exception cref="ArgumentException">The name is another one.</exception>
    /// <exception cref="PlatformNotSupportedException">CUDA is asked for, but this build or machine has none.</exception>
    public static Device Choose(string name) => name switch
    {
        "cpu" => CPU,
        "auto" => CudaWorks() ? Cuda() : CPU,
        "cuda" when CudaWorks() => Cuda(),
        "cuda" => throw new PlatformNotSupportedException(
            "The device cuda was asked for, but there is none: it takes an NVIDIA GPU with its driver and a build with -p:Torch=cuda-linux or cuda-windows."),
        _ => throw new ArgumentException($"The device is '{name}': it must be one of {string.Join(", ", Names)}."),
    };

    /// <summary>
    /// Sets libtorch's threads for work inside an operation, on whatever thread it is called. To be called before anything else of
    /// libtorch: waiting threads can then be told to sleep, since spinning ones slow down everything that shares their
    /// cores, and the matrix library to give the same bits in every run.
    /// </summary>
    /// <param name="threads">At least one.</param>
    public static void UseThreads(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (OperatingSystem.IsLinux())
        {
            // OpenMP reads the process's own environment, which .NET's copy does not reach.
            _ = SetEnvironmentVariable("OMP_WAIT_POLICY", "passive", overwrite: 0);
            // What set_num_threads sets may hold for the calling thread alone; gradients are computed on others too.
            _ = SetEnvironmentVariable("OMP_NUM_THREADS", $"{threads}", overwrite: 1);
            _ = SetEnvironmentVariable("MKL_NUM_THREADS", $"{threads}", overwrite: 1);
            // Without a mode of conditional numerical reproducibility MKL does not promise a run the bits of the last one.
            _ = SetEnvironmentVariable("MKL_CBWR", "AUTO", overwrite: 0);
        }

        set_num_threads(threads);
    }

    private static Device Cuda()
    {
        backends.cuda.matmul.allow_tf32 = true;
        backends.cudnn.allow_tf32 = true;
        return CUDA;
    }

    private static bool CudaWorks() => TryInitializeDeviceType(DeviceType.CUDA) && cuda.is_available();

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
