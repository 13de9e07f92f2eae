using System.Runtime.Intrinsics;
using CsCheck;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The single-track drift model: the reference against published numbers, and the SIMD steps against the reference.
/// docs/physics.md tabulates what is measured here.
/// </summary>
public sealed class SingleTrackDriftTests
{
    private const double G = SingleTrackReference.Gravity;
    private static readonly DriftReference Bmw = new(SingleTrackReference.Bmw);

    // CommonRoad vehicle models, unit test of the derivatives, STD.
    private static readonly double[] PublishedState =
    [
        2.0233348142065677, 0.0041907137716636, 0.0197545248559617, 15.7216236334290116, 0.0025857914776859, 0.0529001056654038, 0.0033012170610298,
        53.6551710641082451, 56.7917911784219598,
    ];

    private static readonly double[] PublishedDerivative =
    [
        15.72135120308624, 0.09255279797193551, 0.15, 11.340113304616798, 0.0529001056654038, 0.466681022626497, -0.02037000180254231,
        -1072.4665253469798, -253.94486828306555,
    ];

    [Fact]
    public void TheReferenceHasThePublishedDerivative()
    {
        double[] derivative = Bmw.Derivative(PublishedState, steeringRate: 0.15, acceleration: 0.63 * G);
        foreach (var (expected, actual) in PublishedDerivative.Zip(derivative)) Assert.Equal(expected, actual, 1e-9 * Math.Abs(expected));
    }

    [Fact]
    public void TyreForcesAreThoseOfTheReferenceToSinglePrecision()
    {
        double worst = 0;
        Gen.Select(Gen.Double[-1, 1], Gen.Double[-1.2, 1.2], Gen.Double[500, 9000], Gen.Double[0.1, 1]).Sample(tyre =>
        {
            var (slip, angle, load, friction) = tyre;
            var rows = new TyreRows(Of(1.1739 * friction), Of(1.0489 * friction), Of(22.303), Of(21.92), Of(-8.8098e-6));
            var forces = PacejkaTyre.Forces(Of(slip), Of(angle), Of(load), rows);
            var (x, y) = (Bmw with { RoadFriction = friction }).Forces(slip, angle, load);
            worst = Math.Max(worst, Math.Max(Math.Abs(x - forces.X[0]), Math.Abs(y - forces.Y[0])) / load);
            Assert.Equal(x / load, forces.X[0] / load, 5e-6);
            Assert.Equal(y / load, forces.Y[0] / load, 5e-6);
        }, iter: 20_000, threads: 1);
        TestContext.Current.TestOutputHelper?.WriteLine($"worst: {worst:E2} of the load");

        static Vector256<float> Of(double value) => Vector256.Create((float)value);
    }

    /// <summary>Steering angle (rad) and acceleration (m/s2) at a time (s).</summary>
    public static TheoryData<string, string, double, double> Manoeuvres()
    {
        var data = new TheoryData<string, string, double, double>();
        foreach (string vehicle in (string[])["ford-escort", "bmw-320i", "vw-vanagon"])
        {
            data.Add(vehicle, "step steer", 27.8, 0.03);
            data.Add(vehicle, "sine", 27.8, 0.03);
            data.Add(vehicle, "braking", 27.8, 0.04);
            data.Add(vehicle, "braking in a bend", 20, 0.05);
            data.Add(vehicle, "accelerating in a bend", 8, 0.05);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Manoeuvres))]
    public void AManoeuvreEndsWhereTheReferenceDoes(string vehicle, string manoeuvre, double speed, double bound)
    {
        const float seconds = 0.02f;
        const int steps = 100;
        var car = new DriftReference(SingleTrackReference.Named(vehicle));
        var fleet = new Fleet(vehicle: vehicle, model: DynamicsModel.SingleTrackDrift);
        fleet.Put(0, 0, 0, speed: (float)speed);
        double[] x = DriftReference.Rolling(0, 0, 0, speed, 0);
        double worst = 0;
        for (int i = 0; i < steps; i++)
        {
            var (steering, acceleration) = At((i + 1) * seconds);
            double rate = Math.Clamp((steering - x[2]) / seconds, -0.4, 0.4);
            x = car.Drive(x, seconds, _ => (rate, acceleration), 2e-4);
            fleet.States.CommandSteering[0] = (float)steering;
            fleet.States.CommandAcceleration[0] = (float)acceleration;
            fleet.Advance(seconds);
            worst = Math.Max(worst, Math.Sqrt(Math.Pow(fleet.States.X[0] - x[0], 2) + Math.Pow(fleet.States.Y[0] - x[1], 2)));
        }
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{vehicle}, {manoeuvre}: {worst * 1000:F1} mm, {fleet.States.Speed[0] - x[3]:F4} m/s, {fleet.States.YawRate[0] - x[5]:F5} rad/s, {fleet.States.SlipAngle[0] - x[6]:F5} rad; reference at {x[0]:F2} {x[1]:F2}, {x[3]:F2} m/s, {x[5]:F3} rad/s, slip {x[6]:F4}, spin {x[7]:F2} {x[8]:F2} vs {fleet.States.FrontSpin[0]:F2} {fleet.States.RearSpin[0]:F2}");
        Assert.InRange(worst, 0, bound);

        (double Steering, double Acceleration) At(double time) => manoeuvre switch
        {
            "step steer" => (0.03, 0),
            "sine" => (0.03 * Math.Sin(2 * Math.PI * 0.7 * time), 0),
            "braking" => (0, -0.7 * G),
            "braking in a bend" => (0.03, -0.3 * G),
            _ => (0.12, 0.3 * G),
        };
    }

    [Fact]
    public void BrakingFrom100AtADemandOf7TenthsTakes57Metres7()
    {
        double[] x = DriftReference.Rolling(0, 0, 0, 100 / 3.6, 0);
        for (int i = 0; i < 60_000 && x[3] > 0; i++) x = Bmw.Drive(x, 1e-4, _ => (0, -0.7 * G));
        Assert.Equal(57.70, x[0], 0.02);
        var fleet = Braking(100 / 3.6, 0.7 * G);
        Assert.Equal(x[0], fleet.States.X[0], 0.03);
        Assert.Equal(0f, fleet.States.Speed[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0.6)]
    [InlineData(0.3)]
    [InlineData(0.12)]
    public void TheSlipLimiterKeepsTheWheelsTurningWhereTheReferenceLocks(double friction)
    {
        const double speed = 25;
        var car = Bmw with { RoadFriction = friction };
        double[] x = DriftReference.Rolling(0, 0, 0, speed, 0);
        bool locks = false;
        for (int i = 0; i < 2000 && !locks; i++)
        {
            x = car.Drive(x, 1e-3, _ => (0, -1.1 * G), 2e-4);
            locks = x[7] == 0 || x[8] == 0;
        }
        Assert.True(locks);

        var fleet = New(friction);
        var v = fleet.States;
        fleet.Put(0, 0, 0, speed: (float)speed);
        v.CommandAcceleration[0] = (float)(-1.1 * G);
        double slipOfGreatestForce = 1.7405 * 1.6411 * 1.1739 * friction / 22.303;
        for (int i = 0; i < 2000 && v.Speed[0] > 2; i++)
        {
            fleet.Advance(0.02f);
            Assert.InRange(1 - 0.344 * v.FrontSpin[0] / v.Speed[0], -0.01, slipOfGreatestForce + 0.02);
            Assert.InRange(1 - 0.344 * v.RearSpin[0] / v.Speed[0], -0.01, slipOfGreatestForce + 0.02);
        }
        // Nearly all of the friction where both axles are at their limit.
        double mean = (speed * speed - v.Speed[0] * v.Speed[0]) / (2 * v.X[0]);
        Assert.InRange(mean, (friction == 1 ? 0.78 : 0.95) * 1.1739 * friction * G, 1.1739 * friction * G);
    }

    [Fact]
    public void TractionControlStartsOnIceWithoutSpinningTheWheels()
    {
        var fleet = New(friction: 0.12);
        var v = fleet.States;
        v.CommandAcceleration[0] = 5f;
        for (int i = 0; i < 250; i++)
        {
            fleet.Advance(0.02f);
            if (v.Speed[0] > 1) Assert.InRange(0.344 * v.RearSpin[0] / v.Speed[0], 0.99, 1.06);
        }
        // The driven rear axle carries 45 to 48 % of the weight.
        Assert.InRange(v.Speed[0] / 5, 0.40 * 0.12 * 1.1739 * G, 0.48 * 0.12 * 1.1739 * G);
    }

    /// <summary>With footprints a crashed vehicle brakes by its speed: gently at the end, and never harder than the road lets it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(0.12)]
    public void ACrashedCarBrakesByItsSpeedOrAsTheRoadAllows(double friction)
    {
        var fleet = New(friction);
        var v = fleet.States;
        fleet.Put(0, 0, 0, speed: 20f);
        v.Crashed[0] = 1;
        double most = 1.1739 * friction * G, speed = 20;
        for (int i = 0; i < 1500; i++)
        {
            fleet.Advance(0.02f);
            Assert.InRange((speed - v.Speed[0]) / 0.02, -1e-3, most * 1.02);
            // The brakes' torque is of the whole mass; the inertia of the wheels takes 2.6 % of it.
            if (friction == 1 && speed is > 2 and < 8) Assert.Equal(speed, (speed - v.Speed[0]) / 0.02, 0.06 * speed);
            speed = v.Speed[0];
        }
        Assert.InRange(speed, 0, 0.01);
        Assert.Equal(0f, v.Y[0], 0.1);
    }

    [Theory]
    [InlineData(-0.06)]
    [InlineData(0.06)]
    public void ASlopeActsAlongTheRoadWhateverTheHeading(double grade)
    {
        foreach (float heading in (float[])[0f, MathF.PI])
        {
            var fleet = New();
            fleet.Put(0, 0, 0, heading, 20f);
            fleet.States.RelativeHeading[0] = heading;
            fleet.States.Grade[0] = (float)grade;
            fleet.Advance(0.02f, 50);
            // A force on the whole mass; the wheels' inertia takes 2.6 %.
            double expected = -G * Math.Sin(grade) * Math.Cos(heading) / (1 + 2 * 1.7 / (1093.295 * 0.344 * 0.344));
            Assert.Equal(20 + expected, fleet.States.Speed[0], 0.01);
        }
    }

    [Fact]
    public void ABrakedCarStaysOnASlopeAndAFreeOneRollsDown()
    {
        var fleet = New();
        fleet.States.Grade[0] = fleet.States.Grade[1] = -0.1f;
        fleet.States.CommandAcceleration[0] = -2f;
        fleet.Advance(0.02f, 200);
        Assert.Equal(0f, fleet.States.Speed[0]);
        Assert.Equal(0f, fleet.States.X[0]);
        Assert.InRange(fleet.States.Speed[1], 3.5f, 4f);
    }

    [Fact]
    public void ABankPushesToItsLowSide()
    {
        var fleet = New();
        fleet.Put(0, 0, 0, speed: 25f);
        fleet.Put(1, 0, 500, speed: 25f);
        fleet.States.Bank[0] = 0.05f;
        fleet.Advance(0.02f, 50);
        Assert.InRange(fleet.States.Y[0] + 500 - fleet.States.Y[1], -0.25f, -0.02f);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.5)]
    [InlineData(0.2)]
    public void NoCurveIsTighterThanTheFrictionAllows(double friction)
    {
        var fleet = New(friction);
        fleet.Put(0, 0, 0, speed: 20f);
        // More than three times what grip there is on a dry road.
        fleet.States.CommandSteering[0] = 0.2f;
        double greatest = 0, grip = fleet.Parameters.Friction * friction * 9.81;
        for (int i = 0; i < 200; i++)
        {
            double vx = fleet.States.Velocity(0).X, vy = fleet.States.Velocity(0).Y;
            fleet.Advance(0.02f);
            double ax = (fleet.States.Velocity(0).X - vx) / 0.02, ay = (fleet.States.Velocity(0).Y - vy) / 0.02;
            greatest = Math.Max(greatest, Math.Sqrt(ax * ax + ay * ay));
        }
        Assert.InRange(greatest, 0.85 * grip, 1.02 * grip);
    }

    [Theory]
    [InlineData("ford-escort")]
    [InlineData("bmw-320i")]
    [InlineData("vw-vanagon")]
    public void CrossWindMovesItAsItMovesTheLinearModel(string vehicle)
    {
        double[] deviation = [.. ((DynamicsModel[])[DynamicsModel.LinearSingleTrack, DynamicsModel.SingleTrackDrift]).Select(model =>
        {
            var fleet = new Fleet(slots: 2, vehicle: vehicle, model: model);
            fleet.Put(0, 0, 0, speed: 25f);
            fleet.Put(1, 0, 500, speed: 25f);
            fleet.States.SideWind[0] = 10f;
            fleet.Advance(0.02f, 100);
            return (double)(fleet.States.Y[0] + 500 - fleet.States.Y[1]);
        })];
        Assert.True(deviation[0] > 0.2);
        Assert.Equal(deviation[0], deviation[1], 0.03 * deviation[0]);
    }

    /// <summary>Steered and thrown about at random on any surface: it stays finite, and nothing but the engine adds
    /// energy, but for the little with which the kinematic model takes over at walking pace.</summary>
    [Fact]
    public void SlidingNeverSpeedsItUp()
        => Gen.Select(Gen.Double[1, 45], Gen.Double[-1, 1], Gen.Double[-6, 6], Gen.Double[-3, 3], Gen.Double[0.1, 1], Gen.Double[-11, 0]).Sample(start =>
        {
            var (speed, steering, yawRate, slip, friction, brake) = start;
            double gain = GreatestGain(New(friction), speed, steering, yawRate, slip, brake, steps: 200);
            Assert.True(gain <= 0.002, $"grows by {gain:P3} in 20 ms");
        }, iter: 2000, threads: 1);

    /// <summary>
    /// Spinning round while sliding is where a step adds most. That it is the step and not the model: with steps of a
    /// twentieth the energy only falls.
    /// </summary>
    [Theory]
    [InlineData(1913.0 / 68, -1, -6, 1, 1, 0)]
    [InlineData(18.846, 1, 6, -2.852, 0.857, 0)]
    [InlineData(20.9996, -1, -6, 2.215, 0.8926, 0)]
    [InlineData(15.3679, -1, -6, -1.5967, 0.7956, 0)]
    public void ASpinLosesEnergyAndHardlyLessByTheStep(double speed, double steering, double yawRate, double slip, double friction, double brake)
    {
        Assert.InRange(GreatestGain(New(friction), speed, steering, yawRate, slip, brake, steps: 60), -0.05, 0.0015);
        Assert.InRange(GreatestGain(New(friction, substep: 1e-4f), speed, steering, yawRate, slip, brake, steps: 60), -0.05, 0);
    }

    /// <summary>The greatest growth of all kinetic energy within 20 ms, as a share of it, up to 100 J.</summary>
    private static double GreatestGain(Fleet fleet, double speed, double steering, double yawRate, double slip, double brake, int steps)
    {
        var v = fleet.States;
        fleet.Put(0, 0, 0, speed: (float)speed);
        (v.Steering[0], v.YawRate[0], v.SlipAngle[0], v.FrontSpin[0]) = ((float)steering, (float)yawRate, (float)slip, 0f);
        v.CommandSteering[0] = (float)-steering;
        v.CommandAcceleration[0] = (float)brake;
        double gain = double.NegativeInfinity, energy = double.PositiveInfinity;
        for (int i = 0; i < steps; i++)
        {
            fleet.Advance(0.02f);
            double next = 0.5 * 1093.295 * v.Speed[0] * v.Speed[0] + 0.5 * 1791.6 * v.YawRate[0] * v.YawRate[0]
                + 0.5 * 1.7 * (v.FrontSpin[0] * v.FrontSpin[0] + v.RearSpin[0] * v.RearSpin[0]);
            Assert.True(double.IsFinite(next));
            if (i > 0) gain = Math.Max(gain, (next - 100 - energy) / energy);
            energy = next;
        }
        return gain;
    }

    private static Fleet New(double friction = 1, float substep = SingleTrackDrift.DefaultSubstep)
    {
        var fleet = new Fleet(slots: 2, model: DynamicsModel.SingleTrackDrift, makePhysics: (states, _) => new PlanarPhysics(states, [DynamicsModel.SingleTrackDrift], substep));
        (fleet.States.RoadFriction[0], fleet.States.RoadFriction[1]) = ((float)friction, (float)friction);
        // On one spot, and far from each other's contact.
        (fleet.States.X[0], fleet.States.X[1]) = (0f, 0f);
        fleet.States.Y[1] = 500f;
        return fleet;
    }

    private static Fleet Braking(double speed, double demand)
    {
        var fleet = New();
        fleet.Put(0, 0, 0, speed: (float)speed);
        fleet.States.CommandAcceleration[0] = (float)-demand;
        fleet.Advance(0.02f, 400);
        return fleet;
    }
}
