namespace Snowball.Viewer.Driving;

/// <summary>
/// The keys a person drives with. Two are levers and are read while they are held; of all four it is remembered that they were pressed, so that a
/// tap between two policy steps counts in the next one.
/// </summary>
internal sealed class Pedals
{
    private readonly bool[] _held = new bool[4], _tapped = new bool[4];

    /// <summary>A pedal goes down or up.</summary>
    public void Set(Pedal pedal, bool isDown)
    {
        _held[(int)pedal] = isDown;
        _tapped[(int)pedal] |= isDown;
    }

    /// <summary>Whether a pedal is down now, or was since the last <see cref="Forget"/>.</summary>
    public bool Counts(Pedal pedal) => _held[(int)pedal] || _tapped[(int)pedal];

    /// <summary>Whether a pedal went down since the last <see cref="Forget"/>: for what is to happen once a press.</summary>
    public bool WasTapped(Pedal pedal) => _tapped[(int)pedal];

    /// <summary>Forgets taps that were obeyed.</summary>
    public void Forget() => Array.Clear(_tapped);
}

/// <summary>What a key stands for in driving.</summary>
internal enum Pedal
{
    /// <summary>Steer, or change lane, to the left.</summary>
    Left,
    /// <summary>The same to the right.</summary>
    Right,
    /// <summary>Faster.</summary>
    Throttle,
    /// <summary>Slower.</summary>
    Brake,
}
