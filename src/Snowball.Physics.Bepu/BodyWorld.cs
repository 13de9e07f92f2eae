using System.Numerics;
using System.Runtime.Intrinsics;
using BepuPhysics;
using BepuPhysics.Collidables;
using BepuPhysics.CollisionDetection;
using BepuPhysics.Constraints;
using BepuUtilities;
using BepuUtilities.Memory;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using Snowball.Sim.Vehicles.Contact;

namespace Snowball.Physics.Bepu;

/// <summary>
/// One world's simulation, made anew for each episode. Lengths are from an origin near the first vehicle, since positions are single precision. Not
/// thread-safe: worlds that share a pool are advanced by one thread at a time.
/// </summary>
internal sealed class BodyWorld : IDisposable
{
    private const float Gravity = 9.81f;

    // Of a body's metal on asphalt, relative to the road's friction.
    private const float ScrapeFriction = 0.4f;

    // Slower impacts give nothing back; and a step that changes less than this ends a compression, m/s.
    private const float LeastBounce = 0.5f, LeastImpact = 0.05f;

    private const int Absent = -1, MostContacts = 256;

    private readonly PhysicsTask _task;
    private readonly VehicleStates _v;
    private readonly SpatialStates _space;
    private readonly BufferPool _pool;
    private readonly int _world, _start;
    private readonly List<StaticBody> _statics = [];
    private readonly TypedIndex[] _shapes = new TypedIndex[Chassis.All.Length];
    // By slot: the body, and the columns as they were written last, by which it is seen whether somebody else wrote them.
    private readonly int[] _body, _set;
    private readonly (float X, float Y, float Heading, float Speed)[] _written;
    private readonly Wheels[] _wheels;
    // Of the step: bodies that are near others, their velocities before it, and what a compression that is not over has taken from them.
    private readonly bool[] _met;
    private readonly BodyVelocity[] _before, _compression;
    private readonly float _restitution;
    private float _step, _lost;
    private int[] _slotOfBody = [];
    private readonly (CollidablePair Pair, bool IsTouching)[] _contacts = new (CollidablePair, bool)[MostContacts];
    private int _contactCount;
    private Simulation? _simulation;
    private Vector3 _origin;
    private bool _isFresh;

    public BodyWorld(PhysicsTask task, int world, BufferPool pool)
    {
        (_task, _v, _space, _pool, _world) = (task, task.Vehicles, task.Vehicles.Spatial!, pool, world);
        _start = world * _v.Slots;
        _body = new int[_v.Slots];
        _set = new int[_v.Slots];
        _written = new (float, float, float, float)[_v.Slots];
        _wheels = new Wheels[_v.Slots];
        (_met, _before, _compression) = (new bool[_v.Slots], new BodyVelocity[_v.Slots], new BodyVelocity[_v.Slots]);
        var rigid = task.Contact as RigidBodyContactSettings ?? new RigidBodyContactSettings(0.5f, 0.1f);
        (Friction, _restitution) = (rigid.Friction, rigid.Restitution);
    }

    /// <summary>Coefficient of friction where bodies touch each other.</summary>
    public float Friction { get; }

    /// <summary>Begins an episode by the columns: bodies stand on the road.</summary>
    public void Reset()
    {
        Drop();
        _isFresh = true;
        for (int slot = 0; slot < _v.Slots; slot++) Settle(_start + slot);
    }

    /// <summary>Goes on from columns that hold bodies in space.</summary>
    public void Restore()
    {
        Drop();
        _isFresh = false;
    }

    /// <summary>Advances by one substep, in steps of no more than the task's.</summary>
    public void Advance(float seconds)
    {
        Take();
        int steps = Math.Max(1, (int)MathF.Ceiling(seconds / _task.Substep - 1e-3f));
        float step = seconds / steps;
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            if (_body[slot] != Absent) _wheels[slot].Begin(_v, _start + slot, seconds);
        }
        for (int i = 0; i < steps; i++)
        {
            for (int slot = 0; slot < _v.Slots; slot++)
            {
                if (_body[slot] != Absent) Push(slot, (i + 0.5f) / steps, step);
            }
            for (int slot = 0; slot < _v.Slots; slot++)
            {
                if (_body[slot] != Absent) _before[slot] = _simulation!.Bodies[new BodyHandle(_body[slot])].Velocity;
            }
            (_contactCount, _step) = (0, step);
            _simulation!.Timestep(step);
            Crash();
            GiveBack();
        }
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            if (_body[slot] != Absent) Write(slot, seconds);
        }
    }

    /// <summary>What a static body is.</summary>
    public StaticBody Static(CollidableReference collidable) => _statics[collidable.StaticHandle.Value];

    /// <summary>Whether two bodies hang together.</summary>
    public bool AreJoined(CollidableReference a, CollidableReference b)
    {
        if (_task.Tows.Length == 0 || a.Mobility == CollidableMobility.Static || b.Mobility == CollidableMobility.Static) return false;
        int slotA = SlotOf(a), slotB = SlotOf(b);
        return TowOf(slotA) == slotB || TowOf(slotB) == slotA;
    }

    /// <summary>Friction of a body that scrapes along the ground.</summary>
    public float GroundFriction(CollidablePair pair)
        => ScrapeFriction * _v.RoadFriction[_start + SlotOf(pair.A.Mobility == CollidableMobility.Static ? pair.B : pair.A)];

    /// <summary>How far two bodies come nearer at a point within the step, m.</summary>
    /// <param name="pair">The two.</param>
    /// <param name="offset">The point from the position of the first, m.</param>
    /// <param name="normal">From the second to the first.</param>
    public float Approach(CollidablePair pair, Vector3 offset, Vector3 normal)
        => Vector3.Dot(SpeedAt(pair.B, PositionOf(pair.A) + offset) - SpeedAt(pair.A, PositionOf(pair.A) + offset), normal) * _step;

    private Vector3 PositionOf(CollidableReference body)
        => body.Mobility == CollidableMobility.Static ? _simulation!.Statics[body.StaticHandle].Pose.Position : _simulation!.Bodies[body.BodyHandle].Pose.Position;

    private Vector3 SpeedAt(CollidableReference body, Vector3 point)
    {
        if (body.Mobility == CollidableMobility.Static) return Vector3.Zero;
        var reference = _simulation!.Bodies[body.BodyHandle];
        return reference.Velocity.Linear + Vector3.Cross(reference.Velocity.Angular, point - reference.Pose.Position);
    }

    /// <summary>Notes that two are near each other, and whether they touch within the step.</summary>
    public void NoteContact(CollidablePair pair, bool isTouching)
    {
        if (_contactCount < MostContacts) _contacts[_contactCount++] = (pair, isTouching);
    }

    /// <inheritdoc/>
    public void Dispose() => Drop();

    private int TowOf(int slot) => _task.Tows.Length == 0 ? Absent : _task.Tows[slot];

    private int SlotOf(CollidableReference body) => _slotOfBody[body.BodyHandle.Value];

    private void Drop()
    {
        if (_simulation is null) return;
        for (int set = 0; set < _shapes.Length; set++)
        {
            if (_shapes[set].Exists) _simulation.Shapes.RecursivelyRemoveAndDispose(_shapes[set], _pool);
        }
        _simulation.Dispose();
        _simulation = null;
    }

    /// <summary>Makes bodies of vehicles that have come, drops those that have gone, and puts those where they are that somebody else has moved.</summary>
    private void Take()
    {
        if (_simulation is null) Make();
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            int index = _start + slot;
            bool isThere = _v.Active[index] != 0;
            if (isThere && _v.Crashed[index] != 0 && _v.Body[index] == 0)
            {
                (_v.VelocityX[index], _v.VelocityY[index]) = _v.Velocity(index);
                _v.Body[index] = 1;
            }
            if (_body[slot] != Absent && (!isThere || _set[slot] != _v.ParameterSet[index]))
            {
                _simulation!.Bodies.Remove(new BodyHandle(_body[slot]));
                _body[slot] = Absent;
            }
            if (!isThere) continue;
            if (_body[slot] == Absent)
            {
                if (_isFresh || _space.CentreZ[index] == 0f) Settle(index);
                Add(slot);
            }
            else if (_written[slot] != (_v.X[index], _v.Y[index], _v.Heading[index], _v.Speed[index]))
            {
                Move(slot);
            }
        }
        if (_isFresh || _task.Tows.Length > 0) Join();
        _isFresh = false;
    }

    private void Make()
    {
        _origin = new Vector3(_v.X[_start], _v.Y[_start], 0f);
        _simulation = Simulation.Create(_pool, new ContactRules(this), new NoForces(), new SolveDescription(8, 1), initialAllocationSizes: new SimulationAllocationSizes
        {
            Bodies = 32, Statics = 32, ShapesPerType = 16, Constraints = 64, ConstraintsPerTypeBatch = 16, ConstraintCountPerBodyEstimate = 4, Islands = 4,
        });
        Array.Fill(_body, Absent);
        Array.Clear(_shapes);
        Array.Clear(_compression);
        _lost = 0f;
        _statics.Clear();
        RoadBodies.Of(_task.Road(_world)).AddTo(_simulation, _origin, _statics);
    }

    /// <summary>Puts a vehicle on its wheels on the slope of the road under it.</summary>
    private void Settle(int index)
    {
        var (forward, up) = OnRoad(index);
        (_space.Pitch[index], _space.Roll[index]) = SpatialStates.Angles(forward, up);
        _space.CentreZ[index] = _v.Z[index] + up.Z * Chassis.All[_v.ParameterSet[index]].Parameters.CentreOfGravityHeight;
        var (vx, vy) = _v.Velocity(index);
        // Along the slope that it stands on.
        _space.VelocityZ[index] = -(up.X * vx + up.Y * vy) / up.Z;
        _space.RollRate[index] = _space.PitchRate[index] = 0f;
        float spin = _v.Speed[index] / Chassis.All[_v.ParameterSet[index]].Parameters.WheelRadius;
        _space.WheelSpin.AsSpan(index * SpatialStates.Wheels, SpatialStates.Wheels).Fill(spin);
    }

    /// <summary>Axes of a vehicle on the slope of the road: it rises along the road by the tangent of the grade and across it by the sine of the bank.</summary>
    private (Vector3 Forward, Vector3 Up) OnRoad(int index)
    {
        var (sin, cos) = Elementary.SinCos(_v.Heading[index]);
        var (sinRoad, cosRoad) = Elementary.SinCos(_v.Heading[index] - _v.RelativeHeading[index]);
        var (sinGrade, cosGrade) = Elementary.SinCos(_v.Grade[index]);
        float along = sinGrade / cosGrade, across = Elementary.SinCos(_v.Bank[index]).Sin;
        float slopeX = along * cosRoad - across * sinRoad, slopeY = along * sinRoad + across * cosRoad;
        return (Vector3.Normalize(new(cos, sin, slopeX * cos + slopeY * sin)), Vector3.Normalize(new(-slopeX, -slopeY, 1f)));
    }

    private void Add(int slot)
    {
        int index = _start + slot, set = _v.ParameterSet[index];
        var chassis = Chassis.All[set];
        if (!_shapes[set].Exists) _shapes[set] = MakeShape(chassis);
        var inertia = new BodyInertia
        {
            InverseMass = 1f / chassis.Parameters.Mass,
            InverseInertiaTensor = new Symmetric3x3 { XX = 1f / chassis.Inertia.X, YY = 1f / chassis.Inertia.Y, ZZ = 1f / chassis.Inertia.Z },
        };
        var handle = _simulation!.Bodies.Add(BodyDescription.CreateDynamic(PoseOf(index), VelocityOf(index), inertia, _shapes[set], -1f));
        (_body[slot], _set[slot]) = (handle.Value, set);
        if (handle.Value >= _slotOfBody.Length) Array.Resize(ref _slotOfBody, handle.Value + 16);
        _slotOfBody[handle.Value] = slot;
        _wheels[slot] = new Wheels(this, chassis);
        _compression[slot] = default;
    }

    private TypedIndex MakeShape(Chassis chassis)
    {
        var p = chassis.Parameters;
        var shapes = _simulation!.Shapes;
        var box = shapes.Add(new Box(chassis.BoxSize.X, chassis.BoxSize.Y, chassis.BoxSize.Z));
        var wheel = shapes.Add(new Cylinder(p.WheelRadius, chassis.WheelWidth));
        _pool.Take(1 + SpatialStates.Wheels, out Buffer<CompoundChild> children);
        children[0] = new CompoundChild(new RigidPose(chassis.BoxCentre), box);
        for (int i = 0; i < SpatialStates.Wheels; i++) children[1 + i] = new CompoundChild(new RigidPose(chassis.Hubs[i]), wheel);
        return shapes.Add(new Compound(children));
    }

    private RigidPose PoseOf(int index)
    {
        var (forward, left, up) = SpatialStates.Axes(_v.Heading[index], _space.Pitch[index], _space.Roll[index]);
        var turn = Quaternion.CreateFromRotationMatrix(new Matrix4x4(
            forward.X, forward.Y, forward.Z, 0f, left.X, left.Y, left.Z, 0f, up.X, up.Y, up.Z, 0f, 0f, 0f, 0f, 1f));
        return new RigidPose(new Vector3(_v.X[index] - _origin.X, _v.Y[index] - _origin.Y, _space.CentreZ[index]), turn);
    }

    private BodyVelocity VelocityOf(int index)
    {
        var (forward, left, up) = SpatialStates.Axes(_v.Heading[index], _space.Pitch[index], _space.Roll[index]);
        var (vx, vy) = _v.Velocity(index);
        return new BodyVelocity(
            new Vector3(vx, vy, _space.VelocityZ[index]), forward * _space.RollRate[index] + left * _space.PitchRate[index] + up * _v.YawRate[index]);
    }

    /// <summary>Somebody has put the vehicle elsewhere: the body follows in the plane and stays as it is otherwise.</summary>
    private void Move(int slot)
    {
        int index = _start + slot;
        var body = _simulation!.Bodies[new BodyHandle(_body[slot])];
        body.Pose = PoseOf(index);
        body.Velocity = VelocityOf(index);
        body.UpdateBounds();
    }

    /// <summary>Hangs vehicles that are towed on those that tow them: a joint that turns freely, as far as the cab lets the trailer.</summary>
    private void Join()
    {
        if (!_isFresh && _simulation!.Solver.CountConstraints() > 0) return;
        for (int slot = 0; slot < _task.Tows.Length; slot++)
        {
            int tow = _task.Tows[slot];
            if (tow < 0 || _body[slot] == Absent || _body[tow] == Absent) continue;
            var (front, behind) = (_wheels[tow].Chassis, _wheels[slot].Chassis);
            var (a, b) = (new BodyHandle(_body[tow]), new BodyHandle(_body[slot]));
            _simulation!.Solver.Add(a, b, new BallSocket
            {
                LocalOffsetA = front.Coupling, LocalOffsetB = behind.Kingpin(front.Parameters.Coupling!.Height), SpringSettings = new SpringSettings(30f, 1f),
            });
            _simulation.Solver.Add(a, b, new SwingLimit
            {
                AxisLocalA = Vector3.UnitX, AxisLocalB = Vector3.UnitX, MaximumSwingAngle = Chassis.LargestFold, SpringSettings = new SpringSettings(20f, 1f),
            });
        }
    }

    /// <summary>Gravity, air and tyres, for a step.</summary>
    private void Push(int slot, float fraction, float step)
    {
        int index = _start + slot;
        var body = _simulation!.Bodies[new BodyHandle(_body[slot])];
        ref var pose = ref body.Pose;
        ref var velocity = ref body.Velocity;
        velocity.Linear.Z -= Gravity * step;
        velocity.Linear -= velocity.Linear * (_v.DragFactor[index] * velocity.Linear.Length() * step);
        if (_v.SideWind[index] != 0f)
        {
            var chassis = _wheels[slot].Chassis;
            var left = Vector3.Transform(Vector3.UnitY, pose.Orientation);
            float wind = _v.SideWind[index], air = MathF.Sqrt(velocity.Linear.LengthSquared() + wind * wind);
            float push = 0.5f * VehicleParameters.AirDensity * chassis.Parameters.SideArea * wind * air * step;
            body.ApplyImpulse(left * push, Vector3.Transform(Vector3.UnitX, pose.Orientation) * chassis.Parameters.SideWindArm);
        }
        if (!_wheels[slot].Chassis.IsWheeled) return;
        // A trailer brakes as what tows it does.
        float command = TowOf(slot) is var tow && tow >= 0 ? MathF.Min(_v.CommandAcceleration[_start + tow], 0f) : _v.CommandAcceleration[index];
        _wheels[slot].Push(_v, index, body, command, _space.WheelSpin.AsSpan(index * SpatialStates.Wheels, SpatialStates.Wheels), fraction, step);
    }

    /// <summary>The nearest road below a point along a direction; infinite where there is none.</summary>
    internal (float Distance, Vector3 Normal) Below(Vector3 from, Vector3 direction, float reach)
    {
        var ray = new RoadRay(this);
        _simulation!.RayCast(from, direction, reach, _pool, ref ray);
        return (ray.Distance, ray.Normal);
    }

    /// <summary>Notes who has touched whom in the step: who came near enough, or was pushed on by others.</summary>
    private void Crash()
    {
        for (int i = 0; i < _contactCount; i++)
        {
            var ((a, b), isTouching) = ((_contacts[i].Pair.A, _contacts[i].Pair.B), _contacts[i].IsTouching);
            int first = a.Mobility == CollidableMobility.Static ? Absent : SlotOf(a), second = b.Mobility == CollidableMobility.Static ? Absent : SlotOf(b);
            bool isPushed = (first == Absent || Change(first).Linear.LengthSquared() > LeastImpact * LeastImpact)
                && (second == Absent || Change(second).Linear.LengthSquared() > LeastImpact * LeastImpact);
            if (first != Absent) _met[first] = true;
            if (second != Absent) _met[second] = true;
            if (!isTouching && !isPushed) continue;
            if (first != Absent) Crash(first, second);
            if (second != Absent) Crash(second, first);
        }
    }

    /// <summary>
    /// Bodies that met give back the restitution's share of what the compression took from them (Poisson), when it is over: that keeps their
    /// momentum. A compression may take several steps.
    /// </summary>
    private void GiveBack()
    {
        float largest = 0f, latest = 0f;
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            if (_body[slot] == Absent) continue;
            if (_met[slot])
            {
                var change = Change(slot);
                latest = MathF.Max(latest, change.Linear.LengthSquared());
                _lost += EnergyOf(slot, _before[slot]) - EnergyOf(slot, _simulation!.Bodies[new BodyHandle(_body[slot])].Velocity);
                _compression[slot].Linear += change.Linear;
                _compression[slot].Angular += change.Angular;
                _v.DeltaVX[_start + slot] += change.Linear.X;
                _v.DeltaVY[_start + slot] += change.Linear.Y;
                _met[slot] = false;
            }
            largest = MathF.Max(largest, _compression[slot].Linear.LengthSquared());
        }
        if (largest == 0f || latest > LeastImpact * LeastImpact) return;
        float share = largest > LeastBounce * LeastBounce ? ShareWithin(_restitution, MathF.Max(_lost, 0f)) : 0f;
        _lost = 0f;
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            if (_body[slot] == Absent) continue;
            ref var velocity = ref _simulation!.Bodies[new BodyHandle(_body[slot])].Velocity;
            velocity.Linear += share * _compression[slot].Linear;
            velocity.Angular += share * _compression[slot].Angular;
            _v.DeltaVX[_start + slot] += share * _compression[slot].Linear.X;
            _v.DeltaVY[_start + slot] += share * _compression[slot].Linear.Y;
            _compression[slot] = default;
        }
    }

    /// <summary>The most of a share of all compressions that gives no more energy than they took, J.</summary>
    private float ShareWithin(float share, float lost)
    {
        // The energy of v + s c is that of v, and s b + s2 a.
        float a = 0f, b = 0f;
        for (int slot = 0; slot < _v.Slots; slot++)
        {
            if (_body[slot] == Absent || _compression[slot].Linear == Vector3.Zero) continue;
            var velocity = _simulation!.Bodies[new BodyHandle(_body[slot])].Velocity;
            var both = new BodyVelocity(velocity.Linear + _compression[slot].Linear, velocity.Angular + _compression[slot].Angular);
            float own = EnergyOf(slot, _compression[slot]);
            a += own;
            b += EnergyOf(slot, both) - EnergyOf(slot, velocity) - own;
        }
        if (a <= 0f || share * (b + share * a) <= lost) return share;
        return MathF.Max((MathF.Sqrt(b * b + 4f * a * lost) - b) / (2f * a), 0f);
    }

    private float EnergyOf(int slot, in BodyVelocity velocity)
    {
        var chassis = _wheels[slot].Chassis;
        var turn = Vector3.Transform(velocity.Angular, Quaternion.Conjugate(_simulation!.Bodies[new BodyHandle(_body[slot])].Pose.Orientation));
        return 0.5f * (chassis.Parameters.Mass * velocity.Linear.LengthSquared() + Vector3.Dot(turn * turn, chassis.Inertia));
    }

    /// <summary>What the step changed of a body's velocity: that is contact and joints alone.</summary>
    private BodyVelocity Change(int slot)
    {
        var velocity = _simulation!.Bodies[new BodyHandle(_body[slot])].Velocity;
        return new BodyVelocity(velocity.Linear - _before[slot].Linear, velocity.Angular - _before[slot].Angular);
    }

    private void Crash(int slot, int other)
    {
        int index = _start + slot;
        _v.Crashed[index] = _v.Body[index] = 1;
        if (other == Absent)
        {
            if (_v.StruckBy[index] == 0) _v.StruckBy[index] = Collision.WithObstacle;
            return;
        }
        var (mine, its) = (_simulation!.Bodies[new BodyHandle(_body[slot])].Pose, _simulation.Bodies[new BodyHandle(_body[other])].Pose);
        var way = its.Position - mine.Position;
        var forward = Vector3.Transform(Vector3.UnitX, mine.Orientation);
        float length = MathF.Max(MathF.Sqrt(forward.X * forward.X + forward.Y * forward.Y), 1e-6f);
        Collision.Note(_v, index, _start + other, _start, way.X, way.Y, forward.X / length, forward.Y / length);
    }

    private void Write(int slot, float seconds)
    {
        int index = _start + slot;
        var body = _simulation!.Bodies[new BodyHandle(_body[slot])];
        var (pose, velocity) = (body.Pose, body.Velocity);
        var forward = Vector3.Transform(Vector3.UnitX, pose.Orientation);
        var left = Vector3.Transform(Vector3.UnitY, pose.Orientation);
        var up = Vector3.Transform(Vector3.UnitZ, pose.Orientation);
        float level = MathF.Sqrt(forward.X * forward.X + forward.Y * forward.Y);
        float heading = MathF.Atan2(forward.Y, forward.X), before = _v.Speed[index];
        (_v.X[index], _v.Y[index], _space.CentreZ[index]) = (_origin.X + pose.Position.X, _origin.Y + pose.Position.Y, pose.Position.Z);
        _v.Heading[index] += Elementary.WrapAngle(heading - _v.Heading[index]);
        (_space.Pitch[index], _space.Roll[index]) = SpatialStates.Angles(forward, up);
        (_v.VelocityX[index], _v.VelocityY[index], _space.VelocityZ[index]) = (velocity.Linear.X, velocity.Linear.Y, velocity.Linear.Z);
        (_space.RollRate[index], _space.PitchRate[index], _v.YawRate[index]) =
            (Vector3.Dot(velocity.Angular, forward), Vector3.Dot(velocity.Angular, left), Vector3.Dot(velocity.Angular, up));
        float perLevel = level > 1e-6f ? 1f / level : 0f;
        float along = (velocity.Linear.X * forward.X + velocity.Linear.Y * forward.Y) * perLevel;
        float across = (velocity.Linear.Y * forward.X - velocity.Linear.X * forward.Y) * perLevel;
        if (_v.Body[index] != 0)
        {
            (_v.Speed[index], _v.SlipAngle[index]) = (along, 0f);
        }
        else
        {
            float speed = MathF.Sqrt(along * along + across * across);
            bool stands = speed < Wheels.Standstill && _v.CommandAcceleration[index] <= 0f;
            _v.Speed[index] = stands ? 0f : along < 0f && _v.MinimumSpeed[index] < 0f ? -speed : speed;
            _v.SlipAngle[index] = stands ? 0f : MathF.Atan2(across, MathF.Abs(along));
        }
        _v.Acceleration[index] = (_v.Speed[index] - before) / seconds;
        _v.Steering[index] = _wheels[slot].Steering;
        var spin = _space.WheelSpin.AsSpan(index * SpatialStates.Wheels, SpatialStates.Wheels);
        (_v.FrontSpin[index], _v.RearSpin[index]) = (0.5f * (spin[0] + spin[1]), 0.5f * (spin[2] + spin[3]));
        _written[slot] = (_v.X[index], _v.Y[index], _v.Heading[index], _v.Speed[index]);
    }
}
