using System.Runtime.CompilerServices;
using Snowball.Learning.Torch;

namespace Snowball.Perception.Tests;

/// <summary>One thread of libtorch, as in training: tests run side by side, and its threads would wait for each other.</summary>
internal static class TorchThreads
{
    [ModuleInitializer]
    internal static void UseOne() => TorchDevice.UseThreads(1);
}
