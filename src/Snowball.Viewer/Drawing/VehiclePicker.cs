using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Drawing;

/// <summary>Which vehicle is under the pointer.</summary>
internal static class VehiclePicker
{
    // Pixels by which a click may miss.
    private const float Slack = 8f;

    /// <summary>Place of the nearest vehicle whose bounding sphere is drawn under a point; -1 where there is none.</summary>
    /// <param name="vehicles">The vehicles.</param>
    /// <param name="lens">The picture's camera.</param>
    /// <param name="pose">Where it is.</param>
    /// <param name="point">Pixels from the upper left corner.</param>
    public static int At(ReadOnlySpan<VehicleInstance> vehicles, in Pinhole lens, in CameraPose pose, Vector2 point)
    {
        int picked = -1;
        float nearest = float.PositiveInfinity;
        for (int i = 0; i < vehicles.Length; i++)
        {
            var seen = lens.Project(pose, vehicles[i].Position + 0.5f * vehicles[i].Size.Z * vehicles[i].Up);
            if (seen.Z <= 0f || seen.Z >= nearest) continue;
            float radius = lens.FocalLength * 0.4f * vehicles[i].Size.X / seen.Z;
            if (Vector2.Distance(new(seen.X, seen.Y), point) <= radius + Slack) (picked, nearest) = (i, seen.Z);
        }
        return picked;
    }
}
