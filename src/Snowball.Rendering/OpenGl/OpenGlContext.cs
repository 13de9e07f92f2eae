using Silk.NET.OpenGL;
using Snowball.Sim;

namespace Snowball.Rendering.OpenGl;

/// <summary>A context of OpenGL 4.5 core that has no window, current on the thread that makes it until it is disposed of there.</summary>
internal sealed unsafe class OpenGlContext : IDisposable
{
    /// <summary>What brings OpenGL without a display to the machine.</summary>
    public const string Install = "install the Debian packages libegl1 and libgl1-mesa-dri, or the graphics card's driver, or choose the software renderer";

    private readonly Egl _egl;
    private readonly EglDisplay _display;
    private readonly nint _context;

    /// <param name="rasterThreads">Threads that llvmpipe adds to the caller's; other drivers ignore it.</param>
    /// <param name="library">File name of EGL's library.</param>
    /// <exception cref="MachineException">EGL or OpenGL 4.5 is missing.</exception>
    public OpenGlContext(int rasterThreads = 0, string library = "libEGL.so.1")
    {
        _egl = new(library);
        _display = EglDisplay.Lease(_egl, rasterThreads);
        try
        {
            _context = Create();
            if (_context == 0 || _egl.MakeCurrent(_display.Handle, 0, 0, _context) == 0)
            {
                throw new MachineException($"the driver has no OpenGL 4.5: {Install}");
            }
            Gl = GL.GetApi(_egl.AddressOf);
            Driver = Gl.GetStringS(StringName.Renderer);
            IsSoftware = Driver.Contains("llvmpipe", StringComparison.Ordinal) || Driver.Contains("softpipe", StringComparison.Ordinal);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>OpenGL's functions.</summary>
    public GL Gl { get; } = null!;

    /// <summary>Address of a function of OpenGL.</summary>
    public nint AddressOf(string name) => _egl.AddressOf(name);

    /// <summary>What draws, as the driver calls itself.</summary>
    public string Driver { get; } = "";

    /// <summary>Whether it draws on the CPU.</summary>
    public bool IsSoftware { get; }

    /// <summary>Throws when something went wrong since the last call.</summary>
    /// <exception cref="MachineException">The context is lost, out of memory, or misused.</exception>
    public void Check()
    {
        var status = Gl.GetGraphicsResetStatus();
        if (status != GLEnum.NoError) throw new MachineException($"{Driver} was reset ({status}): start again, or choose the software renderer");
        var error = Gl.GetError();
        if (error == GLEnum.OutOfMemory) throw new MachineException($"{Driver} is out of memory: draw smaller pictures or fewer at once");
        if (error != GLEnum.NoError) throw new MachineException($"{Driver} failed with {error}: update the driver, or choose the software renderer");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_context != 0)
        {
            _ = _egl.MakeCurrent(_display.Handle, 0, 0, 0);
            _ = _egl.DestroyContext(_display.Handle, _context);
        }
        Gl?.Dispose();
        _ = _egl.ReleaseThread();
        _display.Dispose();
    }

    private nint Create()
    {
        const int OpenGlApi = 0x30A2, SurfaceType = 0x3033, RenderableType = 0x3040, OpenGlBit = 8, None = 0x3038;
        const int MajorVersion = 0x3098, MinorVersion = 0x30FB, ProfileMask = 0x30FD, CoreProfile = 1;
        int* wanted = stackalloc int[] { SurfaceType, 0, RenderableType, OpenGlBit, None };
        int* version = stackalloc int[] { MajorVersion, 4, MinorVersion, 5, ProfileMask, CoreProfile, None };
        nint configuration;
        int configurations;
        if (_egl.BindApi(OpenGlApi) == 0 || _egl.ChooseConfig(_display.Handle, wanted, &configuration, 1, &configurations) == 0 || configurations == 0) return 0;
        return _egl.CreateContext(_display.Handle, configuration, 0, version);
    }
}
