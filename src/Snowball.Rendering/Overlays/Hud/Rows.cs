using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>Rows of a panel, written from the top down.</summary>
internal ref struct Rows(Ink ink, SKRect panel)
{
    /// <summary>Between the edge of a panel and its rows, heights of rows, and between groups of them, units.</summary>
    public const float Padding = 11f, Heading = 20f, Row = 17f, Space = 7f;

    private const float HeadingSize = 10.5f, Size = 12f, ValueRoom = 62f;
    private float _top = panel.Top + Padding * ink.Unit;

    private readonly float Left => panel.Left + Padding * ink.Unit;

    private readonly float Right => panel.Right - Padding * ink.Unit;

    /// <summary>Height of a panel with a heading and some rows, pixels.</summary>
    public static float HeightOf(Ink ink, int rows) => (2f * Padding + Heading + rows * Row) * ink.Unit;

    /// <summary>Leaves some space.</summary>
    public void Skip() => _top += Space * ink.Unit;

    /// <summary>A heading in small capitals, with a value at the right.</summary>
    public void Head(string heading, string value = "", SKColor? colour = null)
    {
        float baseline = _top + 10f * ink.Unit, half = 0.5f * (Right - Left);
        ink.Write(heading.ToUpperInvariant(), Left, baseline, HeadingSize, Ink.Quiet, 1.3f * half, isBold: true);
        ink.Write(value, Right, baseline, Size, colour ?? Ink.Text, 0.9f * half, SKTextAlign.Right, isBold: true);
        _top += Heading * ink.Unit;
    }

    /// <summary>A name, a bar from the middle of its groove to the left or right, and a value.</summary>
    /// <param name="name">At the left.</param>
    /// <param name="share">Length of the bar, -1 to 1.</param>
    /// <param name="value">At the right.</param>
    public void Bar(string name, float share, string value)
    {
        float unit = ink.Unit, baseline = _top + 11.5f * unit, width = Right - Left;
        // What does nothing steps back.
        var colour = MathF.Abs(share) < 0.005f ? Ink.Quiet : Ink.Text;
        ink.Write(name, Left, baseline, Size, colour, 0.46f * width);
        var groove = new SKRect(Left + 0.49f * width, baseline - 6.5f * unit, Right - 46f * unit, baseline - 2f * unit);
        ink.Fill(groove, Ink.Groove, 2.25f);
        float reach = Math.Clamp(share, -1f, 1f) * 0.5f * groove.Width, from = groove.MidX;
        if (MathF.Abs(reach) > 0.2f * unit)
        {
            ink.Fill(new SKRect(MathF.Min(from, from + reach), groove.Top, MathF.Max(from, from + reach), groove.Bottom), share < 0f ? Ink.Bad : Ink.Accent, 2.25f);
        }
        ink.Fill(new SKRect(from - 0.5f * unit, groove.Top - 1.5f * unit, from + 0.5f * unit, groove.Bottom + 1.5f * unit), Ink.Quiet);
        ink.Write(value, Right, baseline, Size, colour, 44f * unit, SKTextAlign.Right);
        _top += Row * unit;
    }

    /// <summary>A bar as wide as the panel that fills up to a limit and is red beyond it.</summary>
    public void Level(double value, double limit)
    {
        float unit = ink.Unit, share = limit > 0 ? (float)Math.Clamp(value / limit, 0, 1) : value > 0 ? 1f : 0f;
        var groove = new SKRect(Left, _top + 4f * unit, Right, _top + 9f * unit);
        ink.Fill(groove, Ink.Groove, 2.5f);
        if (share > 0f) ink.Fill(groove with { Right = groove.Left + share * groove.Width }, value > limit ? Ink.Bad : Ink.Accent, 2.5f);
        _top += Row * unit;
    }

    /// <summary>A dot that is bright, red, or quiet where it is not known yet, a name and a value.</summary>
    public void Check(bool? isKept, string name, string value)
    {
        float unit = ink.Unit, baseline = _top + 11.5f * unit;
        var colour = isKept switch { true => Ink.Accent, false => Ink.Bad, null => Ink.Quiet };
        ink.Dots([new SKPoint(Left + 3.5f * unit, baseline - 4.2f * unit)], colour, 7f);
        float room = MathF.Max(ink.Measure(value, Size), ValueRoom * unit);
        ink.Write(name, Left + 13f * unit, baseline, Size, Ink.Text, Right - Left - 17f * unit - MathF.Min(room, 0.6f * (Right - Left)));
        ink.Write(value, Right, baseline, Size, isKept == false ? Ink.Bad : Ink.Text, 0.6f * (Right - Left), SKTextAlign.Right);
        _top += Row * unit;
    }

    /// <summary>A quiet line.</summary>
    public void Note(string text, SKColor? colour = null)
    {
        ink.Write(text, Left, _top + 11.5f * ink.Unit, Size, colour ?? Ink.Quiet, Right - Left);
        _top += Row * ink.Unit;
    }
}
