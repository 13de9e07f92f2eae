using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// The controller of the car Stanley (Thrun et al., Stanley: The Robot that Won the DARPA Grand Challenge, 2006; Hoffmann et al. 2007): the front wheels point
/// along the lane where they stand, turned towards it by the front axle's offset, with damping of the yaw rate.
/// </summary>
internal sealed class Stanley(DrivingEnv environment) : ISteeringLaw
{
    // Gain of the offset, 1/s; what keeps it gentle at low speed, m/s; damping of the yaw rate, s.
    private const float Gain = 0.4f, Softening = 2f, Damping = 0.1f;

    public string Name => "stanley";

    public float Steering(int index)
    {
        var v = environment.Vehicles;
        var error = LaneError.Of(environment, index, out float curvature);
        float front = (v.AxleRatio[index] - 1f) * v.RearAxle[index];
        // On a circle the body points inwards of the lane by the slip that the rear tyres need.
        float speed = v.Speed[index], frontOffset = error.Offset + front * Elementary.SinCos(error.Heading).Sin;
        float heading = error.Heading - SteadyState.Heading(v.ParameterSet[index], v.Model[index], speed) * curvature;
        float feedforward = SteadyState.Steering(v.ParameterSet[index], v.Model[index], speed) * curvature;
        return feedforward - heading - Elementary.Atan(Gain * frontOffset / (Softening + MathF.Abs(speed))) - Damping * error.Turn;
    }
}
