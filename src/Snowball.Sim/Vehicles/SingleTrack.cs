using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;

namespace Snowball.Sim.Vehicles;

/// <summary>What a step changes for eight vehicles: position of the centre of gravity (m), heading (rad); and the yaw rate after it (rad/s).</summary>
internal readonly record struct Motion(Vector256<float> X, Vector256<float> Y, Vector256<float> Turn, Vector256<float> YawRate)
{
    /// <summary>Vehicle by vehicle, the first where the mask is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Motion Select(Vector256<float> mask, in Motion a, in Motion b) => new(
        Vector256.ConditionalSelect(mask, a.X, b.X), Vector256.ConditionalSelect(mask, a.Y, b.Y),
        Vector256.ConditionalSelect(mask, a.Turn, b.Turn), Vector256.ConditionalSelect(mask, a.YawRate, b.YawRate));
}

/// <summary>
/// Kinematic single-track model about the centre of gravity (Rajamani, Vehicle Dynamics and Control, 2.2; the model of
/// highway-env), by explicit Euler: tan(slip) = l_r / (l_f + l_r) tan(steering), yaw rate = speed sin(slip) / l_r.
/// </summary>
internal static class KinematicSingleTrack
{
    /// <summary>The motion in a step that covers a distance.</summary>
    /// <param name="heading">Before, rad.</param>
    /// <param name="speed">m/s.</param>
    /// <param name="steering">rad.</param>
    /// <param name="axleRatio">(l_f + l_r) / l_r.</param>
    /// <param name="rearAxle">l_r, m.</param>
    /// <param name="dt">Step, s.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Motion Roll(
        Vector256<float> heading, Vector256<float> speed, Vector256<float> steering, Vector256<float> axleRatio,
        Vector256<float> rearAxle, Vector256<float> dt)
    {
        var (sinSteering, cosSteering) = Elementary.SinCos(steering);
        var tanSlip = sinSteering / (cosSteering * axleRatio);
        var cosSlip = Vector256<float>.One / Vector256.Sqrt(Vector256<float>.One + tanSlip * tanSlip);
        var sinSlip = tanSlip * cosSlip;
        var (sin, cos) = Elementary.SinCos(heading);
        var distance = speed * dt;
        var yawRate = speed * sinSlip / rearAxle;
        return new Motion(distance * (cos * cosSlip - sin * sinSlip), distance * (sin * cosSlip + cos * sinSlip), yawRate * dt, yawRate);
    }
}

/// <summary>
/// Linear single-track model with load transfer: the ST model of the CommonRoad vehicle models (Althoff, Koschi, Manzinger 2017,
/// section 6), plus a side force by cross-wind. Yaw rate and slip angle are advanced by the trapezoidal rule, which is stable
/// for the stiff tyres at low speed; position by the midpoint of heading and slip. Below <see cref="KinematicSpeed"/> the kinematic model.
/// </summary>
internal static class LinearSingleTrack
{
    /// <summary>Speed in m/s below which slip angles are those of rolling.</summary>
    public const float KinematicSpeed = 1f;

    /// <summary>The motion in a step.</summary>
    /// <param name="sets">Which parameters the vehicles have.</param>
    /// <param name="heading">Before, rad.</param>
    /// <param name="yawRate">Before, rad/s.</param>
    /// <param name="slip">Slip angle before, rad; and after.</param>
    /// <param name="meanSteering">Steering angle in the middle of the step, rad.</param>
    /// <param name="steering">Steering angle at its end, rad.</param>
    /// <param name="acceleration">Longitudinal, m/s2.</param>
    /// <param name="meanSpeed">Speed in the middle of the step, m/s.</param>
    /// <param name="sideWind">Air speed from the right, m/s.</param>
    /// <param name="axleRatio">(l_f + l_r) / l_r.</param>
    /// <param name="dt">Step, s.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Motion Slide(
        in ParameterSets sets, Vector256<float> heading, Vector256<float> yawRate, ref Vector256<float> slip, Vector256<float> meanSteering,
        Vector256<float> steering, Vector256<float> acceleration, Vector256<float> meanSpeed, Vector256<float> sideWind,
        Vector256<float> axleRatio, Vector256<float> dt)
    {
        var lf = sets.Of(ParameterTable.FrontAxle);
        var lr = sets.Of(ParameterTable.RearAxle);
        var one = Vector256<float>.One;
        var slow = Vector256.LessThan(meanSpeed, Vector256.Create(KinematicSpeed));
        var speed = Vector256.ConditionalSelect(slow, Vector256.Create(KinematicSpeed), meanSpeed);

        // Cornering stiffness times axle load: C (g l -+ a h).
        var stiffness = sets.Of(ParameterTable.CorneringStiffness);
        var loadTransfer = acceleration * sets.Of(ParameterTable.Height);
        var front = (sets.Of(ParameterTable.FrontLoad) - loadTransfer) * stiffness;
        var rear = (sets.Of(ParameterTable.RearLoad) + loadTransfer) * stiffness;
        var yawGain = sets.Of(ParameterTable.YawGain);
        var slipGain = sets.Of(ParameterTable.SlipGain) / speed;

        var a11 = -(front * sets.Of(ParameterTable.FrontAxleSquared) + rear * sets.Of(ParameterTable.RearAxleSquared)) * yawGain / speed;
        var a12 = (rear * lr - front * lf) * yawGain;
        var a21 = (rear * lr - front * lf) * slipGain / speed - one;
        var a22 = -(front + rear) * slipGain;
        var airSpeed = Vector256.Sqrt(speed * speed + sideWind * sideWind);
        var sideForce = sideWind * airSpeed * sets.Of(ParameterTable.SideForce);
        var b1 = front * lf * yawGain * meanSteering + sideForce * sets.Of(ParameterTable.SideTurn);
        var b2 = front * slipGain * meanSteering + sideForce / (speed * sets.Of(ParameterTable.Mass));

        var half = dt * 0.5f;
        var r1 = yawRate + (a11 * yawRate + a12 * slip) * half + b1 * dt;
        var r2 = slip + (a21 * yawRate + a22 * slip) * half + b2 * dt;
        var m11 = one - a11 * half;
        var m12 = -a12 * half;
        var m21 = -a21 * half;
        var m22 = one - a22 * half;
        var determinant = m11 * m22 - m12 * m21;
        var nextYawRate = (r1 * m22 - m12 * r2) / determinant;
        var nextSlip = (m11 * r2 - m21 * r1) / determinant;

        var meanHeading = heading + (yawRate + nextYawRate) * (half * 0.5f);
        var (sin, cos) = Elementary.SinCos(meanHeading + (slip + nextSlip) * 0.5f);
        var distance = meanSpeed * dt;
        var sliding = new Motion(distance * cos, distance * sin, (yawRate + nextYawRate) * half, nextYawRate);

        var rolling = KinematicSingleTrack.Roll(heading, meanSpeed, steering, axleRatio, lr, dt);
        var (sinSteering, cosSteering) = Elementary.SinCos(steering);
        slip = Vector256.ConditionalSelect(slow, Elementary.Atan(sinSteering / cosSteering * sets.Of(ParameterTable.RearShare)), nextSlip);
        return Motion.Select(slow, rolling, sliding);
    }
}
