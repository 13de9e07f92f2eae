using Snowball.Learning.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace Snowball.Learning.Tests.Torch;

public sealed class TorchDeviceTests
{
    [Fact]
    public void ChoosesWhatIsThere()
    {
        Assert.Equal(DeviceType.CPU, TorchDevice.Choose("cpu").type);
        Assert.Equal(cuda.is_available() ? DeviceType.CUDA : DeviceType.CPU, TorchDevice.Choose("auto").type);
    }

    [Fact]
    public void SaysThatCudaIsAbsent()
    {
        Assert.SkipWhen(cuda.is_available(), "This machine has CUDA.");

        Assert.Contains("NVIDIA GPU", Assert.Throws<PlatformNotSupportedException>(() => TorchDevice.Choose("cuda")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusesAnotherName() =>
        Assert.Equal(
            "The device is 'gpu': it must be one of auto, cpu, cuda.",
            Assert.Throws<ArgumentException>(() => TorchDevice.Choose("gpu")).Message);

    [Fact]
    public void SetsTheThreads()
    {
        TorchDevice.UseThreads(1);

        Assert.Equal(1, get_num_threads());
        Assert.Throws<ArgumentOutOfRangeException>(() => TorchDevice.UseThreads(0));
    }
}
