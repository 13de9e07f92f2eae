using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Around the vehicle: dragging turns it, the wheel brings it closer.</summary>
internal sealed class OrbitCamera : ViewCamera
{
    private const float Lowest = 0.05f, Highest = 1.5f, Nearest = 3f, Furthest = 400f, ScrollFactor = 0.9f, DragAngle = 3f;
    private float _azimuth, _elevation, _distance = 16f;

    public override string Name => "orbit";

    /// <summary>From the front left at first: it shows the face of a car.</summary>
    public override void Start(in VehicleInstance target, in CameraPose before) =>
        (_azimuth, _elevation) = (Azimuth(target.Forward) + 0.7f, 0.3f);

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        _azimuth -= DragAngle * input.Drag.X;
        _elevation = Math.Clamp(_elevation + DragAngle * input.Drag.Y, Lowest, Highest);
        _distance = Math.Clamp(_distance * MathF.Pow(ScrollFactor, input.Scroll), Nearest, Furthest);
        var centre = target.Position + 0.5f * target.Size.Z * Vector3.UnitZ;
        var outward = Direction(_azimuth, _elevation);
        return LookAlong(centre + (0.5f * target.Size.X + _distance) * outward, -outward, Vector3.UnitZ);
    }
}
