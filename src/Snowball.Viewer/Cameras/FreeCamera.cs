using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Flies: keys move it, dragging turns it, the wheel changes its speed. It starts where the camera before it was.</summary>
internal sealed class FreeCamera : ViewCamera
{
    private const float Steepest = 1.5f, DragAngle = 1.5f, ScrollFactor = 1.25f, Slowest = 1f, Fastest = 500f, FastFactor = 5f;
    private Vector3 _position;
    private float _azimuth, _elevation, _speed = 15f;

    public override string Name => "free";

    public override void Start(in VehicleInstance target, in CameraPose before)
    {
        _position = before.Position;
        // Of a camera that looks straight down, upwards in its picture is where to.
        bool isSteep = MathF.Abs(before.Forward.Z) > 0.98f;
        _azimuth = Azimuth(isSteep ? before.Up : before.Forward);
        _elevation = Math.Clamp(MathF.Asin(Math.Clamp(before.Forward.Z, -1f, 1f)), -Steepest, Steepest);
    }

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        // The scene goes with the pointer.
        _azimuth += DragAngle * input.Drag.X;
        _elevation = Math.Clamp(_elevation + DragAngle * input.Drag.Y, -Steepest, Steepest);
        _speed = Math.Clamp(_speed * MathF.Pow(ScrollFactor, input.Scroll), Slowest, Fastest);
        var forward = Direction(_azimuth, _elevation);
        var left = Direction(_azimuth + 0.5f * MathF.PI, 0f);
        float way = seconds * _speed * (input.IsFast ? FastFactor : 1f);
        _position += way * (input.Move.X * forward + input.Move.Y * left + input.Move.Z * Vector3.UnitZ);
        return LookAlong(_position, forward, Vector3.UnitZ);
    }
}
