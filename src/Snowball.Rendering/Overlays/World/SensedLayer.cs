using System.Globalization;
using System.Numerics;
using Snowball.Rendering.Overlays.Hud;
using Snowball.Sim.Overlays;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>What sensors and policies of the chosen ego, or of the first one, have to show in the world.</summary>
internal static class SensedLayer
{
    private const int Shades = 24, Ellipse = 32;

    /// <summary>Further away texts would lie over each other, m.</summary>
    private const float LegibleTo = 80f;

    /// <summary>Ellipses of a covariance hold the place with about 86%: two standard deviations.</summary>
    private const float Deviations = 2f;

    /// <summary>Lines, which lie on the road.</summary>
    public static void PaintPaths(Ink ink, Projector projector, OverlayView view)
    {
        foreach (var overlay in view.Moment.Report.Egos[EgoOf(view)].Overlays)
        {
            if (overlay is PathOverlay path) PaintPath(ink, projector, path);
        }
    }

    /// <summary>All else.</summary>
    public static void Paint(Ink ink, Projector projector, OverlayView view)
    {
        int ego = EgoOf(view), place = view.Moment.PlaceOf(ego);
        if (place < 0) return;
        var own = view.Moment.Vehicles[place];
        var velocity = view.Moment.Truth[place].Speed * own.Forward;
        foreach (var overlay in view.Moment.Report.Egos[ego].Overlays)
        {
            switch (overlay)
            {
                case PointsOverlay points when view.Layers.HasFlag(OverlayLayers.Points):
                    PaintPoints(ink, projector, points);
                    break;
                case TracksOverlay tracks when view.Layers.HasFlag(OverlayLayers.Tracks):
                    PaintTracks(ink, projector, tracks, own.Position, velocity);
                    break;
            }
        }
    }

    /// <summary>The ego whose report is shown: the chosen one, or the first.</summary>
    public static int EgoOf(OverlayView view) => view.Slot < view.Moment.Report.Egos.Length ? view.Slot : 0;

    private static void PaintPath(Ink ink, Projector projector, PathOverlay overlay)
    {
        using var path = new SKPath();
        projector.AddLine(path, [.. overlay.Points]);
        ink.Stroke(path, Ink.Shade.WithAlpha(120), 6f);
        ink.Stroke(path, Ink.Accent, 3f);
    }

    /// <summary>In shades, so that thousands of points are a few calls; the size tells the distance.</summary>
    private static void PaintPoints(Ink ink, Projector projector, PointsOverlay overlay)
    {
        var shades = new List<SKPoint>[Shades];
        for (int i = 0; i < Shades; i++) shades[i] = [];
        for (int i = 0; i < overlay.Points.Count; i++)
        {
            if (!projector.Project(overlay.Points[i], out var pixel, out _) || !ink.IsOn(pixel)) continue;
            shades[Math.Clamp((int)(overlay.Values[i] * Shades), 0, Shades - 1)].Add(pixel);
        }
        // A few detections of a radar are to be seen as well as thousands of returns of a lidar.
        float size = overlay.Points.Count > 200 ? 2.4f : 7f;
        for (int i = 0; i < Shades; i++) ink.Dots([.. shades[i]], Spectrum((i + 0.5f) / Shades), size);
    }

    private static void PaintTracks(Ink ink, Projector projector, TracksOverlay overlay, Vector3 place, Vector3 velocity)
    {
        foreach (var track in overlay.Tracks)
        {
            if (track.Size == Vector3.Zero)
            {
                PaintDetection(ink, projector, track, place, velocity);
                continue;
            }
            using var box = new SKPath();
            var forward = new Vector3(MathF.Cos(track.Heading), MathF.Sin(track.Heading), 0f);
            BoxLayer.AddBox(box, projector, track.Position, forward, Vector3.UnitZ, track.Size);
            ink.Stroke(box, Ink.Believed, 1.5f);
            using var ellipse = new SKPath();
            projector.AddLine(ellipse, Uncertainty(track));
            ink.Stroke(ellipse, Ink.Believed.WithAlpha(190), 1.2f);
            using var arrow = new SKPath();
            var nose = track.Position + 0.5f * track.Size.X * forward;
            projector.AddLine(arrow, [nose, nose + 0.5f * new Vector3(track.Velocity, 0f)]);
            ink.Stroke(arrow, Ink.Believed, 2f);
            if (projector.Project(track.Position + new Vector3(0f, 0f, track.Size.Z + 0.4f), out var above, out float depth) && depth < LegibleTo)
            {
                ink.Tag(above, string.Create(CultureInfo.InvariantCulture, $"{track.Id}"), Ink.Believed);
            }
        }
    }

    /// <summary>A place with a speed towards or away from it, as a radar tells: its range rate in m/s beside a diamond.</summary>
    private static void PaintDetection(Ink ink, Projector projector, in Track track, Vector3 place, Vector3 velocity)
    {
        if (!projector.Project(track.Position, out var pixel, out float depth)) return;
        var sight = Vector3.Normalize((track.Position - place) with { Z = 0f });
        float rate = Vector3.Dot(new Vector3(track.Velocity, 0f) - velocity, sight), half = 5f * ink.Unit;
        using var diamond = new SKPath();
        diamond.MoveTo(pixel.X, pixel.Y - half);
        diamond.LineTo(pixel.X + half, pixel.Y);
        diamond.LineTo(pixel.X, pixel.Y + half);
        diamond.LineTo(pixel.X - half, pixel.Y);
        diamond.Close();
        var colour = rate < -1f ? Ink.Bad : Ink.Believed;
        ink.Stroke(diamond, Ink.Shade.WithAlpha(140), 3f);
        ink.Stroke(diamond, colour, 1.6f);
        if (depth < LegibleTo) ink.Tag(new(pixel.X, pixel.Y - 1.6f * half), rate.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture), colour);
    }

    /// <summary>The ellipse around a track's place, by the Cholesky factor of its covariance.</summary>
    internal static Vector3[] Uncertainty(in Track track)
    {
        float a = MathF.Sqrt(MathF.Max(track.CovarianceXX, 0f)), b = a > 0f ? track.CovarianceXY / a : 0f;
        float c = MathF.Sqrt(MathF.Max(track.CovarianceYY - b * b, 0f));
        var points = new Vector3[Ellipse + 1];
        for (int i = 0; i <= Ellipse; i++)
        {
            var (sin, cos) = MathF.SinCos(2f * MathF.PI * i / Ellipse);
            points[i] = track.Position + Deviations * new Vector3(a * cos, b * cos + c * sin, 0f);
        }
        return points;
    }

    /// <summary>From blue over green and yellow to red, bright enough for the night and dark enough for the day.</summary>
    private static SKColor Spectrum(float value) => SKColor.FromHsv(240f * (1f - value), 85f, 100f);
}
