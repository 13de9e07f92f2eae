using MathNet.Numerics.LinearAlgebra;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// How the <see cref="LaneError"/> of a single-track vehicle at constant speed changes in a step: x' = A x + B steering + C curvature
/// (Rajamani 2012, 2.5 and 2.6), discretised exactly for inputs that are held.
/// </summary>
internal sealed record ErrorDynamics(Matrix<double> A, Vector<double> B, Vector<double> C)
{
    /// <summary>Number of states: offset, drift, heading, turn.</summary>
    public const int States = 4;

    /// <summary>The dynamics of a vehicle.</summary>
    /// <param name="p">The vehicle; all tyres roll at the friction of a dry road.</param>
    /// <param name="speed">m/s, above 0.</param>
    /// <param name="step">s.</param>
    public static ErrorDynamics Of(VehicleParameters p, double speed, double step)
    {
        double front = SteadyState.FrontStiffness(p), rear = SteadyState.RearStiffness(p), lf = p.FrontAxle, lr = p.RearAxle, m = p.Mass, inertia = p.YawInertia;
        double unbalance = front * lf - rear * lr, turning = front * lf * lf + rear * lr * lr;
        // One matrix with both inputs as states that do not change: its exponential holds all three.
        var system = Matrix<double>.Build.Dense(States + 2, States + 2);
        system[0, 1] = system[2, 3] = 1;
        system[1, 1] = -(front + rear) / (m * speed);
        system[1, 2] = (front + rear) / m;
        system[1, 3] = -unbalance / (m * speed);
        system[3, 1] = -unbalance / (inertia * speed);
        system[3, 2] = unbalance / inertia;
        system[3, 3] = -turning / (inertia * speed);
        system[1, 4] = front / m;
        system[3, 4] = front * lf / inertia;
        system[1, 5] = -unbalance / m - speed * speed;
        system[3, 5] = -turning / inertia;
        var transition = Exponential(system * step);
        return new(transition.SubMatrix(0, States, 0, States), transition.Column(4, 0, States), transition.Column(5, 0, States));
    }

    /// <summary>exp(M) by scaling and squaring of its series.</summary>
    private static Matrix<double> Exponential(Matrix<double> matrix)
    {
        int squarings = 0;
        for (double norm = matrix.InfinityNorm(); norm > 0.5; norm /= 2) squarings++;
        var scaled = matrix / (1L << squarings);
        var sum = Matrix<double>.Build.DenseIdentity(matrix.RowCount);
        var term = sum;
        for (int i = 1; i <= 16; i++)
        {
            term = term * scaled / i;
            sum += term;
        }
        for (int i = 0; i < squarings; i++) sum *= sum;
        return sum;
    }
}
