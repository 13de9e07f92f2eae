using MathNet.Numerics.LinearAlgebra;
using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// Linear model predictive control (Rawlings, Mayne, Diehl, Model Predictive Control, 2017, 1.3): in every step the steering angles of the next two seconds that
/// minimise squared offsets and changes of steering within the bounds of the action, by the linearised single-track model and the lane's curvature ahead; the
/// first of them is taken.
/// </summary>
internal sealed class ModelPredictiveControl : ISteeringLaw
{
    private const float HorizonSeconds = 2f;
    private readonly DrivingEnv _environment;
    private readonly SpeedTable<SteeringProgram> _programs;
    private readonly double[] _curvature, _linear, _angles;
    private readonly float _low, _high, _step;

    public ModelPredictiveControl(DrivingEnv environment)
    {
        _environment = environment;
        _step = environment.Scenario.Simulation.PolicyStepSeconds;
        int steps = (int)MathF.Ceiling(HorizonSeconds / _step);
        (_curvature, _linear, _angles) = (new double[steps], new double[steps], new double[steps]);
        _programs = new((vehicle, speed) => new SteeringProgram(ErrorDynamics.Of(vehicle, speed, _step), steps));
        (_low, _high) = environment.Scenario.Action is ContinuousAction { Steering: { } range } ? (range.Low, range.High) : (float.NegativeInfinity, float.PositiveInfinity);
    }

    public string Name => "mpc";

    public float Steering(int index)
    {
        var v = _environment.Vehicles;
        var error = LaneError.Of(_environment, index, out _);
        var road = _environment.Frame.Road(index / v.Slots);
        for (int i = 0; i < _curvature.Length; i++)
        {
            _curvature[i] = LaneError.Curvature(road, v.TargetLane[index], v.S[index] + (i + 0.5f) * _step * v.Speed[index]);
        }
        float limit = v.MaximumSteering[index];
        double low = _low > -limit ? _low : -limit, high = _high < limit ? _high : limit;
        ReadOnlySpan<double> state = [error.Offset, error.Drift, error.Heading, error.Turn];
        var program = _programs.At(v.ParameterSet[index], v.Speed[index]);
        program.WriteLinear(state, _curvature, v.Steering[index], _linear);
        program.Solve(_linear, low, high, _angles);
        return (float)_angles[0];
    }
}

/// <summary>
/// The quadratic program of a speed: minimise u'Hu / 2 + f'u over steering angles u within bounds. f is linear in the state, the curvatures ahead and
/// the present steering angle; all that does not depend on them is worked out beforehand.
/// </summary>
internal sealed class SteeringProgram
{
    // Weights of offset, 1/m2, of drift, and of a change of steering from step to step, 1/rad2.
    private const double OffsetWeight = 1, DriftWeight = 0.5, ChangeWeight = 200_000;

    // A fixed number, so that the result does not depend on the machine's speed.
    private const int Iterations = 100;
    private readonly int _steps;
    private readonly double _penalty;
    private readonly double[,] _byState, _byCurvature, _inverse, _penalisedInverse;

    public SteeringProgram(ErrorDynamics dynamics, int steps)
    {
        _steps = steps;
        var weights = Matrix<double>.Build.DenseOfDiagonalArray([OffsetWeight, DriftWeight, 0, 0]);
        Hessian = Matrix<double>.Build.Dense(steps, steps);
        var byState = Matrix<double>.Build.Dense(steps, ErrorDynamics.States);
        var byCurvature = Matrix<double>.Build.Dense(steps, steps);
        // The state predicted for a step: free * x + steered * u + curved * curvature.
        var free = Matrix<double>.Build.DenseIdentity(ErrorDynamics.States);
        var steered = Matrix<double>.Build.Dense(ErrorDynamics.States, steps);
        var curved = Matrix<double>.Build.Dense(ErrorDynamics.States, steps);
        for (int k = 0; k < steps; k++)
        {
            free = dynamics.A * free;
            (steered, curved) = (dynamics.A * steered, dynamics.A * curved);
            steered.SetColumn(k, dynamics.B);
            curved.SetColumn(k, dynamics.C);
            var weighted = steered.TransposeThisAndMultiply(weights);
            Hessian += weighted * steered;
            byState += weighted * free;
            byCurvature += weighted * curved;
        }
        for (int k = 0; k < steps; k++)
        {
            Hessian[k, k] += k + 1 < steps ? 2 * ChangeWeight : ChangeWeight;
            if (k == 0) continue;
            Hessian[k, k - 1] -= ChangeWeight;
            Hessian[k - 1, k] -= ChangeWeight;
        }
        // The penalty that converges fastest for bounds (Ghadimi et al. 2015).
        var eigenvalues = Hessian.Evd(Symmetricity.Symmetric).EigenValues;
        _penalty = Math.Sqrt(eigenvalues[0].Real * eigenvalues[^1].Real);
        (_byState, _byCurvature) = (byState.ToArray(), byCurvature.ToArray());
        _inverse = Hessian.Inverse().ToArray();
        _penalisedInverse = (Hessian + _penalty * Matrix<double>.Build.DenseIdentity(steps)).Inverse().ToArray();
    }

    /// <summary>H.</summary>
    public Matrix<double> Hessian { get; }

    /// <summary>Writes f.</summary>
    /// <param name="state">[4], of <see cref="LaneError"/>.</param>
    /// <param name="curvature">[steps], 1/m.</param>
    /// <param name="present">The steering angle now, rad.</param>
    /// <param name="linear">[steps] to write.</param>
    public void WriteLinear(ReadOnlySpan<double> state, ReadOnlySpan<double> curvature, double present, Span<double> linear)
    {
        for (int k = 0; k < _steps; k++)
        {
            double sum = k == 0 ? -ChangeWeight * present : 0;
            for (int i = 0; i < ErrorDynamics.States; i++) sum += _byState[k, i] * state[i];
            for (int i = 0; i < _steps; i++) sum += _byCurvature[k, i] * curvature[i];
            linear[k] = sum;
        }
    }

    /// <summary>Finds the angles: directly where no bound is met, else by the alternating direction method of multipliers (Boyd et al. 2011, 5.2).</summary>
    /// <param name="linear">[steps], f.</param>
    /// <param name="low">Least angle, rad.</param>
    /// <param name="high">Greatest angle, rad.</param>
    /// <param name="angles">[steps] to write.</param>
    public void Solve(ReadOnlySpan<double> linear, double low, double high, Span<double> angles)
    {
        Multiply(_inverse, linear, angles);
        bool isWithin = true;
        foreach (ref double angle in angles)
        {
            angle = -angle;
            isWithin &= angle >= low && angle <= high;
        }
        if (isWithin) return;
        Span<double> free = stackalloc double[_steps], dual = stackalloc double[_steps], target = stackalloc double[_steps];
        dual.Clear();
        for (int k = 0; k < _steps; k++) angles[k] = Math.Clamp(angles[k], low, high);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            for (int k = 0; k < _steps; k++) target[k] = _penalty * (angles[k] - dual[k]) - linear[k];
            Multiply(_penalisedInverse, target, free);
            for (int k = 0; k < _steps; k++)
            {
                angles[k] = Math.Clamp(free[k] + dual[k], low, high);
                dual[k] += free[k] - angles[k];
            }
        }
    }

    private void Multiply(double[,] matrix, ReadOnlySpan<double> vector, Span<double> product)
    {
        for (int k = 0; k < _steps; k++)
        {
            double sum = 0;
            for (int i = 0; i < _steps; i++) sum += matrix[k, i] * vector[i];
            product[k] = sum;
        }
    }
}
