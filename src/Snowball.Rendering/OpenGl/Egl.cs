using System.Runtime.InteropServices;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>The calls of EGL 1.5 (Khronos) that a context without a window needs.</summary>
internal sealed unsafe class Egl
{
    private readonly delegate* unmanaged<byte*, nint> _getProcAddress;

    /// <param name="library">File name of the library.</param>
    /// <exception cref="MachineException">It is not there.</exception>
    public Egl(string library = "libEGL.so.1")
    {
        if (!NativeLibrary.TryLoad(library, out nint handle))
        {
            throw new MachineException($"{library} does not load; OpenGL pictures without a display need it: {OpenGlContext.Install}");
        }
        _getProcAddress = (delegate* unmanaged<byte*, nint>)NativeLibrary.GetExport(handle, "eglGetProcAddress");
        QueryDevices = (delegate* unmanaged<int, nint*, int*, uint>)Extension("eglQueryDevicesEXT");
        QueryDeviceString = (delegate* unmanaged<nint, int, byte*>)Extension("eglQueryDeviceStringEXT");
        GetPlatformDisplay = (delegate* unmanaged<int, nint, int*, nint>)Extension("eglGetPlatformDisplayEXT");
        Initialize = (delegate* unmanaged<nint, int*, int*, uint>)NativeLibrary.GetExport(handle, "eglInitialize");
        Terminate = (delegate* unmanaged<nint, uint>)NativeLibrary.GetExport(handle, "eglTerminate");
        BindApi = (delegate* unmanaged<int, uint>)NativeLibrary.GetExport(handle, "eglBindAPI");
        ChooseConfig = (delegate* unmanaged<nint, int*, nint*, int, int*, uint>)NativeLibrary.GetExport(handle, "eglChooseConfig");
        CreateContext = (delegate* unmanaged<nint, nint, nint, int*, nint>)NativeLibrary.GetExport(handle, "eglCreateContext");
        DestroyContext = (delegate* unmanaged<nint, nint, uint>)NativeLibrary.GetExport(handle, "eglDestroyContext");
        MakeCurrent = (delegate* unmanaged<nint, nint, nint, nint, uint>)NativeLibrary.GetExport(handle, "eglMakeCurrent");
        ReleaseThread = (delegate* unmanaged<uint>)NativeLibrary.GetExport(handle, "eglReleaseThread");
    }

    /// <summary>(capacity, devices, number of devices) of EGL_EXT_device_enumeration; null where that is absent.</summary>
    public delegate* unmanaged<int, nint*, int*, uint> QueryDevices { get; }

    /// <summary>(device, name); null where EGL_EXT_device_query is absent.</summary>
    public delegate* unmanaged<nint, int, byte*> QueryDeviceString { get; }

    /// <summary>(platform, native display, attributes); null where EGL_EXT_platform_base is absent.</summary>
    public delegate* unmanaged<int, nint, int*, nint> GetPlatformDisplay { get; }

    /// <summary>(display, major, minor)</summary>
    public delegate* unmanaged<nint, int*, int*, uint> Initialize { get; }

    /// <summary>(display)</summary>
    public delegate* unmanaged<nint, uint> Terminate { get; }

    /// <summary>(api)</summary>
    public delegate* unmanaged<int, uint> BindApi { get; }

    /// <summary>(display, attributes, configurations, capacity, number of configurations)</summary>
    public delegate* unmanaged<nint, int*, nint*, int, int*, uint> ChooseConfig { get; }

    /// <summary>(display, configuration, shared context, attributes)</summary>
    public delegate* unmanaged<nint, nint, nint, int*, nint> CreateContext { get; }

    /// <summary>(display, context)</summary>
    public delegate* unmanaged<nint, nint, uint> DestroyContext { get; }

    /// <summary>(display, drawn to, read from, context)</summary>
    public delegate* unmanaged<nint, nint, nint, nint, uint> MakeCurrent { get; }

    /// <summary>()</summary>
    public delegate* unmanaged<uint> ReleaseThread { get; }

    /// <summary>Address of a function of OpenGL or of an extension of EGL; 0 where it is unknown.</summary>
    public nint AddressOf(string name)
    {
        Span<byte> terminated = stackalloc byte[System.Text.Encoding.ASCII.GetByteCount(name) + 1];
        System.Text.Encoding.ASCII.GetBytes(name, terminated);
        terminated[^1] = 0;
        fixed (byte* start = terminated) return _getProcAddress(start);
    }

    private nint Extension(string name) => AddressOf(name);
}
