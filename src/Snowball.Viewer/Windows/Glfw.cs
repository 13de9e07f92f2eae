using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snowball.Sim;

namespace Snowball.Viewer.Windows;

/// <summary>What the viewer calls of GLFW 3.3, by its C names (https://www.glfw.org/docs/3.3/). To be called from one thread.</summary>
internal static unsafe partial class Glfw
{
    public const int True = 1, False = 0;
    public const int Release = 0, Repeat = 2;
    public const int ContextVersionMajor = 0x22002, ContextVersionMinor = 0x22003, OpenGlProfile = 0x22008, OpenGlCoreProfile = 0x32001;
    public const int ScaleToMonitor = 0x2200C, DepthBits = 0x21005;
    private const int VersionUnavailable = 0x10007, ApiUnavailable = 0x10006;
    private const string Library = "libglfw.so.3";

    [LibraryImport(Library, EntryPoint = "glfwInit")]
    public static partial int Init();

    [LibraryImport(Library, EntryPoint = "glfwTerminate")]
    public static partial void Terminate();

    [LibraryImport(Library, EntryPoint = "glfwWindowHint")]
    public static partial void WindowHint(int hint, int value);

    [LibraryImport(Library, EntryPoint = "glfwCreateWindow", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint CreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(Library, EntryPoint = "glfwDestroyWindow")]
    public static partial void DestroyWindow(nint window);

    [LibraryImport(Library, EntryPoint = "glfwSetWindowTitle", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void SetWindowTitle(nint window, string title);

    [LibraryImport(Library, EntryPoint = "glfwWindowShouldClose")]
    public static partial int WindowShouldClose(nint window);

    [LibraryImport(Library, EntryPoint = "glfwGetWindowSize")]
    public static partial void GetWindowSize(nint window, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "glfwGetFramebufferSize")]
    public static partial void GetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(Library, EntryPoint = "glfwGetWindowContentScale")]
    public static partial void GetWindowContentScale(nint window, out float x, out float y);

    [LibraryImport(Library, EntryPoint = "glfwMakeContextCurrent")]
    public static partial void MakeContextCurrent(nint window);

    [LibraryImport(Library, EntryPoint = "glfwGetProcAddress", StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint GetProcAddress(string name);

    [LibraryImport(Library, EntryPoint = "glfwSwapInterval")]
    public static partial void SwapInterval(int interval);

    [LibraryImport(Library, EntryPoint = "glfwSwapBuffers")]
    public static partial void SwapBuffers(nint window);

    [LibraryImport(Library, EntryPoint = "glfwPollEvents")]
    public static partial void PollEvents();

    [LibraryImport(Library, EntryPoint = "glfwSetKeyCallback")]
    public static partial nint SetKeyCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetCharCallback")]
    public static partial nint SetCharCallback(nint window, delegate* unmanaged[Cdecl]<nint, uint, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetMouseButtonCallback")]
    public static partial nint SetMouseButtonCallback(nint window, delegate* unmanaged[Cdecl]<nint, int, int, int, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetCursorPosCallback")]
    public static partial nint SetCursorPositionCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwSetScrollCallback")]
    public static partial nint SetScrollCallback(nint window, delegate* unmanaged[Cdecl]<nint, double, double, void> callback);

    [LibraryImport(Library, EntryPoint = "glfwGetError")]
    private static partial int GetError(out nint description);

    /// <summary>Why the last call failed, as a fault of the machine that says what to install.</summary>
    public static MachineException LastFault()
    {
        int code = GetError(out nint description);
        string reason = (Marshal.PtrToStringUTF8(description) ?? "GLFW does not say why").TrimEnd('.');
        return code is VersionUnavailable or ApiUnavailable
            ? new($"The viewer cannot draw: it needs OpenGL 4.5 ({reason}). Install a driver of the graphics card, or Mesa's: apt-get install libgl1-mesa-dri. {WithoutDisplay}")
            : new($"The viewer cannot open a window: {reason}. It needs a desktop, or an X server that DISPLAY names. {WithoutDisplay}");
    }

    /// <summary>The library is not there.</summary>
    public static MachineException Missing(DllNotFoundException fault) =>
        new($"The viewer cannot open a window without {Library}: apt-get install libglfw3. {WithoutDisplay}", fault);

    private const string WithoutDisplay = "snowball render makes pictures and films without a display.";
}
