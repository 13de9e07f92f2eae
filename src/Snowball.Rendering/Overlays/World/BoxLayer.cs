using System.Globalization;
using System.Numerics;
using Snowball.Rendering.Overlays.Hud;
using Snowball.Rendering.Scenes;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>A box around the chosen vehicle, and what it is.</summary>
internal static class BoxLayer
{
    public static void Paint(Ink ink, Projector projector, OverlayView view)
    {
        int place = view.Moment.PlaceOf(view.Slot);
        if (place < 0) return;
        var vehicle = view.Moment.Vehicles[place];
        if (IsInside(vehicle, projector.Eye)) return;
        var truth = view.Moment.Truth[place];
        using var path = new SKPath();
        // The ego is in the picture most of the time: of it the footprint is enough.
        var size = truth.Role == Playback.VehicleRole.Ego ? vehicle.Size with { Z = 0f } : vehicle.Size;
        AddBox(path, projector, vehicle.Position, vehicle.Forward, vehicle.Up, size);
        ink.Stroke(path, Ink.Accent, 1.5f);
        if (truth.Role == Playback.VehicleRole.Ego || !projector.Project(vehicle.Position + (vehicle.Size.Z + 0.4f) * vehicle.Up, out var above, out _)) return;
        ink.Tag(above, string.Create(CultureInfo.InvariantCulture, $"{truth.Slot}  {truth.Speed * 3.6f:0} km/h"), Ink.Accent);
    }

    /// <summary>The twelve edges of a box that stands on a place.</summary>
    public static void AddBox(SKPath path, Projector projector, Vector3 position, Vector3 forward, Vector3 up, Vector3 size)
    {
        var left = Vector3.Cross(up, forward);
        Span<Vector3> corners = stackalloc Vector3[8];
        for (int i = 0; i < 8; i++)
        {
            float along = (i & 1) ^ ((i >> 1) & 1), across = (i >> 1) & 1, high = i >> 2;
            corners[i] = position + (along - 0.5f) * size.X * forward + (across - 0.5f) * size.Y * left + high * size.Z * up;
        }
        for (int i = 0; i < 4; i++)
        {
            projector.AddLine(path, [corners[i], corners[(i + 1) % 4]]);
            projector.AddLine(path, [corners[i + 4], corners[(i + 1) % 4 + 4]]);
            projector.AddLine(path, [corners[i], corners[i + 4]]);
        }
    }

    private static bool IsInside(in VehicleInstance vehicle, Vector3 point)
    {
        const float Margin = 1.1f;
        var offset = point - vehicle.Position;
        var left = Vector3.Cross(vehicle.Up, vehicle.Forward);
        return MathF.Abs(Vector3.Dot(offset, vehicle.Forward)) <= 0.5f * Margin * vehicle.Size.X
            && MathF.Abs(Vector3.Dot(offset, left)) <= 0.5f * Margin * vehicle.Size.Y
            && Vector3.Dot(offset, vehicle.Up) <= Margin * vehicle.Size.Z;
    }
}
