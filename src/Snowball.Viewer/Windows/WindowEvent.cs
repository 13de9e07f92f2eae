using System.Numerics;

namespace Snowball.Viewer.Windows;

/// <summary>What a person did to the window.</summary>
internal abstract record WindowEvent;

/// <summary>A key went down, or is held so long that it repeats.</summary>
internal sealed record KeyPressed(Key Key, bool IsRepeat = false) : WindowEvent;

/// <summary>A key went up.</summary>
internal sealed record KeyReleased(Key Key) : WindowEvent;

/// <summary>A character was typed, whatever keys that takes on this keyboard; or its key is held so long that it repeats.</summary>
internal sealed record CharacterTyped(char Character, bool IsRepeat = false) : WindowEvent;

/// <summary>The pointer is somewhere else: pixels of the picture from its upper left corner.</summary>
internal sealed record PointerMoved(Vector2 Position) : WindowEvent;

/// <summary>A button of the mouse went down or up.</summary>
internal sealed record ButtonChanged(MouseButton Button, bool IsDown) : WindowEvent;

/// <summary>The wheel was turned: positive away from the person.</summary>
internal sealed record Scrolled(float Clicks) : WindowEvent;

/// <summary>Buttons, by GLFW's numbers.</summary>
internal enum MouseButton
{
    Left,
    Right,
    Middle,
}

/// <summary>Keys by their place on a keyboard of the United States, by GLFW's numbers.</summary>
internal enum Key
{
    Unknown = -1,
    Space = 32,
    Digit1 = 49, Digit2, Digit3, Digit4, Digit5, Digit6,
    A = 65, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q, R, S, T, U, V, W, X, Y, Z,
    Escape = 256, Enter, Tab,
    Right = 262, Left, Down, Up,
    Home = 268, End,
    F12 = 301,
    LeftShift = 340,
    RightShift = 344,
}
