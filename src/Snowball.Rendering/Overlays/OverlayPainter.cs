using Snowball.Rendering.Overlays.Hud;
using Snowball.Rendering.Overlays.World;
using SkiaSharp;

namespace Snowball.Rendering.Overlays;

/// <summary>
/// Paints what is known over a picture of the world: lanes, plans, what sensors see, and a head-up display. Not thread-safe.
/// </summary>
public sealed class OverlayPainter : IDisposable
{
    private readonly Ink _ink = new();

    /// <summary>Texts that were painted, with the panels they are in; for tests.</summary>
    internal IReadOnlyList<PlacedText> Texts => _ink.Texts;

    /// <summary>Where in a picture the time line goes from left to right, from the first moment that is kept to the last that is known to come.</summary>
    /// <param name="width">Of the picture, pixels.</param>
    /// <param name="height">Of the picture, pixels.</param>
    /// <param name="scale">As in <see cref="OverlayView.Scale"/>.</param>
    /// <returns>Pixels.</returns>
    public static SKRect TimeLineIn(int width, int height, float scale = 1f)
    {
        float unit = Ink.UnitOf(width, height, scale);
        return TimeLinePanel.GrooveIn(Dashboard.TimeLineIn(width, height, unit), unit);
    }

    /// <summary>Paints over a picture.</summary>
    /// <param name="rgba">[height][width][4], bytes: red, green, blue, and a byte that is 255 afterwards.</param>
    /// <param name="view">What is painted; its camera has the picture's size.</param>
    /// <exception cref="ArgumentException">The picture has another size than the camera.</exception>
    public void Paint(Span<byte> rgba, OverlayView view)
    {
        var info = new SKImageInfo(view.Camera.Width, view.Camera.Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        if (rgba.Length != info.BytesSize) throw new ArgumentException($"The picture has {rgba.Length} bytes; its camera has {info.BytesSize}.", nameof(rgba));
        // Renderers keep ids there.
        for (int i = 3; i < rgba.Length; i += 4) rgba[i] = 255;
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                using var surface = SKSurface.Create(info, (nint)pixels, info.RowBytes);
                Paint(surface.Canvas, view);
                surface.Flush();
            }
        }
    }

    /// <summary>Paints on a canvas of the camera's size.</summary>
    public void Paint(SKCanvas canvas, OverlayView view)
    {
        _ink.Begin(canvas, view.Camera.Width, view.Camera.Height, view.Scale);
        var projector = new Projector(view.Pose, view.Camera);
        using (var vehicles = new SKPath())
        {
            Outlines.Add(vehicles, projector, view.Moment);
            canvas.Save();
            canvas.ClipPath(vehicles, SKClipOperation.Difference, antialias: true);
            if (view.Layers.HasFlag(OverlayLayers.Lanes)) LaneLayer.Paint(_ink, projector, view);
            if (view.Layers.HasFlag(OverlayLayers.Paths)) SensedLayer.PaintPaths(_ink, projector, view);
            if (view.Layers.HasFlag(OverlayLayers.Box)) BoxLayer.PaintPlace(_ink, projector, view);
            canvas.Restore();
        }
        SensedLayer.Paint(_ink, projector, view);
        if (view.Layers.HasFlag(OverlayLayers.Box)) BoxLayer.Paint(_ink, projector, view);
        Dashboard.Paint(_ink, view);
    }

    /// <inheritdoc/>
    public void Dispose() => _ink.Dispose();
}
