using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic.Actors;

/// <summary>Where an actor is after a substep, in the road's frame, and how it got there; SI units, rad.</summary>
internal readonly record struct ActorPose(float S, float D, float Heading, float Speed, float Acceleration, float YawRate, float Steering);

/// <summary>
/// The profiles that actors follow: speed and offset from a lane's centre as functions of time, distance keeping, trajectories.
/// Speed is that of the vehicle, of which its way across the lane takes a part; heading is the direction of the path. Two events
/// may move an actor, one along and one across its lane; without one it holds its speed, or its offset.
/// </summary>
internal sealed class ActorMotion
{
    // Headings are held to an eighth of a turn from the road; what is to go aside faster than that slides.
    private const float SinEighth = 0.707106781f, LeastSpeed = 0.01f;
    private readonly ActorScripts _scripts;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly TransitionColumns _speeds, _offsets;
    private readonly TrajectoryFollowing _trajectories;
    private readonly float _seconds;
    private readonly double[] _s;
    private readonly int[] _lane, _along, _across;
    private readonly float[] _distance, _side, _greatest, _hardest;

    public ActorMotion(ActorScripts scripts, ColumnStore store, VehicleStates vehicles, RoadFrame frame, int simulationFrequency)
    {
        (_scripts, _vehicles, _frame, _seconds) = (scripts, vehicles, frame, 1f / simulationFrequency);
        int actors = scripts.Actors.Length;
        _speeds = new TransitionColumns(store, actors, simulationFrequency);
        _offsets = new TransitionColumns(store, actors, simulationFrequency);
        _trajectories = new TrajectoryFollowing(scripts, store, vehicles, frame, simulationFrequency);
        _s = store.Add<double>(actors);
        _lane = store.Add<int>(actors);
        _along = store.Add<int>(actors);
        _across = store.Add<int>(actors);
        _distance = store.Add<float>(actors);
        _side = store.Add<float>(actors);
        _greatest = store.Add<float>(actors);
        _hardest = store.Add<float>(actors);
    }

    /// <summary>The event that moves an actor along its lane; null for none.</summary>
    public ScriptedEvent? Along(int i) => _along[i] < 0 ? null : _scripts.Events[_along[i]];

    /// <summary>The event that moves it across its lane; null for none.</summary>
    public ScriptedEvent? Across(int i) => _across[i] < 0 ? null : _scripts.Events[_across[i]];

    /// <summary>Which ways an action moves an actor.</summary>
    public static (bool Along, bool Across) Axes(ActorAction action) => action switch
    {
        SpeedAction or KeepDistanceAction => (true, false),
        LaneChangeAction or LaneOffsetAction => (false, true),
        _ => (true, true),
    };

    /// <summary>Forgets what was, and takes an actor over.</summary>
    public void Reset(int i, int index)
    {
        _distance[i] = _side[i] = _greatest[i] = _hardest[i] = 0f;
        _trajectories.Reset(i);
        TakeOver(i, index);
    }

    /// <summary>Takes an actor over as it is: no event moves it.</summary>
    public void TakeOver(int i, int index)
    {
        _s[i] = _vehicles.S[index];
        (_along[i], _across[i]) = (-1, -1);
        _speeds.Hold(i, _vehicles.Speed[index]);
        _lane[i] = _vehicles.Lane[index];
        _offsets.Hold(i, OffsetFrom(_lane[i], i, index));
    }

    /// <summary>Begins an action at the present state; what moved the actor the same way was released.</summary>
    public void Begin(int i, int index, ScriptedEvent e, int clock, ref RandomStream random)
    {
        var v = _vehicles;
        var (along, across) = Axes(e.Settings.Action);
        if (along) _along[i] = e.Index;
        if (across) _across[i] = e.Index;
        int other = index / v.Slots * v.Slots + e.Other;
        switch (e.Settings.Action)
        {
            case SpeedAction action:
                float speed = action.Speed.Speed.Sample(ref random) + (action.Speed.IsRelative ? v.Speed[other] : 0f);
                _speeds.Begin(i, clock, action.Transition, action.Transition.Value.Sample(ref random), v.Speed[index], Elementary.Clip(speed, 0f, v.MaximumSpeed[index]));
                break;
            case LaneChangeAction action:
                int from = !action.Lane.IsRelative ? 0 : other == index ? _lane[i] : v.Lane[other];
                _lane[i] = Math.Clamp(from + (int)action.Lane.Lane.Sample(ref random), 0, _frame.Lanes - 1);
                _offsets.Begin(i, clock, action.Transition, action.Transition.Value.Sample(ref random), OffsetFrom(_lane[i], i, index), 0f);
                break;
            case LaneOffsetAction action:
                float offset = action.Offset.Sample(ref random);
                _offsets.Begin(i, clock, action.Transition, action.Transition.Value.Sample(ref random), OffsetFrom(_lane[i], i, index), offset);
                break;
            case KeepDistanceAction action:
                _distance[i] = action.Distance.Sample(ref random);
                _greatest[i] = action.MaximumAcceleration.Sample(ref random);
                _hardest[i] = action.MaximumDeceleration.Sample(ref random);
                _side[i] = v.S[other] < v.S[index] ? -1f : 1f;
                break;
            case FollowTrajectoryAction action:
                _trajectories.Begin(i, index, _s[i], action.IsCartesian, clock);
                break;
        }
    }

    /// <summary>Lets an event move an actor no longer.</summary>
    public void Release(int i, int index, ScriptedEvent e)
    {
        if (_along[i] == e.Index) _along[i] = -1;
        if (_across[i] == e.Index) _across[i] = -1;
        if (e.Settings.Action is FollowTrajectoryAction) HoldPlace(i, index, _vehicles.D[index]);
    }

    /// <summary>Whether what an event asks for is reached.</summary>
    public bool IsOver(int i, ScriptedEvent e, int clock) => e.Settings.Action switch
    {
        SpeedAction => _speeds.IsOver(i, clock),
        LaneChangeAction or LaneOffsetAction => _offsets.IsOver(i, clock),
        FollowTrajectoryAction => _trajectories.IsOver(i, e, clock),
        _ => false,
    };

    /// <summary>Moves an actor on by a substep, from the state at a clock to the next.</summary>
    public ActorPose Advance(int i, int index, int clock)
    {
        var v = _vehicles;
        var road = _frame.Road(index / v.Slots);
        if (Along(i) is { Settings.Action: FollowTrajectoryAction } follow)
        {
            var place = _trajectories.At(i, index, follow, clock + 1);
            float pace = MathF.Sqrt(place.Forward * place.Forward + place.Left * place.Left);
            _s[i] = place.S;
            _speeds.Hold(i, pace);
            HoldPlace(i, index, place.D);
            return Pose(index, place.S, place.D, pace, place.Left, place.Forward / (1f - road.CurvatureAt(place.S) * place.D));
        }

        var (speed, nextSpeed) = Speeds(i, index, clock);
        var (offset, offsetRate) = _offsets.At(i, clock);
        var (nextOffset, nextOffsetRate) = _offsets.At(i, clock + 1);
        var (rate, _) = Rates((float)_s[i], offset, speed, offsetRate);
        var (nextRate, nextLeft) = Rates((float)_s[i] + rate * _seconds, nextOffset, nextSpeed, nextOffsetRate);
        _s[i] += 0.5 * (rate + nextRate) * _seconds;
        float s = (float)_s[i];
        return Pose(index, s, road.LaneCentre(_lane[i], s) + nextOffset, nextSpeed, nextLeft, nextRate);

        // How fast s grows (1/s of a metre of the reference line), and the speed to the left of the road.
        (float Rate, float Left) Rates(float s, float offset, float speed, float offsetRate)
        {
            float left = offsetRate + speed * (road.Table?.Slope(_lane[i], s) ?? 0f);
            float forward = MathF.Abs(left) < speed ? MathF.Sqrt(speed * speed - left * left) : 0f;
            return (forward / (1f - road.CurvatureAt(s) * (road.LaneCentre(_lane[i], s) + offset)), left);
        }
    }

    /// <summary>The lane that an actor is in or changes to.</summary>
    public int Lane(int i) => _lane[i];

    /// <summary>The speed that it has or changes to, m/s.</summary>
    public float TargetSpeed(int i) => _speeds.Target(i);

    private (float Now, float Next) Speeds(int i, int index, int clock)
    {
        float speed = _speeds.At(i, clock).Value;
        if (Along(i) is not { Settings.Action: KeepDistanceAction action } e) return (speed, _speeds.At(i, clock + 1).Value);
        var v = _vehicles;
        int other = index / v.Slots * v.Slots + e.Other;
        float otherSpeed = v.Speed[other] * v.CosHeading[other];
        float rearSpeed = _side[i] > 0f ? speed : otherSpeed;
        float distance = (action.IsHeadway ? _distance[i] * rearSpeed : _distance[i]) + 0.5f * (v.Length[index] + v.Length[other]);
        float acceleration = DistanceKeeping.Acceleration(
            v.S[other] - (float)_s[i] - _side[i] * distance, otherSpeed - speed, _greatest[i], _hardest[i]);
        float next = Elementary.Clip(speed + acceleration * _seconds, 0f, v.MaximumSpeed[index]);
        _speeds.Hold(i, next);
        return (speed, next);
    }

    private ActorPose Pose(int index, float s, float d, float speed, float left, float rate)
    {
        var v = _vehicles;
        float heading = speed < LeastSpeed ? v.RelativeHeading[index] : Elementary.AsinToEighth(Elementary.Clip(left / speed, -SinEighth, SinEighth));
        float yawRate = (heading - v.RelativeHeading[index]) / _seconds + _frame.Road(index / v.Slots).CurvatureAt(s) * rate;
        float steering = speed < LeastSpeed ? 0f : Elementary.Atan(v.AxleRatio[index] * v.RearAxle[index] * yawRate / speed);
        float acceleration = (speed - v.Speed[index]) / _seconds;
        return new(s, d, heading, speed, acceleration, yawRate, Elementary.Clip(steering, -v.MaximumSteering[index], v.MaximumSteering[index]));
    }

    private void HoldPlace(int i, int index, float d)
    {
        _lane[i] = _vehicles.Lane[index];
        _offsets.Hold(i, d - Centre(_lane[i], i, index));
    }

    private float OffsetFrom(int lane, int i, int index) => _vehicles.D[index] - Centre(lane, i, index);

    private float Centre(int lane, int i, int index) => _frame.Road(index / _vehicles.Slots).LaneCentre(lane, (float)_s[i]);
}
