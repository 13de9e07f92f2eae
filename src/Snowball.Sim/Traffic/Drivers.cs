using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Traffic;

/// <summary>
/// The drivers of traffic: the Intelligent Driver Model along the lane, MOBIL between lanes. Parameters are columns drawn for each
/// driver. A driver judges others by its own parameters, since it cannot know theirs.
/// </summary>
public sealed class Drivers
{
    private const float LeastGap = 0.01f, LeastSpeed = 0.01f;
    private readonly DriverSettings _settings;
    private readonly VehicleStates _vehicles;
    private readonly LaneOrder _order;
    private readonly RoadFrame _frame;
    private readonly RouteFollowing _route;
    private readonly JointSight? _sight;
    private readonly int _simulationFrequency;
    private readonly bool _plainDesiredGap;
    private readonly float[] _timeHeadway, _minimumGap, _maximumAcceleration, _twoRootAccelerations, _exponent, _politeness;
    private readonly int[] _countdown, _isDriven;

    /// <summary>Makes the parameter columns.</summary>
    public Drivers(ColumnStore store, VehicleStates vehicles, LaneOrder order, RoadFrame frame, DriverSettings settings, int simulationFrequency)
    {
        (_settings, _vehicles, _order, _frame, _simulationFrequency) = (settings, vehicles, order, frame, simulationFrequency);
        _route = new RouteFollowing(vehicles, order, frame);
        _sight = frame.EndsSightAtJoints ? new JointSight(vehicles, order, frame) : null;
        ChangeInterval = Math.Max(1, (int)Math.Round(settings.LaneChangeInterval * simulationFrequency));
        // highway-env squares the desired gap even where a fast leader makes it negative; Treiber bounds it.
        _plainDesiredGap = settings.Gap == GapMeasure.Centre;
        int slots = vehicles.Slots;
        _timeHeadway = store.Add<float>(slots);
        _minimumGap = store.Add<float>(slots);
        _maximumAcceleration = store.Add<float>(slots);
        _twoRootAccelerations = store.Add<float>(slots);
        _exponent = store.Add<float>(slots);
        _politeness = store.Add<float>(slots);
        _countdown = store.Add<int>(slots);
        _isDriven = store.Add<int>(slots);
    }

    /// <summary>Substeps between two decisions to change lane.</summary>
    public int ChangeInterval { get; }

    /// <summary>Substeps until the first decision of a driver whose clock, in s since its last one, stands at a time.</summary>
    /// <remarks>It decides at the first substep at which the clock is beyond ChangeInterval - 1 substeps; the small addend is for
    /// clocks that were summed up step by step.</remarks>
    public int SubstepsToDecision(double clock) => (int)Math.Floor(ChangeInterval - 1 - clock * _simulationFrequency + 1e-6) + 1;

    /// <summary>Draws the parameters of a driver.</summary>
    /// <param name="index">The vehicle.</param>
    /// <param name="random">Its draws.</param>
    /// <param name="countdown">Substeps until its first decision to change lane.</param>
    /// <param name="own">How this one follows others, where not like all.</param>
    public void Draw(int index, ref RandomStream random, int countdown, DriverSettings? own = null)
    {
        var settings = own ?? _settings;
        float acceleration = settings.MaximumAcceleration.Sample(ref random);
        float deceleration = settings.ComfortableDeceleration.Sample(ref random);
        _timeHeadway[index] = settings.TimeHeadway.Sample(ref random);
        _minimumGap[index] = settings.MinimumGap.Sample(ref random);
        _maximumAcceleration[index] = acceleration;
        _twoRootAccelerations[index] = 2f * MathF.Sqrt(acceleration * deceleration);
        _exponent[index] = settings.Exponent.Sample(ref random);
        _politeness[index] = _settings.Politeness.Sample(ref random);
        _countdown[index] = countdown;
        _isDriven[index] = 1;
        if (settings.DesiredSpeed is { } desired) _vehicles.TargetSpeed[index] = desired.Sample(ref random);
    }

    /// <summary>Lets a driver decide on lane changes no longer.</summary>
    public void Dismiss(int index) => _isDriven[index] = 0;

    /// <summary>Sets what a replay gives from outside.</summary>
    public void Set(int index, float exponent, int countdown) => (_exponent[index], _countdown[index]) = (exponent, countdown);

    /// <summary>What <see cref="Set"/> sets.</summary>
    internal (float Exponent, int Countdown) Get(int index) => (_exponent[index], _countdown[index]);

    /// <summary>
    /// Lets the drivers of worlds [first, end), whole blocks, decide on lane changes, in slot order. Needs
    /// <see cref="LaneOrder.FindLeaders"/>.
    /// </summary>
    public void DecideLaneChanges(int first, int end)
    {
        if (_sight is not null)
        {
            for (int world = first; world < end; world++) _sight.ForgetLeaders(world);
        }
        // Where lanes end or part, some changes have to be.
        if (!_settings.ChangesLanes && !_frame.HasTable) return;
        var v = _vehicles;
        // Few have anything to decide in a substep, so those are picked out eight at a time.
        for (int i = first * v.Slots; i < end * v.Slots; i += 8)
        {
            nuint at = (nuint)i;
            var left = Load(_countdown, at) - Vector256<int>.One;
            Store(left, _countdown, at);
            var changing = ~Vector256.Equals(Load(v.Lane, at), Load(v.TargetLane, at));
            var driving = Vector256.Equals(Load(_isDriven, at) & Load(v.Active, at) & ~Load(v.Crashed, at), Vector256<int>.One);
            uint deciding = ((left | changing) & driving).ExtractMostSignificantBits();
            for (; deciding != 0; deciding &= deciding - 1) Decide(i + BitOperations.TrailingZeroCount(deciding));
        }
    }

    /// <summary>Lets the drivers of a world see what is ahead of them beside the vehicles on their road: the next road, and the end of a lane
    /// as a vehicle that stands there. Needs <see cref="LaneOrder.MeasureGaps"/>.</summary>
    public void LookAhead(int world)
    {
        if (!_frame.HasTable) return;
        _sight?.LookAhead(world);
        var v = _vehicles;
        for (int index = world * v.Slots; index < (world + 1) * v.Slots; index++)
        {
            if (v.Active[index] == 0) continue;
            if (!_settings.Mandatory)
            {
                // It is on the next road where that is looked at.
                bool isNext = _frame.IsLeavingRoad(index);
                var (gaps, closings) = isNext ? (_order.TargetLeaderGap, _order.TargetLeaderClosing) : (_order.LeaderGap, _order.LeaderClosing);
                float gap = GapToEnd(index);
                if (gap < gaps[index]) (gaps[index], closings[index]) = (gap, v.Speed[index]);
                continue;
            }
            // Who is changing has the leader of the other lane there, and leaves.
            if (v.TargetLane[index] != v.Lane[index]) continue;
            float distance = _route.DistanceToEnd(index);
            if (distance < LaneOrder.NoLeaderGap) (_order.TargetLeaderGap[index], _order.TargetLeaderClosing[index]) = (distance, v.Speed[index]);
        }
    }

    private void Decide(int index)
    {
        var v = _vehicles;
        int lane = v.Lane[index], chosen = lane;
        if (_frame.IsLeavingRoad(index)) return;
        if (lane != v.TargetLane[index])
        {
            if (IsCutOff(index)) v.TargetLane[index] = lane;
            return;
        }
        _countdown[index] = ChangeInterval - 1;
        if (_frame.HasTable && _settings.Mandatory && _route.RequiredSide(index) is var side and not 0)
        {
            // What has to be done is tried more often than what would be nice.
            _countdown[index] = Math.Min(ChangeInterval, Math.Max(1, _simulationFrequency / 5)) - 1;
            if (_route.TakesGap(index, side)) v.TargetLane[index] = lane + side;
            return;
        }
        if (!_settings.ChangesLanes) return;
        if (MathF.Abs(v.Speed[index]) < 1f) return;
        float present = Present(index, _order.OwnLeader[index]);
        // Nobody selfish gains more than what holds it up.
        if (present < _settings.LaneChangeThreshold - _settings.KeepRightBias && _politeness[index] == 0f) return;
        // Both sides are judged by the present lane; where both pay, the right one wins.
        float relief = Relief(index, lane, _order.OwnLeader[index]);
        if (IsFree(index, lane, -1) && PaysToChange(index, present, relief, _order.LeftLeader[index], lane - 1, ToLeft)) chosen = lane - 1;
        if (IsFree(index, lane, 1) && PaysToChange(index, present, relief, _order.RightLeader[index], lane + 1, ToRight)) chosen = lane + 1;
        v.TargetLane[index] = chosen;
    }

    private bool IsFree(int index, int lane, int side)
        => !_frame.HasTable ? lane + side >= 0 && lane + side < _frame.Lanes
            : _settings.Mandatory ? _route.MayStray(index, lane, side)
            : _frame.MayChange(index, lane, side);

    /// <summary>Deceleration in m/s2, positive, of a vehicle for its leader (-1: none), or for the end of its lane where MOBIL weighs that.</summary>
    private float Present(int index, int leader)
    {
        float interaction = Interaction(index, index, leader);
        if (_settings.Mandatory || !_frame.HasTable) return interaction;
        float gap = GapToEnd(index);
        return gap < (leader >= 0 ? _order.Gap(index, leader) : LaneOrder.NoLeaderGap)
            ? Interaction(index, _vehicles.Speed[index], gap, _vehicles.Speed[index])
            : interaction;
    }

    /// <summary>The gap to the end of the lane, measured as that to a leader, m; infinite where it goes on or is out of sight.</summary>
    private float GapToEnd(int index)
    {
        float end = _frame.LaneEnd(index);
        if (_sight is not null && !_sight.Sees(index, end)) return float.PositiveInfinity;
        return end - _vehicles.S[index] - (_settings.Gap == GapMeasure.Bumper ? 0.5f * _vehicles.Length[index] : 0f);
    }

    /// <summary>MOBIL for one vehicle: whether changing from its lane to another is safe for the new follower and pays.</summary>
    public bool PaysToChange(int index, int lane, int target)
    {
        int leader = _order.Leader(index, lane);
        float threshold = target < lane ? ToLeft : ToRight;
        return PaysToChange(index, Interaction(index, index, leader), Relief(index, lane, leader), _order.Leader(index, target), target, threshold);
    }

    /// <summary>The gain that a change must bring, m/s2.</summary>
    private float ToLeft => _settings.LaneChangeThreshold + _settings.KeepRightBias;

    private float ToRight => _settings.LaneChangeThreshold - _settings.KeepRightBias;

    /// <summary>What the follower in the present lane gains when the vehicle leaves it, m/s2; 0 where the driver does not care.</summary>
    private float Relief(int index, int lane, int leader)
    {
        if (_politeness[index] == 0f) return 0f;
        int follower = _order.Follower(index, lane);
        return Interaction(index, follower, index) - Interaction(index, follower, leader);
    }

    /// <param name="index">The vehicle.</param>
    /// <param name="present">Its deceleration for its present leader, m/s2.</param>
    /// <param name="relief">Of its present follower, m/s2.</param>
    /// <param name="newLeader">The leader in the other lane, or -1.</param>
    /// <param name="target">The other lane.</param>
    /// <param name="threshold">The gain that the change must bring, m/s2.</param>
    private bool PaysToChange(int index, float present, float relief, int newLeader, int target, float threshold)
    {
        // The free-road terms of a vehicle cancel in every difference. What costs least is judged first.
        float gain = present - Interaction(index, index, newLeader);
        float politeness = _politeness[index];
        if (politeness == 0f && !(gain >= threshold)) return false;
        int newFollower = _order.Follower(index, target);
        if (newFollower >= 0 && _sight is not null && !_sight.SeesBehind(index, newFollower, target)) newFollower = -1;
        float imposed = Interaction(index, newFollower, index);
        if (politeness != 0f)
        {
            float others = Interaction(index, newFollower, newLeader) - imposed + relief;
            if (!(gain + politeness * others >= threshold)) return false;
        }
        return newFollower < 0 || Free(index, newFollower, _vehicles.TargetSpeed[newFollower]) - imposed >= -_settings.SafeDeceleration;
    }

    /// <summary>IDM acceleration in m/s2 of a vehicle that wants a speed behind another (-1: none), clipped to the limit.</summary>
    public float Acceleration(int index, int leader, float desiredSpeed)
        => Elementary.Clip(Free(index, index, desiredSpeed) - Interaction(index, index, leader), -_settings.AccelerationLimit, _settings.AccelerationLimit);

    /// <summary>IDM acceleration in m/s2 of a vehicle that wants a speed before the end of its lane, where that ends; clipped to the limit.</summary>
    public float AccelerationToEnd(int index, float desiredSpeed)
    {
        float distance = _route.DistanceToEnd(index);
        float interaction = distance < LaneOrder.NoLeaderGap ? Interaction(index, _vehicles.Speed[index], distance, _vehicles.Speed[index]) : 0f;
        return Elementary.Clip(Free(index, index, desiredSpeed) - interaction, -_settings.AccelerationLimit, _settings.AccelerationLimit);
    }

    /// <summary>Writes the IDM acceleration of every vehicle of worlds [first, end) as its command. Needs <see cref="LaneOrder.MeasureGaps"/>.</summary>
    public void Accelerate(int first, int end)
    {
        var v = _vehicles;
        var zero = Vector256<float>.Zero;
        var limit = Vector256.Create(_settings.AccelerationLimit);
        float speedLimit = _frame.SpeedLimit;
        float[] limits = _frame.SpeedLimits;
        for (nuint i = (nuint)(first * v.Slots), last = (nuint)(end * v.Slots); i < last; i += 8)
        {
            var speed = Load(v.Speed, i);
            var desired = Elementary.Largest(Elementary.Clip(Load(v.TargetSpeed, i), zero, limits.Length > 0 ? Load(limits, i) : Vector256.Create(speedLimit)), Vector256.Create(LeastSpeed));
            var ratio = Elementary.Largest(speed, zero) / desired;
            var free = Vector256<float>.One - Elementary.Pow(ratio, Load(_exponent, i));
            var following = speed * Load(_timeHeadway, i);
            var perClosing = speed / Load(_twoRootAccelerations, i);
            var standstill = Load(_minimumGap, i);
            var interaction = Elementary.Largest(
                SquaredRatio(standstill, following + perClosing * Load(_order.LeaderClosing, i), Load(_order.LeaderGap, i)),
                SquaredRatio(standstill, following + perClosing * Load(_order.TargetLeaderClosing, i), Load(_order.TargetLeaderGap, i)));
            var acceleration = Load(_maximumAcceleration, i) * (free - interaction);
            Store(Elementary.Clip(acceleration, -limit, limit), v.CommandAcceleration, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<float> SquaredRatio(Vector256<float> standstill, Vector256<float> dynamic, Vector256<float> gap)
    {
        if (!_plainDesiredGap) dynamic = Elementary.Largest(dynamic, Vector256<float>.Zero);
        var ratio = (standstill + dynamic) / Elementary.Largest(gap, Vector256.Create(LeastGap));
        return ratio * ratio;
    }

    /// <summary>Free-road acceleration of a vehicle, judged by a driver.</summary>
    private float Free(int judge, int vehicle, float desiredSpeed)
    {
        float desired = Elementary.Clip(desiredSpeed, LeastSpeed, _frame.SpeedLimitAt(vehicle));
        float speed = _vehicles.Speed[vehicle];
        return _maximumAcceleration[judge] * (1f - Elementary.Pow((speed > 0f ? speed : 0f) / desired, _exponent[judge]));
    }

    /// <summary>Deceleration in m/s2, positive, of a vehicle for its leader, judged by a driver; 0 where either is -1.</summary>
    private float Interaction(int judge, int vehicle, int leader)
    {
        if (leader < 0 || vehicle < 0) return 0f;
        return Interaction(judge, _vehicles.Speed[vehicle], _order.Gap(vehicle, leader), _order.Closing(vehicle, leader));
    }

    private float Interaction(int judge, float speed, float gap, float closing)
    {
        float ratio = DesiredGap(judge, speed, closing) / (gap > LeastGap ? gap : LeastGap);
        return _maximumAcceleration[judge] * ratio * ratio;
    }

    private float DesiredGap(int judge, float speed, float closing)
    {
        float dynamic = speed * _timeHeadway[judge] + speed * closing / _twoRootAccelerations[judge];
        return _minimumGap[judge] + (dynamic > 0f || _plainDesiredGap ? dynamic : 0f);
    }

    /// <summary>Whether somebody ahead, within the desired gap, is also changing to this vehicle's target lane.</summary>
    private bool IsCutOff(int index)
    {
        var v = _vehicles;
        int target = v.TargetLane[index];
        int other;
        for (int places = 1; (other = _order.Ahead(index, places)) >= 0; places++)
        {
            // Hardly anybody is, so that is asked first.
            if (v.TargetLane[other] != target || v.Lane[other] == target || !(_order.Distance(index, other) > 0f)) continue;
            if (_sight is not null && !_sight.ShareRoad(index, other)) continue;
            if (_order.Gap(index, other) < DesiredGap(index, v.Speed[index], _order.Closing(index, other))) return true;
        }
        return false;
    }
}
