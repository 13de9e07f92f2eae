using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// A single-track vehicle on a steady circle (Rajamani 2012, 3.2), for each 1/m of curvature. Of kinematic vehicles without slipping tyres.
/// </summary>
internal static class SteadyState
{
    /// <summary>Steering angle, rad m: wheelbase and understeer.</summary>
    public static float Steering(int parameterSet, int model, float speed)
    {
        var p = VehicleParameters.All[parameterSet];
        if (model == (int)DynamicsModel.Kinematic) return p.Wheelbase;
        float understeer = p.Mass / p.Wheelbase * (p.RearAxle / FrontStiffness(p) - p.FrontAxle / RearStiffness(p));
        return p.Wheelbase + understeer * speed * speed;
    }

    /// <summary>Angle of the body to the lane, rad m: against the curve at low speed, into it at high speed.</summary>
    public static float Heading(int parameterSet, int model, float speed)
    {
        var p = VehicleParameters.All[parameterSet];
        if (model == (int)DynamicsModel.Kinematic) return -p.RearAxle;
        return -p.RearAxle + p.FrontAxle * p.Mass * speed * speed / (RearStiffness(p) * p.Wheelbase);
    }

    /// <summary>Cornering stiffness of the front axle: coefficient times friction times load, N/rad.</summary>
    public static float FrontStiffness(VehicleParameters p) => p.CorneringStiffness * p.Friction * p.Mass * ParameterTable.Gravity * p.RearAxle / p.Wheelbase;

    /// <summary>The same of the rear axle.</summary>
    public static float RearStiffness(VehicleParameters p) => p.CorneringStiffness * p.Friction * p.Mass * ParameterTable.Gravity * p.FrontAxle / p.Wheelbase;
}
