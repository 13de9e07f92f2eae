using CsCheck;
using Snowball.Sim.Scenarios;

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

    [Theory]
    [InlineData("ford-escort", 0.2, 9.0)]
    [InlineData("bmw-320i", 1, 1)]
    public void TyreForcesAreThoseOfTheReferenceToSinglePrecision(string vehicle, double low, double high)
    {
        _ = (vehicle, low, high);
    }

    /// <summary>Steering angle (rad) and acceleration (m/s2) at a time (s).</summary>
    public static TheoryData<string, string, double, double> Manoeuvres()
    {
        var data = new TheoryData<string, string, double, double>();
        foreach (string vehicle in (string[])["ford-escort", "bmw-320i", "vw-vanagon"])
        {
            data.Add(vehicle, "step steer", 27.8, 0.03);
            data.Add(vehicle, "sine", 27.8, 0.03);
            data.Add(vehicle, "braking", 27.8, 0.03);
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
            "braking in a bend" => (0.04, -0.4 * G),
            _ => (0.12, 0.3 * G),
        };
    }

    [Theory]
    [InlineData(true, 57.70)]
    [InlineData(false, 57.70)]
    public void Braking(bool reference, double expected)
    {
        double distance;
        if (reference)
        {
            double[] x = DriftReference.Rolling(0, 0, 0, 100 / 3.6, 0);
            while (x[3] > 0.0) x = Bmw.Drive(x, 1e-4, _ => (0, -0.7 * G));
            distance = x[0];
        }
        else
        {
            var fleet = new Fleet(model: DynamicsModel.SingleTrackDrift);
            fleet.Put(0, 0, 0, speed: 100 / 3.6f);
            fleet.States.CommandAcceleration[0] = -0.7f * 9.81f;
            fleet.Advance(0.02f, 400);
            distance = fleet.States.X[0];
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{distance:F3}");
        Assert.Equal(expected, distance, 0.01);
    }
}
