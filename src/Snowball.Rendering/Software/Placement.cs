using System.Numerics;
using Snowball.Rendering.Scenes;
using Snowball.Sim.Numerics;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Rendering.Software;

/// <summary>How a patch lies in the picture.</summary>
internal readonly struct Placement
{
    /// <summary>The camera in the patch's frame.</summary>
    public readonly Vector3 Camera;

    /// <summary>From an offset to the camera in the patch's frame to depth, left and up in m.</summary>
    public readonly Vector3 Depth, Left, Up;

    /// <summary>What a normal of the patch is multiplied by.</summary>
    public readonly Vector3 NormalScale;

    /// <summary>To the sun, along the patch's axes, unscaled.</summary>
    public readonly Vector3 ToSun;

    /// <summary>Of a patch in the world's frame.</summary>
    public Placement(in CameraView view)
    {
        (Camera, Depth, Left, Up) = (view.Pose.Position, view.Pose.Forward, view.Pose.Left, view.Pose.Up);
        (NormalScale, ToSun) = (Vector3.One, view.Atmosphere.ToSun);
    }

    /// <summary>Of the body of a vehicle.</summary>
    public Placement(in CameraView view, in VehicleInstance vehicle)
        : this(view, vehicle.Position, vehicle.Forward, Exact.Cross(vehicle.Up, vehicle.Forward), vehicle.Up, vehicle.Size)
    {
    }

    /// <summary>Of a wheel of a vehicle.</summary>
    public Placement(in CameraView view, in VehicleInstance vehicle, in Wheel wheel)
    {
        Vector3 forward = vehicle.Forward, left = Exact.Cross(vehicle.Up, forward), up = vehicle.Up;
        var centre = vehicle.Position
            + wheel.Centre.X * vehicle.Size.X * forward + wheel.Centre.Y * vehicle.Size.Y * left + wheel.Centre.Z * vehicle.Size.Z * up;
        if (wheel.IsSteered)
        {
            var (sin, cos) = Elementary.SinCos(vehicle.Steering);
            (forward, left) = (cos * forward + sin * left, cos * left - sin * forward);
        }
        var (sinRolled, cosRolled) = Elementary.SinCos(vehicle.Rolling);
        (forward, up) = (cosRolled * forward - sinRolled * up, cosRolled * up + sinRolled * forward);
        this = new(view, centre, forward, left, up, new(wheel.Diameter, wheel.Width, wheel.Diameter));
    }

    private Placement(in CameraView view, Vector3 origin, Vector3 forward, Vector3 left, Vector3 up, Vector3 scale)
    {
        var pose = view.Pose;
        var offset = pose.Position - origin;
        NormalScale = new(1f / scale.X, 1f / scale.Y, 1f / scale.Z);
        Camera = new Vector3(Exact.Dot(offset, forward), Exact.Dot(offset, left), Exact.Dot(offset, up)) * NormalScale;
        Depth = new Vector3(Exact.Dot(pose.Forward, forward), Exact.Dot(pose.Forward, left), Exact.Dot(pose.Forward, up)) * scale;
        Left = new Vector3(Exact.Dot(pose.Left, forward), Exact.Dot(pose.Left, left), Exact.Dot(pose.Left, up)) * scale;
        Up = new Vector3(Exact.Dot(pose.Up, forward), Exact.Dot(pose.Up, left), Exact.Dot(pose.Up, up)) * scale;
        var sun = view.Atmosphere.ToSun;
        ToSun = new(Exact.Dot(sun, forward), Exact.Dot(sun, left), Exact.Dot(sun, up));
    }

    /// <summary>Depth, left and up of a point of the patch.</summary>
    public Vector3 InCamera(Vector3 point)
    {
        var offset = point - Camera;
        return new(Exact.Dot(offset, Depth), Exact.Dot(offset, Left), Exact.Dot(offset, Up));
    }

    /// <summary>Depth, left and up of a point of the world.</summary>
    public static Vector3 InCamera(in CameraPose pose, Vector3 point)
    {
        var offset = point - pose.Position;
        return new(Exact.Dot(offset, pose.Forward), Exact.Dot(offset, pose.Left), Exact.Dot(offset, pose.Up));
    }
}
