using Snowball.Rendering.Overlays.World;
using Snowball.Sim.Overlays;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>Pictures of their own, one below the other, as many as there is room for: what a network sees, and what it looks at.</summary>
internal static class ImagePanels
{
    private const float Caption = 18f, Padding = 6f, Least = 40f;

    public static void Paint(Ink ink, SKRect room, float space, OverlayView view)
    {
        float unit = ink.Unit;
        foreach (var overlay in view.Moment.Report.Egos[SensedLayer.EgoOf(view)].Overlays)
        {
            if (overlay is not ImageOverlay image) continue;
            float inner = room.Width - 2f * Padding * unit, most = room.Height - (Caption + 2f * Padding) * unit;
            if (most < Least * unit) return;
            float scale = MathF.Min(inner / image.Width, MathF.Min(most, 0.75f * inner) / image.Height);
            float width = scale * image.Width, height = scale * image.Height;
            var panel = SKRect.Create(room.Left, room.Top, MathF.Max(width, 110f * unit) + 2f * Padding * unit, height + (Caption + 2f * Padding) * unit);
            ink.BeginPanel(panel);
            ink.Write(image.Channel.Replace('_', ' '), panel.Left + Padding * unit, panel.Top + (Padding + 10f) * unit, 11f, Ink.Quiet, panel.Width - 2f * Padding * unit);
            using var pixels = Pixels(image);
            ink.Image(pixels, SKRect.Create(panel.Left + Padding * unit, panel.Top + (Padding + Caption) * unit, width, height));
            room.Top = panel.Bottom + space;
        }
    }

    private static SKImage Pixels(ImageOverlay image)
    {
        var info = new SKImageInfo(image.Width, image.Height, SKColorType.Gray8, SKAlphaType.Opaque);
        return SKImage.FromPixelCopy(info, image.Grey, image.Width);
    }
}
