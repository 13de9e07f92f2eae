using System.Globalization;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>What is played, and what is to be known about it.</summary>
internal static class TitlePanel
{
    private const float TitleSize = 16f;

    /// <returns>Its lower edge; the upper one of the room where there is not enough.</returns>
    public static float Paint(Ink ink, SKRect room, OverlayView view)
    {
        var (player, moment) = (view.Player, view.Moment);
        var remarks = new List<string>();
        if (player.Deviation is not null) remarks.Add("replay deviates: recorded states");
        if (player.First > 0) remarks.Add("oldest moments were dropped");
        if (player.HandActions is not null) remarks.Add("driven by hand");
        float unit = ink.Unit, padding = Rows.Padding * unit;
        var panel = room with { Bottom = room.Top + 2f * padding + (37f + Rows.Row * remarks.Count) * unit };
        if (panel.Bottom > room.Bottom) return room.Top;
        ink.BeginPanel(panel);
        float left = panel.Left + padding, width = panel.Width - 2f * padding;
        ink.Write(player.Environment.Scenario.Name, left, panel.Top + padding + 14f * unit, TitleSize, Ink.Text, width, isBold: true);
        ink.Write(
            string.Create(CultureInfo.InvariantCulture, $"{player.Driver}  ·  episode {moment.Episode.Number + 1}  ·  {moment.EpisodeTime:0.0} s"),
            left, panel.Top + padding + 33f * unit, 12f, Ink.Quiet, width);
        for (int i = 0; i < remarks.Count; i++)
        {
            ink.Write(remarks[i], left, panel.Top + padding + (33f + Rows.Row * (i + 1)) * unit, 12f, Ink.Believed, width);
        }
        return panel.Bottom;
    }
}
