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

    public static HighwayFastReference Of(IEnumerable<ReferenceVehicle> vehicles)
    {
        var road = new HighwayFastReference();
        road.Vehicles.AddRange(vehicles);
        return road;
    }

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
            vehicle.Timer = ReferenceMechanics.FlooredRemainder((vehicle.X + vehicle.Y) * Math.PI, 1);
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
        Ego.Steering = SteeringTowards(Ego);
        Ego.Acceleration = (Ego.TargetSpeed - Ego.Speed) / 0.6;

        foreach (var vehicle in Vehicles.Skip(1).Where(vehicle => !vehicle.Crashed))
        {
            DecideLane(vehicle);
            vehicle.Steering = SteeringTowards(vehicle);
            vehicle.Acceleration = FollowingAcceleration(vehicle);
        }

        foreach (var vehicle in Vehicles)
        {
            ReferenceMechanics.Move(vehicle, SubstepDuration);
            vehicle.Lane = NearestLane(vehicle.Y);
        }

        foreach (var other in Vehicles.Skip(1))
        {
            ReferenceMechanics.Collide(Ego, other, SubstepDuration);
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
        return distance > 0 && distance < ReferenceMechanics.DesiredGap(vehicle, other);
    }

    /// <summary>MOBIL without politeness: a gain of 0.2 m/s², and at most 2 m/s² of braking for the new follower.</summary>
    private bool IsWorthChanging(ReferenceVehicle vehicle, int lane)
    {
        var (newLeader, newFollower) = Neighbours(vehicle, lane);
        if (newFollower is not null && ReferenceMechanics.CarFollowing(newFollower, vehicle, vehicle.Exponent, SpeedLimit) < -2)
        {
            return false;
        }

        var (leader, _) = Neighbours(vehicle, vehicle.Lane);
        var gain = ReferenceMechanics.CarFollowing(vehicle, newLeader, vehicle.Exponent, SpeedLimit) - ReferenceMechanics.CarFollowing(vehicle, leader, vehicle.Exponent, SpeedLimit);
        return !(gain < 0.2);
    }

    private static bool IsReachable(ReferenceVehicle vehicle, int lane) =>
        Math.Abs(vehicle.Y - lane * LaneWidth) <= 2 * LaneWidth
        && vehicle.X is >= 0 and < RoadLength + ReferenceVehicle.Length;

    // ---- Car following ----

    private double FollowingAcceleration(ReferenceVehicle vehicle)
    {
        var acceleration = ReferenceMechanics.CarFollowing(vehicle, Neighbours(vehicle, vehicle.Lane).Leader, vehicle.Exponent, SpeedLimit);
        if (vehicle.Lane != vehicle.TargetLane)
        {
            var leader = Neighbours(vehicle, vehicle.TargetLane).Leader;
            acceleration = Math.Min(acceleration, ReferenceMechanics.CarFollowing(vehicle, leader, vehicle.Exponent, SpeedLimit));
        }

        return Math.Clamp(acceleration, -6, 6);
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

    private static double SteeringTowards(ReferenceVehicle vehicle) =>
        ReferenceMechanics.Steering(vehicle, vehicle.Y - vehicle.TargetLane * LaneWidth, laneHeading: 0);

    /// <summary>Halfway between two lanes the left one is the nearest.</summary>
    public static int NearestLane(double y) =>
        Enumerable.Range(0, Lanes).MinBy(lane => Math.Abs(y - lane * LaneWidth));

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
