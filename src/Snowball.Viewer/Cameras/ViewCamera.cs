using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>What a person did to the camera since the last picture.</summary>
/// <param name="Drag">How far the mouse was dragged to the right and down, in heights of the picture.</param>
/// <param name="Scroll">Clicks of the wheel, positive towards the scene.</param>
/// <param name="Move">Wish to move forward, to the left and up: -1, 0 or 1 each.</param>
/// <param name="IsFast">Whether to move fast.</param>
internal readonly record struct CameraInput(Vector2 Drag = default, float Scroll = 0f, Vector3 Move = default, bool IsFast = false);

/// <summary>A way to look at a vehicle.</summary>
internal abstract class ViewCamera
{
    /// <summary>For people.</summary>
    public abstract string Name { get; }

    /// <summary>Vertical field of view, rad.</summary>
    public virtual float FieldOfView => 40f * MathF.PI / 180f;

    /// <summary>Takes over.</summary>
    /// <param name="target">The vehicle.</param>
    /// <param name="before">Where the camera before it was.</param>
    public abstract void Start(in VehicleInstance target, in CameraPose before);

    /// <summary>Where the camera is some real time after the last call.</summary>
    public abstract CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds);

    /// <summary>A camera that looks along a direction, the horizon level or as <paramref name="up"/> says.</summary>
    protected static CameraPose LookAlong(Vector3 position, Vector3 direction, Vector3 up)
    {
        var forward = Vector3.Normalize(direction);
        var left = Vector3.Normalize(Vector3.Cross(up, forward));
        return new(position, forward, left, Vector3.Cross(forward, left));
    }

    /// <summary>Unit vector of an azimuth (to the left of the x-axis) and an elevation, rad.</summary>
    protected static Vector3 Direction(float azimuth, float elevation) =>
        new(MathF.Cos(elevation) * MathF.Cos(azimuth), MathF.Cos(elevation) * MathF.Sin(azimuth), MathF.Sin(elevation));

    /// <summary>Azimuth of a direction, rad.</summary>
    protected static float Azimuth(Vector3 direction) => MathF.Atan2(direction.Y, direction.X);
}
