using System.Numerics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Sensors;

/// <summary>
/// From the axes of a vehicle to the world, to show what its sensors tell. Sensors see a flat world, which is laid over the road as it
/// rises and banks: heights count from its surface.
/// </summary>
internal readonly struct VehicleFrame
{
    private const int Projections = 8;
    private readonly Carriageway _road;
    private readonly double _x, _y, _cos, _sin;
    private readonly float _s;

    /// <param name="sensed">Holds the vehicle and its road.</param>
    /// <param name="vehicle">Its index in the columns.</param>
    public VehicleFrame(SensedWorld sensed, int vehicle)
    {
        var v = sensed.Vehicles;
        _road = sensed.Frame.Road(vehicle / v.Slots);
        (_x, _y, _s, Heading) = (v.X[vehicle], v.Y[vehicle], v.S[vehicle], v.Heading[vehicle]);
        (_sin, _cos) = Elementary.SinCos((double)Heading);
    }

    /// <summary>rad.</summary>
    public float Heading { get; }

    /// <summary>A position in the world, m, from that in front of and to the left of the vehicle's centre and its height above the road, m.</summary>
    public Vector3 ToWorld(double forward, double left, double height)
        => OnRoad((float)(_x + forward * _cos - left * _sin), (float)(_y + forward * _sin + left * _cos), (float)height);

    /// <summary>The same from a sensor: distance in the plane, m, and azimuth to the left of the mount's axis, rad.</summary>
    public Vector3 ToWorld(Mount mount, double distance, double azimuth, double height)
    {
        var (sin, cos) = Elementary.SinCos(mount.Yaw + azimuth);
        return ToWorld(mount.X + distance * cos, mount.Y + distance * sin, height);
    }

    /// <summary>A vector of the vehicle's axes in those of the world.</summary>
    public Vector2 Turn(float forward, float left) => new((float)(forward * _cos - left * _sin), (float)(forward * _sin + left * _cos));

    /// <summary>The point at a height above the road, m.</summary>
    public Vector3 OnRoad(float x, float y, float height)
    {
        if (_road.Surface is not { } surface) return new(x, y, height);
        // A projection is good near its hint: that of a point far away takes several.
        float s = _s, d = 0f;
        for (int i = 0; i < Projections; i++)
        {
            float hint = s;
            _road.Project(x, y, hint, out s, out d);
            if (MathF.Abs(s - hint) < Carriageway.StationSpacing) break;
        }
        return new(x, y, surface.Height(s, d) + height);
    }
}
