using System.Numerics;
using System.Runtime.InteropServices;
using Snowball.Rendering.Scenes;

namespace Snowball.Rendering.OpenGl;

/// <summary>A vehicle, or a wheel of it, in a picture: what the shaders read once an instance.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VehicleBlock
{
    private Vector4 _rowX, _rowY, _rowZ, _paintAndId;
    private uint _lamps;

    public VehicleBlock(in VehicleInstance vehicle, Vector3 eye)
        : this(vehicle, vehicle.Size.X * vehicle.Forward, vehicle.Size.Y * Vector3.Cross(vehicle.Up, vehicle.Forward), vehicle.Size.Z * vehicle.Up, vehicle.Position - eye)
    {
    }

    private VehicleBlock(in VehicleInstance vehicle, Vector3 x, Vector3 y, Vector3 z, Vector3 offset)
    {
        _rowX = new(x.X, y.X, z.X, offset.X);
        _rowY = new(x.Y, y.Y, z.Y, offset.Y);
        _rowZ = new(x.Z, y.Z, z.Z, offset.Z);
        _paintAndId = new Vector4(vehicle.Paint & 255, (vehicle.Paint >> 8) & 255, (vehicle.Paint >> 16) & 255, vehicle.Id) / 255f;
        _lamps = (uint)vehicle.Lamps;
    }

    /// <summary>A wheel: turned by the steering around the vehicle's upward axis, then by its rolling around its own.</summary>
    public static VehicleBlock OfWheel(in VehicleInstance vehicle, in Wheel wheel, Vector3 eye)
    {
        var left = Vector3.Cross(vehicle.Up, vehicle.Forward);
        var centre = wheel.Centre * vehicle.Size;
        var offset = vehicle.Position - eye + centre.X * vehicle.Forward + centre.Y * left + centre.Z * vehicle.Up;
        var (sinSteering, cosSteering) = wheel.IsSteered ? MathF.SinCos(vehicle.Steering) : (0f, 1f);
        var (sinRolling, cosRolling) = MathF.SinCos(vehicle.Rolling);
        var ahead = cosSteering * vehicle.Forward + sinSteering * left;
        var axle = cosSteering * left - sinSteering * vehicle.Forward;
        var x = cosRolling * ahead - sinRolling * vehicle.Up;
        var z = cosRolling * vehicle.Up + sinRolling * ahead;
        return new(vehicle, wheel.Diameter * x, wheel.Width * axle, wheel.Diameter * z, offset);
    }
}
