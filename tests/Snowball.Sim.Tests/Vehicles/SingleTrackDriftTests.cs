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
}
