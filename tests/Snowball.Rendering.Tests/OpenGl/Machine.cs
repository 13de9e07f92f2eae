using System.Runtime.InteropServices;

namespace Snowball.Rendering.Tests.OpenGl;

/// <summary>What a machine must have for these tests; build/setup.sh installs it.</summary>
internal static class Machine
{
    /// <summary>Skips the test where there is no EGL.</summary>
    public static void NeedsEgl()
    {
        if (NativeLibrary.TryLoad("libEGL.so.1", out nint library)) NativeLibrary.Free(library);
        else Assert.Skip("libEGL.so.1 is absent: install libegl1 and libgl1-mesa-dri");
    }
}
