namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The STD model of the CommonRoad vehicle models in double precision, as published: slip angle and speed as states, Pacejka's formulas with their
/// own names, no slip limiter, and the kinematic model mixed in below 0.2 m/s. State: x, y, steering, speed, heading, yaw rate, slip angle, front
/// and rear wheel spin. Inputs: steering rate, acceleration.
/// </summary>
internal sealed record DriftReference(SingleTrackReference Car)
{
    private const double G = SingleTrackReference.Gravity, WheelRadius = 0.344, WheelInertia = 1.7;
    private const double SwitchSpeed = 0.2, SwitchWidth = 0.05, LeastSpeed = SwitchSpeed / 2;

    /// <summary>Friction of the road relative to a dry one, which scales both peaks.</summary>
    public double RoadFriction { get; init; } = 1;

    /// <summary>A state with wheels that roll.</summary>
    public static double[] Rolling(double x, double y, double steering, double speed, double heading, double yawRate = 0, double slip = 0)
        => [x, y, steering, speed, heading, yawRate, slip, speed * Math.Cos(slip) * Math.Cos(steering) / WheelRadius, speed * Math.Cos(slip) / WheelRadius];

    public double[] Derivative(double[] x, double steeringRate, double acceleration)
    {
        double steering = x[2], v = x[3], r = x[5], beta = x[6], lf = Car.FrontAxle, lr = Car.RearAxle, wheelbase = Car.Wheelbase, m = Car.Mass;
        double a = Car.Limited(v, acceleration);
        bool moves = v > LeastSpeed;
        double alphaF = moves ? Math.Atan((v * Math.Sin(beta) + r * lf) / (v * Math.Cos(beta))) - steering : 0;
        double alphaR = moves ? Math.Atan((v * Math.Sin(beta) - r * lr) / (v * Math.Cos(beta))) : 0;
        double loadF = m * (-a * Car.Height + G * lr) / wheelbase, loadR = m * (a * Car.Height + G * lf) / wheelbase;
        double rollF = Math.Max(0, v * Math.Cos(beta) * Math.Cos(steering) + (v * Math.Sin(beta) + lf * r) * Math.Sin(steering));
        double rollR = Math.Max(0, v * Math.Cos(beta));
        var (fxF, fyF) = Forces(1 - WheelRadius * x[7] / Math.Max(rollF, LeastSpeed), alphaF, loadF);
        var (fxR, fyR) = Forces(1 - WheelRadius * x[8] / Math.Max(rollR, LeastSpeed), alphaR, loadR);
        double torque = m * WheelRadius * a, share = a > 0 ? Car.DriveSplit : Car.BrakeSplit;

        double speedRate = (-fyF * Math.Sin(steering - beta) + fyR * Math.Sin(beta) + fxR * Math.Cos(beta) + fxF * Math.Cos(steering - beta)) / m;
        double yawAcceleration = (fyF * Math.Cos(steering) * lf - fyR * lr + fxF * Math.Sin(steering) * lf) / Car.YawInertia;
        double slipRate = moves
            ? -r + (fyF * Math.Cos(steering - beta) + fyR * Math.Cos(beta) - fxR * Math.Sin(beta) + fxF * Math.Sin(steering - beta)) / (m * v) : 0;
        double spinF = (-WheelRadius * fxF + share * torque) / WheelInertia, spinR = (-WheelRadius * fxR + (1 - share) * torque) / WheelInertia;
        if (x[7] < 0 || (x[7] == 0 && spinF < 0)) spinF = 0;
        if (x[8] < 0 || (x[8] == 0 && spinR < 0)) spinR = 0;

        // The kinematic model about the centre of gravity, and its derivatives.
        double tan = Math.Tan(steering), kinematicSlip = Math.Atan(tan * lr / wheelbase);
        double slipRateK = lr * steeringRate / (wheelbase * Square(Math.Cos(steering)) * (1 + Square(tan * tan * lr / wheelbase)));
        double yawAccelerationK = (a * Math.Cos(beta) * tan - v * Math.Sin(beta) * slipRateK * tan + v * Math.Cos(beta) * steeringRate / Square(Math.Cos(steering))) / wheelbase;
        double w = 0.5 * (Math.Tanh((v - SwitchSpeed) / SwitchWidth) + 1), k = 1 - w;
        return
        [
            v * Math.Cos(beta + x[4]), v * Math.Sin(beta + x[4]), steeringRate, w * speedRate + k * a,
            w * r + k * v * Math.Cos(kinematicSlip) * tan / wheelbase, w * yawAcceleration + k * yawAccelerationK, w * slipRate + k * slipRateK,
            w * spinF + k * (rollF / WheelRadius - x[7]) / 0.02, w * spinR + k * (rollR / WheelRadius - x[8]) / 0.02,
        ];
    }

    /// <summary>The longitudinal and lateral force of an axle's tyres, N.</summary>
    public (double X, double Y) Forces(double slip, double alpha, double load)
    {
        double kappa = -slip + 0.0012297, peakX = 1.1739 * RoadFriction * load, peakY = 1.0489 * RoadFriction * load;
        double bx = 22.303 * load / (1.6411 * peakX), by = -21.92 * load / (1.3507 * peakY);
        double pureX = peakX * Math.Sin(1.6411 * Math.Atan(Bend(bx * kappa, 0.46403)) + load * -8.8098e-6);
        double pureY = peakY * Math.Sin(1.3507 * Math.Atan(Bend(by * alpha, -0.0074722)));

        double bxa = 13.276 * Math.Cos(Math.Atan(-13.778 * slip));
        double weightX = Math.Cos(1.2568 * Math.Atan(Bend(bxa * (alpha + 0.0050722), 0.65225))) / Math.Cos(1.2568 * Math.Atan(Bend(bxa * 0.0050722, 0.65225)));
        double byk = 7.1433 * Math.Cos(Math.Atan(9.1916 * (alpha + 0.027856)));
        double weightY = Math.Cos(1.0719 * Math.Atan(Bend(byk * (slip + 5.7448e-6), -0.27572))) / Math.Cos(1.0719 * Math.Atan(Bend(byk * 5.7448e-6, -0.27572)));
        double plysteer = peakY * -0.027825 * Math.Cos(Math.Atan(12.12 * alpha)) * Math.Sin(1.9 * Math.Atan(-10.704 * slip));
        return (pureX * weightX, pureY * weightY + plysteer);
    }

    /// <summary>The state after a time under inputs that depend on it, by Runge and Kutta's method; wheels never turn backwards.</summary>
    public double[] Drive(double[] x, double seconds, Func<double, (double SteeringRate, double Acceleration)> inputs, double dt = 1e-4)
    {
        int steps = (int)Math.Round(seconds / dt);
        for (int i = 0; i < steps; i++)
        {
            var (rate, acceleration) = inputs((i + 0.5) * dt);
            x = SingleTrackReference.RungeKutta(s => Derivative(s, rate, acceleration), x, dt);
            (x[7], x[8]) = (Math.Max(0, x[7]), Math.Max(0, x[8]));
        }
        return x;
    }

    private static double Bend(double x, double curvature) => x - curvature * (x - Math.Atan(x));

    private static double Square(double x) => x * x;
}
