using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Traffic;

/// <summary>
/// Steering that brings a vehicle to the centre of its target lane: a cascade from lateral offset to lateral speed to heading
/// to yaw rate, with the lane's curvature fed forward (on a straight lane the controller of highway-env), and its inverse kinematics.
/// </summary>
public static class LaneKeeping
{
    // The heading to the lane is held to an eighth of a turn.
    private const float SinEighth = 0.707106781f;

    // Of highway-env, for wheels that follow at once.
    private const float LateralTime = 0.6f, HeadingTime = 0.2f;

    // For wheels that take their time: slow enough not to overshoot, and to stay below the jerk of ISO 11270; a lane change takes 3 to 4 s.
    private const float GentleLateralTime = 1.2f, GentleHeadingTime = 0.6f, GentleLateralSpeed = 1.5f;

    // Sine of the greatest angle to the lane that wheels which take their time can straighten out of, also at walking pace.
    private const float GentleSine = 0.2f;

    /// <summary>Time constant with which a held speed is approached, s.</summary>
    public const float SpeedTime = 0.6f;

    private const float LeastSpeed = 0.01f;

    /// <summary>Writes the steering angle of every vehicle of worlds [first, end), whole vectors, as its command.</summary>
    public static void Steer(VehicleStates v, RoadFrame frame, int first, int end)
    {
        frame.AimAtTargets(first, end);
        for (nuint i = (nuint)(first * v.Slots), last = (nuint)(end * v.Slots); i < last; i += 8)
        {
            Store(Steering(v, frame, i), v.CommandSteering, i);
        }
    }

    /// <summary>The steering angle of one vehicle, rad.</summary>
    public static float Steering(VehicleStates v, RoadFrame frame, int index)
    {
        frame.AimAtTarget(index);
        return Steering(v, frame, (nuint)(index / 8 * 8)).GetElement(index % 8);
    }

    /// <summary>Lateral speed at which a vehicle closes its offset from the centre of its lane (m, positive to the left), m/s.</summary>
    public static float LateralSpeed(VehicleStates v, int index, float offset)
        => v.SteeringRate[index] < float.PositiveInfinity
            ? Elementary.Clip(offset * (-1f / GentleLateralTime), -GentleLateralSpeed, GentleLateralSpeed)
            : offset * (-1f / LateralTime);

    private static Vector256<float> Steering(VehicleStates v, RoadFrame frame, nuint i)
    {
        var one = Vector256<float>.One;
        var speed = Load(v.Speed, i);
        var tiny = Vector256.LessThanOrEqual(Vector256.Abs(speed), Vector256.Create(LeastSpeed));
        var signedTiny = Vector256.ConditionalSelect(Vector256.LessThan(speed, Vector256<float>.Zero), Vector256.Create(-LeastSpeed), Vector256.Create(LeastSpeed));
        var perSpeed = one / Vector256.ConditionalSelect(tiny, signedTiny, speed);

        Vector256<float> offset;
        if (frame.HasTable)
        {
            offset = Load(v.D, i) - Load(frame.TargetCentre, i);
        }
        else
        {
            var lane = Vector256.ConvertToSingle(Load(v.TargetLane, i));
            offset = Load(v.D, i) + (lane + Vector256.Create(0.5f)) * frame.LaneWidth;
        }
        var gentle = Vector256.LessThan(Load(v.SteeringRate, i), Vector256.Create(float.PositiveInfinity));
        var lateralSpeed = Vector256.ConditionalSelect(gentle,
            Elementary.Clip(offset * (-1f / GentleLateralTime), Vector256.Create(-GentleLateralSpeed), Vector256.Create(GentleLateralSpeed)),
            offset * (-1f / LateralTime));
        var greatestSine = Vector256.ConditionalSelect(gentle, Vector256.Create(GentleSine), Vector256.Create(SinEighth));
        var heading = Elementary.AsinToEighth(Elementary.Clip(lateralSpeed * perSpeed, -greatestSine, greatestSine));

        if (frame.HasTable) heading += Load(frame.TargetHeading, i);

        // In a curve the body points away from where it goes: by the slip of rolling round the lane, or by what the tyres make it.
        var rear = Load(v.RearAxle, i);
        var curvature = Load(v.Curvature, i);
        var rolls = Vector256.Equals(Load(v.Model, i), Vector256.Create((int)DynamicsModel.Kinematic)).AsSingle();
        var slip = Vector256.ConditionalSelect(rolls, rear * curvature, Load(v.SlipAngle, i));
        var error = Elementary.WrapAngle(heading - Load(v.RelativeHeading, i) - slip);
        var yawRate = error * Vector256.ConditionalSelect(gentle, Vector256.Create(1f / GentleHeadingTime), Vector256.Create(1f / HeadingTime)) + curvature * speed;

        var sinSlip = Elementary.Clip(rear * perSpeed * yawRate, -one, one);
        var tanSlip = sinSlip / Vector256.Sqrt(Elementary.Largest(one - sinSlip * sinSlip, Vector256.Create(1e-12f)));
        var limit = Load(v.MaximumSteering, i);
        return Elementary.Clip(Elementary.Atan(Load(v.AxleRatio, i) * tanSlip), -limit, limit);
    }
}
