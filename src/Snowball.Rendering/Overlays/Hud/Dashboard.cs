using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>
/// Lays the panels out: what is played at the upper left, pictures below it, speed at the lower left; reward, cost and gate at the right; time at the bottom.
/// Panels that would meet others are left out, the least important first.
/// </summary>
internal static class Dashboard
{
    /// <summary>Around and between panels, units; width of the columns.</summary>
    private const float Margin = 14f, Space = 8f, Column = 226f;

    public static void Paint(Ink ink, OverlayView view)
    {
        float unit = ink.Unit, margin = Margin * unit, space = Space * unit, column = Column * unit;
        var room = new SKRect(margin, margin, ink.Width - margin, ink.Height - margin);
        if (view.Layers.HasFlag(OverlayLayers.TimeLine) && room.Width >= column)
        {
            var line = TimeLineIn(ink.Width, ink.Height, unit);
            TimeLinePanel.Paint(ink, line, view);
            room.Bottom = line.Top - space;
        }
        var left = new SKRect(room.Left, room.Top, room.Left + column, room.Bottom);
        var right = new SKRect(room.Right - column, room.Top, room.Right, room.Bottom);
        if (view.Layers.HasFlag(OverlayLayers.Hud))
        {
            if (room.Width >= column) left.Bottom = SpeedPanel.Paint(ink, left, view) - space;
            if (room.Width >= column) left.Top = TitlePanel.Paint(ink, left, view) + space;
            // Something of the world must be seen between them.
            if (room.Width >= 2.5f * column)
            {
                right.Top = RewardPanel.Paint(ink, right, view) + space;
                GatePanel.Paint(ink, right, view);
            }
        }
        if (view.Layers.HasFlag(OverlayLayers.Images) && room.Width >= column) ImagePanels.Paint(ink, left, space, view);
        if (view.Notice is { } notice) PaintNotice(ink, notice);
        if (view.Help.Count > 0) HelpPanel.Paint(ink, view.Help);
    }

    /// <summary>Where in a picture the time line's panel is.</summary>
    public static SKRect TimeLineIn(float width, float height, float unit) =>
        new(Margin * unit, height - (Margin + TimeLinePanel.Height) * unit, width - Margin * unit, height - Margin * unit);

    private static void PaintNotice(Ink ink, string notice)
    {
        const float Size = 15f;
        float unit = ink.Unit, half = 0.5f * ink.Measure(notice, Size, isBold: true) + 14f * unit, top = 14f * unit;
        ink.BeginPanel(new SKRect(0.5f * ink.Width - half, top, 0.5f * ink.Width + half, top + 32f * unit));
        ink.Write(notice, 0.5f * ink.Width, top + 21f * unit, Size, Ink.Text, 2f * half, SKTextAlign.Center, isBold: true);
    }
}
