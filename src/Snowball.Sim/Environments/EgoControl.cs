using System.Collections.Immutable;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Environments;

/// <summary>
/// Turns agents' actions into commands. What an action leaves open is done by controllers: steering to the centre of the target
/// lane, and holding the target speed.
/// </summary>
public sealed class EgoControl
{
    /// <summary>Indices of the meta-actions.</summary>
    public const int LaneLeft = 0, Idle = 1, LaneRight = 2, Faster = 3, Slower = 4;

    private readonly ActionSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly RoadFrame _frame;
    private readonly float[] _steering, _acceleration;
    // Set in each policy step before it is asked for, and so no state.
    private readonly int[] _laneWish;

    internal EgoControl(ActionSettings settings, ColumnStore store, VehicleStates vehicles, RoadFrame frame)
    {
        (_settings, _vehicles, _frame) = (settings, vehicles, frame);
        _steering = store.Add<float>(vehicles.Egos);
        _acceleration = store.Add<float>(vehicles.Egos);
        _laneWish = new int[store.PaddedWorlds * vehicles.Egos];
        Spec = settings switch
        {
            MetaAction => ActionSpec.Discrete(["lane_left", "idle", "lane_right", "faster", "slower"]),
            TacticalAction tactical => ActionSpec.Discrete(Names(tactical)),
            DiscreteAction grid => ActionSpec.Discrete(Names(grid)),
            ContinuousAction { Steering: not null, Acceleration: not null } => ActionSpec.Continuous(["steering", "acceleration"]),
            ContinuousAction { Steering: not null } => ActionSpec.Continuous(["steering"]),
            ContinuousAction => ActionSpec.Continuous(["acceleration"]),
            _ => throw new ArgumentException($"There is no control for {settings.GetType().Name}.", nameof(settings)),
        };
    }

    /// <summary>Layout of an action.</summary>
    public ActionSpec Spec { get; }

    /// <summary>Whether the agent chooses lanes.</summary>
    public bool ChoosesLanes => _settings is MetaAction or TacticalAction;

    /// <summary>Whether the agent steers.</summary>
    public bool Steers => _settings is ContinuousAction { Steering: not null } or DiscreteAction { Steering.Length: > 0 };

    /// <summary>Whether the agent accelerates.</summary>
    public bool Accelerates => _settings is TacticalAction or ContinuousAction { Acceleration: not null } or DiscreteAction { Acceleration.Length: > 0 };

    /// <summary>The steering angle that an ego's agent commands, rad.</summary>
    public float CommandedSteering(int world, int ego) => _steering[world * _vehicles.Egos + ego];

    /// <summary>To which side an ego's last action asked for another lane: -1 left, 1 right, 0 not.</summary>
    public int LaneWish(int world, int ego) => _laneWish[world * _vehicles.Egos + ego];

    internal void Reset(int world) => Clear(world * _vehicles.Egos, (world + 1) * _vehicles.Egos);

    /// <summary>Takes up the actions of one world.</summary>
    /// <param name="actions">[Egos x Spec.Dimensions].</param>
    internal void Take(int world, ReadOnlySpan<float> actions)
    {
        int width = Spec.Dimensions;
        for (int ego = 0; ego < _vehicles.Egos; ego++)
        {
            var action = actions.Slice(ego * width, width);
            int index = world * _vehicles.Slots + ego, row = world * _vehicles.Egos + ego;
            switch (_settings)
            {
                case MetaAction meta:
                    _laneWish[row] = Index(action[0]) switch { LaneLeft => -1, LaneRight => 1, _ => 0 };
                    TakeMeta(meta, index, Index(action[0]));
                    break;
                case TacticalAction tactical:
                    int wish = Index(action[0]);
                    _laneWish[row] = wish / tactical.Acceleration.Length - 1;
                    ChangeLane(index, _laneWish[row]);
                    _acceleration[row] = tactical.Acceleration[wish % tactical.Acceleration.Length];
                    break;
                case DiscreteAction grid:
                    int choice = Index(action[0]), columns = Math.Max(1, grid.Acceleration.Length);
                    if (grid.Steering.Length > 0) _steering[row] = grid.Steering[choice / columns];
                    if (grid.Acceleration.Length > 0) _acceleration[row] = grid.Acceleration[choice % columns];
                    break;
                case ContinuousAction continuous:
                    int next = 0;
                    if (continuous.Steering is { } steering) _steering[row] = Physical(steering, action[next++]);
                    if (continuous.Acceleration is { } acceleration) _acceleration[row] = Physical(acceleration, action[next]);
                    break;
            }
        }
    }

    /// <summary>Writes the commands of one world's egos, over what drivers and lane keeping wrote. Each substep.</summary>
    internal void Command(int world)
    {
        var v = _vehicles;
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego, row = world * v.Egos + ego;
            v.CommandAcceleration[index] = Accelerates ? _acceleration[row] : (v.TargetSpeed[index] - v.Speed[index]) / LaneKeeping.SpeedTime;
            if (Steers) v.CommandSteering[index] = _steering[row];
        }
    }

    /// <summary>The action that comes nearest to a driver's wish.</summary>
    /// <param name="index">The ego.</param>
    /// <param name="steering">Wanted steering angle, rad.</param>
    /// <param name="acceleration">Wanted acceleration, m/s2.</param>
    /// <param name="laneChange">-1 to the left, 0, 1 to the right.</param>
    /// <param name="action">[Spec.Dimensions] to write.</param>
    public void Encode(int index, float steering, float acceleration, int laneChange, Span<float> action)
    {
        switch (_settings)
        {
            case MetaAction:
                action[0] = laneChange < 0 ? LaneLeft : laneChange > 0 ? LaneRight : NearestMeta(index, acceleration);
                break;
            case TacticalAction tactical:
                action[0] = (laneChange + 1) * tactical.Acceleration.Length + Nearest(tactical.Acceleration, acceleration);
                break;
            case DiscreteAction grid:
                int columns = Math.Max(1, grid.Acceleration.Length);
                action[0] = Nearest(grid.Steering, steering) * columns + Nearest(grid.Acceleration, acceleration);
                break;
            case ContinuousAction continuous:
                int next = 0;
                if (continuous.Steering is { } steeringRange) action[next++] = Normalised(steeringRange, steering);
                if (continuous.Acceleration is { } accelerationRange) action[next] = Normalised(accelerationRange, acceleration);
                break;
        }
    }

    private void Clear(int from, int to)
    {
        _steering.AsSpan(from..to).Clear();
        _acceleration.AsSpan(from..to).Clear();
    }

    private void TakeMeta(MetaAction meta, int index, int action)
    {
        var v = _vehicles;
        switch (action)
        {
            case LaneLeft:
                ChangeLane(index, -1);
                break;
            case LaneRight:
                ChangeLane(index, 1);
                break;
            case Faster:
                v.TargetSpeed[index] = meta.TargetSpeeds[Math.Min(SpeedIndex(meta, v.Speed[index]) + 1, meta.TargetSpeeds.Length - 1)];
                break;
            case Slower:
                v.TargetSpeed[index] = meta.TargetSpeeds[Math.Max(SpeedIndex(meta, v.Speed[index]) - 1, 0)];
                break;
        }
    }

    private void ChangeLane(int index, int side)
    {
        var v = _vehicles;
        if (side != 0 && _frame.MayChange(index, v.TargetLane[index], side)) v.TargetLane[index] += side;
    }

    /// <summary>The place of a speed among evenly spaced target speeds, rounded half to even.</summary>
    private static int SpeedIndex(MetaAction meta, float speed)
    {
        int last = meta.TargetSpeeds.Length - 1;
        if (last == 0) return 0;
        float place = (speed - meta.TargetSpeeds[0]) / (meta.TargetSpeeds[last] - meta.TargetSpeeds[0]) * last;
        return (int)MathF.Round(Elementary.Clip(place, 0f, last), MidpointRounding.ToEven);
    }

    /// <summary>Faster, idle or slower: whichever makes the speed controller come nearest to an acceleration.</summary>
    private int NearestMeta(int index, float acceleration)
    {
        var meta = (MetaAction)_settings;
        var v = _vehicles;
        int place = SpeedIndex(meta, v.Speed[index]);
        int best = Idle;
        float least = MathF.Abs((v.TargetSpeed[index] - v.Speed[index]) / LaneKeeping.SpeedTime - acceleration);
        foreach (int action in (ReadOnlySpan<int>)[Slower, Faster])
        {
            int target = Math.Clamp(action == Faster ? place + 1 : place - 1, 0, meta.TargetSpeeds.Length - 1);
            float miss = MathF.Abs((meta.TargetSpeeds[target] - v.Speed[index]) / LaneKeeping.SpeedTime - acceleration);
            if (miss < least) (least, best) = (miss, action);
        }
        return best;
    }

    private int Index(float action)
    {
        int index = (int)action;
        if (index < 0 || index >= Spec.Choices || index != action)
        {
            throw new ArgumentException($"Action {action} is not one of the {Spec.Choices} choices 0 to {Spec.Choices - 1}.");
        }
        return index;
    }

    private static float Physical(ControlRange range, float action)
        => range.Low + (Elementary.Clip(action, -1f, 1f) + 1f) * 0.5f * (range.High - range.Low);

    private static float Normalised(ControlRange range, float value)
        => Elementary.Clip((value - range.Low) / (range.High - range.Low) * 2f - 1f, -1f, 1f);

    private static int Nearest(ImmutableArray<float> values, float wanted)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            if (MathF.Abs(values[i] - wanted) < MathF.Abs(values[best] - wanted)) best = i;
        }
        return best;
    }

    private static ImmutableArray<string> Names(TacticalAction tactical)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        foreach (string lane in (ReadOnlySpan<string>)["lane_left", "keep_lane", "lane_right"])
        {
            foreach (float acceleration in tactical.Acceleration) names.Add($"{lane}_{Name("acceleration", acceleration)}");
        }
        return names.ToImmutable();
    }

    private static string Name(string control, float value) => $"{control}_{value:+0.####;-0.####;0}";

    private static ImmutableArray<string> Names(DiscreteAction grid)
    {
        var names = ImmutableArray.CreateBuilder<string>();
        for (int s = 0; s < Math.Max(1, grid.Steering.Length); s++)
        {
            for (int a = 0; a < Math.Max(1, grid.Acceleration.Length); a++)
            {
                string steering = grid.Steering.Length > 0 ? Name("steering", grid.Steering[s]) : "";
                string acceleration = grid.Acceleration.Length > 0 ? Name("acceleration", grid.Acceleration[a]) : "";
                names.Add(steering.Length > 0 && acceleration.Length > 0 ? $"{steering}_{acceleration}" : steering + acceleration);
            }
        }
        return names.ToImmutable();
    }
}
