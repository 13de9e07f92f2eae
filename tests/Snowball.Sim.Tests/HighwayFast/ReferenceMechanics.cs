namespace Snowball.Sim.Tests.HighwayFast;

/// <summary>What highway-env's environments have in common: how a vehicle moves, is steered, follows others and collides.</summary>
internal static class ReferenceMechanics
{
    /// <summary>
    /// IDM acceleration of <paramref name="vehicle"/> behind <paramref name="leader"/>, unclipped.
    /// The exponent is that of the vehicle that reasons, which in MOBIL is not the one that follows.
    /// </summary>
    public static double CarFollowing(ReferenceVehicle vehicle, ReferenceVehicle? leader, double exponent, double speedLimit)
    {
        var desiredSpeed = Math.Clamp(vehicle.TargetSpeed, 0, speedLimit);
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
    public static double DesiredGap(ReferenceVehicle vehicle, ReferenceVehicle leader)
    {
        var closingSpeed = (vehicle.VelocityX - leader.VelocityX) * Math.Cos(vehicle.Heading)
                         + (vehicle.VelocityY - leader.VelocityY) * Math.Sin(vehicle.Heading);
        return 10 + 1.5 * vehicle.Speed + vehicle.Speed * closingSpeed / (2 * Math.Sqrt(3 * 5));
    }

    /// <summary>Lateral offset to lateral speed to heading to heading rate to slip angle to front wheel angle.</summary>
    public static double Steering(ReferenceVehicle vehicle, double offset, double laneHeading)
    {
        var speed = AwayFromZero(vehicle.Speed);
        var lateralSpeed = -offset / 0.6;
        var heading = laneHeading + Math.Clamp(Math.Asin(Math.Clamp(lateralSpeed / speed, -1, 1)), -Math.PI / 4, Math.PI / 4);
        var headingRate = WrapAngle(heading - vehicle.Heading) / 0.2;
        var slip = Math.Asin(Math.Clamp(ReferenceVehicle.Length / 2 / speed * headingRate, -1, 1));
        return Math.Clamp(Math.Atan(2 * Math.Tan(slip)), -Math.PI / 3, Math.PI / 3);
    }

    public static void Move(ReferenceVehicle vehicle, double dt)
    {
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
    }

    /// <summary>
    /// Overlapping rectangles crash at once. Rectangles that would overlap within the next substep at constant velocity
    /// push each other apart, and crash, when they move next; an obstacle stays where it is. A later check replaces the push of an earlier one.
    /// </summary>
    public static void Collide(ReferenceVehicle vehicle, ReferenceVehicle other, double dt)
    {
        var reach = (vehicle.Diagonal + other.Diagonal) / 2 + vehicle.Speed * dt;
        var (apartX, apartY) = (vehicle.X - other.X, vehicle.Y - other.Y);
        if (Math.Sqrt(apartX * apartX + apartY * apartY) > reach)
        {
            return;
        }

        var travelX = (vehicle.VelocityX - other.VelocityX) * dt;
        var travelY = (vehicle.VelocityY - other.VelocityY) * dt;
        var overlaps = true;
        var willOverlap = true;
        var depth = double.PositiveInfinity;
        var push = (X: 0.0, Y: 0.0);
        var (corners, otherCorners) = (vehicle.Corners(), other.Corners());
        foreach (var (axisX, axisY) in Normals(corners).Concat(Normals(otherCorners)))
        {
            var (min, max) = Project(corners, axisX, axisY);
            var (otherMin, otherMax) = Project(otherCorners, axisX, axisY);
            overlaps &= Separation(min, max, otherMin, otherMax) <= 0;

            var travel = axisX * travelX + axisY * travelY;
            var separation = Separation(min + Math.Min(travel, 0), max + Math.Max(travel, 0), otherMin, otherMax);
            willOverlap &= separation <= 0;
            if (!overlaps && !willOverlap)
            {
                return;
            }

            if (Math.Abs(separation) < depth)
            {
                depth = Math.Abs(separation);
                var side = apartX * axisX + apartY * axisY > 0 ? 1 : -1;
                push = (depth * side * axisX, depth * side * axisY);
            }
        }

        if (willOverlap)
        {
            vehicle.Impact = other.IsObstacle ? push : (push.X / 2, push.Y / 2);
            other.Impact = other.IsObstacle ? null : (-push.X / 2, -push.Y / 2);
        }

        if (overlaps)
        {
            vehicle.Crashed = true;
            other.Crashed = true;
        }
    }

    public static double FlooredRemainder(double value, double divisor)
    {
        var remainder = Math.IEEERemainder(value, divisor);
        return remainder < 0 ? remainder + divisor : remainder;
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
}
