using System.Globalization;
using Snowball.Rendering.Overlays.World;
using Snowball.Rendering.Playback;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.Hud;

/// <summary>The chosen vehicle: its speed, what it does, and how near the next one is.</summary>
internal static class SpeedPanel
{
    private const float SpeedSize = 46f, LargestAcceleration = 5f, LongestTime = 99.9f;

    /// <summary>Below these a time is a warning, s (headways and times to collision of ISO 15622 and ISO 15623).</summary>
    private const float ShortCollision = 3f, ShortHeadway = 1f;

    /// <returns>Its upper edge.</returns>
    public static float Paint(Ink ink, SKRect room, OverlayView view)
    {
        int place = view.Moment.PlaceOf(view.Slot);
        if (place < 0) return room.Bottom;
        var truth = view.Moment.Truth[place];
        string[] actions = truth.Role == VehicleRole.Ego ? Actions(view) : [];
        float unit = ink.Unit, padding = Rows.Padding * unit;
        float height = 2f * padding + (92f + Rows.Row * (actions.Length + 1)) * unit;
        if (height > room.Height) return room.Bottom;
        var panel = room with { Top = room.Bottom - height };
        ink.BeginPanel(panel);
        float left = panel.Left + padding, right = panel.Right - padding, width = right - left;

        string speed = (truth.Speed * 3.6f).ToString("0", CultureInfo.InvariantCulture);
        float baseline = panel.Top + padding + 35f * unit;
        ink.Write(speed, left, baseline, SpeedSize, Ink.Text, width, isBold: true);
        ink.Write("km/h", left + ink.Measure(speed, SpeedSize, isBold: true) + 6f * unit, baseline, 13f, Ink.Quiet, width);
        ink.Write(Role(truth), right, panel.Top + padding + 10f * unit, 12f, truth.Crashed ? Ink.Bad : Ink.Quiet, 0.5f * width, SKTextAlign.Right);
        ink.Write($"lane {truth.Lane + 1}{(truth.TargetLane != truth.Lane ? $" › {truth.TargetLane + 1}" : "")}", right, baseline, 13f, Ink.Text, 0.4f * width, SKTextAlign.Right);

        var rows = new Rows(ink, panel with { Top = panel.Top + 46f * unit });
        rows.Bar("accel. m/s²", truth.Acceleration / LargestAcceleration, truth.Acceleration.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture));
        foreach (string action in actions) rows.Note(action, Ink.Text);
        PaintCells(ink, new SKRect(left, panel.Bottom - padding - 30f * unit, right, panel.Bottom - padding), truth);
        return panel.Top;
    }

    private static void PaintCells(Ink ink, SKRect area, in VehicleTruth truth)
    {
        float headway = truth.Speed > 0.1f ? MathF.Max(truth.Gap, 0f) / truth.Speed : float.PositiveInfinity;
        ReadOnlySpan<(string Name, float Value, string Unit, bool IsBad)> cells =
        [
            ("gap", truth.Gap, " m", false), ("headway", headway, " s", headway < ShortHeadway), ("TTC", truth.TimeToCollision, " s", truth.TimeToCollision < ShortCollision),
        ];
        float width = area.Width / cells.Length, unit = ink.Unit;
        for (int i = 0; i < cells.Length; i++)
        {
            var (name, value, measure, isBad) = cells[i];
            float x = area.Left + i * width;
            bool isFar = !float.IsFinite(value) || (measure == " s" && value > LongestTime);
            string text = isFar ? "–" : value.ToString("0.0", CultureInfo.InvariantCulture) + measure;
            ink.Write(name, x, area.Top + 9f * unit, 11f, Ink.Quiet, width - 4f * unit);
            ink.Write(text, x, area.Bottom - 2f * unit, 14f, isBad ? Ink.Bad : Ink.Text, width - 4f * unit, isBold: true);
        }
    }

    private static string[] Actions(OverlayView view)
    {
        string action = view.Moment.Report.Egos[SensedLayer.EgoOf(view)].ActionName;
        return action.Length == 0 ? ["–"] : action.Replace('_', ' ').Split("  ");
    }

    private static string Role(in VehicleTruth truth)
    {
        string role = truth.Role switch { VehicleRole.Ego => "ego", VehicleRole.Actor => "actor", _ => "traffic" };
        return truth.Crashed ? $"{role}, crashed" : string.Create(CultureInfo.InvariantCulture, $"{role} {truth.Slot}");
    }
}
