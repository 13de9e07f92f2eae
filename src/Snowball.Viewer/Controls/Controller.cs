using System.Numerics;
using SkiaSharp;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;
using Snowball.Viewer.Driving;
using Snowball.Viewer.Windows;

namespace Snowball.Viewer.Controls;

/// <summary>Turns what happens to the window into what it means: shortcuts, driving, scrubbing, and moving the camera.</summary>
/// <param name="state">What is changed.</param>
internal sealed class Controller(ViewerState state)
{
    // Seconds by which the arrows scrub.
    private const double Stride = 1;

    // Pixels of an ordinary screen beyond which a press that moves is a drag.
    private const float ClickSlack = 4f;
    private readonly HashSet<Key> _held = [];
    private Vector2 _pointer, _pressedAt, _drag;
    private float _scroll;
    private Press _press;

    /// <summary>Takes what happened since the last picture.</summary>
    /// <param name="events">In order.</param>
    /// <param name="lens">Of the picture that the person saw.</param>
    /// <param name="bar">Where in it time goes from left to right; empty where it is not shown.</param>
    /// <param name="scale">Pixels of an ordinary screen's.</param>
    /// <returns>What is the camera's.</returns>
    public CameraInput Handle(IReadOnlyList<WindowEvent> events, in Pinhole lens, SKRect bar, float scale)
    {
        (_drag, _scroll) = (Vector2.Zero, 0f);
        foreach (var happened in events) Handle(happened, lens, bar, scale);
        return new CameraInput(_drag / lens.Height, _scroll, Move(), _held.Contains(Key.LeftShift) || _held.Contains(Key.RightShift));
    }

    private void Handle(WindowEvent happened, in Pinhole lens, SKRect bar, float scale)
    {
        switch (happened)
        {
            case KeyPressed pressed:
                _held.Add(pressed.Key);
                if (!Drive(pressed.Key, isDown: true, pressed.IsRepeat)) Scrub(pressed.Key);
                break;
            case KeyReleased released:
                _held.Remove(released.Key);
                Drive(released.Key, isDown: false, isRepeat: false);
                break;
            case PointerMoved moved:
                Point(moved.Position, bar, scale);
                break;
            case ButtonChanged { Button: MouseButton.Left } button:
                Click(button.IsDown, lens, bar);
                break;
            case Scrolled scrolled:
                _scroll += scrolled.Clicks;
                break;
        }
        foreach (var shortcut in Shortcut.All)
        {
            if (shortcut.Matches(happened)) shortcut.Do(state);
        }
    }

    /// <summary>Whether a key is a pedal now.</summary>
    private bool Drive(Key key, bool isDown, bool isRepeat)
    {
        bool isFlying = state.Cameras.Chosen is FreeCamera;
        Pedal? pedal = key switch
        {
            Key.Left => Pedal.Left,
            Key.Right => Pedal.Right,
            Key.Up => Pedal.Throttle,
            Key.Down => Pedal.Brake,
            Key.A when !isFlying => Pedal.Left,
            Key.D when !isFlying => Pedal.Right,
            Key.W when !isFlying => Pedal.Throttle,
            Key.S when !isFlying => Pedal.Brake,
            _ => null,
        };
        // A pedal that was pressed before hands were taken off comes up all the same.
        if (pedal is not { } which || (isDown && !state.Playhead.IsHandDriven)) return false;
        if (!isRepeat) state.Pedals.Set(which, isDown);
        return true;
    }

    private void Scrub(Key key)
    {
        if (key == Key.Left) state.Playhead.Seek(state.Playhead.Now.Time - Stride);
        if (key == Key.Right) state.Playhead.Seek(state.Playhead.Now.Time + Stride);
    }

    private void Point(Vector2 position, SKRect bar, float scale)
    {
        if (_press == Press.Scrubbing) state.Playhead.Seek(TimeAt(bar, position));
        if (_press == Press.Clicking && Vector2.Distance(position, _pressedAt) > ClickSlack * scale) _press = Press.Dragging;
        if (_press == Press.Dragging) _drag += position - _pointer;
        _pointer = position;
    }

    private void Click(bool isDown, in Pinhole lens, SKRect bar)
    {
        if (!isDown)
        {
            if (_press == Press.Clicking) state.ChooseAt(_pointer, lens);
            _press = Press.None;
            return;
        }
        _pressedAt = _pointer;
        _press = bar.Contains(_pointer.X, _pointer.Y) ? Press.Scrubbing : Press.Clicking;
        if (_press == Press.Scrubbing) state.Playhead.Seek(TimeAt(bar, _pointer));
    }

    private double TimeAt(SKRect bar, Vector2 point)
    {
        double share = Math.Clamp((point.X - bar.Left) / Math.Max(bar.Width, 1f), 0f, 1f);
        return state.Playhead.Earliest + share * (state.Playhead.Latest - state.Playhead.Earliest);
    }

    private Vector3 Move() => new(Axis(Key.W, Key.S), Axis(Key.A, Key.D), Axis(Key.E, Key.Q));

    private float Axis(Key forward, Key back) => (_held.Contains(forward) ? 1f : 0f) - (_held.Contains(back) ? 1f : 0f);

    private enum Press
    {
        None,
        Clicking,
        Dragging,
        Scrubbing,
    }
}
