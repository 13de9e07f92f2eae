using Snowball.Rendering.Overlays;
using Snowball.Viewer.Windows;

namespace Snowball.Viewer.Controls;

/// <summary>A key and what it does. What is typed is a character, wherever a keyboard has it; what is a place on the keyboard is a key.</summary>
/// <param name="Keys">For people.</param>
/// <param name="Meaning">For people.</param>
/// <param name="Matches">Whether it is meant by something that happened.</param>
/// <param name="Do">What it does.</param>
internal sealed record Shortcut(string Keys, string Meaning, Func<WindowEvent, bool> Matches, Action<ViewerState> Do)
{
    /// <summary>All of them, in the order in which they are explained.</summary>
    public static IReadOnlyList<Shortcut> All { get; } =
    [
        OfKey("Space", "play, pause", Key.Space, state => state.Playhead.Toggle()),
        OfText(".", "one moment forward", '.', state => state.Playhead.Step(1), repeats: true),
        OfText(",", "one moment back", ',', state => state.Playhead.Step(-1), repeats: true),
        OfText("+", "faster", '+', state => state.Playhead.ChangeSpeed(1)),
        OfText("-", "slower", '-', state => state.Playhead.ChangeSpeed(-1)),
        OfKey("Home", "start of the episode", Key.Home, state => state.Playhead.SeekStart()),
        OfKey("End", "end of the episode", Key.End, state => state.Playhead.SeekEnd()),
        OfKey("N", "next episode", Key.N, state => state.Playhead.NextEpisode()),
        OfKey("1", "camera: chase", Key.Digit1, state => state.Cameras.Choose(0)),
        OfKey("2", "camera: cockpit", Key.Digit2, state => state.Cameras.Choose(1)),
        OfKey("3", "camera: orbit (drag, wheel)", Key.Digit3, state => state.Cameras.Choose(2)),
        OfKey("4", "camera: top-down (drag, wheel)", Key.Digit4, state => state.Cameras.Choose(3)),
        OfKey("5", "camera: free (W A S D Q E, drag)", Key.Digit5, state => state.Cameras.Choose(4)),
        OfKey("6", "camera: front", Key.Digit6, state => state.Cameras.Choose(5)),
        OfKey("C", "next camera", Key.C, state => state.Cameras.Next()),
        OfKey("Tab", "next vehicle (or click one)", Key.Tab, state => state.ChooseNext(1)),
        OfKey("M", "drive (arrows or W A S D)", Key.M, state => state.ToggleHands()),
        OfKey("H", "head-up display", Key.H, state => state.Toggle(OverlayLayers.Hud | OverlayLayers.TimeLine)),
        OfKey("L", "lanes", Key.L, state => state.Toggle(OverlayLayers.Lanes)),
        OfKey("P", "planned path", Key.P, state => state.Toggle(OverlayLayers.Paths)),
        OfKey("R", "lidar and radar", Key.R, state => state.Toggle(OverlayLayers.Points)),
        OfKey("T", "tracks", Key.T, state => state.Toggle(OverlayLayers.Tracks)),
        OfKey("B", "box around the vehicle", Key.B, state => state.Toggle(OverlayLayers.Box)),
        OfKey("I", "what the network sees", Key.I, state => state.Toggle(OverlayLayers.Images)),
        OfKey("G", "weather", Key.G, state => state.ChangeWeather()),
        OfKey("F12", "save the picture", Key.F12, state => state.WantsScreenshot = true),
        OfText("?", "this help", '?', state => state.IsHelpShown = !state.IsHelpShown),
        OfKey("Esc", "quit", Key.Escape, state => state.IsClosing = true),
    ];

    /// <summary>All of them in words.</summary>
    public static IReadOnlyList<(string Keys, string Meaning)> Explained { get; } = [.. All.Select(shortcut => (shortcut.Keys, shortcut.Meaning))];

    private static Shortcut OfKey(string keys, string meaning, Key key, Action<ViewerState> act) =>
        new(keys, meaning, happened => happened is KeyPressed { IsRepeat: false } pressed && pressed.Key == key, act);

    private static Shortcut OfText(string keys, string meaning, char character, Action<ViewerState> act, bool repeats = false) =>
        new(keys, meaning, happened => happened is CharacterTyped typed && typed.Character == character && (repeats || !typed.IsRepeat), act);
}
