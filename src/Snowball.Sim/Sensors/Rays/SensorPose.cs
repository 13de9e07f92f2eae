using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Sensors.Rays;

/// <summary>
/// A sensor in its world, and the vehicles and obstacles around it as boxes in its frame. The road is taken as flat: heights, grade and bank
/// of vehicles are left out. Double precision, because far along the road a float is coarser than a range.
/// </summary>
internal readonly struct SensorPose
{
    // Galvanised steel, a usual value.
    private const float ObstacleReflectivity = 0.3f;
    private readonly VehicleStates _vehicles;
    private readonly double _heading, _cos, _sin;

    /// <param name="vehicles">All vehicles.</param>
    /// <param name="vehicle">Index of the one that carries the sensor.</param>
    /// <param name="mount">Where it sits.</param>
    public SensorPose(VehicleStates vehicles, int vehicle, Mount mount)
    {
        (_vehicles, Vehicle) = (vehicles, vehicle);
        var (sin, cos) = Elementary.SinCos((double)vehicles.Heading[vehicle]);
        (ArmX, ArmY) = (mount.X * cos - mount.Y * sin, mount.X * sin + mount.Y * cos);
        _heading = (double)vehicles.Heading[vehicle] + mount.Yaw;
        (_sin, _cos) = Elementary.SinCos(_heading);
    }

    /// <summary>Index of the vehicle that carries the sensor.</summary>
    public int Vehicle { get; }

    /// <summary>From the middle of that vehicle to the sensor in the world's axes, m.</summary>
    public double ArmX { get; }

    /// <inheritdoc cref="ArmX"/>
    public double ArmY { get; }

    /// <summary>A vector of the world in the sensor's axes.</summary>
    public (double X, double Y) Turn(double x, double y) => (x * _cos + y * _sin, y * _cos - x * _sin);

    /// <summary>Another vehicle as seen from the sensor.</summary>
    public Prism Box(int other)
    {
        var v = _vehicles;
        var (x, y) = See(v.X[other], v.Y[other]);
        var (sin, cos) = Elementary.SinCos(v.Heading[other] - _heading);
        var parameters = VehicleParameters.All[v.ParameterSet[other]];
        return new Prism(x, y, cos, sin, 0.5 * v.Length[other], 0.5 * v.Width[other], parameters.Height, parameters.Reflectivity);
    }

    /// <summary>A barrier or obstacle as seen from the sensor.</summary>
    public Prism Box(in ObstacleBox box)
    {
        var (x, y) = See(box.X, box.Y);
        var (cos, sin) = Turn(box.Cos, box.Sin);
        return new Prism(x, y, cos, sin, box.HalfLength, box.HalfWidth, box.Height, ObstacleReflectivity);
    }

    /// <summary>The obstacles that reach within a range of the sensor, m, and perhaps more: places in <see cref="ObstacleMap.Boxes"/>.</summary>
    public ObstacleGroups.Enumerator Around(ObstacleMap obstacles, double range)
        => obstacles.Around(_vehicles.X[Vehicle] + ArmX, _vehicles.Y[Vehicle] + ArmY, range);

    /// <summary>A position in the world, relative to the sensor.</summary>
    public (double X, double Y) See(double x, double y)
        => Turn(x - _vehicles.X[Vehicle] - ArmX, y - _vehicles.Y[Vehicle] - ArmY);
}
