namespace Snowball.Sim.Tests.Vehicles;

/// <summary>
/// The double-precision reference against the end states of the CommonRoad vehicle models' own unit test (<c>test_zeroInitialVelocity</c>, Althoff
/// 2017, MATLAB and Python): 1 s from standstill, parameter set 2. They were made with an integrator that keeps three digits in a step, so the reference
/// is integrated by the same; against the exact solution they are off as far as that is. No end states are published for STD: of that the
/// derivative is (<see cref="SingleTrackDriftTests"/>).
/// </summary>
public sealed class PublishedEndStateTests
{
    private const double Gravity = SingleTrackReference.Gravity, WalkingPace = 0.1;
    private static readonly SingleTrackReference Bmw = SingleTrackReference.Bmw;

    /// <summary>Steering rate, acceleration, end state of ST; the first five are those of KS, but where it turns.</summary>
    public static TheoryData<double, double, double[], double[]> Simulations => new()
    {
        { 0, 0, new double[5], new double[7] },
        { 0, -0.7 * Gravity, [-3.4335000000000013, 0, 0, -6.8670000000000018, 0], [-3.4335000000000013, 0, 0, -6.8670000000000018, 0, 0, 0] },
        {
            0.15, 0.63 * Gravity, [3.0845676868494927, 0.1484249221523042, 0.15, 6.1803000000000017, 0.1203664469224163],
            [3.0731976046859715, 0.2869835398304389, 0.15, 6.1802999999999999, 0.1097747074946325, 0.3248268063223301, 0.0697547542798040]
        },
        { 0.15, 0, [0, 0, 0.15, 0, 0], [0, 0, 0.15, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Simulations))]
    public void TheReferencesEndAsPublished(double steeringRate, double acceleration, double[] kinematic, double[] linear)
    {
        AssertClose(kinematic, DormandPrince.Integrate(x => Bmw.KinematicDerivative(x, steeringRate, acceleration), new double[5], 1), 1e-9);
        AssertClose(linear, DormandPrince.Integrate(x => Derivative(x, steeringRate, acceleration), new double[7], 1), 1e-9);
    }

    [Theory]
    [MemberData(nameof(Simulations))]
    public void ThePublishedEndStatesAreTheSolutionsToTheAccuracyOfTheirIntegrator(double steeringRate, double acceleration, double[] kinematic, double[] linear)
    {
        AssertClose(kinematic, Integrate(x => Bmw.KinematicDerivative(x, steeringRate, acceleration), new double[5]), 1e-6);
        AssertClose(linear, Integrate(x => Derivative(x, steeringRate, acceleration), new double[7]), 1e-4);

        static double[] Integrate(Func<double[], double[]> derivative, double[] x)
        {
            for (int i = 0; i < 10_000; i++) x = SingleTrackReference.RungeKutta(derivative, x, 1e-4);
            return x;
        }
    }

    /// <summary>ST as when the end states were made: at walking pace KS, with a yaw acceleration that multiplies by the wheelbase where it should
    /// divide (corrected upstream in 2019, the end states kept).</summary>
    private static double[] Derivative(double[] x, double steeringRate, double acceleration)
    {
        if (Math.Abs(x[3]) >= WalkingPace) return Bmw.Derivative(x, steeringRate, acceleration);
        double yawAcceleration = acceleration * Bmw.Wheelbase * Math.Tan(x[2]) + x[3] * steeringRate / (Bmw.Wheelbase * Math.Pow(Math.Cos(x[2]), 2));
        return [.. Bmw.KinematicDerivative(x, steeringRate, acceleration), yawAcceleration, 0];
    }

    private static void AssertClose(double[] expected, double[] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        foreach (var (e, a) in expected.Zip(actual)) Assert.Equal(e, a, relative * Math.Max(1e-6, Math.Abs(e)));
    }
}
