using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>A text where it was painted.</summary>
/// <param name="Text">As it was painted, perhaps shortened.</param>
/// <param name="Bounds">Around its letters, pixels.</param>
/// <param name="Panel">The panel it is in; empty for one in the world.</param>
internal readonly record struct PlacedText(string Text, SKRect Bounds, SKRect Panel);

/// <summary>
/// The one hand in which everything is painted: colours, fonts, the size of a unit, and lines, areas, texts and panels of them. Lengths in units, of which
/// a picture of 1280 x 720 has one a pixel; places in pixels.
/// </summary>
internal sealed class Ink : IDisposable
{
    /// <summary>Colours: text and quieter text, panels and their edges, tracks of bars, what matters, what is bad, what a machine believes, the dark around bright lines.</summary>
    public static readonly SKColor Text = new(244, 247, 250), Quiet = new(176, 187, 199), Panel = new(11, 16, 23, 190), Edge = new(255, 255, 255, 26),
        Groove = new(255, 255, 255, 38), Accent = new(58, 208, 232), Bad = new(255, 107, 94), Believed = new(255, 200, 87), Shade = new(0, 0, 0);

    // Text of 13 units must not become smaller than about 9 pixels.
    private const float DesignWidth = 1280f, DesignHeight = 720f, LeastUnit = 0.72f, Corner = 9f;

    private readonly Typefaces _faces = new();
    private readonly SKPaint _paint = new() { IsAntialias = true };
    private readonly Dictionary<(float Size, bool IsBold), SKFont> _fonts = [];
    private readonly List<PlacedText> _texts = [];
    private SKCanvas _canvas = null!;
    private SKRect _panel;

    /// <summary>Pixels of a unit.</summary>
    public float Unit { get; private set; }

    /// <summary>Of the picture, pixels.</summary>
    public float Width { get; private set; }

    /// <inheritdoc cref="Width"/>
    public float Height { get; private set; }

    /// <summary>What was written since <see cref="Begin"/>.</summary>
    public IReadOnlyList<PlacedText> Texts => _texts;

    /// <summary>Pixels of a unit in a picture.</summary>
    public static float UnitOf(int width, int height, float scale) => MathF.Max(MathF.Min(width / DesignWidth, height / DesignHeight), LeastUnit) * scale;

    /// <summary>Starts a picture.</summary>
    public void Begin(SKCanvas canvas, int width, int height, float scale)
    {
        (_canvas, Width, Height) = (canvas, width, height);
        float unit = UnitOf(width, height, scale);
        if (unit != Unit) ForgetFonts();
        Unit = unit;
        _texts.Clear();
        _panel = SKRect.Empty;
    }

    /// <summary>Whether a place is in the picture.</summary>
    public bool IsOn(SKPoint place) => place.X >= 0f && place.Y >= 0f && place.X < Width && place.Y < Height;

    /// <summary>A panel, in which all texts are from now on.</summary>
    public void BeginPanel(SKRect panel)
    {
        _panel = panel;
        Fill(panel, Panel, Corner);
        (_paint.Style, _paint.Color, _paint.StrokeWidth) = (SKPaintStyle.Stroke, Edge, MathF.Max(1f, Unit));
        _canvas.DrawRoundRect(panel, Corner * Unit, Corner * Unit, _paint);
    }

    /// <summary>An area with round corners of a radius in units.</summary>
    public void Fill(SKRect area, SKColor colour, float radius = 0f)
    {
        (_paint.Style, _paint.Color) = (SKPaintStyle.Fill, colour);
        _canvas.DrawRoundRect(area, radius * Unit, radius * Unit, _paint);
    }

    /// <summary>An area.</summary>
    public void Fill(SKPath path, SKColor colour)
    {
        (_paint.Style, _paint.Color) = (SKPaintStyle.Fill, colour);
        _canvas.DrawPath(path, _paint);
    }

    /// <summary>A line, perhaps of dashes of a length in units.</summary>
    public void Stroke(SKPath path, SKColor colour, float width, float dash = 0f)
    {
        (_paint.Style, _paint.Color, _paint.StrokeWidth) = (SKPaintStyle.Stroke, colour, width * Unit);
        (_paint.StrokeJoin, _paint.StrokeCap) = (SKStrokeJoin.Round, dash > 0f ? SKStrokeCap.Butt : SKStrokeCap.Round);
        using var effect = dash > 0f ? SKPathEffect.CreateDash([dash * Unit, dash * Unit], 0f) : null;
        _paint.PathEffect = effect;
        _canvas.DrawPath(path, _paint);
        _paint.PathEffect = null;
    }

    /// <summary>A line between two places.</summary>
    public void Line(SKPoint from, SKPoint to, SKColor colour, float width)
    {
        (_paint.Style, _paint.Color, _paint.StrokeWidth, _paint.StrokeCap) = (SKPaintStyle.Stroke, colour, width * Unit, SKStrokeCap.Round);
        _canvas.DrawLine(from, to, _paint);
    }

    /// <summary>Round dots of a diameter in units.</summary>
    public void Dots(SKPoint[] places, SKColor colour, float diameter)
    {
        if (places.Length == 0) return;
        (_paint.Style, _paint.Color, _paint.StrokeWidth, _paint.StrokeCap) = (SKPaintStyle.Stroke, colour, diameter * Unit, SKStrokeCap.Round);
        _canvas.DrawPoints(SKPointMode.Points, places, _paint);
    }

    /// <summary>A picture scaled to an area, its pixels to be seen.</summary>
    public void Image(SKImage image, SKRect area) => _canvas.DrawImage(image, area, new SKSamplingOptions(SKFilterMode.Nearest));

    /// <summary>How long a text is, pixels.</summary>
    public float Measure(string text, float size, bool isBold = false) => Font(size, isBold).MeasureText(text);

    /// <summary>A text on a base line; what does not fit is cut off.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Where it starts, ends or has its middle, by its alignment.</param>
    /// <param name="baseline">Pixels from the top.</param>
    /// <param name="size">Units.</param>
    /// <param name="colour">Its colour.</param>
    /// <param name="room">Pixels it may take.</param>
    /// <param name="align">At which side of x it is.</param>
    /// <param name="isBold">Bold or not.</param>
    public void Write(string text, float x, float baseline, float size, SKColor colour, float room, SKTextAlign align = SKTextAlign.Left, bool isBold = false)
    {
        var font = Font(size, isBold);
        text = Shorten(text, font, room);
        if (text.Length == 0) return;
        (_paint.Style, _paint.Color) = (SKPaintStyle.Fill, colour);
        _canvas.DrawText(text, x, baseline, align, font, _paint);
        float length = font.MeasureText(text, out var bounds);
        bounds.Offset(align switch { SKTextAlign.Left => x, SKTextAlign.Right => x - length, _ => x - 0.5f * length }, baseline);
        _texts.Add(new(text, bounds, _panel));
    }

    /// <summary>A short text on a small dark plate above a place of the world.</summary>
    public void Tag(SKPoint place, string text, SKColor colour)
    {
        if (!IsOn(place)) return;
        const float Size = 11f;
        float half = 0.5f * Measure(text, Size, isBold: true) + 5f * Unit;
        Fill(new SKRect(place.X - half, place.Y - 17f * Unit, place.X + half, place.Y), Panel, 4f);
        Write(text, place.X, place.Y - 5f * Unit, Size, colour, 2f * half, SKTextAlign.Center, isBold: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetFonts();
        _paint.Dispose();
        _faces.Dispose();
    }

    private static string Shorten(string text, SKFont font, float room)
    {
        if (font.MeasureText(text) <= room) return text;
        for (int length = text.Length - 1; length > 0; length--)
        {
            string shorter = text[..length].TrimEnd() + "…";
            if (font.MeasureText(shorter) <= room) return shorter;
        }
        return "";
    }

    private SKFont Font(float size, bool isBold)
    {
        if (_fonts.TryGetValue((size, isBold), out var font)) return font;
        return _fonts[(size, isBold)] = new SKFont(isBold ? _faces.Bold : _faces.Regular, size * Unit)
        {
            Edging = SKFontEdging.Antialias, Hinting = SKFontHinting.Slight, Subpixel = true,
        };
    }

    private void ForgetFonts()
    {
        foreach (var font in _fonts.Values) font.Dispose();
        _fonts.Clear();
    }
}
