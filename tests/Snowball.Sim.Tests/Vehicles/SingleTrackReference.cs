namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The KS and ST models of the CommonRoad vehicle models (Althoff, Koschi, Manzinger 2017) in double precision, written from the
/// paper's equations and integrated by Runge and Kutta's fourth-order method. State of ST: x, y, steering, speed, heading, yaw rate,
/// slip angle; of KS (about the rear axle) the first five. Inputs: steering rate, acceleration.
/// </summary>
internal sealed record SingleTrackReference(
    double FrontAxle, double RearAxle, double Mass, double YawInertia, double Height, double SwitchSpeed, double BrakeSplit, double DriveSplit)
{
    public const double Gravity = 9.81, Friction = 1.0489, Stiffness = 21.92 / 1.0489, GreatestAcceleration = 11.5;

    private const double Foot = 0.3048, Pound = 4.4482216152605;

    /// <summary>Parameter set 1, Ford Escort, to the digits of the published set (feet, pounds).</summary>
    public static SingleTrackReference Escort { get; } = Make(2.9, 4.95, 84, 1135, 1.95, 4.755, 0.76, 1);

    /// <summary>Parameter set 2, BMW 320i.</summary>
    public static SingleTrackReference Bmw { get; } = Make(3.793293, 4.667707, 74.91452, 1321.416, 2.01355, 7.319, 0.66, 0);

    /// <summary>Parameter set 3, VW Vanagon.</summary>
    public static SingleTrackReference Vanagon { get; } = Make(3.775563, 4.334437, 101.3367, 1824.078, 2.639405, 7.824, 0.64, 0);

    /// <summary>The set of a vehicle's name.</summary>
    public static SingleTrackReference Named(string name) => name switch { "ford-escort" => Escort, "bmw-320i" => Bmw, _ => Vanagon };

    public double Wheelbase => FrontAxle + RearAxle;

    public double[] KinematicDerivative(double[] x, double steeringRate, double acceleration) =>
    [
        x[3] * Math.Cos(x[4]), x[3] * Math.Sin(x[4]), steeringRate, Limited(x[3], acceleration), x[3] / Wheelbase * Math.Tan(x[2]),
    ];

    public double[] Derivative(double[] x, double steeringRate, double acceleration)
    {
        double speed = x[3], a = Limited(speed, acceleration);
        double frontLoad = Gravity * RearAxle - a * Height, rearLoad = Gravity * FrontAxle + a * Height;
        double yaw = Friction * Mass / (YawInertia * Wheelbase), slip = Friction / (speed * Wheelbase);
        return
        [
            speed * Math.Cos(x[6] + x[4]),
            speed * Math.Sin(x[6] + x[4]),
            steeringRate,
            a,
            x[5],
            -yaw / speed * (FrontAxle * FrontAxle * Stiffness * frontLoad + RearAxle * RearAxle * Stiffness * rearLoad) * x[5]
                + yaw * Stiffness * (RearAxle * rearLoad - FrontAxle * frontLoad) * x[6]
                + yaw * FrontAxle * Stiffness * frontLoad * x[2],
            (slip / speed * Stiffness * (rearLoad * RearAxle - frontLoad * FrontAxle) - 1) * x[5]
                - slip * Stiffness * (rearLoad + frontLoad) * x[6]
                + slip * Stiffness * frontLoad * x[2],
        ];
    }

    /// <summary>Natural frequency in rad/s and damping ratio of yaw rate and slip angle at a speed, from the matrix of the two.</summary>
    public (double Frequency, double Damping) Modes(double speed)
    {
        double[] still = Derivative([0, 0, 0, speed, 0, 0, 0], 0, 0);
        double[] yaw = Derivative([0, 0, 0, speed, 0, 1, 0], 0, 0), slip = Derivative([0, 0, 0, speed, 0, 0, 1], 0, 0);
        double a = yaw[5] - still[5], c = yaw[6] - still[6], b = slip[5] - still[5], d = slip[6] - still[6];
        double frequency = Math.Sqrt(a * d - b * c);
        return (frequency, -(a + d) / (2 * frequency));
    }

    public static double[] RungeKutta(Func<double[], double[]> derivative, double[] x, double dt)
    {
        double[] k1 = derivative(x), k2 = derivative(Plus(x, k1, dt / 2)), k3 = derivative(Plus(x, k2, dt / 2)), k4 = derivative(Plus(x, k3, dt));
        return [.. x.Select((value, i) => value + dt / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]))];
    }

    private static double[] Plus(double[] x, double[] slope, double dt) => [.. x.Zip(slope, (value, rate) => value + rate * dt)];

    private static SingleTrackReference Make(
        double front, double rear, double mass, double inertia, double height, double switchSpeed, double brakeSplit, double driveSplit)
        => new(Foot * front, Foot * rear, Pound / Foot * mass, Pound * Foot * inertia, Foot * height, switchSpeed, brakeSplit, driveSplit);

    internal double Limited(double speed, double acceleration)
    {
        double limit = speed > SwitchSpeed ? GreatestAcceleration * SwitchSpeed / speed : GreatestAcceleration;
        return Math.Clamp(acceleration, -GreatestAcceleration, limit);
    }
}
