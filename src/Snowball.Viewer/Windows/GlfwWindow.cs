using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Snowball.Sim;

namespace Snowball.Viewer.Windows;

/// <summary>
/// A window with an OpenGL 4.5 core context, current on the thread that made it and must use it. One at a time: it starts GLFW and ends it.
/// </summary>
internal sealed unsafe class GlfwWindow : IDisposable
{
    private static GlfwWindow? s_open;
    private readonly List<WindowEvent> _events = [];
    private nint _window;

    /// <param name="title">In its frame.</param>
    /// <param name="width">On a screen of ordinary density, pixels; the desktop may give less.</param>
    /// <param name="height">The same.</param>
    /// <exception cref="MachineException">There is no GLFW, no display or no OpenGL 4.5.</exception>
    public GlfwWindow(string title, int width, int height)
    {
        if (s_open is not null) throw new InvalidOperationException("There is a window already.");
        try
        {
            if (Glfw.Init() == Glfw.False) throw Glfw.LastFault();
        }
        catch (DllNotFoundException fault)
        {
            throw Glfw.Missing(fault);
        }
        Glfw.WindowHint(Glfw.ContextVersionMajor, 4);
        Glfw.WindowHint(Glfw.ContextVersionMinor, 5);
        Glfw.WindowHint(Glfw.OpenGlProfile, Glfw.OpenGlCoreProfile);
        Glfw.WindowHint(Glfw.ScaleToMonitor, Glfw.True);
        // What has depth is drawn elsewhere and copied into the window.
        Glfw.WindowHint(Glfw.DepthBits, 0);
        _window = Glfw.CreateWindow(width, height, title, monitor: 0, share: 0);
        if (_window == 0)
        {
            var fault = Glfw.LastFault();
            Glfw.Terminate();
            throw fault;
        }
        s_open = this;
        Glfw.MakeContextCurrent(_window);
        Glfw.SwapInterval(1);
        Glfw.SetKeyCallback(_window, &OnKey);
        Glfw.SetCharCallback(_window, &OnCharacter);
        Glfw.SetMouseButtonCallback(_window, &OnButton);
        Glfw.SetCursorPositionCallback(_window, &OnPointer);
        Glfw.SetScrollCallback(_window, &OnScroll);
    }

    /// <summary>Whether the desktop was asked to close it.</summary>
    public bool IsClosing => Glfw.WindowShouldClose(_window) != Glfw.False;

    /// <summary>Pixels of the picture: more than the window's size where pixels are small.</summary>
    public (int Width, int Height) Pixels
    {
        get
        {
            Glfw.GetFramebufferSize(_window, out int width, out int height);
            return (width, height);
        }
    }

    /// <summary>How much larger than on an ordinary screen things have to be drawn, so that they look as large.</summary>
    public float Scale
    {
        get
        {
            Glfw.GetWindowContentScale(_window, out float scale, out _);
            return scale;
        }
    }

    /// <summary>In the window's frame.</summary>
    public string Title
    {
        set => Glfw.SetWindowTitle(_window, value);
    }

    /// <summary>Address of a function of OpenGL.</summary>
    public static nint FunctionAddress(string name) => Glfw.GetProcAddress(name);

    /// <summary>Shows what was drawn; waits for the screen's next picture.</summary>
    public void Show() => Glfw.SwapBuffers(_window);

    /// <summary>What happened since the last call, in order; valid until the next one.</summary>
    public IReadOnlyList<WindowEvent> Poll()
    {
        _events.Clear();
        Glfw.PollEvents();
        return _events;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_window == 0) return;
        Glfw.MakeContextCurrent(0);
        Glfw.DestroyWindow(_window);
        Glfw.Terminate();
        (_window, s_open) = (0, null);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnKey(nint window, int key, int scanCode, int action, int modifiers) =>
        Happened(action == Glfw.Release ? new KeyReleased((Key)key) : new KeyPressed((Key)key, IsRepeat: action == Glfw.Repeat));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCharacter(nint window, uint character)
    {
        // The event of its key comes first.
        bool isRepeat = s_open?._events is [.., KeyPressed { IsRepeat: true }];
        if (character <= char.MaxValue) Happened(new CharacterTyped((char)character, isRepeat));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnButton(nint window, int button, int action, int modifiers) =>
        Happened(new ButtonChanged((MouseButton)button, IsDown: action != Glfw.Release));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnPointer(nint window, double x, double y)
    {
        Glfw.GetWindowSize(window, out int width, out _);
        Glfw.GetFramebufferSize(window, out int pixels, out _);
        double density = width > 0 ? (double)pixels / width : 1;
        Happened(new PointerMoved(new Vector2((float)(x * density), (float)(y * density))));
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnScroll(nint window, double x, double y) => Happened(new Scrolled((float)y));

    // GLFW calls this from within Poll; nothing may be thrown through it.
    private static void Happened(WindowEvent what) => s_open?._events.Add(what);
}
