using System.Runtime.InteropServices;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>
/// A driver without a window: a graphics device (EGL_EXT_platform_device), or Mesa's platform without surfaces. Shared by contexts, and
/// terminated with the last of them. Contexts of Mesa's llvmpipe that share one also share a lock, so each is given the least used.
/// </summary>
internal sealed unsafe partial class EglDisplay : IDisposable
{
    private const int PlatformDevice = 0x313F, PlatformSurfaceless = 0x31DD, Extensions = 0x3055;
    private static readonly Lock Gate = new();
    private static List<EglDisplay>? _all;
    private readonly Egl _egl;
    private readonly int _platform;
    private readonly nint _device;
    private int _users, _rasterThreads;

    private EglDisplay(Egl egl, int platform, nint device, bool isSoftware)
        => (_egl, _platform, _device, IsSoftware) = (egl, platform, device, isSoftware);

    /// <summary>EGL's handle.</summary>
    public nint Handle { get; private set; }

    /// <summary>Whether it is known to draw on the CPU.</summary>
    public bool IsSoftware { get; }

    /// <summary>Takes a display, initialised.</summary>
    /// <param name="egl">Its interface.</param>
    /// <param name="rasterThreads">Threads that llvmpipe adds to the caller's; other drivers ignore it.</param>
    /// <exception cref="MachineException">There is none.</exception>
    public static EglDisplay Lease(Egl egl, int rasterThreads)
    {
        lock (Gate)
        {
            _all ??= Find(egl);
            // Graphics devices first; then what nobody uses, since a display keeps the threads that it started with.
            while (_all.Count > 0)
            {
                var best = _all[0];
                foreach (var display in _all)
                {
                    if (display.Rank(rasterThreads) < best.Rank(rasterThreads)) best = display;
                }
                if (best.TryStart(rasterThreads)) return best;
                _all.Remove(best);
            }
            _all = null;
            throw new MachineException($"EGL has no display that starts: {OpenGlContext.Install}");
        }
    }

    /// <summary>Gives the display back.</summary>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--_users == 0) _ = _egl.Terminate(Handle);
        }
    }

    private int Rank(int rasterThreads) => (IsSoftware ? 1 << 20 : 0) + (_users > 0 && _rasterThreads != rasterThreads ? 1 << 10 : 0) + _users;

    private bool TryStart(int rasterThreads)
    {
        if (_users == 0)
        {
            Handle = _egl.GetPlatformDisplay(_platform, _device, null);
            if (Handle == 0) return false;
            // llvmpipe reads the process's own environment, which .NET's copy does not reach, when a display starts; a window's is left alone.
            const string Variable = "LP_NUM_THREADS";
            _ = SetVariable(Variable, $"{rasterThreads}", overwrite: 1);
            int major, minor;
            uint isStarted = _egl.Initialize(Handle, &major, &minor);
            _ = Environment.GetEnvironmentVariable(Variable) is { } value ? SetVariable(Variable, value, overwrite: 1) : UnsetVariable(Variable);
            if (isStarted == 0) return false;
            _rasterThreads = rasterThreads;
        }
        _users++;
        return true;
    }

    private static List<EglDisplay> Find(Egl egl)
    {
        var found = new List<EglDisplay>();
        if (egl.GetPlatformDisplay == null) return found;
        int devices = 0;
        const int Capacity = 32;
        nint* handles = stackalloc nint[Capacity];
        if (egl.QueryDevices != null) _ = egl.QueryDevices(Capacity, handles, &devices);
        for (int i = 0; i < devices; i++)
        {
            string extensions = egl.QueryDeviceString == null ? "" : Marshal.PtrToStringUTF8((nint)egl.QueryDeviceString(handles[i], Extensions)) ?? "";
            found.Add(new(egl, PlatformDevice, handles[i], extensions.Contains("EGL_MESA_device_software", StringComparison.Ordinal)));
        }
        found.Add(new(egl, PlatformSurfaceless, 0, isSoftware: true));
        return found;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);

    [LibraryImport("libc", EntryPoint = "unsetenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int UnsetVariable(string name);
}
