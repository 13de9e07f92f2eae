using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles.Contact;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// The built-in back end: single-track vehicles in the plane, eight at a time, and their contacts by the rule of the scenario.
/// </summary>
public sealed class PlanarPhysics : IPhysics
{
    private readonly VehicleStates _vehicles;
    private readonly bool _anyKinematic, _anySingleTrack, _anyDrift, _hasSurface;
    private readonly float _driftSubstep;
    private readonly RigidBodyContact? _rigidBodies;
    private readonly bool _everybodyCrashes;
    private readonly Func<int, ObstacleMap>? _obstacles;

    /// <param name="vehicles">The columns to advance.</param>
    /// <param name="models">The models in use, so that no other is computed.</param>
    /// <param name="driftSubstep">The longest step of <see cref="DynamicsModel.SingleTrackDrift"/>, s.</param>
    /// <param name="contact">The rule of contact; null for footprints.</param>
    /// <param name="obstacles">What stands on a world's road; null where nothing does.</param>
    /// <param name="hasSurface">Whether roads have a surface: without one the friction and the slopes of the columns act on
    /// <see cref="DynamicsModel.SingleTrackDrift"/> alone.</param>
    public PlanarPhysics(
        VehicleStates vehicles, ReadOnlySpan<DynamicsModel> models, float driftSubstep = SingleTrackDrift.DefaultSubstep,
        ContactSettings? contact = null, Func<int, ObstacleMap>? obstacles = null, bool hasSurface = false)
    {
        _rigidBodies = contact is RigidBodyContactSettings rigid ? new RigidBodyContact(vehicles, rigid, obstacles) : null;
        _everybodyCrashes = contact is FootprintContactSettings { Everybody: true };
        _obstacles = obstacles;
        _vehicles = vehicles;
        _anyKinematic = models.Contains(DynamicsModel.Kinematic);
        _anySingleTrack = models.Contains(DynamicsModel.LinearSingleTrack);
        _anyDrift = models.Contains(DynamicsModel.SingleTrackDrift);
        _driftSubstep = driftSubstep;
        _hasSurface = hasSurface;
    }

    /// <inheritdoc/>
    public string Name => "planar";

    /// <inheritdoc/>
    public PhysicsCapabilities Capabilities => PhysicsCapabilities.BitExact | PhysicsCapabilities.Restorable
        | (_rigidBodies is null ? PhysicsCapabilities.None : PhysicsCapabilities.RigidBodies);

    /// <inheritdoc/>
    public void Reset(int world)
    {
        if (_anyDrift) DriftVehicles.RollFreely(_vehicles, world);
    }

    /// <inheritdoc/>
    public void Restore(int world)
    {
        // Nothing is kept beside the columns.
    }

    /// <inheritdoc/>
    public void Advance(int first, int end, float seconds)
    {
        _rigidBodies?.Begin(first, end);
        int last = end * _vehicles.Slots;
        for (int i = first * _vehicles.Slots; i < last; i += Vector256<float>.Count) Move((nuint)i, seconds);
        if (_anyDrift) DriftVehicles.Advance(_vehicles, first, end, seconds, _driftSubstep);
        if (_rigidBodies is not null)
        {
            _rigidBodies.Resolve(first, end, seconds);
            return;
        }
        for (int world = first; world < end; world++) FootprintContact.Find(_vehicles, world, seconds, _everybodyCrashes, _obstacles);
    }

    private void Move(nuint i, float seconds)
    {
        var v = _vehicles;
        var dt = Vector256.Create(seconds);
        var zero = Vector256<float>.Zero;
        var speed = Load(v.Speed, i);
        var crashed = Vector256.Equals(Load(v.Crashed, i), Vector256<int>.One).AsSingle();

        var steeringLimit = Load(v.MaximumSteering, i);
        var steeringStep = Load(v.SteeringRate, i) * dt;
        var wanted = Elementary.WithoutTiny(Elementary.Clip(Vector256.ConditionalSelect(crashed, zero, Load(v.CommandSteering, i)), -steeringLimit, steeringLimit));
        var steeringBefore = Load(v.Steering, i);
        var steering = steeringBefore + Elementary.Clip(wanted - steeringBefore, -steeringStep, steeringStep);

        var acceleration = LimitAcceleration(i, speed, crashed);
        var nextSpeed = Elementary.WithoutTiny(Elementary.Largest(speed + acceleration * dt, Load(v.MinimumSpeed, i)));

        var heading = Load(v.Heading, i);
        Motion motion;
        if (_anySingleTrack)
        {
            var slip = Load(v.SlipAngle, i);
            motion = LinearSingleTrack.Slide(new ParameterSets(Load(v.ParameterSet, i)), heading, Load(v.YawRate, i), ref slip, (steeringBefore + steering) * 0.5f, steering, acceleration,
                (speed + nextSpeed) * 0.5f, Load(v.SideWind, i), Load(v.AxleRatio, i), dt);
            if (_anyKinematic)
            {
                var kinematic = Vector256.Equals(Load(v.Model, i), Vector256.Create((int)DynamicsModel.Kinematic)).AsSingle();
                motion = Motion.Select(kinematic,
                    KinematicSingleTrack.Roll(heading, speed, steering, Load(v.AxleRatio, i), Load(v.RearAxle, i), dt), motion);
                slip = Vector256.AndNot(slip, kinematic);
            }
            if (_anyDrift)
            {
                var drifts = Vector256.Equals(Load(v.Model, i), Vector256.Create((int)DynamicsModel.SingleTrackDrift)).AsSingle();
                slip = Vector256.ConditionalSelect(drifts, Load(v.SlipAngle, i), slip);
            }
            Store(Elementary.WithoutTiny(slip), v.SlipAngle, i);
        }
        else
        {
            motion = KinematicSingleTrack.Roll(heading, speed, steering, Load(v.AxleRatio, i), Load(v.RearAxle, i), dt);
        }

        if (_anyDrift)
        {
            // Vehicles with the drift model stay as they are: it moves them afterwards.
            var drifts = Vector256.Equals(Load(v.Model, i), Vector256.Create((int)DynamicsModel.SingleTrackDrift)).AsSingle();
            motion = Motion.Select(drifts, new Motion(zero, zero, zero, Load(v.YawRate, i)), motion);
            steering = Vector256.ConditionalSelect(drifts, steeringBefore, steering);
            nextSpeed = Vector256.ConditionalSelect(drifts, speed, nextSpeed);
        }

        // A predicted overlap of the step before is resolved by moving apart; it counts as a crash.
        var impactX = Load(v.ImpactX, i);
        var impactY = Load(v.ImpactY, i);
        var struck = ~(Vector256.Equals(impactX, zero) & Vector256.Equals(impactY, zero)).AsInt32();
        Store(Load(v.X, i) + motion.X + impactX, v.X, i);
        Store(Load(v.Y, i) + motion.Y + impactY, v.Y, i);
        Store(zero, v.ImpactX, i);
        Store(zero, v.ImpactY, i);
        Store(Load(v.Crashed, i) | (struck & Vector256<int>.One), v.Crashed, i);

        Store(heading + motion.Turn, v.Heading, i);
        Store(Elementary.WithoutTiny(motion.YawRate), v.YawRate, i);
        Store(nextSpeed, v.Speed, i);
        Store((nextSpeed - speed) * (1f / seconds), v.Acceleration, i);
        Store(steering, v.Steering, i);
    }

    private Vector256<float> LimitAcceleration(nuint i, Vector256<float> speed, Vector256<float> crashed)
    {
        var v = _vehicles;
        var greatest = Load(v.MaximumAcceleration, i);
        var switchSpeed = Load(v.SwitchSpeed, i);
        var powerLimited = Vector256.GreaterThan(speed, switchSpeed);
        var engine = Vector256.ConditionalSelect(powerLimited, greatest * switchSpeed / speed, greatest);
        var wanted = Vector256.ConditionalSelect(crashed, -speed, Load(v.CommandAcceleration, i));
        var drag = Load(v.DragFactor, i) * speed * speed;
        var (least, most) = _hasSurface ? LimitsOnSurface(i, greatest, engine, drag) : (-greatest, engine - drag);
        var acceleration = Elementary.Clip(wanted, least, most);
        // The limiter takes back the excess within a second.
        var excess = Load(v.MaximumSpeed, i) - speed;
        return Vector256.ConditionalSelect(Vector256.LessThan(excess, Vector256<float>.Zero), Elementary.Smallest(acceleration, excess), acceleration);
    }

    /// <summary>Least and greatest acceleration where brakes and engine can give no more than the friction of the road takes, and the
    /// slope along the heading comes on top, m/s2.</summary>
    private (Vector256<float> Least, Vector256<float> Most) LimitsOnSurface(nuint i, Vector256<float> brakes, Vector256<float> engine, Vector256<float> drag)
    {
        var v = _vehicles;
        var (uphill, _) = Elementary.SinCos(Load(v.Grade, i));
        var (leftHigh, _) = Elementary.SinCos(Load(v.Bank, i));
        var (sin, cos) = Elementary.SinCos(Load(v.RelativeHeading, i));
        var pull = (uphill * cos + leftHigh * sin) * -ParameterTable.Gravity;
        var level = Vector256.Sqrt(Vector256<float>.One - uphill * uphill - leftHigh * leftHigh);
        var friction = new ParameterSets(Load(v.ParameterSet, i)).Of(ParameterTable.BrakingFriction) * Load(v.RoadFriction, i);
        var grip = friction * level * ParameterTable.Gravity;
        return (pull - Elementary.Smallest(brakes, grip), pull + Elementary.Smallest(engine, grip) - drag);
    }
}
