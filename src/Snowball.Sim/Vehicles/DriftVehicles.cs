using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Vehicles;

/// <summary>Places in the columns of eight vehicles that need not be neighbours.</summary>
[InlineArray(Count)]
internal struct Lanes
{
    /// <summary>Vehicles at once.</summary>
    public const int Count = 8;

    private int _first;

    /// <summary>The vehicles' elements of a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Vector256<T> Load<T>(T[] column) where T : unmanaged => Vector256.Create(
        [column[this[0]], column[this[1]], column[this[2]], column[this[3]], column[this[4]], column[this[5]], column[this[6]], column[this[7]]]);

    /// <summary>Overwrites the elements of the first few vehicles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(Vector256<float> values, float[] column, int count)
    {
        for (int i = 0; i < count; i++) column[this[i]] = values.GetElement(i);
    }
}

/// <summary>Moves the vehicles of <see cref="DynamicsModel.SingleTrackDrift"/>, of which a world has few: they are picked from a block of
/// worlds and advanced eight at a time. A vehicle's result does not depend on who goes with it. Those that have become
/// rigid bodies are left to their contact.</summary>
internal static class DriftVehicles
{
    /// <summary>Below this speed the slip angle is that of rolling, m/s: there is no direction of travel.</summary>
    private const float Standstill = 1e-3f;

    /// <summary>Sets the wheels of a world's vehicles to roll at their speed.</summary>
    public static void RollFreely(VehicleStates v, int world)
    {
        for (int i = world * v.Slots; i < (world + 1) * v.Slots; i++)
        {
            if (v.Model[i] != (int)DynamicsModel.SingleTrackDrift) continue;
            v.FrontSpin[i] = v.RearSpin[i] = v.Speed[i] / ParameterTable.WheelRadius[v.ParameterSet[i]];
        }
    }

    /// <summary>Advances the vehicles of worlds [first, end).</summary>
    /// <param name="v">The columns.</param>
    /// <param name="first">First world.</param>
    /// <param name="end">World after the last.</param>
    /// <param name="seconds">Time to advance by, s.</param>
    /// <param name="substep">The longest step, s.</param>
    public static void Advance(VehicleStates v, int first, int end, float seconds, float substep)
    {
        int steps = (int)MathF.Ceiling(seconds / substep - 1e-3f);
        var lanes = new Lanes();
        int count = 0;
        for (int i = first * v.Slots; i < end * v.Slots; i++)
        {
            if (v.Model[i] != (int)DynamicsModel.SingleTrackDrift || v.Active[i] == 0 || v.Body[i] != 0) continue;
            lanes[count++] = i;
            if (count < Lanes.Count) continue;
            Advance(v, lanes, count, seconds, steps);
            count = 0;
        }
        if (count == 0) return;
        // The lanes that are left repeat a vehicle and are not stored.
        for (int i = count; i < Lanes.Count; i++) lanes[i] = lanes[0];
        Advance(v, lanes, count, seconds, steps);
    }

    private static void Advance(VehicleStates v, in Lanes lanes, int count, float seconds, int steps)
    {
        var zero = Vector256<float>.Zero;
        var crashed = Vector256.Equals(lanes.Load(v.Crashed), Vector256<int>.One).AsSingle();
        var speed = lanes.Load(v.Speed);
        var steering = lanes.Load(v.Steering);
        var steeringLimit = lanes.Load(v.MaximumSteering);
        var steeringStep = lanes.Load(v.SteeringRate) * seconds;
        var wanted = Elementary.WithoutTiny(Elementary.Clip(Vector256.AndNot(lanes.Load(v.CommandSteering), crashed), -steeringLimit, steeringLimit));
        var steeringChange = Elementary.Clip(wanted - steering, -steeringStep, steeringStep);

        var heading = lanes.Load(v.Heading);
        var (sinGrade, _) = Elementary.SinCos(lanes.Load(v.Grade));
        var (sinBank, _) = Elementary.SinCos(lanes.Load(v.Bank));
        var (sin, cos) = Elementary.SinCos(lanes.Load(v.RelativeHeading));
        var level = Vector256.Sqrt(Vector256<float>.One - sinGrade * sinGrade - sinBank * sinBank);
        var inputs = new SingleTrackDrift.Inputs(
            heading, Vector256.ConditionalSelect(crashed, -speed, lanes.Load(v.CommandAcceleration)), steeringChange * (1f / seconds),
            (sinGrade * cos + sinBank * sin) * -ParameterTable.Gravity, (sinGrade * sin - sinBank * cos) * ParameterTable.Gravity,
            level * ParameterTable.Gravity, lanes.Load(v.SideWind));

        var (sinSlip, cosSlip) = Elementary.SinCos(lanes.Load(v.SlipAngle));
        var state = new SingleTrackDrift.State
        {
            Along = speed * cosSlip,
            Across = speed * sinSlip,
            YawRate = lanes.Load(v.YawRate),
            Steering = steering,
            FrontSpin = lanes.Load(v.FrontSpin),
            RearSpin = lanes.Load(v.RearSpin),
        };
        var model = new SingleTrackDrift(v, lanes);
        var dt = Vector256.Create(seconds / steps);
        for (int step = 0; step < steps; step++) model.Step(ref state, inputs, dt);

        var nextSpeed = Vector256.Sqrt(state.Along * state.Along + state.Across * state.Across);
        var nextSteering = steering + steeringChange;
        var (sinSteering, cosSteering) = Elementary.SinCos(nextSteering);
        var rollingSlip = Elementary.Atan(sinSteering / (cosSteering * lanes.Load(v.AxleRatio)));
        var stands = Vector256.LessThan(nextSpeed, Vector256.Create(Standstill));
        nextSpeed = Vector256.AndNot(nextSpeed, stands);
        lanes.Store(lanes.Load(v.X) + state.X, v.X, count);
        lanes.Store(lanes.Load(v.Y) + state.Y, v.Y, count);
        lanes.Store(heading + state.Turn, v.Heading, count);
        lanes.Store(nextSpeed, v.Speed, count);
        lanes.Store(Vector256.ConditionalSelect(stands, rollingSlip, Elementary.Atan2(state.Across, state.Along)), v.SlipAngle, count);
        lanes.Store(Vector256.ConditionalSelect(stands, zero, state.YawRate), v.YawRate, count);
        lanes.Store((nextSpeed - speed) * (1f / seconds), v.Acceleration, count);
        lanes.Store(nextSteering, v.Steering, count);
        lanes.Store(state.FrontSpin, v.FrontSpin, count);
        lanes.Store(state.RearSpin, v.RearSpin, count);
    }
}
