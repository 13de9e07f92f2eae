using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Cli.Manoeuvres;

/// <summary>Response to a step of the steering wheel (ISO 7401).</summary>
/// <param name="Steering">Angle of the front wheels that gives the lateral acceleration, rad.</param>
/// <param name="ResponseTime">From half of the steering angle to 90 % of the steady yaw rate, s.</param>
/// <param name="Overshoot">Of the yaw rate, relative to the steady one.</param>
/// <param name="SlipAngle">Steady, rad.</param>
/// <param name="YawRates">Time since the start (s) and yaw rate (rad/s).</param>
internal sealed record StepResponse(double Steering, double ResponseTime, double Overshoot, double SlipAngle, List<(double X, double Y)> YawRates);

/// <summary>Driving round a circle faster and faster (ISO 4138, constant radius).</summary>
/// <param name="UndersteerGradient">Of the steering angle over the lateral acceleration between 1 and 4 m/s2, rad per m/s2.</param>
/// <param name="Greatest">Lateral acceleration at which the circle could not be held any more, m/s2; the last driven where that did not happen.</param>
/// <param name="Steering">Lateral acceleration (m/s2) and steering angle (rad).</param>
internal sealed record CircleResult(double UndersteerGradient, double Greatest, List<(double X, double Y)> Steering);

/// <summary>Manoeuvres in which a schedule or a simple controller decides what the driver does.</summary>
internal static class OpenLoop
{
    /// <summary>Radius of the circle, m.</summary>
    public const double Radius = 100;

    /// <summary>Steers to a steady lateral acceleration as fast as the steering goes, at a held speed.</summary>
    public static StepResponse StepSteer(Subject subject, double speed, double lateralAcceleration)
    {
        double steering = lateralAcceleration / (speed * speed) * subject.Parameters.Wheelbase;
        var yawRates = new List<(double X, double Y)>();
        double slip = 0;
        // The wheel angle that gives the lateral acceleration is not known beforehand.
        for (int trial = 0; trial < 12; trial++)
        {
            yawRates.Clear();
            using var track = new TestTrack(subject, speed);
            track.States.CommandSteering[0] = (float)steering;
            while (track.Time < 6)
            {
                track.HoldSpeed(0, speed);
                track.Step();
                yawRates.Add((track.Time, track.States.YawRate[0]));
            }
            slip = track.States.SlipAngle[0];
            steering *= lateralAcceleration / (yawRates[^1].Y * track.States.Speed[0]);
        }
        double steady = yawRates[^1].Y, half = steering / 2 / subject.Parameters.SteeringRate;
        double reached = yawRates.First(point => point.Y >= 0.9 * steady).X;
        return new StepResponse(steering, reached - half, yawRates.Max(point => point.Y) / steady - 1, slip, yawRates);
    }

    /// <summary>Holds a circle while it speeds up by 0.25 m/s2.</summary>
    public static CircleResult Circle(Subject subject)
    {
        using var track = new TestTrack(subject, 8);
        var steering = new List<(double X, double Y)>();
        var v = track.States;
        double wheel = subject.Parameters.Wheelbase / Radius, last = 0;
        v.Steering[0] = (float)wheel;
        while (v.Speed[0] < Math.Min(subject.Parameters.MaximumSpeed, 40) && track.Time < 150)
        {
            // The yaw rate of the circle at this speed, less what brings back to its radius.
            double missing = v.Speed[0] / Radius - v.YawRate[0];
            wheel += 0.6 * missing * TestTrack.Seconds;
            v.CommandSteering[0] = (float)(wheel + 0.15 * missing);
            track.HoldSpeed(0, 8 + 0.25 * track.Time);
            track.Step();
            if (track.Time < 5) continue;
            if (Math.Abs(missing) > 0.05 * v.Speed[0] / Radius) break;
            last = v.YawRate[0] * v.Speed[0];
            steering.Add((last, v.Steering[0]));
        }
        var low = steering.First(point => point.X >= 1);
        var high = steering.FirstOrDefault(point => point.X >= 4, steering[^1]);
        return new CircleResult((high.Y - low.Y) / (high.X - low.X), last, steering);
    }

    /// <summary>Distance in m from a speed (m/s) to standstill at a constant demand (m/s2), and the speed over it.</summary>
    public static (double Distance, List<(double X, double Y)> Speeds) Brake(Subject subject, double speed, double demand, double friction = 1, double grade = 0)
    {
        using var track = new TestTrack(subject, speed, friction, grade);
        var v = track.States;
        var speeds = new List<(double X, double Y)> { (0, speed) };
        v.CommandAcceleration[0] = (float)-demand;
        while (v.Speed[0] > 0 && track.Time < 120)
        {
            track.Step();
            speeds.Add((v.X[0], v.Speed[0]));
        }
        return (v.X[0], speeds);
    }

    /// <summary>Speed in m/s that full power holds on a slope (rad) in the end.</summary>
    public static double ClimbingSpeed(Subject subject, double grade)
    {
        using var track = new TestTrack(subject, 15, grade: grade);
        track.States.CommandAcceleration[0] = 100;
        while (track.Time < 300)
        {
            // Tyres as they are built steer a little, which leads off a slope that lies in space.
            if (subject.BackEnd == PhysicsBackEnd.Bepu) track.States.CommandSteering[0] = -0.2f * track.States.Heading[0];
            track.Step();
        }
        return track.States.Speed[0];
    }

    /// <summary>Distance in m that a cross-wind (m/s, from the right) moves a vehicle aside in 2 s while the steering is held (ISO 12021).</summary>
    public static double CrossWindDeviation(Subject subject, double speed, double wind)
    {
        // Tyres as they are built steer a little: the deviation is what the wind adds.
        using var track = new TestTrack(subject, speed);
        track.States.SideWind[0] = (float)wind;
        while (track.Time < 2)
        {
            for (int driver = 0; driver < 2; driver++) track.HoldSpeed(driver, speed);
            track.Step();
        }
        return track.States.Y[0] - track.States.Y[1];
    }
}
