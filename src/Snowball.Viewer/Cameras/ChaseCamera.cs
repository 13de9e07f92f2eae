using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Behind the vehicle and above it, swinging round softly as it turns. The wheel brings it closer.</summary>
internal sealed class ChaseCamera : ViewCamera
{
    private const float Nearest = 3f, Furthest = 60f, ScrollFactor = 0.9f;
    private readonly SmoothDirection _direction = new(timeConstant: 0.35f);
    private float _distance = 10f;

    public override string Name => "chase";

    public override void Start(in VehicleInstance target, in CameraPose before) => _direction.Jump(target.Forward);

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        _distance = Math.Clamp(_distance * MathF.Pow(ScrollFactor, input.Scroll), Nearest, Furthest);
        var forward = _direction.Follow(target.Forward, seconds);
        var above = target.Position + target.Size.Z * Vector3.UnitZ;
        var eye = above - (0.5f * target.Size.X + _distance) * forward + 0.25f * _distance * Vector3.UnitZ;
        // Past the roof, so that the road ahead takes the upper half of the picture.
        return LookAlong(eye, above + 15f * forward - eye, Vector3.UnitZ);
    }
}
