using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>A stretch between two rows of cones: x and y from and to, m.</summary>
internal readonly record struct ConeLane(double Start, double End, double Right, double Left)
{
    public double Centre => (Right + Left) / 2;
}

/// <summary>A double lane change between cones: out of the first lane into the second, and back into the third.</summary>
/// <param name="Name">Of the standard.</param>
/// <param name="IsThrottleHeld">Whether the driver keeps the entry speed, rather than releasing the throttle.</param>
/// <param name="Lanes">The three lanes.</param>
internal sealed record ConeTrack(string Name, bool IsThrottleHeld, ConeLane[] Lanes)
{
    /// <summary>ISO 3888-1, double lane change: 15, 30, 25, 25 and 30 m, lanes 3.5 m apart between their centres.</summary>
    public static ConeTrack DoubleLaneChange(double width)
    {
        double first = 1.1 * width + 0.25, second = 1.2 * width + 0.25, third = 1.3 * width + 0.25;
        return new ConeTrack("ISO 3888-1", true, [Lane(0, 15, 0, first), Lane(45, 70, 3.5, second), Lane(95, 125, 0, third)]);
    }

    /// <summary>ISO 3888-2, obstacle avoidance: 12, 13.5, 11, 12.5 and 12 m; 1 m between the edges of the first lane and the second.</summary>
    public static ConeTrack ObstacleAvoidance(double width)
    {
        double first = 1.1 * width + 0.25, second = width + 1, third = Math.Max(1.3 * width + 0.25, 3);
        double offset = first / 2 + 1 + second / 2;
        // The last lane widens to the left; its right edge is that of the first.
        return new ConeTrack("ISO 3888-2", false, [Lane(0, 12, 0, first), Lane(25.5, 36.5, offset, second), Lane(49, 61, (third - first) / 2, third)]);
    }

    private static ConeLane Lane(double start, double end, double centre, double width) => new(start, end, centre - width / 2, centre + width / 2);
}

/// <summary>The fastest passage through a track that a family of drivers finds.</summary>
/// <param name="EntrySpeed">m/s.</param>
/// <param name="Path">x and y of the centre of gravity, m.</param>
/// <param name="Steering">x in m and steering angle in rad.</param>
internal sealed record Passage(double EntrySpeed, List<(double X, double Y)> Path, List<(double X, double Y)> Steering);

/// <summary>
/// Drives double lane changes with drivers who steer by preview to a path through the lanes' centres: the lateral offset of a point ahead,
/// seen from the direction of travel, gives a curvature, and that the steering angle with a correction of the yaw rate. Drivers differ in preview time,
/// gain and how early they turn; a vehicle passes a speed where one of them hits no cone.
/// </summary>
internal static class LaneChange
{
    private const double Approach = 30;
    private static readonly double[] s_gains = [0.7, 1, 1.4], s_early = [0.1, 0.3, 0.5];

    /// <summary>The highest entry speed to 0.3 m/s, by bisection.</summary>
    public static Passage Fastest(Subject subject, ConeTrack track)
    {
        double passed = 5, failed = subject.Parameters.MaximumSpeed;
        Passage? best = null;
        while (failed - passed > 0.3)
        {
            double speed = (passed + failed) / 2;
            if (Drive(subject, track, speed) is { } passage) (passed, best) = (speed, passage);
            else failed = speed;
        }
        return best ?? new Passage(0, [], []);
    }

    /// <summary>A passage at a speed, or null where every driver hits a cone.</summary>
    public static Passage? Drive(Subject subject, ConeTrack cones, double speed)
    {
        foreach (double gain in s_gains)
        {
            foreach (double early in s_early)
            {
                if (Drive(subject, cones, speed, gain, early) is { } passage) return passage;
            }
        }
        return null;
    }

    private static Passage? Drive(Subject subject, ConeTrack cones, double speed, double gain, double early)
    {
        using var track = new TestTrack(subject, speed);
        var v = track.States;
        var failed = new bool[TestTrack.Drivers];
        var paths = new List<(double X, double Y)>[TestTrack.Drivers];
        var steering = new List<(double X, double Y)>[TestTrack.Drivers];
        for (int i = 0; i < TestTrack.Drivers; i++) (v.X[i], paths[i], steering[i]) = ((float)-Approach, [], []);
        double end = cones.Lanes[^1].End;
        while (track.Time < 60 && failed.Contains(false))
        {
            for (int i = 0; i < TestTrack.Drivers; i++)
            {
                if (cones.IsThrottleHeld || v.X[i] < 2) track.HoldSpeed(i, speed);
                else v.CommandAcceleration[i] = 0;
                v.CommandSteering[i] = (float)Steer(v, subject.Parameters, cones, i, 0.2 + 0.09 * i, gain, early);
            }
            track.Step();
            for (int i = 0; i < TestTrack.Drivers; i++)
            {
                if (failed[i]) continue;
                paths[i].Add((v.X[i], v.Y[i]));
                steering[i].Add((v.X[i], v.Steering[i]));
                failed[i] = Hits(v, cones, i);
                if (!failed[i] && v.X[i] - v.Length[i] / 2 > end) return new Passage(speed, paths[i], steering[i]);
            }
        }
        return null;
    }

    private static double Steer(VehicleStates v, VehicleParameters p, ConeTrack cones, int i, double preview, double gain, double early)
    {
        double speed = Math.Max(v.Speed[i], 1), ahead = preview * speed + 1;
        double course = v.Heading[i] + v.SlipAngle[i];
        double x = v.X[i] + ahead * Math.Cos(course);
        double offset = (Path(cones, x, early) - v.Y[i]) * Math.Cos(course) - (x - v.X[i]) * Math.Sin(course);
        double curvature = gain * 2 * offset / (ahead * ahead);
        return p.Wheelbase * curvature + 0.15 * (speed * curvature - v.YawRate[i]);
    }

    /// <summary>The wanted y at an x: from centre to centre by a polynomial without jerk at its ends, which reaches into the lanes by a share of them.</summary>
    private static double Path(ConeTrack cones, double x, double early)
    {
        double y = cones.Lanes[0].Centre;
        for (int i = 1; i < cones.Lanes.Length; i++)
        {
            var (from, to) = (cones.Lanes[i - 1], cones.Lanes[i]);
            double start = from.End - early * (from.End - from.Start) / 2, end = to.Start + early * (to.End - to.Start) / 2;
            double t = Math.Clamp((x - start) / (end - start), 0, 1);
            y += (to.Centre - from.Centre) * t * t * t * (10 - 15 * t + 6 * t * t);
        }
        return y;
    }

    /// <summary>Whether the footprint's outline is beyond the cones of a lane.</summary>
    private static bool Hits(VehicleStates v, ConeTrack cones, int i)
    {
        double sin = Math.Sin(v.Heading[i]), cos = Math.Cos(v.Heading[i]), half = v.Width[i] / 2;
        const int points = 16;
        double reach = v.Length[i] / 2 + half;
        foreach (var lane in cones.Lanes)
        {
            if (v.X[i] + reach < lane.Start || v.X[i] - reach > lane.End) continue;
            for (int point = 0; point <= points; point++)
            {
                double along = v.Length[i] * ((double)point / points - 0.5);
                foreach (double across in (ReadOnlySpan<double>)[-half, half])
                {
                    double x = v.X[i] + along * cos - across * sin, y = v.Y[i] + along * sin + across * cos;
                    if (x >= lane.Start && x <= lane.End && (y < lane.Right || y > lane.Left)) return true;
                }
            }
        }
        return false;
    }
}
