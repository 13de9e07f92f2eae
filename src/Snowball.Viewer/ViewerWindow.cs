using System.Diagnostics;
using Silk.NET.OpenGL;
using SkiaSharp;
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
    // Without a screen to wait for, as in a virtual one, no more pictures than screens show.
    private static readonly TimeSpan s_shortestPicture = TimeSpan.FromSeconds(1.0 / 144);

    private readonly ViewerOptions _options;
    private readonly ViewerState _state;
    private readonly Controller _controller;
    private readonly GlfwWindow _window;
    private readonly GL _gl;
    private readonly ScenePainter _scene;
    private readonly OverlayPainter _overlays;
    private SKBitmap _bitmap = new();

    /// <summary>Opens the window.</summary>
    /// <param name="player">What is played; remains the caller's.</param>
    /// <param name="options">How.</param>
    /// <exception cref="MachineException">There is no GLFW, no display, no OpenGL 4.5 or no font.</exception>
    public ViewerWindow(Player player, ViewerOptions options)
    {
        _options = options;
        _state = new ViewerState(player);
        _state.Cameras.Choose(options.Camera);
        _controller = new Controller(_state);
        _overlays = new OverlayPainter();
        _window = new GlfwWindow($"Snowball: {player.Environment.Scenario.Name}", options.Width, options.Height);
        try
        {
            _gl = GL.GetApi(GlfwWindow.FunctionAddress);
            _scene = new ScenePainter();
        }
        catch
        {
            _gl?.Dispose();
            _window.Dispose();
            _overlays.Dispose();
            throw;
        }
    }

    /// <summary>Names of the cameras.</summary>
    public static IReadOnlyList<string> Cameras { get; } = new CameraSet().Names;

    /// <summary>Shows it until a person closes it, or saves the picture that was asked for.</summary>
    /// <exception cref="IOException">A picture cannot be saved.</exception>
    public void Run()
    {
        var playhead = _state.Playhead;
        for (int i = 0; i < _options.Episode; i++) playhead.NextEpisode();
        playhead.Seek(playhead.Now.Time + _options.At);
        if (_options.Screenshot is { } file) SaveFirst(file);
        else Loop();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bitmap.Dispose();
        _scene.Dispose();
        _gl.Dispose();
        _window.Dispose();
        _overlays.Dispose();
    }

    private void SaveFirst(string file)
    {
        // The window gets its size when it is first shown.
        for (int picture = 0; picture < 3; picture++)
        {
            _window.Poll();
            _state.Advance(seconds: 0f, default);
            if (picture > 0) _window.Show();
            Draw();
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
            var input = _controller.Handle(_window.Poll(), lens, TimeLineIn(lens), _window.Scale);
            _state.Advance(seconds, input);
            lens = Draw();
            _window.Show();
            var spare = s_shortestPicture - Stopwatch.GetElapsedTime(last);
            if (spare > TimeSpan.Zero) Thread.Sleep(spare);
        }
    }

    private SKRect TimeLineIn(in Pinhole lens) =>
        _state.Layers.HasFlag(OverlayLayers.TimeLine) ? OverlayPainter.TimeLineIn(lens.Width, lens.Height) : SKRect.Empty;

    /// <summary>Draws the window's picture.</summary>
    /// <returns>Its camera.</returns>
    private Pinhole Draw()
    {
        var (width, height) = _window.Pixels;
        var lens = new Pinhole(width, height, 0.5f * height / MathF.Tan(0.5f * _state.Cameras.Chosen.FieldOfView));
        // Nothing of a window that is put away.
        if (width == 0 || height == 0) return lens;
        var (moment, scenario) = (_state.Playhead.Now, _state.Playhead.Player.Environment.Scenario);
        _scene.Draw(moment, _state.Pose, lens, _state.Atmosphere, isAboard: _state.Cameras.Chosen is CockpitCamera);
        _scene.Lay(PaintOverlays(moment, lens), lens);
        if (_state.WantsScreenshot) Screenshot.Save(_gl, width, height, Screenshot.FreeName());
        _state.WantsScreenshot = false;
        return lens;
    }

    private ReadOnlySpan<byte> PaintOverlays(Moment moment, in Pinhole lens)
    {
        if ((_bitmap.Width, _bitmap.Height) != (lens.Width, lens.Height))
        {
            _bitmap.Dispose();
            _bitmap = new SKBitmap(new SKImageInfo(lens.Width, lens.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        }
        using var canvas = new SKCanvas(_bitmap);
        canvas.Clear(SKColors.Transparent);
        _overlays.Paint(canvas, new OverlayView
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
        return _bitmap.GetPixelSpan();
    }
}
