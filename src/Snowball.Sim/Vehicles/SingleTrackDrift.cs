using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using static Snowball.Sim.Vehicles.ParameterTable;

namespace Snowball.Sim.Vehicles;

/// <summary>
/// Single-track drift model: the STD model of the CommonRoad vehicle models (Althoff, Koschi, Manzinger 2017) with Pacejka tyres, load transfer and
/// the spin of the wheels of each axle; and beyond it, grade, bank, road friction, air drag, cross-wind and a slip limiter. The command is a
/// force at the wheels, as acceleration of the vehicle's mass: what drag and slopes take comes on top.
/// </summary>
/// <remarks>
/// Velocity is kept along and across the body, which has no singularity at standstill. Each step evaluates the tyres once and is linearly implicit in
/// the damping of the tyres (Rosenbrock's method of first order with an upper bound of that damping in place of the Jacobian), because at
/// low speed wheel spin and slip angle settle much faster than a step; the turn of the axes under the velocity is in it with half its weight, which
/// keeps that velocity's magnitude. Where the published model blends into the kinematic one, below <see cref="BlendSpeed"/>, yaw rate,
/// lateral velocity and spin are drawn to those of rolling; the published derivatives would keep what was left of sliding.
/// </remarks>
internal readonly struct SingleTrackDrift
{
    /// <summary>The longest step where nothing else is asked for, s.</summary>
    public const float DefaultSubstep = 0.002f;

    /// <summary>Speed in m/s where kinematic and dynamic model have equal weight, and how wide the change is.</summary>
    private const float BlendSpeed = 0.2f, BlendWidth = 0.05f;

    // 2 / ln 2: the logistic function of twice the argument is (tanh + 1) / 2, the weight of the published model.
    private const float TwoOverLn2 = 2.88539008f;

    private const float LeastSpeed = BlendSpeed / 2;

    /// <summary>How fast rolling is approached below the blend, s; that of the published model's wheels.</summary>
    private const float RollingTime = 0.02f;

    private readonly Vector256<float> _mass, _yawInertia, _lf, _lr, _wheelbase, _height, _brakeSplit, _driveSplit, _radius, _wheelInertia,
        _maximumAcceleration, _switchSpeed, _maximumSpeed, _dragFactor, _sideForce, _sideTurn;

    private readonly TyreRows _tyre;

    /// <summary>Collects the parameters of eight vehicles.</summary>
    public SingleTrackDrift(VehicleStates v, in Lanes lanes)
    {
        var sets = new ParameterSets(lanes.Load(v.ParameterSet));
        (_mass, _yawInertia) = (sets.Of(Mass), sets.Of(YawInertia));
        (_lf, _lr, _wheelbase, _height) = (sets.Of(FrontAxle), sets.Of(RearAxle), sets.Of(Wheelbase), sets.Of(Height));
        (_brakeSplit, _driveSplit) = (sets.Of(BrakeSplit), sets.Of(DriveSplit));
        (_radius, _wheelInertia) = (sets.Of(WheelRadius), sets.Of(WheelInertia));
        (_maximumAcceleration, _switchSpeed) = (lanes.Load(v.MaximumAcceleration), lanes.Load(v.SwitchSpeed));
        (_maximumSpeed, _dragFactor) = (lanes.Load(v.MaximumSpeed), lanes.Load(v.DragFactor));
        (_sideForce, _sideTurn) = (sets.Of(SideForce), sets.Of(SideTurn));
        var friction = lanes.Load(v.RoadFriction);
        _tyre = new TyreRows(
            sets.Of(BrakingFriction) * friction, sets.Of(Friction) * friction, sets.Of(SlipStiffness),
            sets.Of(Friction) * sets.Of(CorneringStiffness), sets.Of(SlipShift));
    }

    /// <summary>What changes.</summary>
    public struct State
    {
        /// <summary>Velocity of the centre of gravity along and across the body, m/s; yaw rate, rad/s; steering angle, rad.</summary>
        public Vector256<float> Along, Across, YawRate, Steering;

        /// <summary>Angular speed of front and rear wheels, rad/s.</summary>
        public Vector256<float> FrontSpin, RearSpin;

        /// <summary>Displacement in the world, m, and turn, rad, since the start: small numbers, so that rounding does not add up.</summary>
        public Vector256<float> X, Y, Turn;
    }

    /// <summary>What is held.</summary>
    /// <param name="Heading">At the start, rad.</param>
    /// <param name="Command">Acceleration asked for, m/s2.</param>
    /// <param name="SteeringRate">rad/s.</param>
    /// <param name="PushAlong">Gravity along the body, m/s2.</param>
    /// <param name="PushAcross">Gravity across the body, m/s2.</param>
    /// <param name="Weight">Gravity into the road, m/s2.</param>
    /// <param name="SideWind">Air speed from the right, m/s.</param>
    public readonly record struct Inputs(
        Vector256<float> Heading, Vector256<float> Command, Vector256<float> SteeringRate, Vector256<float> PushAlong,
        Vector256<float> PushAcross, Vector256<float> Weight, Vector256<float> SideWind);

    /// <summary>One step.</summary>
    public void Step(ref State s, in Inputs inputs, Vector256<float> dt)
    {
        var zero = Vector256<float>.Zero;
        var one = Vector256<float>.One;
        var half = dt * 0.5f;
        var speed = Vector256.Sqrt(s.Along * s.Along + s.Across * s.Across);
        var demand = LimitDemand(inputs.Command, speed);
        var (sinSteering, cosSteering) = Elementary.SinCos(s.Steering + inputs.SteeringRate * half);
        s.Steering += inputs.SteeringRate * dt;

        // Loads follow the demand, as published, as far as the road can carry it.
        var grip = _tyre.FrictionX * inputs.Weight;
        var transfer = Elementary.Clip(demand, -grip, grip) * _height;
        var massPerLength = _mass / _wheelbase;
        var frontLoad = (inputs.Weight * _lr - transfer) * massPerLength;
        var rearLoad = (inputs.Weight * _lf + transfer) * massPerLength;

        var frontAcross = s.Across + _lf * s.YawRate;
        var rearAcross = s.Across - _lr * s.YawRate;
        var perRoll = one / Elementary.Largest(Vector256.Abs(s.Along), Vector256.Create(LeastSpeed));
        var frontRoll = s.Along * cosSteering + frontAcross * sinSteering;
        var rearRoll = s.Along;
        // Seen from the wheel, so that its force is against its motion even when it is dragged backwards.
        var frontAngle = Elementary.Atan((frontAcross * cosSteering - s.Along * sinSteering) / Elementary.Largest(Vector256.Abs(frontRoll), Vector256.Create(LeastSpeed)));
        var rearAngle = Elementary.Atan(rearAcross * perRoll);

        var torque = _mass * _radius * demand;
        var frontTorque = torque * Vector256.ConditionalSelect(Vector256.GreaterThan(demand, zero), _driveSplit, _brakeSplit);
        // Weight of the dynamic model; below the blend the kinematic one has the rest.
        var dynamic = one / (one + Elementary.Exp2((Vector256.Create(BlendSpeed) - speed) * (TwoOverLn2 / BlendWidth)));
        var kinematic = one - dynamic;
        var front = PacejkaTyre.Forces(Slip(s.FrontSpin, frontRoll), frontAngle, frontLoad, _tyre);
        var rear = PacejkaTyre.Forces(Slip(s.RearSpin, rearRoll), rearAngle, rearLoad, _tyre);

        var airSpeed = Vector256.Sqrt(speed * speed + inputs.SideWind * inputs.SideWind);
        var wind = inputs.SideWind * airSpeed;
        var drag = _dragFactor * speed;
        var frontY = front.X * sinSteering + front.Y * cosSteering;
        var along = (front.X * cosSteering - front.Y * sinSteering + rear.X) / _mass + inputs.PushAlong - drag * s.Along + s.YawRate * s.Across;
        var across = (frontY + rear.Y + wind * _sideForce) / _mass + inputs.PushAcross - drag * s.Across - s.YawRate * s.Along;
        var turn = (frontY * _lf - rear.Y * _lr) / _yawInertia + wind * _sideForce * _sideTurn;

        var acrossDamping = (front.CorneringStiffness + rear.CorneringStiffness) / _mass * perRoll;
        var turnDamping = (front.CorneringStiffness * _lf * _lf + rear.CorneringStiffness * _lr * _lr) / _yawInertia * perRoll;
        var rollingTurn = s.Along * sinSteering / (cosSteering * _wheelbase);
        // The turn of the body's axes takes velocity from one to the other: by the rule of the midpoint, so that it gives no energy to it.
        var halfTurn = s.YawRate * half;
        across = (across - halfTurn * along) / (one + acrossDamping * dt + halfTurn * halfTurn);
        along += halfTurn * across;
        var nextAlong = s.Along + (dynamic * along + kinematic * (demand + inputs.PushAlong - drag * s.Along)) * dt;
        var nextAcross = s.Across + (dynamic * across + kinematic * (rollingTurn * _lr - s.Across) * (1f / RollingTime)) * dt;
        var nextTurn = s.YawRate + (dynamic * turn / (one + turnDamping * dt) + kinematic * (rollingTurn - s.YawRate) * (1f / RollingTime)) * dt;
        // Braking ends in standstill.
        var stops = Vector256.LessThan(speed, Vector256.Create(BlendSpeed)) & Vector256.LessThan(nextAlong, zero);
        nextAlong = Vector256.AndNot(nextAlong, stops);

        var gain = nextAlong - s.Along;
        var frontGain = gain * cosSteering + (nextAcross - s.Across + _lf * (nextTurn - s.YawRate)) * sinSteering;
        s.FrontSpin = Turn(s.FrontSpin, frontRoll, frontGain, front, frontTorque, dynamic, dt);
        s.RearSpin = Turn(s.RearSpin, rearRoll, gain, rear, torque - frontTorque, dynamic, dt);

        var turned = (s.YawRate + nextTurn) * half;
        var (sin, cos) = Elementary.SinCos(inputs.Heading + s.Turn + turned * 0.5f);
        var forward = (s.Along + nextAlong) * half;
        var sideways = (s.Across + nextAcross) * half;
        s.X += forward * cos - sideways * sin;
        s.Y += forward * sin + sideways * cos;
        s.Turn += turned;
        s.Along = Elementary.WithoutTiny(nextAlong);
        s.Across = Elementary.WithoutTiny(nextAcross);
        s.YawRate = Elementary.WithoutTiny(nextTurn);
    }

    /// <summary>The demand that engine, brakes and speed limiter leave of a command.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> LimitDemand(Vector256<float> command, Vector256<float> speed)
    {
        var powerLimited = Vector256.GreaterThan(speed, _switchSpeed);
        var engine = Vector256.ConditionalSelect(powerLimited, _maximumAcceleration * _switchSpeed / speed, _maximumAcceleration);
        var demand = Elementary.Clip(command, -_maximumAcceleration, engine);
        // The limiter takes back the excess within a second.
        var excess = _maximumSpeed - speed;
        return Vector256.ConditionalSelect(Vector256.LessThan(excess, Vector256<float>.Zero), Elementary.Smallest(demand, excess), demand);
    }

    /// <summary>Longitudinal slip of wheels that spin while their centres move at a speed (m/s) along them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Slip(Vector256<float> spin, Vector256<float> roll)
        => (roll - _radius * spin) / Elementary.Largest(Vector256.Abs(roll), Vector256.Create(LeastSpeed));

    /// <summary>The next spin of an axle's wheels, whose centres' speed along them changes by <paramref name="gain"/> m/s meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> Turn(
        Vector256<float> spin, Vector256<float> roll, Vector256<float> gain, in TyreForces forces, Vector256<float> torque,
        Vector256<float> dynamic, Vector256<float> dt)
    {
        var zero = Vector256<float>.Zero;
        var one = Vector256<float>.One;
        var reaction = forces.X * _radius;
        var perRadius = one / _radius;
        var rolling = roll * perRadius;
        var acceleration = (SlipLimiter.Limit(torque, reaction, rolling, spin, _wheelInertia, _tyre) - reaction) / _wheelInertia;

        // The force changes with the slip's change: with the spin, and with the speed that takes the spin along.
        var damping = _radius * _radius * forces.SlipStiffness * dt
            / (_wheelInertia * Elementary.Largest(Vector256.Abs(roll), Vector256.Create(LeastSpeed)));
        var change = (acceleration * dt + damping * gain * perRadius) / (one + damping);
        var next = spin + dynamic * change + (one - dynamic) * (rolling - spin) * dt * (1f / RollingTime);
        // No wheel turns backwards.
        return Elementary.WithoutTiny(Elementary.Largest(next, zero));
    }
}
