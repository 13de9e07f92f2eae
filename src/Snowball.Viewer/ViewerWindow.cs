using System.Diagnostics;
using Silk.NET.OpenGL;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Playback;
using Snowball.Sim;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;
using Snowball.Viewer.Controls;
using Snowball.Viewer.Drawing;
using Snowball.Viewer.Windows;

namespace Snowball.Viewer;

/// <summary>The viewer: a window that shows what a player plays, until it is closed.</summary>
public sealed class ViewerWindow : IDisposable
{
    // Without a screen to wait for, as in a virtual one, no more pictures a second than screens show.
    private const double ShortestPicture = 1.0 / 144;

    private readonly ViewerOptions _options;
    private readonly ViewerState _state;
    private readonly Controller _controller;
    private readonly GlfwWindow _window;
    private readonly GL _gl;
    private readonly WindowPicture _picture;
    private readonly ScenePainter _scene = new();
    private readonly OverlayPainter _painter = new();

    /// <summary>Names of the cameras.</summary>
    public static IReadOnlyList<string> Cameras { get; } = new CameraSet().Names;

    /// <summary>Opens the window.</summary>
    /// <param name="player">What is played; remains the caller's.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MachineException">There is no GLFW, no display or no OpenGL 4.5.</exception>
    public ViewerWindow(Player player, ViewerOptions options)
    {
        _options = options;
        _state = new ViewerState(player);
        _state.Cameras.Choose(options.Camera);
        _controller = new Controller(_state);
        _window = new GlfwWindow($"Snowball: {player.Environment.Scenario.Name}", options.Width, options.Height);
        try
        {
            _gl = GL.GetApi(GlfwWindow.FunctionAddress);
            _picture = new WindowPicture(_gl);
        }
        catch
        {
            _window.Dispose();
            throw;
        }
    }

    /// <summary>Shows it until a person closes it.</summary>
    /// <exception cref="IOException">A picture cannot be saved.</exception>
    public void Run()
    {
        var playhead = _state.Playhead;
        for (int i = 0; i < _options.Episode; i++) playhead.NextEpisode();
        playhead.Seek(playhead.Now.Time + _options.At);
        if (_options.Screenshot is { } file) SaveFirst(file);
        else Loop();
    }

    private void SaveFirst(string file)
    {
        // The window may get another size when it is first shown.
        for (int i = 0; i < 3; i++)
        {
            _window.Poll();
            _state.Advance(seconds: 0f, default);
            Draw();
            if (i < 2) _window.Show();
        }
        var (width, height) = _window.Pixels;
        Screenshot.Save(_gl, width, height, file);
    }

    private void Loop()
    {
        long last = Stopwatch.GetTimestamp();
        Pinhole lens = default;
        while (!_window.IsClosing && !_state.IsClosing)
        {
            float seconds = (float)Stopwatch.GetElapsedTime(last).TotalSeconds;
            last = Stopwatch.GetTimestamp();
            var input = _controller.Handle(_window.Poll(), lens, default, _window.Scale);
            _state.Advance(seconds, input);
            lens = Draw();
            _window.Show();
            double spare = ShortestPicture - Stopwatch.GetElapsedTime(last).TotalSeconds;
            if (spare > 0) Thread.Sleep(TimeSpan.FromSeconds(spare));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _painter.Dispose();
        _scene.Dispose();
        _picture.Dispose();
        _gl.Dispose();
        _window.Dispose();
    }

    private Pinhole Draw()
    {
        var (width, height) = _window.Pixels;
        var lens = new Pinhole(width, height, 0.5f * height / MathF.Tan(0.5f * _state.Cameras.Chosen.FieldOfView));
        // Nothing of a window that is put away.
        if (width == 0 || height == 0) return lens;
        var moment = _state.Playhead.Now;
        var pixels = _picture.Pixels(width, height);
        _scene.Draw(moment, _state.Playhead.Player.Environment.Scenario.Episode.Duration, _state.Pose, lens, _state.Atmosphere, pixels);
        _painter.Paint(pixels, new OverlayView
        {
            Player = _state.Playhead.Player,
            Moment = moment,
            Pose = _state.Pose,
            Camera = lens,
            Slot = _state.Slot,
            Layers = _state.Layers,
            Notice = _state.Notice,
            Help = _state.IsHelpShown ? Shortcut.Explained : [],
        });
        _picture.Show();
        if (_state.WantsScreenshot) Screenshot.Save(_gl, width, height, Screenshot.FreeName());
        _state.WantsScreenshot = false;
        return lens;
    }
}
