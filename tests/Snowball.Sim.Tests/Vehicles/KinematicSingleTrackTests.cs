using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Vehicles;

/// <summary>The kinematic model against the published KS model (which is about the rear axle) and against the circle.</summary>
public sealed class KinematicSingleTrackTests
{
    private static readonly SingleTrackReference Bmw = SingleTrackReference.Bmw;

    // CommonRoad vehicle models, unit test of the derivatives, KS: x, y, steering, speed, heading.
    private static readonly double[] PublishedState =
        [3.9579422297936526, 0.0391650102771405, 0.0378491427211811, 16.3546957860883566, 0.0294717351052816];

    private static readonly double[] PublishedDerivative =
        [16.3475935934250209, 0.4819314886013121, 0.15, 5.1464424102339752, 0.2401426578627629];

    [Fact]
    public void TheReferenceHasThePublishedDerivative()
    {
        double[] derivative = Bmw.KinematicDerivative(PublishedState, steeringRate: 0.15, acceleration: 0.63 * SingleTrackReference.Gravity);
        foreach (var (expected, actual) in PublishedDerivative.Zip(derivative)) Assert.Equal(expected, actual, 1e-12);
    }

    [Fact]
    public void AShortStepFollowsThePublishedDerivative()
    {
        // The same motion described at the centre of gravity, which is faster than the rear axle by 1 / cos(slip).
        const float seconds = 1e-3f;
        double steering = PublishedState[2], slip = Math.Atan(Bmw.RearAxle / Bmw.Wheelbase * Math.Tan(steering));
        var fleet = new Fleet(model: DynamicsModel.Kinematic);
        fleet.Put(0, (float)(Bmw.RearAxle * Math.Cos(PublishedState[4])), (float)(Bmw.RearAxle * Math.Sin(PublishedState[4])),
            (float)PublishedState[4], (float)(PublishedState[3] / Math.Cos(slip)));
        fleet.States.Steering[0] = fleet.States.CommandSteering[0] = (float)steering;
        fleet.States.CommandAcceleration[0] = 0.63f * 9.81f;
        fleet.Advance(seconds);

        var v = fleet.States;
        double rearX = v.X[0] - Bmw.RearAxle * Math.Cos(v.Heading[0]), rearY = v.Y[0] - Bmw.RearAxle * Math.Sin(v.Heading[0]);
        Assert.Equal(PublishedDerivative[0], rearX / seconds, 2e-3);
        Assert.Equal(PublishedDerivative[1], rearY / seconds, 2e-3);
        Assert.Equal(PublishedDerivative[4], v.YawRate[0], 1e-6);
        Assert.Equal(PublishedDerivative[3], v.Acceleration[0] * Math.Cos(slip), 5e-3);
    }

    [Theory]
    [InlineData(0.05f)]
    [InlineData(-0.2f)]
    [InlineData(0.8f)]
    public void TheRearAxleDrivesACircleOfWheelbaseOverTangent(float steering)
    {
        const float seconds = 1e-3f, speed = 5f;
        double radius = Bmw.Wheelbase / Math.Tan(steering);
        var fleet = new Fleet(model: DynamicsModel.Kinematic);
        fleet.Put(0, (float)Bmw.RearAxle, 0, speed: speed);
        fleet.States.Steering[0] = fleet.States.CommandSteering[0] = steering;
        for (int i = 0; i < 2000; i++)
        {
            fleet.Advance(seconds);
            double x = fleet.States.X[0] - Bmw.RearAxle * Math.Cos(fleet.States.Heading[0]);
            double y = fleet.States.Y[0] - Bmw.RearAxle * Math.Sin(fleet.States.Heading[0]);
            Assert.Equal(Math.Abs(radius), Math.Sqrt(x * x + (y - radius) * (y - radius)), 0.01);
        }
    }

    [Theory]
    [InlineData(0.02f, 0.35)]
    [InlineData(0.2f, 3.5)]
    public void ExplicitEulerIsFirstOrderFromTheSolution(float seconds, double bound)
    {
        // highway-env's scheme at its 5 Hz, and ours at 50 Hz: 0.2 g across at 25 m/s for one second.
        const double speed = 25, steering = 0.008;
        double slip = Math.Atan(Bmw.RearAxle / Bmw.Wheelbase * Math.Tan(steering)), rearSpeed = speed * Math.Cos(slip);
        double[] x = [-Bmw.RearAxle, 0, steering, rearSpeed, 0];
        for (int i = 0; i < 1000; i++) x = SingleTrackReference.RungeKutta(s => Bmw.KinematicDerivative(s, 0, 0), x, 1e-3);
        double expectedX = x[0] + Bmw.RearAxle * Math.Cos(x[4]), expectedY = x[1] + Bmw.RearAxle * Math.Sin(x[4]);

        var fleet = new Fleet(model: DynamicsModel.Kinematic);
        fleet.Put(0, 0, 0, speed: (float)speed);
        fleet.States.Steering[0] = fleet.States.CommandSteering[0] = (float)steering;
        fleet.Advance(seconds, (int)Math.Round(1 / seconds));
        double error = Math.Sqrt(Math.Pow(fleet.States.X[0] - expectedX, 2) + Math.Pow(fleet.States.Y[0] - expectedY, 2));
        TestContext.Current.TestOutputHelper?.WriteLine($"{seconds * 1000} ms: {error * 1000:F1} mm off after 1 s");

        Assert.Equal(x[4], fleet.States.Heading[0], 1e-5);
        // The heading lags by half a step: v^2 dt / 2 times the curvature.
        Assert.Equal(0.5 * speed * x[4] * seconds, error, 0.1 * error);
        Assert.InRange(error, 0, bound);
    }
}
