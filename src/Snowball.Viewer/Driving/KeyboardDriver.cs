using Snowball.Sim.Environments;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Viewer.Driving;

/// <summary>
/// Drives a car by the keyboard in terms of whatever actions its scenario has. Where it steers, the wheel turns while a key is held and
/// returns by itself, and never further than to a lateral acceleration that a car can stand; where it chooses lanes, a tap is one lane.
/// </summary>
internal sealed class KeyboardDriver(Pedals pedals)
{
    private const float Throttle = 3f, Brake = -6f, LateralAcceleration = 4f, FullLock = 0.5f;
    // s from straight on to full lock, and back.
    private const float TurnTime = 0.5f, ReturnTime = 0.3f;
    private float _turn;

    /// <summary>Chooses an ego's action for the next policy step, and obeys every tap once.</summary>
    /// <param name="environment">What is driven, of one world.</param>
    /// <param name="ego">Its slot.</param>
    /// <param name="action">[Action.Dimensions] to write.</param>
    public void Act(DrivingEnv environment, int ego, Span<float> action)
    {
        if (environment.Scenario.Action is MetaAction)
        {
            action[0] = Meta();
        }
        else
        {
            float acceleration = pedals.Counts(Pedal.Brake) ? Brake : pedals.Counts(Pedal.Throttle) ? Throttle : 0f;
            int lane = (pedals.WasTapped(Pedal.Right) ? 1 : 0) - (pedals.WasTapped(Pedal.Left) ? 1 : 0);
            _turn = Turn(_turn, Side(), environment.Scenario.Simulation.PolicyStepSeconds);
            environment.Control.Encode(ego, _turn * SteeringLimit(environment.Vehicles, ego), acceleration, lane, action);
        }
        pedals.Forget();
    }

    /// <summary>How far the wheel is turned, from -1 (right) to 1 (left), some time later.</summary>
    internal static float Turn(float turn, int side, float seconds) => side == 0
        ? MathF.CopySign(MathF.Max(MathF.Abs(turn) - seconds / ReturnTime, 0f), turn)
        // From the other side it first returns, which is faster.
        : Math.Clamp((turn * side < 0f ? Turn(turn, 0, seconds) : turn) + side * seconds / TurnTime, -1f, 1f);

    /// <summary>The steering angle of full lock, rad: that of a lateral acceleration at speed, on the kinematic single-track model.</summary>
    internal static float SteeringLimit(VehicleStates vehicles, int ego)
    {
        float wheelbase = 0.6f * vehicles.Length[ego], speed = vehicles.Speed[ego];
        return MathF.Min(FullLock, MathF.Atan(LateralAcceleration * wheelbase / MathF.Max(speed * speed, 1f)));
    }

    private int Side() => (pedals.Counts(Pedal.Left) ? 1 : 0) - (pedals.Counts(Pedal.Right) ? 1 : 0);

    private float Meta() =>
        pedals.WasTapped(Pedal.Left) ? EgoControl.LaneLeft
        : pedals.WasTapped(Pedal.Right) ? EgoControl.LaneRight
        : pedals.Counts(Pedal.Brake) ? EgoControl.Slower
        : pedals.Counts(Pedal.Throttle) ? EgoControl.Faster
        : EgoControl.Idle;
}
