using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Viewer.Cameras;

/// <summary>Where the driver's eyes are. From inside only the bonnet is seen of the car: faces that look away are not drawn.</summary>
internal sealed class CockpitCamera : ViewCamera
{
    private const float TallFrom = 2.4f;

    public override string Name => "cockpit";

    public override float FieldOfView => 48f * MathF.PI / 180f;

    public override void Start(in VehicleInstance target, in CameraPose before)
    {
    }

    public override CameraPose Follow(in VehicleInstance target, in CameraInput input, float seconds)
    {
        var left = Vector3.Cross(target.Up, target.Forward);
        // The driver of a car sits behind its bonnet, that of a truck over the front axle.
        bool isTall = target.Size.Z > TallFrom;
        float ahead = 0.5f * target.Size.X - (isTall ? 1.3f : 2f), height = isTall ? 2.5f : 0.85f * target.Size.Z;
        var eye = target.Position + ahead * target.Forward + 0.2f * target.Size.Y * left + height * target.Up;
        return LookAlong(eye, target.Forward - 0.02f * target.Up, target.Up);
    }
}
