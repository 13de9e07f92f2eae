using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// PID on the lateral offset, with the curve fed forward. A turned wheel accelerates a car sideways by speed^2 / wheelbase for each rad, so gains in its
/// inverse give the same double integrator at every speed: damping ratio 0.9 at 1 rad/s, and an integral that takes up cross-wind.
/// </summary>
internal sealed class ProportionalIntegralDerivative : ISteeringLaw
{
    private const float Frequency = 1f, DampingRatio = 0.9f, IntegralRate = 0.2f, GreatestIntegral = 1f;
    private readonly DrivingEnv _environment;
    private readonly float[] _integral;
    private readonly float _step;

    public ProportionalIntegralDerivative(DrivingEnv environment)
    {
        _environment = environment;
        _integral = new float[environment.Agents];
        _step = environment.Scenario.Simulation.PolicyStepSeconds;
    }

    public string Name => "pid";

    public float Steering(int index)
    {
        var v = _environment.Vehicles;
        var error = LaneError.Of(_environment, index, out float curvature);
        int world = index / v.Slots;
        ref float integral = ref _integral[world * v.Egos + index % v.Slots];
        integral = _environment.EpisodeStep(world) == 0 ? 0f : Elementary.Clip(integral + error.Offset * _step, -GreatestIntegral, GreatestIntegral);
        float speed = v.Speed[index] > LaneError.LeastSpeed ? v.Speed[index] : LaneError.LeastSpeed;
        float wanted = -Frequency * Frequency * (error.Offset + IntegralRate * integral) - 2f * DampingRatio * Frequency * error.Drift;
        float wheelbase = v.AxleRatio[index] * v.RearAxle[index];
        return SteadyState.Steering(v.ParameterSet[index], v.Model[index], speed) * curvature + wanted * wheelbase / (speed * speed);
    }
}
