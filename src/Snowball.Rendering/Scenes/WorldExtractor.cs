using System.Numerics;
using Snowball.Rendering.Scenes.Appearance;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;
using Snowball.Sim.Vehicles;

namespace Snowball.Rendering.Scenes;

/// <summary>
/// Takes what is drawn of an environment's worlds out of its columns. What a vehicle looks like is a function of the episode's seed, its slot and its state.
/// Nothing is allocated. Several threads may read different worlds.
/// </summary>
/// <param name="environment">The worlds.</param>
/// <param name="atmosphere">Light and weather of all episodes, over those that the scenario draws.</param>
public sealed class WorldExtractor(DrivingEnv environment, Atmosphere? atmosphere = null)
{
    // Deceleration from which brake lamps are lit (UN R13-H asks for them between 0.7 and 1.3 m/s2), and what counts as standing, m/s.
    private const float BrakeFrom = -0.7f, Standing = 0.1f;

    // Blinks a second (UN R6: 1 to 2).
    private const float BlinkFrequency = 1.5f;

    // A camera this far above the roof, m, is fixed to it.
    private const float RoofRack = 0.5f;
    private readonly VehicleStates _vehicles = environment.Vehicles;
    private readonly (bool IsDrawn, ulong Seed, EpisodeAppearance Appearance)[] _drawn = new (bool, ulong, EpisodeAppearance)[environment.Worlds];

    /// <summary>Vehicles of a world at most.</summary>
    public int Capacity => _vehicles.Slots;

    /// <summary>Light and weather of a world's episode.</summary>
    public Atmosphere Atmosphere(int world) => Appearance(world).Atmosphere;

    /// <summary>How a world's episode looks.</summary>
    public ref readonly EpisodeAppearance Appearance(int world)
    {
        ref var drawn = ref _drawn[world];
        ulong seed = environment.EpisodeSeed(world);
        if (drawn.Seed != seed || !drawn.IsDrawn)
        {
            var appearance = EpisodeAppearance.Draw(environment.Scenario.Appearance, seed);
            drawn = (true, seed, atmosphere is { } given ? appearance with { Atmosphere = given } : appearance);
        }
        return ref drawn.Appearance;
    }

    /// <summary>Whether a sensor is on or in the vehicle that carries it, which then is left out of its picture.</summary>
    public bool IsAboard(int world, int slot, Mount mount)
    {
        int index = world * _vehicles.Slots + slot;
        return MathF.Abs(mount.X) <= 0.5f * _vehicles.Length[index] && MathF.Abs(mount.Y) <= 0.5f * _vehicles.Width[index]
            && mount.Z <= VehicleParameters.All[_vehicles.ParameterSet[index]].Height + RoofRack;
    }

    /// <summary>Writes the vehicles of a world.</summary>
    /// <param name="world">The world.</param>
    /// <param name="into">At least <see cref="Capacity"/>.</param>
    /// <param name="without">Slot of the vehicle that is left out; -1 for none.</param>
    /// <returns>How many were written.</returns>
    public int Vehicles(int world, Span<VehicleInstance> into, int without = -1)
    {
        ref readonly var appearance = ref Appearance(world);
        int count = 0;
        for (int slot = 0; slot < _vehicles.Slots; slot++)
        {
            if (slot != without && _vehicles.Active[world * _vehicles.Slots + slot] != 0) into[count++] = Vehicle(world, slot, appearance);
        }
        return count;
    }

    /// <summary>Where a camera on a vehicle is: the mount is in the vehicle's frame, on the slope of its road.</summary>
    /// <param name="world">The world.</param>
    /// <param name="slot">The vehicle.</param>
    /// <param name="mount">Place and yaw.</param>
    /// <param name="pitch">Turned down, rad.</param>
    /// <param name="roll">Then clockwise around its axis as it looks, rad.</param>
    public CameraPose Camera(int world, int slot, Mount mount, float pitch, float roll)
    {
        var (position, forward, left, up) = Vehicle(world, slot);
        position += mount.X * forward + mount.Y * left + mount.Z * up;
        (forward, left) = Turn(forward, left, mount.Yaw);
        (up, forward) = Turn(up, forward, pitch);
        (left, up) = Turn(left, up, roll);
        return new CameraPose(position, forward, left, up);
    }

    /// <summary>Where a vehicle is: the middle of its footprint on the road, and its axes on the slope of the road.</summary>
    public CameraPose Vehicle(int world, int slot)
    {
        var (position, forward, up) = Pose(world * _vehicles.Slots + slot);
        return new CameraPose(position, forward, Exact.Cross(up, forward), up);
    }

    private VehicleInstance Vehicle(int world, int slot, in EpisodeAppearance appearance)
    {
        var v = _vehicles;
        int index = world * v.Slots + slot;
        var look = new RandomStream(environment.EpisodeSeed(world), RandomPurpose.VehicleLook, slot);
        var models = VehicleModels.Of(v.ParameterSet[index]);
        byte model = models[look.NextIndex(models.Length)];
        uint paint = Paints.Draw(appearance.VehicleColours, isEgo: slot < v.Egos, ref look);
        var (position, forward, up) = Pose(index);
        return new VehicleInstance
        {
            Position = position,
            Forward = forward,
            Up = up,
            Size = new(v.Length[index], v.Width[index], VehicleParameters.All[v.ParameterSet[index]].Height),
            Steering = v.Steering[index],
            Rolling = Elementary.WrapAngle(v.S[index] / (0.5f * VehicleModels.All[model].WheelDiameter)),
            Paint = paint,
            Model = model,
            Lamps = LampsOf(world, slot, isDark: appearance.Atmosphere.Headlights > 0f),
            Id = (byte)Math.Min(1 + slot, 255),
        };
    }

    /// <summary>Middle of the footprint on the road, and the vehicle's axes. X and Y of the state, though called the centre of gravity, are the middle of
    /// the rectangle for contact and sensors alike.</summary>
    private (Vector3 Position, Vector3 Forward, Vector3 Up) Pose(int index)
    {
        var v = _vehicles;
        if (v.Spatial is { } space)
        {
            var (ahead, _, above) = SpatialStates.Axes(v.Heading[index], space.Pitch[index], space.Roll[index]);
            float height = VehicleParameters.All[v.ParameterSet[index]].CentreOfGravityHeight;
            return (new Vector3(v.X[index], v.Y[index], space.CentreZ[index]) - height * above, ahead, above);
        }
        var (sin, cos) = Elementary.SinCos(v.Heading[index]);
        var position = new Vector3(v.X[index], v.Y[index], v.Z[index]);
        if (v.Grade[index] == 0f && v.Bank[index] == 0f) return (position, new(cos, sin, 0f), Vector3.UnitZ);
        // The plane through the vehicle: it rises along the road by the tangent of the grade and across it by the sine of the bank (OpenDRIVE).
        var (sinRoad, cosRoad) = Elementary.SinCos(v.Heading[index] - v.RelativeHeading[index]);
        var (sinGrade, cosGrade) = Elementary.SinCos(v.Grade[index]);
        float along = sinGrade / cosGrade, across = Elementary.SinCos(v.Bank[index]).Sin;
        float slopeX = along * cosRoad - across * sinRoad, slopeY = along * sinRoad + across * cosRoad;
        return (position, Exact.Normalize(new(cos, sin, slopeX * cos + slopeY * sin)), Exact.Normalize(new(-slopeX, -slopeY, 1f)));
    }

    private Lamps LampsOf(int world, int slot, bool isDark)
    {
        var v = _vehicles;
        int index = world * v.Slots + slot;
        var lamps = isDark ? Lamps.Head | Lamps.Tail : Lamps.None;
        float speed = v.Speed[index], command = v.CommandAcceleration[index];
        bool brakes = command < BrakeFrom || (command <= 0f && v.Acceleration[index] < BrakeFrom);
        if (brakes || MathF.Abs(speed) < Standing) lamps |= Lamps.Brake;
        int side = v.TargetLane[index] - v.Lane[index];
        // Agents that steer by themselves have no target lane.
        if (side == 0 || (slot < v.Egos && environment.Control.Steers)) return lamps;
        float blinks = environment.EpisodeSeconds(world) * BlinkFrequency;
        bool isBright = blinks - MathF.Floor(blinks) < 0.5f;
        return !isBright ? lamps : lamps | (side < 0 ? Lamps.IndicatorLeft : Lamps.IndicatorRight);
    }

    /// <summary>Turns the first of two unit vectors towards the second.</summary>
    private static (Vector3, Vector3) Turn(Vector3 a, Vector3 b, float angle)
    {
        var (sin, cos) = Elementary.SinCos(angle);
        return (cos * a + sin * b, cos * b - sin * a);
    }
}
