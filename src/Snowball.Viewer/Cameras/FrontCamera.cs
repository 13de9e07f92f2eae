using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Ahead of the vehicle, looking back at its face and at who follows.</summary>
internal sealed class FrontCamera : ViewCamera
{
    private const float Distance = 8f, Height = 1.4f;
    private readonly SmoothDirection _direction = new(timeConstant: 0.35f);

    public override string Name => "front";

    public override void Start(in VehicleInstance target, in CameraPose before) => _direction.Jump(target.Forward);

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        var forward = _direction.Follow(target.Forward, seconds);
        var left = Vector3.Cross(Vector3.UnitZ, forward);
        var eye = target.Position + (0.5f * target.Size.X + Distance) * forward - 2.2f * left + (target.Size.Z + Height) * Vector3.UnitZ;
        return LookAlong(eye, target.Position + 0.6f * target.Size.Z * Vector3.UnitZ - eye, Vector3.UnitZ);
    }
}
