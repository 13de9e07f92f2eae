using Snowball.Sim.Tests.HighwayFast;

namespace Snowball.Sim.Tests.Merge;

/// <summary>
/// An independent model of highway-env's <c>merge-v0</c> (version 1.12.1), against which the simulator is tested: scalar, in double
/// precision, one object a vehicle, and written for reading rather than for speed.
/// </summary>
/// <remarks>
/// Two lanes of 4 m along x and a ramp; y grows to the right. Vehicle 0 is the ego, the last one comes from the ramp. A policy step lasts
/// 1 s and consists of 15 substeps. Units are metres, seconds, radians and m/s. Everybody looks for neighbours on one road alone, and all
/// crash into each other and into the obstacle at the end of the ramp's lane. Sources as in <see cref="HighwayFastReference"/>.
/// </remarks>
internal sealed class MergeReference
{
    public const int Substeps = 15;
    public const double SubstepDuration = 1.0 / 15;

    private const double SpeedLimit = 20;
    private const double PerceptionDistance = 200;
    private readonly ReferenceVehicle _obstacle = new() { IsObstacle = true, X = 310, Y = 8 };
    private readonly Dictionary<ReferenceVehicle, (MergeLane Lane, MergeLane Target)> _lanes = [];

    /// <param name="vehicles">The ego first; the lanes that they are said to be in and to steer for are on the road that they are on.</param>
    public MergeReference(IEnumerable<ReferenceVehicle> vehicles)
    {
        Vehicles = [.. vehicles];
        foreach (var vehicle in Vehicles)
        {
            var lane = MergeLane.Nearest(vehicle.X, vehicle.Y, vehicle.Heading);
            _lanes[vehicle] = (lane, vehicle.TargetLane == lane.Number ? lane : lane.Numbered(vehicle.TargetLane));
        }
    }

    private MergeReference(MergeReference other)
    {
        foreach (var vehicle in other.Vehicles)
        {
            var copy = vehicle.Copy();
            Vehicles.Add(copy);
            _lanes[copy] = other._lanes[vehicle];
        }
    }

    /// <summary>All vehicles, the ego first. The order matters: it is the order of acting and of collision checks.</summary>
    public List<ReferenceVehicle> Vehicles { get; } = [];

    private ReferenceVehicle Ego => Vehicles[0];

    /// <summary>Draws a start.</summary>
    public static MergeReference Place(Random random)
    {
        var vehicles = new List<ReferenceVehicle> { At(30, 1, 30, 30) };
        foreach (var (x, speed) in new[] { (90, 29.0), (70, 31.0), (5, 31.5) })
        {
            int lane = random.Next(2);
            double position = x + Uniform(random, -5, 5), start = speed + Uniform(random, -1, 1);
            vehicles.Add(At(position, lane, start, start));
        }
        vehicles.Add(At(110, 2, 20, 30));
        foreach (var vehicle in vehicles) vehicle.Timer = ReferenceMechanics.FlooredRemainder((vehicle.X + vehicle.Y) * Math.PI, 1);
        return new MergeReference(vehicles);

        static ReferenceVehicle At(double x, int lane, double speed, double target)
            => new() { X = x, Y = lane == 2 ? 14.5 : 4 * lane, Speed = speed, Lane = lane, TargetLane = lane, TargetSpeed = target };
    }

    public MergeReference Copy() => new(this);

    /// <summary>Takes one policy step.</summary>
    /// <param name="metaAction">0 lane left, 1 idle, 2 lane right, 3 faster, 4 slower.</param>
    public ReferenceStep Step(int metaAction)
    {
        Command(metaAction);
        var substeps = new ReferenceVehicle[Substeps][];
        for (int substep = 0; substep < Substeps; substep++)
        {
            Advance();
            substeps[substep] = [.. Vehicles.Select(vehicle => vehicle.Copy())];
        }
        return new ReferenceStep(substeps, Observe(), Reward(metaAction), Ego.Crashed || Ego.X > 370, Truncated: false);
    }

    /// <summary>One substep: one after another decides, then everyone moves, then collisions are looked for.</summary>
    private void Advance()
    {
        FollowRoad(Ego);
        Ego.Steering = SteeringToTarget(Ego);
        Ego.Acceleration = (Ego.TargetSpeed - Ego.Speed) / 0.6;
        foreach (var vehicle in Vehicles.Skip(1).Where(vehicle => !vehicle.Crashed))
        {
            FollowRoad(vehicle);
            DecideLane(vehicle);
            vehicle.Steering = SteeringToTarget(vehicle);
            vehicle.Acceleration = FollowingAcceleration(vehicle);
        }
        foreach (var vehicle in Vehicles)
        {
            ReferenceMechanics.Move(vehicle, SubstepDuration);
            var lane = MergeLane.Nearest(vehicle.X, vehicle.Y, vehicle.Heading);
            _lanes[vehicle] = (lane, _lanes[vehicle].Target);
            vehicle.Lane = lane.Number;
        }
        for (int i = 0; i < Vehicles.Count; i++)
        {
            foreach (var other in Vehicles.Skip(i + 1)) ReferenceMechanics.Collide(Vehicles[i], other, SubstepDuration);
            ReferenceMechanics.Collide(Vehicles[i], _obstacle, SubstepDuration);
        }
    }

    private void Command(int metaAction)
    {
        FollowRoad(Ego);
        switch (metaAction)
        {
            case 0:
            case 2:
                var wanted = _lanes[Ego].Target.Beside(metaAction - 1);
                if (wanted.IsReachable(Ego.X, Ego.Y)) HeadFor(Ego, wanted);
                break;
            case 3:
            case 4:
                // Target speeds are 20, 25 and 30 m/s; the step is taken from the one nearest to the present speed.
                double nearest = Math.Clamp(Math.Round((Ego.Speed - 20) / 10 * 2, MidpointRounding.ToEven), 0, 2);
                Ego.TargetSpeed = 20 + 5 * Math.Clamp(nearest + (metaAction == 3 ? 1 : -1), 0, 2);
                break;
        }
    }

    private void HeadFor(ReferenceVehicle vehicle, MergeLane lane)
    {
        _lanes[vehicle] = (_lanes[vehicle].Lane, lane);
        vehicle.TargetLane = lane.Number;
    }

    /// <summary>Who is almost at the end of the lane steered for steers for the next one.</summary>
    private void FollowRoad(ReferenceVehicle vehicle)
    {
        var target = _lanes[vehicle].Target;
        if (target.IsAlmostAtEnd(vehicle.X)) HeadFor(vehicle, target.Next(vehicle.X));
    }

    private void DecideLane(ReferenceVehicle vehicle)
    {
        var (lane, target) = _lanes[vehicle];
        if (lane != target)
        {
            if (lane.Road == target.Road && Vehicles.Any(other => CompetesForTargetLane(vehicle, other))) HeadFor(vehicle, lane);
            return;
        }
        if (vehicle.Timer <= 1) return;

        vehicle.Timer = 0;
        if (Math.Abs(vehicle.Speed) < 1) return;

        // Both sides are weighed against the present lane; when both are worth it the right one, tried last, prevails.
        foreach (var candidate in new[] { lane.Beside(-1), lane.Beside(+1) })
        {
            if (candidate != lane && candidate.IsReachable(vehicle.X, vehicle.Y) && IsWorthChanging(vehicle, candidate)) HeadFor(vehicle, candidate);
        }
    }

    private bool CompetesForTargetLane(ReferenceVehicle vehicle, ReferenceVehicle other)
    {
        var (target, others) = (_lanes[vehicle].Target, _lanes[other]);
        if (other == vehicle || others.Lane == target || others.Target != target) return false;
        double distance = other.X - vehicle.X;
        return distance > 0 && distance < ReferenceMechanics.DesiredGap(vehicle, other);
    }

    /// <summary>MOBIL without politeness: a gain of 0.2 m/s2, and at most 2 m/s2 of braking for the new follower.</summary>
    private bool IsWorthChanging(ReferenceVehicle vehicle, MergeLane lane)
    {
        var (newLeader, newFollower) = Neighbours(vehicle, lane);
        if (newFollower is { IsObstacle: false } && Following(newFollower, vehicle, vehicle) < -2) return false;
        var (leader, _) = Neighbours(vehicle, _lanes[vehicle].Lane);
        return !(Following(vehicle, newLeader, vehicle) - Following(vehicle, leader, vehicle) < 0.2);
    }

    private double FollowingAcceleration(ReferenceVehicle vehicle)
    {
        var (lane, target) = _lanes[vehicle];
        double acceleration = Following(vehicle, Neighbours(vehicle, lane).Leader, vehicle);
        if (lane != target) acceleration = Math.Min(acceleration, Following(vehicle, Neighbours(vehicle, target).Leader, vehicle));
        return Math.Clamp(acceleration, -6, 6);
    }

    private static double Following(ReferenceVehicle vehicle, ReferenceVehicle? leader, ReferenceVehicle judge)
        => ReferenceMechanics.CarFollowing(vehicle, leader, judge.Exponent, SpeedLimit);

    /// <summary>
    /// The nearest ahead and behind among those, and the obstacle, that are within a metre of the lane and 5 m of its ends. One exactly
    /// abreast is ahead.
    /// </summary>
    private (ReferenceVehicle? Leader, ReferenceVehicle? Follower) Neighbours(ReferenceVehicle vehicle, MergeLane lane)
    {
        ReferenceVehicle? leader = null, follower = null;
        foreach (var other in Vehicles.Append(_obstacle))
        {
            if (other == vehicle || !lane.Holds(other.X, other.Y, margin: 1)) continue;
            if (vehicle.X <= other.X && (leader is null || other.X <= leader.X)) leader = other;
            if (other.X < vehicle.X && (follower is null || other.X > follower.X)) follower = other;
        }
        return (leader, follower);
    }

    /// <summary>The lane's direction is looked up a tenth of a second ahead.</summary>
    private double SteeringToTarget(ReferenceVehicle vehicle)
    {
        var lane = _lanes[vehicle].Target;
        return ReferenceMechanics.Steering(vehicle, vehicle.Y - lane.Y(vehicle.X), lane.Heading(vehicle.X + 0.1 * vehicle.Speed));
    }

    private double Reward(int metaAction)
    {
        double slowness = Vehicles.Where(vehicle => _lanes[vehicle].Lane is { Road: MergeRoad.Merging, Place: 2 })
            .Sum(vehicle => (vehicle.TargetSpeed - vehicle.Speed) / vehicle.TargetSpeed);
        double reward = (Ego.Crashed ? -1 : 0)
            + 0.1 * _lanes[Ego].Lane.Place
            + 0.2 * (Ego.Speed - 20) / 10
            - 0.5 * slowness
            - (metaAction is 0 or 2 ? 0.05 : 0);
        return (reward + 1.5) / 1.8;
    }

    /// <summary>
    /// Rows of presence, x, y, vx, vy: the ego in the frame of the road, then up to four others, the obstacle among them, relative to it,
    /// nearest along the road first. All but presence are divided by 200, 8, 80 and 80 and clipped to [-1, 1].
    /// </summary>
    private double[,] Observe()
    {
        var visible = Vehicles.Skip(1).Append(_obstacle)
            .Where(other => Math.Sqrt(Math.Pow(other.X - Ego.X, 2) + Math.Pow(other.Y - Ego.Y, 2)) < PerceptionDistance)
            .Where(other => other.X - Ego.X > -2 * ReferenceVehicle.Length)
            .OrderBy(other => Math.Abs(other.X - Ego.X))
            .Take(4);
        var observation = new double[5, 5];
        Write(0, Ego.X, Ego.Y, Ego.VelocityX, Ego.VelocityY);
        foreach (var (index, other) in visible.Index())
        {
            Write(index + 1, other.X - Ego.X, other.Y - Ego.Y, other.VelocityX - Ego.VelocityX, other.VelocityY - Ego.VelocityY);
        }
        return observation;

        void Write(int row, double x, double y, double velocityX, double velocityY)
        {
            observation[row, 0] = 1;
            observation[row, 1] = Math.Clamp(x / 200, -1, 1);
            observation[row, 2] = Math.Clamp(y / 8, -1, 1);
            observation[row, 3] = Math.Clamp(velocityX / 80, -1, 1);
            observation[row, 4] = Math.Clamp(velocityY / 80, -1, 1);
        }
    }

    private static double Uniform(Random random, double low, double high) => low + (high - low) * random.NextDouble();
}
