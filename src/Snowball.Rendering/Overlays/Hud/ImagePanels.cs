using Snowball.Rendering.Overlays.World;
using Snowball.Sim.Overlays;
using Snowball.Sim.Sensors.Cameras;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>Pictures of their own, one below the other, as many as there is room for: what a network sees, and what it looks at.</summary>
internal static class ImagePanels
{
    private const float Caption = 18f, Padding = 6f, Least = 40f, Narrowest = 110f, Highest = 0.75f;

    public static void Paint(Ink ink, SKRect room, float space, OverlayView view)
    {
        var report = view.Moment.Report.Egos[SensedLayer.EgoOf(view)];
        if (view.Player.Environment.FrameSpec is { } spec && report.Frame.Length == spec.Size)
        {
            using var frame = Newest(spec, report.Frame);
            room.Top += Paint(ink, room, "camera, newest frame", frame, space);
        }
        foreach (var overlay in report.Overlays)
        {
            if (overlay is not ImageOverlay image) continue;
            using var pixels = Grey(image.Width, image.Height, image.Grey);
            room.Top += Paint(ink, room, image.Channel.Replace('_', ' '), pixels, space);
        }
    }

    /// <returns>How much of the room is taken, pixels.</returns>
    private static float Paint(Ink ink, SKRect room, string caption, SKImage image, float space)
    {
        float unit = ink.Unit, padding = Padding * unit, inner = room.Width - 2f * padding, most = room.Height - Caption * unit - 2f * padding;
        if (most < Least * unit) return 0f;
        float scale = MathF.Min(inner / image.Width, MathF.Min(most, Highest * inner) / image.Height);
        float width = scale * image.Width, height = scale * image.Height;
        var panel = SKRect.Create(room.Left, room.Top, MathF.Max(width, Narrowest * unit) + 2f * padding, height + Caption * unit + 2f * padding);
        ink.BeginPanel(panel);
        ink.Write(caption, panel.Left + padding, panel.Top + padding + 10f * unit, 11f, Ink.Quiet, panel.Width - 2f * padding);
        ink.Image(image, SKRect.Create(panel.MidX - 0.5f * width, panel.Top + padding + Caption * unit, width, height));
        return panel.Height + space;
    }

    /// <summary>The newest picture of a stack: in colour where it has colour, else its first channel.</summary>
    private static SKImage Newest(FrameSpec spec, byte[] frame)
    {
        int plane = spec.Width * spec.Height;
        int red = spec.Channels.IndexOf("t.red");
        if (red < 0) return Grey(spec.Width, spec.Height, frame.AsSpan(0, plane));
        var rgba = new byte[4 * plane];
        for (int pixel = 0; pixel < plane; pixel++)
        {
            for (int channel = 0; channel < 3; channel++) rgba[4 * pixel + channel] = frame[(red + channel) * plane + pixel];
            rgba[4 * pixel + 3] = 255;
        }
        var info = new SKImageInfo(spec.Width, spec.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        return SKImage.FromPixelCopy(info, rgba, info.RowBytes);
    }

    private static SKImage Grey(int width, int height, ReadOnlySpan<byte> pixels)
        => SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Gray8, SKAlphaType.Opaque), pixels, width);
}
