using System.Globalization;
using System.Numerics;
using Snowball.Rendering.Overlays.Hud;
using Snowball.Rendering.Playback;
using Snowball.Rendering.Scenes;
using SkiaSharp;

namespace Snowball.Rendering.Overlays.World;

/// <summary>Which vehicle is chosen: an ego, which is in the picture most of the time, by a frame on the road, others by a box.</summary>
internal static class BoxLayer
{
    private const float Frame = 0.35f;

    /// <summary>Paints a frame on the road around an ego.</summary>
    public static void PaintPlace(Ink ink, Projector projector, OverlayView view)
    {
        int place = view.Moment.PlaceOf(view.Slot);
        if (place < 0 || view.Moment.Truth[place].Role != VehicleRole.Ego || IsInside(view.Moment.Vehicles[place], projector.Eye)) return;
        var vehicle = view.Moment.Vehicles[place];
        using var path = new SKPath();
        AddBox(path, projector, vehicle.Position, vehicle.Forward, vehicle.Up, new(vehicle.Size.X + 2f * Frame, vehicle.Size.Y + 2f * Frame, 0f));
        ink.Stroke(path, Ink.Accent, 2f);
    }

    /// <summary>Paints a box around another vehicle, and its speed.</summary>
    public static void Paint(Ink ink, Projector projector, OverlayView view)
    {
        int place = view.Moment.PlaceOf(view.Slot);
        if (place < 0 || view.Moment.Truth[place].Role == VehicleRole.Ego) return;
        var (vehicle, truth) = (view.Moment.Vehicles[place], view.Moment.Truth[place]);
        if (IsInside(vehicle, projector.Eye)) return;
        using var path = new SKPath();
        AddBox(path, projector, vehicle.Position, vehicle.Forward, vehicle.Up, vehicle.Size);
        ink.Stroke(path, Ink.Accent, 1.5f);
        if (!projector.Project(vehicle.Position + (vehicle.Size.Z + 0.4f) * vehicle.Up, out var above, out _)) return;
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

    /// <summary>Whether a point is in or close to a vehicle's box.</summary>
    public static bool IsInside(in VehicleInstance vehicle, Vector3 point)
    {
        const float Margin = 1.1f;
        var offset = point - vehicle.Position;
        var left = Vector3.Cross(vehicle.Up, vehicle.Forward);
        return MathF.Abs(Vector3.Dot(offset, vehicle.Forward)) <= 0.5f * Margin * vehicle.Size.X
            && MathF.Abs(Vector3.Dot(offset, left)) <= 0.5f * Margin * vehicle.Size.Y
            && Vector3.Dot(offset, vehicle.Up) <= Margin * vehicle.Size.Z;
    }
}
