using System.Numerics;
using Snowball.Rendering.Overlays.Hud;
using Snowball.Sim.Roads;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>The lanes as the simulation knows them.</summary>
internal static class LaneLayer
{
    private const float Behind = 80f, Ahead = 160f, Step = 4f, WayAhead = 70f, WayWidth = 1.7f;

    /// <summary>A little above the road, so that rounding never hides it, m.</summary>
    private const float Height = 0.03f;

    public static void Paint(Ink ink, Projector projector, OverlayView view)
    {
        int place = view.Moment.PlaceOf(view.Slot);
        if (place < 0) return;
        var truth = view.Moment.Truth[place];
        var road = view.Moment.Episode.Road;
        float from = truth.S - Behind, to = truth.S + Ahead;
        if (!road.IsStraight) (from, to) = (MathF.Max(from, 0f), MathF.Min(to, road.Length));
        if (to <= from) return;
        using var borders = new SKPath();
        using var centres = new SKPath();
        var left = new List<Vector3>();
        var right = new List<Vector3>();
        var centre = new List<Vector3>();
        for (int lane = 0; lane < road.Lanes; lane++)
        {
            for (float s = from; s <= to; s += Step)
            {
                float width = road.Table is { } table ? table.Width(lane, s) : road.LaneWidth, middle = road.LaneCentre(lane, s);
                if (width <= 0f) Flush();
                else
                {
                    left.Add(On(road, s, middle + 0.5f * width));
                    right.Add(On(road, s, middle - 0.5f * width));
                    centre.Add(On(road, s, middle));
                }
            }
            Flush();
        }
        PaintWay(ink, projector, road, truth.TargetLane, truth.S + 0.5f * view.Moment.Vehicles[place].Size.X, MathF.Min(truth.S + WayAhead, to));
        ink.Stroke(borders, Ink.Accent.WithAlpha(150), 1.5f);
        ink.Stroke(centres, Ink.Text.WithAlpha(90), 1f, dash: 6f);

        void Flush()
        {
            projector.AddLine(borders, [.. left]);
            projector.AddLine(borders, [.. right]);
            projector.AddLine(centres, [.. centre]);
            left.Clear();
            right.Clear();
            centre.Clear();
        }
    }

    /// <summary>A carpet along the lane that the vehicle steers to, which fades with the distance.</summary>
    private static void PaintWay(Ink ink, Projector projector, Carriageway road, int lane, float from, float to)
    {
        for (float s = from; s + Step <= to; s += Step)
        {
            using var piece = new SKPath();
            float near = road.LaneCentre(lane, s), far = road.LaneCentre(lane, s + Step);
            ReadOnlySpan<Vector3> corners =
            [
                On(road, s, near + 0.5f * WayWidth), On(road, s + Step, far + 0.5f * WayWidth), On(road, s + Step, far - 0.5f * WayWidth), On(road, s, near - 0.5f * WayWidth),
            ];
            if (projector.AddArea(piece, corners)) ink.Fill(piece, Ink.Accent.WithAlpha((byte)(90f * (1f - (s - from) / WayAhead))));
        }
    }

    private static Vector3 On(Carriageway road, float s, float d)
    {
        road.ToWorld(s, d, out float x, out float y, out _);
        return new(x, y, (road.Surface?.Height(s, d) ?? 0f) + Height);
    }
}
