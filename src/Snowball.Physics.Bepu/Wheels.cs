using System.Numerics;
using System.Runtime.Intrinsics;
using BepuPhysics;
using BepuUtilities;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Physics.Bepu;

/// <summary>
/// The wheels of a vehicle: rays to the road, springs, and the tyres of the single-track drift model, one for each wheel. Forces act at the contact
/// patches, so load moves by the body's own roll and pitch. As there, damping of the tyres is taken linearly implicit.
/// </summary>
internal struct Wheels(BodyWorld world, Chassis chassis)
{
    /// <summary>Below this speed a vehicle that does not want to go stands, m/s.</summary>
    public const float Standstill = 5e-3f;

    // Slips are relative to no less than this speed, m/s; below the next the slip limiter leaves brakes alone, which then can hold a wheel.
    private const float LeastSpeed = 0.1f, Parking = 0.5f;

    private const float Gravity = 9.81f, Upright = 0.3f;

    private float _steeringBefore;

    /// <summary>What it belongs to.</summary>
    public Chassis Chassis { get; } = chassis;

    /// <summary>Angle of the front wheels at the end of the substep, rad.</summary>
    public float Steering { get; private set; }

    /// <summary>Decides how the front wheels turn in a substep.</summary>
    public void Begin(VehicleStates v, int index, float seconds)
    {
        _steeringBefore = v.Steering[index];
        float wanted = v.Crashed[index] != 0 ? 0f : Elementary.Clip(v.CommandSteering[index], -v.MaximumSteering[index], v.MaximumSteering[index]);
        float most = v.SteeringRate[index] * seconds;
        Steering = _steeringBefore + Elementary.Clip(wanted - _steeringBefore, -most, most);
    }

    /// <summary>Pushes the body for a step.</summary>
    /// <param name="v">The columns.</param>
    /// <param name="index">The vehicle.</param>
    /// <param name="body">Its body, which has felt gravity.</param>
    /// <param name="command">Acceleration asked for, m/s2.</param>
    /// <param name="spin">[wheels], rad/s.</param>
    /// <param name="fraction">How far the substep is.</param>
    /// <param name="step">s.</param>
    public readonly void Push(VehicleStates v, int index, BodyReference body, float command, Span<float> spin, float fraction, float step)
    {
        var (position, orientation) = (body.Pose.Position, body.Pose.Orientation);
        var forward = Vector3.Transform(Vector3.UnitX, orientation);
        var left = Vector3.Transform(Vector3.UnitY, orientation);
        var up = Vector3.Transform(Vector3.UnitZ, orientation);
        var (sin, cos) = Elementary.SinCos(_steeringBefore + (Steering - _steeringBefore) * fraction);
        var steered = forward * cos + left * sin;

        Span<Vector3> arms = stackalloc Vector3[SpatialStates.Wheels], normals = stackalloc Vector3[SpatialStates.Wheels];
        Span<Vector3> ways = stackalloc Vector3[SpatialStates.Wheels], sides = stackalloc Vector3[SpatialStates.Wheels];
        Span<float> compression = stackalloc float[SpatialStates.Wheels];
        Span<float> load = stackalloc float[8], roll = stackalloc float[8], across = stackalloc float[8];
        load.Clear();
        roll.Clear();
        across.Clear();
        float radius = Chassis.Parameters.WheelRadius, reach = Chassis.RayStart + radius + Chassis.Droop;
        for (int i = 0; i < SpatialStates.Wheels; i++)
        {
            normals[i] = ways[i] = sides[i] = arms[i] = Vector3.Zero;
            compression[i] = -Chassis.Droop;
            if (!Chassis.HasWheel(i)) continue;
            var hub = Chassis.Hubs[i];
            var from = position + forward * hub.X + left * hub.Y + up * (hub.Z + Chassis.RayStart);
            var (distance, normal) = world.Below(from, -up, reach);
            if (!(distance <= reach) || Vector3.Dot(normal, up) < Upright) continue;
            compression[i] = Chassis.RayStart + radius - distance;
            normals[i] = normal;
            arms[i] = from - up * distance - position;
        }
        for (int i = 0; i < SpatialStates.Wheels; i++)
        {
            if (normals[i] == Vector3.Zero) continue;
            var speed = body.Velocity.Linear + Vector3.Cross(body.Velocity.Angular, arms[i]);
            load[i] = Chassis.LoadOf(i, compression[i], compression[i ^ 1], -Vector3.Dot(speed, normals[i]));
            var way = i < 2 ? steered : forward;
            ways[i] = Vector3.Normalize(way - normals[i] * Vector3.Dot(way, normals[i]));
            sides[i] = Vector3.Cross(normals[i], ways[i]);
            roll[i] = Vector3.Dot(speed, ways[i]);
            across[i] = Vector3.Dot(speed, sides[i]);
        }

        for (int i = 0; i < SpatialStates.Wheels; i++) body.ApplyImpulse(normals[i] * (load[i] * step), arms[i]);
        if (v.Crashed[index] != 0)
        {
            float friction = Chassis.Parameters.Friction * v.RoadFriction[index] * step;
            for (int i = 0; i < SpatialStates.Wheels; i++) load[i] *= friction;
            Lock(body, load, arms, normals);
            spin.Clear();
            return;
        }
        Span<float> along = stackalloc float[8], aside = stackalloc float[8];
        float demand = Demand(v, index, command, body.Velocity.Linear.Length(), 0.5f * (ways[2].Z + ways[3].Z));
        Roll(v, index, demand, load, roll, across, spin, along, aside, step);
        for (int i = 0; i < SpatialStates.Wheels; i++) body.ApplyImpulse((ways[i] * along[i] + sides[i] * aside[i]) * step, arms[i]);
    }

    /// <summary>What engine and brakes push with, as acceleration of the mass, m/s2. As in the built-in back end the command of the drift model is that force,
    /// that of the others the acceleration that comes of it.</summary>
    private static float Demand(VehicleStates v, int index, float command, float speed, float rise)
    {
        float most = v.MaximumAcceleration[index];
        float engine = speed > v.SwitchSpeed[index] ? most * v.SwitchSpeed[index] / speed : most;
        float drag = v.DragFactor[index] * speed * speed;
        bool isForce = v.Model[index] == (int)DynamicsModel.SingleTrackDrift;
        float demand = Elementary.Clip(command, -most, isForce ? engine : engine - drag);
        float excess = v.MaximumSpeed[index] - speed;
        if (excess < 0f) demand = MathF.Min(demand, excess);
        if (isForce) return demand;
        var p = VehicleParameters.All[v.ParameterSet[index]];
        // The spin of the wheels takes its part.
        return demand * (1f + 2f * p.WheelInertia / (p.Mass * p.WheelRadius * p.WheelRadius)) + drag + Gravity * rise;
    }

    private readonly void Roll(
        VehicleStates v, int index, float demand, ReadOnlySpan<float> loads, ReadOnlySpan<float> rolls, ReadOnlySpan<float> acrosses, Span<float> spins,
        Span<float> alongForces, Span<float> acrossForces, float step)
    {
        var p = Chassis.Parameters;
        var (zero, one) = (Vector256<float>.Zero, Vector256<float>.One);
        var dt = Vector256.Create(step);
        var radius = Vector256.Create(p.WheelRadius);
        var inertia = Vector256.Create(0.5f * p.WheelInertia);
        float friction = v.RoadFriction[index], grip = float.IsFinite(p.BrakingFriction) ? p.BrakingFriction : p.Friction;
        // A road without friction has none to divide by either.
        friction = MathF.Max(friction, 1e-4f);
        var tyre = new TyreRows(
            Vector256.Create(grip * friction), Vector256.Create(p.Friction * friction), Vector256.Create(p.SlipStiffness),
            Vector256.Create(p.Friction * p.CorneringStiffness), Vector256.Create(p.SlipShift));
        Vector256<float> load = Vector256.Create<float>(loads), roll = Vector256.Create<float>(rolls), across = Vector256.Create<float>(acrosses);
        var spin = Vector256.Create(spins[0], spins[1], spins[2], spins[3], 0f, 0f, 0f, 0f);

        var per = one / Elementary.Largest(Vector256.Abs(roll), Vector256.Create(LeastSpeed));
        var forces = PacejkaTyre.Forces((roll - radius * spin) * per, Elementary.Atan(across * per), load, tyre);
        var (dampingX, dampingY) = (forces.SlipStiffness * per * dt, forces.CorneringStiffness * per * dt);
        Vector256<float> along = Vector256.Create(Chassis.Along[0], Chassis.Along[1], Chassis.Along[2], Chassis.Along[3], 0f, 0f, 0f, 0f);
        Vector256<float> aside = Vector256.Create(Chassis.Across[0], Chassis.Across[1], Chassis.Across[2], Chassis.Across[3], 0f, 0f, 0f, 0f);

        float total = demand * p.Mass * p.WheelRadius, front = 0.5f * total * (demand > 0f ? p.DriveSplit : p.BrakeSplit), rear = 0.5f * total - front;
        var torque = Vector256.Create(front, front, rear, rear, 0f, 0f, 0f, 0f);
        var limited = SlipLimiter.Limit(torque, forces.X * radius, roll / radius, spin, inertia, tyre);
        var parks = Vector256.LessThan(Vector256.Abs(roll), Vector256.Create(Parking));
        limited = Vector256.ConditionalSelect(parks, torque, limited);

        var x = (forces.X + dampingX * radius * limited / inertia) / (one + dampingX * (along + radius * radius / inertia));
        var next = spin + (limited - radius * x) / inertia * dt;
        if (v.MinimumSpeed[index] >= 0f)
        {
            // A wheel that the brake stops is held; none turns backwards.
            var isHeld = Vector256.LessThanOrEqual(next, zero);
            var held = (forces.X - dampingX / dt * radius * spin) / (one + dampingX * along);
            var most = tyre.FrictionX * load;
            x = Vector256.ConditionalSelect(isHeld, Elementary.Clip(held, -most, most), x);
            next = Elementary.Largest(next, zero);
        }
        x.CopyTo(alongForces);
        (forces.Y / (one + dampingY * aside)).CopyTo(acrossForces);
        for (int i = 0; i < SpatialStates.Wheels; i++) spins[i] = next.GetElement(i);
    }

    /// <summary>Locked wheels: Coulomb friction holds or slows each contact patch, by sequential impulses.</summary>
    /// <param name="body">Pushed.</param>
    /// <param name="most">[wheels], greatest impulse of each, N s; 0 of one in the air.</param>
    /// <param name="arms">[wheels], contact patches from the centre of gravity, m.</param>
    /// <param name="normals">[wheels], upwards from the road.</param>
    private static void Lock(BodyReference body, ReadOnlySpan<float> most, ReadOnlySpan<Vector3> arms, ReadOnlySpan<Vector3> normals)
    {
        const int iterations = 8;
        Span<Vector3> impulses = stackalloc Vector3[SpatialStates.Wheels];
        impulses.Clear();
        body.ComputeInverseInertia(out var inverse);
        for (int i = 0; i < iterations * SpatialStates.Wheels; i++)
        {
            int wheel = i % SpatialStates.Wheels;
            if (most[wheel] <= 0f) continue;
            var speed = body.Velocity.Linear + Vector3.Cross(body.Velocity.Angular, arms[wheel]);
            speed -= normals[wheel] * Vector3.Dot(speed, normals[wheel]);
            float length = speed.Length();
            if (length < 1e-9f) continue;
            var turn = Vector3.Cross(arms[wheel], speed / length);
            Symmetric3x3.TransformWithoutOverlap(turn, inverse, out var turned);
            var before = impulses[wheel];
            impulses[wheel] -= speed / (body.LocalInertia.InverseMass + Vector3.Dot(turn, turned));
            float size = impulses[wheel].Length();
            if (size > most[wheel]) impulses[wheel] *= most[wheel] / size;
            body.ApplyImpulse(impulses[wheel] - before, arms[wheel]);
        }
    }
}
