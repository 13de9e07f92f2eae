using CsCheck;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The linear single-track model: the reference against published numbers, and the SIMD step against the reference.
/// docs/physics.md tabulates what is measured here.
/// </summary>
public sealed class LinearSingleTrackTests
{
    private static readonly SingleTrackReference Bmw = SingleTrackReference.Bmw;

    // CommonRoad vehicle models, unit test of the derivatives, ST.
    private static readonly double[] PublishedState =
        [2.0233348142065677, 0.0041907137716636, 0.0197545248559617, 15.7216236334290116, 0.0025857914776859, 0.0529001056654038, 0.0033012170610298];

    private static readonly double[] PublishedDerivative =
        [15.7213512030862397, 0.0925527979719355, 0.15, 5.3536773276413925, 0.0529001056654038, 0.6435589397748606, 0.0313297971641291];

    [Fact]
    public void TheReferenceHasThePublishedDerivative()
    {
        double[] derivative = Bmw.Derivative(PublishedState, steeringRate: 0.15, acceleration: 0.63 * SingleTrackReference.Gravity);
        foreach (var (expected, actual) in PublishedDerivative.Zip(derivative)) Assert.Equal(expected, actual, 1e-12);
    }

    [Fact]
    public void AShortStepFollowsThePublishedDerivative()
    {
        const float seconds = 1e-3f;
        var fleet = new Fleet();
        Place(fleet, 0, PublishedState);
        fleet.States.CommandSteering[0] = (float)PublishedState[2] + 0.15f * seconds;
        fleet.States.CommandAcceleration[0] = 0.63f * 9.81f;
        double[] before = Read(fleet, 0);
        fleet.Advance(seconds);
        double[] after = Read(fleet, 0);

        // Single precision of the state, and half a step of curvature of the solution.
        double[] tolerance = [0.01, 0.005, 2e-3, 5e-3, 1e-3, 1e-2, 1e-3];
        for (int i = 0; i < tolerance.Length; i++) Assert.Equal(PublishedDerivative[i], (after[i] - before[i]) / seconds, tolerance[i]);
    }

    [Theory]
    [InlineData(80, 0.020889, -0.007078, 0.238, 9.695)]
    [InlineData(100, 0.013369, -0.011226, 0.297, 7.756)]
    [InlineData(120, 0.009284, -0.013480, 0.356, 6.463)]
    public void AStepSteerTo4MetresPerSecondSquaredRespondsAsPublished(
        double kilometresPerHour, double steering, double slipAngle, double riseTime, double frequency)
    {
        double speed = kilometresPerHour / 3.6, radius = speed * speed / 4;
        Assert.Equal(steering, Bmw.Wheelbase / radius, 5e-7); // neutral steer: L / R at any speed
        var modes = Bmw.Modes(speed);
        Assert.Equal(frequency, modes.Frequency, 5e-4);
        Assert.Equal(1.000, modes.Damping, 5e-4);

        const float seconds = 1e-3f;
        var fleet = new Fleet();
        fleet.Put(0, 0, 0, speed: (float)speed);
        var yawRates = new List<double>();
        fleet.States.Steering[0] = fleet.States.CommandSteering[0] = (float)steering;
        for (int i = 0; i < 5000; i++)
        {
            fleet.Advance(seconds);
            yawRates.Add(fleet.States.YawRate[0]);
        }

        double steady = yawRates[^1];
        Assert.Equal(4.0, steady * speed, 1e-3);
        Assert.Equal(slipAngle, fleet.States.SlipAngle[0], 2e-6);
        // ISO 7401: from the steering angle at 50 %, here the start, to the yaw rate at 90 %.
        double at90 = (Reaches(yawRates, 0.9 * steady) + 1) * seconds;
        Assert.Equal(riseTime, at90, 1e-3);
    }

    [Theory]
    [InlineData(0.02f, false, 0.001)]
    [InlineData(0.05f, false, 0.001)]
    [InlineData(0.02f, true, 0.005)]
    [InlineData(0.05f, true, 0.03)]
    public void TheImplicitStepStaysCentimetresFromTheSolutionAfterASecond(float seconds, bool sine, double bound)
    {
        // 100 km/h: a step to 4 m/s2, or a sine of 1 Hz of that amplitude. The solution by Runge and Kutta at 1 ms.
        const double speed = 100 / 3.6, amplitude = 0.013369;
        double[] x = [0, 0, Wheel(0), speed, 0, 0, 0];
        for (int i = 0; i < 1000; i++)
        {
            double rate = (Wheel((i + 1) * 1e-3) - Wheel(i * 1e-3)) / 1e-3;
            x = SingleTrackReference.RungeKutta(s => Bmw.Derivative(s, rate, 0), x, 1e-3);
        }

        var fleet = new Fleet();
        fleet.Put(0, 0, 0, speed: (float)speed);
        fleet.States.Steering[0] = (float)Wheel(0);
        for (int i = 1; i <= (int)Math.Round(1 / seconds); i++)
        {
            fleet.States.CommandSteering[0] = (float)Wheel(i * seconds);
            fleet.Advance(seconds);
        }

        double error = Math.Sqrt(Math.Pow(fleet.States.X[0] - x[0], 2) + Math.Pow(fleet.States.Y[0] - x[1], 2));
        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds * 1000} ms, {(sine ? "sine" : "step")}: {error * 1000:F1} mm off after 1 s");
        Assert.InRange(error, 0, bound);

        double Wheel(double time) => sine ? amplitude * Math.Sin(2 * Math.PI * time) : amplitude;
    }

    [Fact]
    public void TheStepAgreesWithTheReferenceForAnyState()
    {
        // Speeds, steering and accelerations of driving; one step of 20 ms, the solution by fifty steps of Runge and Kutta.
        const double seconds = 0.02;
        var fleet = new Fleet();
        var generator = Gen.Select(Gen.Double[10, 50], Gen.Double[-0.1, 0.1], Gen.Double[-8, 3], Gen.Double[-0.4, 0.4], Gen.Double[-0.5, 0.5], Gen.Double[-0.05, 0.05]);
        generator.Array[8].Sample(cases =>
        {
            for (int i = 0; i < 8; i++)
            {
                var (speed, steering, acceleration, rate, yawRate, slip) = cases[i];
                Place(fleet, i, [100, -40, steering, speed, 0.7, yawRate, slip]);
                fleet.States.CommandSteering[i] = (float)(steering + rate * seconds);
                fleet.States.CommandAcceleration[i] = (float)acceleration;
            }
            double[][] before = [.. Enumerable.Range(0, 8).Select(i => Read(fleet, i))];
            fleet.Advance((float)seconds);
            for (int i = 0; i < 8; i++)
            {
                double[] x = before[i];
                // The step holds the acceleration that the power allows at its start.
                double held = Bmw.Derivative(x, 0, cases[i].Item3)[3];
                for (int k = 0; k < 50; k++) x = SingleTrackReference.RungeKutta(s => Bmw.Derivative(s, cases[i].Item4, held), x, seconds / 50);
                double[] actual = Read(fleet, i);
                Assert.Equal(x[0], actual[0], 2e-3);
                Assert.Equal(x[1], actual[1], 2e-3);
                Assert.Equal(x[2], actual[2], 1e-6);
                Assert.Equal(x[3], actual[3], 1e-4);
                Assert.Equal(x[4], actual[4], 2e-3);
                Assert.Equal(x[5], actual[5], 0.04);
                Assert.Equal(x[6], actual[6], 0.004);
            }
        }, iter: 500, threads: 1);
    }

    [Fact]
    public void BelowWalkingPaceItRollsWithoutSlip()
    {
        var fleet = new Fleet();
        fleet.Put(0, 0, 0, speed: 0.5f);
        fleet.States.Steering[0] = fleet.States.CommandSteering[0] = 0.3f;
        fleet.Advance(0.02f);

        double slip = Math.Atan(Bmw.RearAxle / Bmw.Wheelbase * Math.Tan(0.3));
        Assert.Equal(slip, fleet.States.SlipAngle[0], 1e-6);
        Assert.Equal(0.5 * Math.Sin(slip) / Bmw.RearAxle, fleet.States.YawRate[0], 1e-6);
    }

    [Fact]
    public void ItStaysFiniteThroughStandstill()
    {
        var fleet = new Fleet();
        fleet.Put(0, 0, 0, speed: 30f);
        fleet.States.CommandSteering[0] = 0.1f;
        fleet.States.CommandAcceleration[0] = -9f;
        fleet.Advance(0.02f, 400);
        Assert.Equal(0f, fleet.States.Speed[0]);
        Assert.Equal(0f, fleet.States.YawRate[0]);
        fleet.States.CommandAcceleration[0] = 3f;
        fleet.Advance(0.02f, 400);
        foreach (double value in Read(fleet, 0)) Assert.True(double.IsFinite(value));
        Assert.True(fleet.States.Speed[0] > 20f);
    }

    [Theory]
    [InlineData("ford-escort")]
    [InlineData("bmw-320i")]
    [InlineData("vw-vanagon")]
    public void CrossWindFromTheRightTurnsAndShiftsItAsByHand(string vehicle)
    {
        const float speed = 30f, wind = 10f;
        var fleet = new Fleet(vehicle: vehicle);
        fleet.Put(0, 0, 0, speed: speed);
        fleet.States.SideWind[0] = wind;
        fleet.Advance(0.01f, 1000);

        // Steady state with the wheels straight: the tyres carry force and moment of the wind and the centripetal force.
        var p = fleet.Parameters;
        double l = p.Wheelbase, lf = p.FrontAxle, lr = p.RearAxle, stiffness = p.Friction * p.CorneringStiffness * p.Mass * 9.81;
        double front = stiffness * lr / l, rear = stiffness * lf / l; // N/rad
        double force = 0.5 * 1.225 * p.SideArea * wind * Math.Sqrt(speed * speed + wind * wind), moment = force * p.SideWindArm;
        // front (-b - lf r / v) + rear (-b + lr r / v) + force = m v r;  lf front (-b - lf r / v) - lr rear (-b + lr r / v) + moment = 0
        double a11 = -(front + rear), a12 = (rear * lr - front * lf) / speed - p.Mass * speed;
        double a21 = rear * lr - front * lf, a22 = -(front * lf * lf + rear * lr * lr) / speed;
        double determinant = a11 * a22 - a12 * a21;
        double slip = (-force * a22 + a12 * moment) / determinant, yawRate = (-a11 * moment + a21 * force) / determinant;

        Assert.True(yawRate > 0);
        Assert.Equal(yawRate, fleet.States.YawRate[0], 1e-4 * yawRate + 1e-7);
        Assert.Equal(slip, fleet.States.SlipAngle[0], 1e-3 * Math.Abs(slip) + 1e-7);
        Assert.True(fleet.States.Y[0] > 0);
    }

    private static void Place(Fleet fleet, int index, double[] x)
    {
        fleet.Put(index, (float)x[0], (float)x[1], (float)x[4], (float)x[3]);
        fleet.States.Steering[index] = (float)x[2];
        fleet.States.YawRate[index] = (float)x[5];
        fleet.States.SlipAngle[index] = (float)x[6];
    }

    private static double[] Read(Fleet fleet, int i)
        => [fleet.States.X[i], fleet.States.Y[i], fleet.States.Steering[i], fleet.States.Speed[i], fleet.States.Heading[i], fleet.States.YawRate[i], fleet.States.SlipAngle[i]];

    private static double Reaches(List<double> values, double level)
    {
        int at = values.FindIndex(value => value >= level);
        return at - (values[at] - level) / (values[at] - values[at - 1]);
    }
}
