using MathNet.Numerics.LinearAlgebra;
using Snowball.Sim.Environments;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// State feedback whose gains minimise the sum of squared offsets, headings and steering angles over an endless time (Snider, Automatic Steering
/// Methods for Autonomous Automobile Path Tracking, CMU-RI-TR-09-08, chapter 5), around the steady circle of the lane's curvature.
/// </summary>
internal sealed class LinearQuadraticRegulator(DrivingEnv environment) : ISteeringLaw
{
    /// <summary>Weights of offset (1/m2), drift, heading (1/rad2) and turn; and of steering, 1/rad2.</summary>
    public static readonly double[] StateWeights = [1, 0.1, 10, 1];

    /// <inheritdoc cref="StateWeights"/>
    public const double SteeringWeight = 40_000;

    private readonly SpeedTable<float[]> _gains = new((vehicle, speed) =>
    {
        var gains = Gains(ErrorDynamics.Of(vehicle, speed, environment.Scenario.Simulation.PolicyStepSeconds));
        return [(float)gains[0], (float)gains[1], (float)gains[2], (float)gains[3]];
    });

    public string Name => "lqr";

    public float Steering(int index)
    {
        var v = environment.Vehicles;
        var error = LaneError.Of(environment, index, out float curvature);
        float speed = v.Speed[index];
        var gains = _gains.At(v.ParameterSet[index], speed);
        float heading = error.Heading - SteadyState.Heading(v.ParameterSet[index], v.Model[index], speed) * curvature;
        return SteadyState.Steering(v.ParameterSet[index], v.Model[index], speed) * curvature
            - gains[0] * error.Offset - gains[1] * error.Drift - gains[2] * heading - gains[3] * error.Turn;
    }

    /// <summary>The gains K of steering = -K x, by iteration of the discrete Riccati equation.</summary>
    public static Vector<double> Gains(ErrorDynamics dynamics)
    {
        var cost = Matrix<double>.Build.DenseOfDiagonalArray(StateWeights);
        var value = cost;
        var gains = Vector<double>.Build.Dense(ErrorDynamics.States);
        for (int i = 0; i < 2000; i++)
        {
            var weighted = value * dynamics.B;
            var next = dynamics.A.TransposeThisAndMultiply(weighted) / (SteeringWeight + dynamics.B * weighted);
            var closed = dynamics.A - dynamics.B.OuterProduct(next);
            value = cost + SteeringWeight * next.OuterProduct(next) + closed.TransposeThisAndMultiply(value * closed);
            double change = (next - gains).InfinityNorm();
            gains = next;
            if (change < 1e-12) break;
        }
        return gains;
    }
}
