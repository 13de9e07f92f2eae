using System.Globalization;
using Snowball.Rendering.Playback;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>What is kept of the time played, where in it the picture is, and what happened when.</summary>
internal static class TimeLinePanel
{
    /// <summary>Units.</summary>
    public const float Height = 34f;

    private const float Label = 58f, Size = 12f;

    /// <summary>Where in its panel time goes from left to right; as high as the panel.</summary>
    public static SKRect GrooveIn(SKRect panel, float unit) => panel with { Left = panel.Left + Label * unit, Right = panel.Right - Label * unit };

    public static void Paint(Ink ink, SKRect panel, OverlayView view)
    {
        var player = view.Player;
        double from = player[player.First].Time, to = Math.Max(player.Duration ?? 0, player.Latest.Time);
        float unit = ink.Unit, middle = panel.MidY, baseline = middle + 4.3f * unit;
        ink.BeginPanel(panel);
        ink.Write(Clock(view.Moment.Time), panel.Left + Rows.Padding * unit, baseline, Size, Ink.Text, Label * unit, isBold: true);
        ink.Write(Clock(to), panel.Right - Rows.Padding * unit, baseline, Size, Ink.Quiet, Label * unit, SKTextAlign.Right);

        var groove = GrooveIn(panel, unit) with { Top = middle - 2f * unit, Bottom = middle + 2f * unit };
        ink.Fill(groove, Ink.Groove, 2f);
        float now = X(view.Moment.Time);
        ink.Fill(groove with { Right = now }, Ink.Accent.WithAlpha(170), 2f);
        foreach (var happened in player.Events)
        {
            if (happened.Kind == PlayedEventKind.Start && happened.Moment == 0) continue;
            var (colour, half) = Mark(happened.Kind);
            float x = X(happened.Time);
            ink.Line(new(x, middle - half * unit), new(x, middle + half * unit), colour, 2f);
        }
        ink.Dots([new(now, middle)], Ink.Shade.WithAlpha(150), 15f);
        ink.Dots([new(now, middle)], Ink.Text, 12f);

        float X(double time) => groove.Left + groove.Width * (to > from ? (float)Math.Clamp((time - from) / (to - from), 0, 1) : 0f);
    }

    private static (SKColor Colour, float HalfLength) Mark(PlayedEventKind kind) => kind switch
    {
        PlayedEventKind.Start => (Ink.Quiet, 10f),
        PlayedEventKind.LaneChange => (Ink.Accent, 6f),
        PlayedEventKind.Goal => (Ink.Text, 9f),
        PlayedEventKind.Cost => (Ink.Believed, 6f),
        _ => (Ink.Bad, 9f),
    };

    private static string Clock(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{(int)(seconds / 60)}:{seconds % 60:00.0}");
}
