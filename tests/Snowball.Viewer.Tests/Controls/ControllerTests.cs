using System.Numerics;
using SkiaSharp;
using Snowball.Rendering.Overlays;
using Snowball.Rendering.Playback;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Viewer.Cameras;
using Snowball.Viewer.Controls;
using Snowball.Viewer.Windows;

namespace Snowball.Viewer.Tests.Controls;

public sealed class ControllerTests : IDisposable
{
    private static readonly Pinhole s_lens = new(1000, 500, 700f);
    private static readonly SKRect s_bar = new(100f, 460f, 900f, 490f);
    private readonly Player _player = Samples.Playing();
    private readonly ViewerState _state;
    private readonly Controller _controller;

    public ControllerTests()
    {
        _state = new ViewerState(_player);
        _controller = new Controller(_state);
    }

    public void Dispose() => _player.Dispose();

    [Fact]
    public void EveryKeyIsExplainedOnce()
    {
        Assert.Equal(Shortcut.All.Count, Shortcut.Explained.Select(line => line.Keys).Distinct().Count());
        Assert.All(Shortcut.Explained, line => Assert.NotEmpty(line.Meaning));
    }

    [Fact]
    public void NoTwoShortcutsAnswerToOneKey()
    {
        var events = Enum.GetValues<Key>().Select(key => (WindowEvent)new KeyPressed(key))
            .Concat("abcdefghijklmnopqrstuvwxyz.,+-?".Select(character => new CharacterTyped(character)));

        Assert.All(events, happened => Assert.True(Shortcut.All.Count(shortcut => shortcut.Matches(happened)) <= 1, $"{happened}"));
    }

    [Fact]
    public void KeysChangeWhatIsShown()
    {
        Press(Key.Digit4);
        Assert.Equal("top-down", _state.Cameras.Chosen.Name);
        Press(Key.C);
        Assert.Equal("free", _state.Cameras.Chosen.Name);
        Press(Key.H);
        Assert.Equal(OverlayLayers.None, _state.Layers & (OverlayLayers.Hud | OverlayLayers.TimeLine));
        Press(Key.L);
        Press(Key.L);
        Assert.True(_state.Layers.HasFlag(OverlayLayers.Lanes));
        Press(Key.G);
        Assert.Equal("clear", _state.Weather);
        Handle(new CharacterTyped('?'));
        Assert.True(_state.IsHelpShown);
        Handle(new CharacterTyped('+'), new CharacterTyped('+'));
        Assert.Equal(4, _state.Playhead.Speed);
        Press(Key.Space);
        Assert.False(_state.Playhead.IsPlaying);
        Press(Key.Escape);
        Assert.True(_state.IsClosing);
    }

    [Fact]
    public void AHeldKeyTogglesOnce()
    {
        Handle(new KeyPressed(Key.Space), new KeyPressed(Key.Space, IsRepeat: true), new KeyPressed(Key.Space, IsRepeat: true));

        Assert.False(_state.Playhead.IsPlaying);
        Handle(new CharacterTyped('?'), new CharacterTyped('?', IsRepeat: true));
        Assert.True(_state.IsHelpShown);
        // Steps repeat, though.
        Handle(new CharacterTyped('.'), new CharacterTyped('.', IsRepeat: true));
        Assert.Equal(2, _state.Playhead.Now.Index);
    }

    [Fact]
    public void ArrowsScrubUntilAPersonDrives()
    {
        _state.Playhead.Seek(3);
        Press(Key.Left);
        Assert.Equal(2, _state.Playhead.Now.Time, 9);
        Press(Key.Right);
        Assert.Equal(3, _state.Playhead.Now.Time, 9);
        Press(Key.M);
        double now = _state.Playhead.Now.Time;
        Press(Key.Left);

        Assert.Equal(now, _state.Playhead.Now.Time);
        Assert.True(_state.Pedals.WasTapped(Viewer.Driving.Pedal.Left));
        Assert.False(_state.Pedals.WasTapped(Viewer.Driving.Pedal.Right));
    }

    [Fact]
    public void TheBarScrubsWhileItIsDragged()
    {
        _state.Playhead.Seek(8);
        Handle(new PointerMoved(new(300f, 470f)), new ButtonChanged(MouseButton.Left, IsDown: true));
        Assert.Equal(_state.Playhead.Latest * 0.25, _state.Playhead.Now.Time, 5);
        // Far away from the bar too.
        var input = Handle(new PointerMoved(new(500f, 100f)));
        Assert.Equal(_state.Playhead.Latest * 0.5, _state.Playhead.Now.Time, 5);
        Assert.Equal(Vector2.Zero, input.Drag);
        Handle(new ButtonChanged(MouseButton.Left, IsDown: false), new PointerMoved(new(700f, 470f)));
        Assert.Equal(_state.Playhead.Latest * 0.5, _state.Playhead.Now.Time, 5);
    }

    [Fact]
    public void DraggingElsewhereIsTheCameras()
    {
        Handle(new PointerMoved(new(400f, 200f)), new ButtonChanged(MouseButton.Left, IsDown: true));

        var input = Handle(new PointerMoved(new(450f, 225f)), new PointerMoved(new(500f, 250f)), new Scrolled(2f), new Scrolled(-1f));

        Assert.Equal(new Vector2(0.2f, 0.1f), input.Drag);
        Assert.Equal(1f, input.Scroll);
    }

    [Fact]
    public void AClickChoosesTheVehicleUnderThePointer()
    {
        _state.Cameras.Choose(3);
        _state.Advance(0f, default);
        int other = _state.Playhead.Now.Vehicles.Length - 1;
        var seen = s_lens.Project(_state.Pose, _state.Playhead.Now.Vehicles[other].Position + Vector3.UnitZ);
        var point = new Vector2(seen.X, seen.Y);

        Handle(new PointerMoved(point), new ButtonChanged(MouseButton.Left, IsDown: true), new ButtonChanged(MouseButton.Left, IsDown: false));

        Assert.Equal(_state.Playhead.Now.Truth[other].Slot, _state.Slot);
        // Nobody is there.
        Handle(new PointerMoved(new(5f, 5f)), new ButtonChanged(MouseButton.Left, IsDown: true), new ButtonChanged(MouseButton.Left, IsDown: false));
        Assert.Equal(_state.Playhead.Now.Truth[other].Slot, _state.Slot);
    }

    [Fact]
    public void TabGoesRoundAllVehicles()
    {
        var seen = new List<int>();
        for (int i = 0; i < _state.Playhead.Now.Truth.Length; i++)
        {
            seen.Add(_state.Slot);
            Press(Key.Tab);
        }

        Assert.Equal(_state.Playhead.Now.Truth.Select(truth => truth.Slot), seen);
        Assert.Equal(0, _state.Slot);
    }

    [Fact]
    public void KeysFlyTheFreeCameraEvenWhileAPersonDrives()
    {
        Press(Key.Digit5);
        Press(Key.M);

        var input = Handle(new KeyPressed(Key.W), new KeyPressed(Key.A), new KeyPressed(Key.Q), new KeyPressed(Key.LeftShift));

        Assert.Equal(new CameraInput(Vector2.Zero, 0f, new Vector3(1f, 1f, -1f), IsFast: true), input);
        Assert.False(_state.Pedals.Counts(Viewer.Driving.Pedal.Throttle));
        Assert.Equal(Vector3.Zero, Handle(new KeyReleased(Key.W), new KeyReleased(Key.A), new KeyReleased(Key.Q)).Move);
    }

    private void Press(Key key) => Handle(new KeyPressed(key), new KeyReleased(key));

    private CameraInput Handle(params WindowEvent[] events) => _controller.Handle(events, s_lens, s_bar, scale: 1f);
}
