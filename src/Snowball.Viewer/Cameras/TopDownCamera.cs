using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Straight from above, the vehicle driving to the right, where a wide picture shows most of the road. Dragging shifts it, the wheel
/// lowers it.</summary>
internal sealed class TopDownCamera : ViewCamera
{
    private const float Lowest = 15f, Highest = 800f, ScrollFactor = 0.9f;
    private readonly SmoothDirection _direction = new(timeConstant: 2f);
    private float _height = 80f;
    private Vector2 _shift;

    public override string Name => "top-down";

    public override void Start(in VehicleInstance target, in CameraPose before)
    {
        _direction.Jump(Level(target.Forward));
        _shift = Vector2.Zero;
    }

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        var forward = _direction.Follow(Level(target.Forward), seconds);
        var left = Vector3.Cross(Vector3.UnitZ, forward);
        _height = Math.Clamp(_height * MathF.Pow(ScrollFactor, input.Scroll), Lowest, Highest);
        // What was under the pointer stays under it.
        float metresOfHeight = 2f * _height * MathF.Tan(0.5f * FieldOfView);
        _shift += metresOfHeight * new Vector2(-input.Drag.X, input.Drag.Y);
        var eye = target.Position + _shift.X * forward + _shift.Y * left + _height * Vector3.UnitZ;
        return LookAlong(eye, -Vector3.UnitZ, left);
    }

    private static Vector3 Level(Vector3 forward) => Vector3.Normalize(forward with { Z = 0f });
}
