using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Policies.Steering;

/// <summary>
/// How a vehicle's centre of gravity moves against the centre of its target lane: the states of Rajamani, Vehicle Dynamics and Control
/// (2012), 2.5. m, m/s, rad and rad/s, positive to the left of the lane.
/// </summary>
internal readonly record struct LaneError(float Offset, float Drift, float Heading, float Turn)
{
    /// <summary>Below this the laws steer as at this speed, m/s: they divide by it.</summary>
    public const float LeastSpeed = 3f;

    /// <summary>The error of a vehicle now.</summary>
    /// <param name="environment">Its worlds.</param>
    /// <param name="index">The vehicle.</param>
    /// <param name="curvature">Of its lane where it is, 1/m.</param>
    public static LaneError Of(DrivingEnv environment, int index, out float curvature)
    {
        var v = environment.Vehicles;
        var road = environment.Frame.Road(index / v.Slots);
        float s = v.S[index], speed = v.Speed[index];
        float heading = Elementary.WrapAngle(v.RelativeHeading[index] - Direction(road, v.TargetLane[index], s));
        // The kinematic model keeps neither slip angle nor yaw rate: they follow from the wheels.
        float slip = v.SlipAngle[index], yawRate = v.YawRate[index];
        if (v.Model[index] == (int)DynamicsModel.Kinematic)
        {
            var (sinWheel, cosWheel) = Elementary.SinCos(v.Steering[index]);
            slip = Elementary.Atan(sinWheel / (cosWheel * v.AxleRatio[index]));
            yawRate = speed * Elementary.SinCos(slip).Sin / v.RearAxle[index];
        }
        curvature = Curvature(road, v.TargetLane[index], s);
        return new(
            v.D[index] - road.LaneCentre(v.TargetLane[index], s), speed * Elementary.SinCos(heading + slip).Sin, heading, yawRate - speed * curvature);
    }

    /// <summary>Curvature of the centre of a lane, 1/m.</summary>
    public static float Curvature(Roads.Carriageway road, int lane, float s)
    {
        float curvature = road.CurvatureAt(s);
        return curvature / (1f - curvature * road.LaneCentre(lane, s));
    }

    private static float Direction(Roads.Carriageway road, int lane, float s) => road.Table is { } table ? Elementary.Atan(table.Slope(lane, s)) : 0f;
}
