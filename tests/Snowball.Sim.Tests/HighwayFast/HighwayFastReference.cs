namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>
/// An independent model of highway-env's <c>highway-fast-v0</c> (version 1.12.1), against which the simulator is tested:
/// scalar, in double precision, one object a vehicle, and written for reading rather than for speed.
/// </summary>
/// <remarks>
/// Three lanes of 4 m along x; y grows to the right and lane k is centred on y = 4 k. Vehicle 0 is the ego.
/// A policy step lasts 1 s and consists of five substeps of 0.2 s. Units are metres, seconds, radians and m/s.
/// Sources: IDM of Treiber, Hennecke and Helbing (2000); MOBIL of Kesting, Treiber and Helbing (2007);
/// the kinematic bicycle model of Polack et al. (2017); separating axes for oriented rectangles.
/// </remarks>
internal sealed class HighwayFastReference
{
    public const int Lanes = 3;
    public const double LaneWidth = 4;
    public const int Substeps = 5;
    public const double SubstepDuration = 0.2;
    public const double EpisodeDuration = 30;
    public const int ObservedVehicles = 5;
    public const int Features = 5;

    private const double RoadLength = 10_000;
    private const double SpeedLimit = 30;
    private const double PerceptionDistance = 200;

    /// <summary>All vehicles, the ego first. The order matters: it is the order of acting and of collision checks.</summary>
    public List<ReferenceVehicle> Vehicles { get; } = [];

    /// <summary>Seconds of policy steps taken so far.</summary>
    public double Time { get; set; }

    private ReferenceVehicle Ego => Vehicles[0];

    /// <summary>Draws a start: the ego, then <paramref name="others"/> vehicles, each ahead of all before it.</summary>
    public static HighwayFastReference Place(Random random, int others = 20)
    {
        var road = new HighwayFastReference();
        for (var i = 0; i <= others; i++)
        {
            var isEgo = i == 0;
            var lane = random.Next(Lanes);
            var speed = isEgo ? 25 : Uniform(random, 0.7 * SpeedLimit, 0.8 * SpeedLimit);
            var spacing = (isEgo ? 1.5 : 1) * (12 + speed) * Math.Exp(-5.0 / 40 * Lanes);
            var last = isEgo ? 3 * spacing : road.Vehicles.Max(vehicle => vehicle.X);
            var vehicle = new ReferenceVehicle
            {
                X = last + spacing * Uniform(random, 0.9, 1.1),
                Y = lane * LaneWidth,
                Speed = speed,
                Lane = lane,
                TargetLane = lane,
                TargetSpeed = speed,
            };
            vehicle.Timer = FlooredRemainder((vehicle.X + vehicle.Y) * Math.PI, 1);
            vehicle.Exponent = isEgo ? 4 : Uniform(random, 3.5, 4.5);
            road.Vehicles.Add(vehicle);
        }

        return road;
    }

    /// <summary>Takes one policy step.</summary>
    /// <param name="metaAction">0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower.</param>
    public ReferenceStep Step(int metaAction)
    {
        Time += 1;
        Command(metaAction);

        var substeps = new ReferenceVehicle[Substeps][];
        for (var substep = 0; substep < Substeps; substep++)
        {
            Advance();
            substeps[substep] = [.. Vehicles.Select(vehicle => vehicle.Copy())];
        }

        return new ReferenceStep(substeps, Observe(), Reward(), Ego.Crashed, Time >= EpisodeDuration);
    }

    /// <summary>One substep: everyone decides on the same state, then everyone moves, then collisions are looked for.</summary>
    private void Advance()
    {
        Ego.Steering = SteeringTowards(Ego, Ego.TargetLane);
        Ego.Acceleration = (Ego.TargetSpeed - Ego.Speed) / 0.6;

        foreach (var vehicle in Vehicles.Skip(1).Where(vehicle => !vehicle.Crashed))
        {
            DecideLane(vehicle);
            vehicle.Steering = SteeringTowards(vehicle, vehicle.TargetLane);
            vehicle.Acceleration = FollowingAcceleration(vehicle);
        }

        foreach (var vehicle in Vehicles)
        {
            Move(vehicle);
        }

        foreach (var other in Vehicles.Skip(1))
        {
            Collide(Ego, other);
        }
    }

    // ---- Ego ----

    private void Command(int metaAction)
    {
        switch (metaAction)
        {
            case 0:
                HeadFor(Ego.TargetLane - 1);
                break;
            case 1:
                break;
            case 2:
                HeadFor(Ego.TargetLane + 1);
                break;
            case 3:
                TrackSpeedBeside(+1);
                break;
            case 4:
                TrackSpeedBeside(-1);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(metaAction));
        }
    }

    private void HeadFor(int lane)
    {
        lane = Math.Clamp(lane, 0, Lanes - 1);
        if (IsReachable(Ego, lane))
        {
            Ego.TargetLane = lane;
        }
    }

    /// <summary>Target speeds are 20, 25 and 30 m/s; the step is taken from the one nearest to the present speed.</summary>
    private void TrackSpeedBeside(int step)
    {
        var nearest = Math.Clamp(Math.Round((Ego.Speed - 20) / 10 * 2, MidpointRounding.ToEven), 0, 2);
        Ego.TargetSpeed = 20 + 5 * Math.Clamp(nearest + step, 0, 2);
    }

    // ---- Lane changes of the others ----

    private void DecideLane(ReferenceVehicle vehicle)
    {
        if (vehicle.Lane != vehicle.TargetLane)
        {
            if (Vehicles.Any(other => CompetesForTargetLane(vehicle, other)))
            {
                vehicle.TargetLane = vehicle.Lane;
            }

            return;
        }

        if (vehicle.Timer <= 1)
        {
            return;
        }

        vehicle.Timer = 0;
        if (Math.Abs(vehicle.Speed) < 1)
        {
            return;
        }

        // Both sides are weighed against the present lane; when both are worth it the right one, tried last, prevails.
        foreach (var candidate in new[] { vehicle.Lane - 1, vehicle.Lane + 1 })
        {
            if (candidate is >= 0 and < Lanes && IsReachable(vehicle, candidate) && IsWorthChanging(vehicle, candidate))
            {
                vehicle.TargetLane = candidate;
            }
        }
    }

    private static bool CompetesForTargetLane(ReferenceVehicle vehicle, ReferenceVehicle other)
    {
        if (other == vehicle || other.Lane == vehicle.TargetLane || other.TargetLane != vehicle.TargetLane)
        {
            return false;
        }

        var distance = other.X - vehicle.X;
        return distance > 0 && distance < DesiredGap(vehicle, other);
    }

    /// <summary>MOBIL without politeness: a gain of 0.2 m/s², and at most 2 m/s² of braking for the new follower.</summary>
    private bool IsWorthChanging(ReferenceVehicle vehicle, int lane)
    {
        var (newLeader, newFollower) = Neighbours(vehicle, lane);
        if (newFollower is not null && CarFollowing(newFollower, vehicle, vehicle.Exponent) < -2)
        {
            return false;
        }

        var (leader, _) = Neighbours(vehicle, vehicle.Lane);
        var gain = CarFollowing(vehicle, newLeader, vehicle.Exponent) - CarFollowing(vehicle, leader, vehicle.Exponent);
        return !(gain < 0.2);
    }

    private static bool IsReachable(ReferenceVehicle vehicle, int lane) =>
        Math.Abs(vehicle.Y - lane * LaneWidth) <= 2 * LaneWidth
        && vehicle.X is >= 0 and < RoadLength + ReferenceVehicle.Length;

    // ---- Car following ----

    private double FollowingAcceleration(ReferenceVehicle vehicle)
    {
        var acceleration = CarFollowing(vehicle, Neighbours(vehicle, vehicle.Lane).Leader, vehicle.Exponent);
        if (vehicle.Lane != vehicle.TargetLane)
        {
            var leader = Neighbours(vehicle, vehicle.TargetLane).Leader;
            acceleration = Math.Min(acceleration, CarFollowing(vehicle, leader, vehicle.Exponent));
        }

        return Math.Clamp(acceleration, -6, 6);
    }

    /// <summary>
    /// IDM acceleration of <paramref name="vehicle"/> behind <paramref name="leader"/>, unclipped.
    /// The exponent is that of the vehicle that reasons, which in MOBIL is not the one that follows.
    /// </summary>
    private static double CarFollowing(ReferenceVehicle vehicle, ReferenceVehicle? leader, double exponent)
    {
        var desiredSpeed = Math.Clamp(vehicle.TargetSpeed, 0, SpeedLimit);
        var speedRatio = Math.Max(vehicle.Speed, 0) / Math.Abs(AwayFromZero(desiredSpeed));
        var acceleration = 3 * (1 - Math.Pow(speedRatio, exponent));
        if (leader is not null)
        {
            var gapRatio = DesiredGap(vehicle, leader) / AwayFromZero(leader.X - vehicle.X);
            acceleration -= 3 * gapRatio * gapRatio;
        }

        return acceleration;
    }

    /// <summary>Desired distance between centres; the closing speed is measured along the follower's heading.</summary>
    private static double DesiredGap(ReferenceVehicle vehicle, ReferenceVehicle leader)
    {
        var closingSpeed = (vehicle.VelocityX - leader.VelocityX) * Math.Cos(vehicle.Heading)
                         + (vehicle.VelocityY - leader.VelocityY) * Math.Sin(vehicle.Heading);
        return 10 + 1.5 * vehicle.Speed + vehicle.Speed * closingSpeed / (2 * Math.Sqrt(3 * 5));
    }

    /// <summary>
    /// The nearest vehicles ahead and behind among those within a metre of the lane: between two lanes a vehicle is in both.
    /// One exactly abreast is ahead.
    /// </summary>
    private (ReferenceVehicle? Leader, ReferenceVehicle? Follower) Neighbours(ReferenceVehicle vehicle, int lane)
    {
        ReferenceVehicle? leader = null;
        ReferenceVehicle? follower = null;
        foreach (var other in Vehicles)
        {
            if (other == vehicle || !IsOnLane(other, lane, margin: 1))
            {
                continue;
            }

            if (vehicle.X <= other.X && (leader is null || other.X <= leader.X))
            {
                leader = other;
            }

            if (other.X < vehicle.X && (follower is null || other.X > follower.X))
            {
                follower = other;
            }
        }

        return (leader, follower);
    }

    private static bool IsOnLane(ReferenceVehicle vehicle, int lane, double margin) =>
        Math.Abs(vehicle.Y - lane * LaneWidth) <= LaneWidth / 2 + margin
        && vehicle.X is >= -ReferenceVehicle.Length and < RoadLength + ReferenceVehicle.Length;

    // ---- Motion ----

    /// <summary>Lateral offset to lateral speed to heading to heading rate to slip angle to front wheel angle.</summary>
    private static double SteeringTowards(ReferenceVehicle vehicle, int lane)
    {
        var speed = AwayFromZero(vehicle.Speed);
        var lateralSpeed = -(vehicle.Y - lane * LaneWidth) / 0.6;
        var heading = Math.Clamp(Math.Asin(Math.Clamp(lateralSpeed / speed, -1, 1)), -Math.PI / 4, Math.PI / 4);
        var headingRate = WrapAngle(heading - vehicle.Heading) / 0.2;
        var slip = Math.Asin(Math.Clamp(ReferenceVehicle.Length / 2 / speed * headingRate, -1, 1));
        return Math.Clamp(Math.Atan(2 * Math.Tan(slip)), -Math.PI / 3, Math.PI / 3);
    }

    private static void Move(ReferenceVehicle vehicle)
    {
        const double dt = SubstepDuration;
        vehicle.Timer += dt;
        if (vehicle.Crashed)
        {
            vehicle.Steering = 0;
            vehicle.Acceleration = -vehicle.Speed;
        }

        if (vehicle.Speed > 40)
        {
            vehicle.Acceleration = Math.Min(vehicle.Acceleration, 40 - vehicle.Speed);
        }
        else if (vehicle.Speed < -40)
        {
            vehicle.Acceleration = Math.Max(vehicle.Acceleration, -40 - vehicle.Speed);
        }

        var slip = Math.Atan(Math.Tan(vehicle.Steering) / 2);
        vehicle.X += vehicle.Speed * Math.Cos(vehicle.Heading + slip) * dt;
        vehicle.Y += vehicle.Speed * Math.Sin(vehicle.Heading + slip) * dt;
        if (vehicle.Impact is { } impact)
        {
            vehicle.X += impact.X;
            vehicle.Y += impact.Y;
            vehicle.Crashed = true;
            vehicle.Impact = null;
        }

        vehicle.Heading += vehicle.Speed * Math.Sin(slip) / (ReferenceVehicle.Length / 2) * dt;
        vehicle.Speed += vehicle.Acceleration * dt;
        vehicle.Lane = NearestLane(vehicle.Y);
    }

    /// <summary>Halfway between two lanes the left one is the nearest.</summary>
    public static int NearestLane(double y) =>
        Enumerable.Range(0, Lanes).MinBy(lane => Math.Abs(y - lane * LaneWidth));

    // ---- Collisions ----

    /// <summary>
    /// Overlapping rectangles crash at once. Rectangles that would overlap within the next substep at constant velocity
    /// push each other apart, and crash, when they move next. A later check replaces the push of an earlier one.
    /// </summary>
    private static void Collide(ReferenceVehicle ego, ReferenceVehicle other)
    {
        var reach = Math.Sqrt(ReferenceVehicle.Length * ReferenceVehicle.Length + ReferenceVehicle.Width * ReferenceVehicle.Width)
                  + ego.Speed * SubstepDuration;
        var (apartX, apartY) = (ego.X - other.X, ego.Y - other.Y);
        if (Math.Sqrt(apartX * apartX + apartY * apartY) > reach)
        {
            return;
        }

        var travelX = (ego.VelocityX - other.VelocityX) * SubstepDuration;
        var travelY = (ego.VelocityY - other.VelocityY) * SubstepDuration;
        var overlaps = true;
        var willOverlap = true;
        var depth = double.PositiveInfinity;
        var push = (X: 0.0, Y: 0.0);
        var (egoCorners, otherCorners) = (ego.Corners(), other.Corners());
        foreach (var (axisX, axisY) in Normals(egoCorners).Concat(Normals(otherCorners)))
        {
            var (egoMin, egoMax) = Project(egoCorners, axisX, axisY);
            var (otherMin, otherMax) = Project(otherCorners, axisX, axisY);
            overlaps &= Separation(egoMin, egoMax, otherMin, otherMax) <= 0;

            var travel = axisX * travelX + axisY * travelY;
            var separation = Separation(egoMin + Math.Min(travel, 0), egoMax + Math.Max(travel, 0), otherMin, otherMax);
            willOverlap &= separation <= 0;
            if (Math.Abs(separation) < depth)
            {
                depth = Math.Abs(separation);
                var side = apartX * axisX + apartY * axisY > 0 ? 1 : -1;
                push = (depth * side * axisX, depth * side * axisY);
            }
        }

        if (willOverlap)
        {
            ego.Impact = (push.X / 2, push.Y / 2);
            other.Impact = (-push.X / 2, -push.Y / 2);
        }

        if (overlaps)
        {
            ego.Crashed = true;
            other.Crashed = true;
        }
    }

    /// <summary>A unit normal for each edge; opposite edges are both tried, which tells nested intervals apart.</summary>
    private static IEnumerable<(double X, double Y)> Normals((double X, double Y)[] corners)
    {
        for (var i = 0; i < corners.Length; i++)
        {
            var (from, to) = (corners[i], corners[(i + 1) % corners.Length]);
            var (x, y) = (from.Y - to.Y, to.X - from.X);
            var length = Math.Sqrt(x * x + y * y);
            yield return (x / length, y / length);
        }
    }

    private static (double Min, double Max) Project((double X, double Y)[] corners, double axisX, double axisY)
    {
        var projections = corners.Select(corner => corner.X * axisX + corner.Y * axisY);
        return (projections.Min(), projections.Max());
    }

    /// <summary>Distance between two intervals, negative when they overlap; not symmetric for nested ones.</summary>
    private static double Separation(double minA, double maxA, double minB, double maxB) =>
        minA < minB ? minB - maxA : minA - maxB;

    // ---- What the agent gets ----

    private double Reward()
    {
        var forwardSpeed = Ego.Speed * Math.Cos(Ego.Heading);
        var reward = (Ego.Crashed ? -1 : 0)
                   + 0.1 * Ego.TargetLane / (Lanes - 1)
                   + 0.4 * Math.Clamp((forwardSpeed - 20) / 10, 0, 1);
        return IsOnLane(Ego, Ego.Lane, margin: 0) ? (reward + 1) / 1.5 : 0;
    }

    /// <summary>
    /// Rows of presence, x, y, vx, vy: the ego in the frame of the road, then up to four others relative to it,
    /// nearest along the lane first. All but presence are divided by 200, 12, 80 and 80 and clipped to [-1, 1].
    /// </summary>
    public double[,] Observe()
    {
        var visible = Vehicles.Skip(1)
            .Where(other => Math.Sqrt(Math.Pow(other.X - Ego.X, 2) + Math.Pow(other.Y - Ego.Y, 2)) < PerceptionDistance)
            .Where(other => other.X - Ego.X > -2 * ReferenceVehicle.Length)
            .OrderBy(other => Math.Abs(other.X - Ego.X))
            .Take(ObservedVehicles - 1);

        var observation = new double[ObservedVehicles, Features];
        Write(0, Ego.X, Ego.Y, Ego.VelocityX, Ego.VelocityY);
        foreach (var (index, other) in visible.Index())
        {
            Write(
                index + 1,
                other.X - Ego.X,
                other.Y - Ego.Y,
                other.VelocityX - Ego.VelocityX,
                other.VelocityY - Ego.VelocityY);
        }

        return observation;

        void Write(int row, double x, double y, double velocityX, double velocityY)
        {
            observation[row, 0] = 1;
            observation[row, 1] = Math.Clamp(x / 200, -1, 1);
            observation[row, 2] = Math.Clamp(y / (Lanes * LaneWidth), -1, 1);
            observation[row, 3] = Math.Clamp(velocityX / 80, -1, 1);
            observation[row, 4] = Math.Clamp(velocityY / 80, -1, 1);
        }
    }

    // ---- Arithmetic ----

    private static double AwayFromZero(double value)
    {
        const double nearest = 0.01;
        if (Math.Abs(value) > nearest)
        {
            return value;
        }

        return value >= 0 ? nearest : -nearest;
    }

    private static double WrapAngle(double angle) => FlooredRemainder(angle + Math.PI, 2 * Math.PI) - Math.PI;

    private static double FlooredRemainder(double value, double divisor)
    {
        var remainder = Math.IEEERemainder(value, divisor);
        return remainder < 0 ? remainder + divisor : remainder;
    }

    private static double Uniform(Random random, double low, double high) => low + (high - low) * random.NextDouble();
}

/// <summary>What one policy step of the reference produced.</summary>
/// <param name="Substeps">Copies of all vehicles after each of the five substeps.</param>
/// <param name="Observation">5 rows of presence, x, y, vx, vy; see <see cref="HighwayFastReference.Observe"/>.</param>
/// <param name="Reward">In [0, 1].</param>
/// <param name="Terminated">The ego has crashed.</param>
/// <param name="Truncated">The episode has lasted 30 s; possible together with a crash.</param>
internal sealed record ReferenceStep(
    ReferenceVehicle[][] Substeps, double[,] Observation, double Reward, bool Terminated, bool Truncated);

/// <summary>A rectangle of 5 x 2 m that moves as a bicycle; x, y is its centre.</summary>
internal sealed class ReferenceVehicle
{
    public const double Length = 5;
    public const double Width = 2;

    public double X { get; set; }
    public double Y { get; set; }
    public double Heading { get; set; }
    public double Speed { get; set; }

    /// <summary>The lane whose centre is nearest.</summary>
    public int Lane { get; set; }

    /// <summary>The lane steered for.</summary>
    public int TargetLane { get; set; }

    public double TargetSpeed { get; set; }

    /// <summary>Seconds since the last lane decision. Without meaning for the ego.</summary>
    public double Timer { get; set; }

    /// <summary>Exponent of IDM's free-road term. Without meaning for the ego.</summary>
    public double Exponent { get; set; } = 4;

    public bool Crashed { get; set; }

    /// <summary>A displacement due at the next substep, which marks the vehicle as crashed.</summary>
    public (double X, double Y)? Impact { get; set; }

    /// <summary>Front wheel angle commanded for the substep.</summary>
    public double Steering { get; set; }

    public double Acceleration { get; set; }

    /// <summary>Velocity along the heading: the slip angle is left out.</summary>
    public double VelocityX => Speed * Math.Cos(Heading);

    public double VelocityY => Speed * Math.Sin(Heading);

    public ReferenceVehicle Copy() => (ReferenceVehicle)MemberwiseClone();

    /// <summary>Rear left, rear right, front right and front left: y grows to the right.</summary>
    public (double X, double Y)[] Corners()
    {
        var (sin, cos) = Math.SinCos(Heading);
        return [Corner(-1, -1), Corner(-1, +1), Corner(+1, +1), Corner(+1, -1)];

        (double X, double Y) Corner(int front, int right)
        {
            var (ahead, aside) = (front * Length / 2, right * Width / 2);
            return (cos * ahead - sin * aside + X, sin * ahead + cos * aside + Y);
        }
    }
}
