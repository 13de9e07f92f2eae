using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>Keys and what they do, in the middle of the picture over all else.</summary>
internal static class HelpPanel
{
    private const float KeySize = 12.5f, Row = 21f, Gap = 18f, Between = 30f;

    public static void Paint(Ink ink, IReadOnlyList<(string Keys, string Meaning)> help)
    {
        float unit = ink.Unit, padding = 20f * unit, row = Row * unit;
        ink.Fill(new SKRect(0f, 0f, ink.Width, ink.Height), Ink.Shade.WithAlpha(110));
        int columns = help.Count * row > ink.Height - 5f * padding ? 2 : 1, rows = (help.Count + columns - 1) / columns;
        float keys = 0f, meanings = 0f;
        foreach (var (key, meaning) in help)
        {
            keys = MathF.Max(keys, ink.Measure(key, KeySize, isBold: true));
            meanings = MathF.Max(meanings, ink.Measure(meaning, KeySize));
        }
        float room = (ink.Width - 3f * padding - (columns - 1) * Between * unit) / columns;
        float column = MathF.Min(keys + Gap * unit + meanings, room);
        float width = columns * column + (columns - 1) * Between * unit + 2f * padding, height = rows * row + 2f * padding + 26f * unit;
        var panel = SKRect.Create(0.5f * (ink.Width - width), 0.5f * (ink.Height - height), width, height);
        ink.BeginPanel(panel);
        ink.BeginPanel(panel);
        ink.Write("KEYS", panel.Left + padding, panel.Top + padding + 9f * unit, 11f, Ink.Quiet, width, isBold: true);
        for (int i = 0; i < help.Count; i++)
        {
            float left = panel.Left + padding + i / rows * (column + Between * unit);
            float baseline = panel.Top + padding + 26f * unit + i % rows * row + 12f * unit;
            ink.Write(help[i].Keys, left, baseline, KeySize, Ink.Accent, keys, isBold: true);
            ink.Write(help[i].Meaning, left + keys + Gap * unit, baseline, KeySize, Ink.Text, column - keys - Gap * unit + 0.5f);
        }
    }
}
