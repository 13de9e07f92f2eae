using System.Collections.Immutable;
using Snowball.Sim.Environments;
using Snowball.Sim.Numerics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Traffic;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Metrics;

/// <summary>
/// Measures every ego at the end of each policy step: the metrics of <see cref="MetricCatalog"/>, the reward and cost made of them,
/// and their sums and extremes over the episode.
/// </summary>
internal sealed class EgoMonitor
{
    /// <summary>Longest time to collision or headway that is told apart, s.</summary>
    public const float LongestTime = 100f;

    private const float JerkWindow = 0.5f;
    private const float SearchRange = 150f;
    private static readonly int Metrics = MetricCatalog.All.Length;

    private readonly Scenario _scenario;
    private readonly VehicleStates _vehicles;
    private readonly LaneOrder _order;
    private readonly RoadFrame _frame;
    private readonly EgoControl _control;
    private readonly EpisodeClock _clock;
    private readonly int _jerkSteps;
    private readonly float[] _lateralHistory, _lastAcceleration, _lastSteering, _lastPosition;
    private readonly int[] _lastTargetLane;
    private readonly float[] _present, _max, _min;
    private readonly double[] _sum;
    // Reward terms, then cost terms: what the last step's totals are made of, and so no state.
    private readonly float[] _terms;
    private readonly int _termCount;

    public EgoMonitor(
        Scenario scenario, ColumnStore store, VehicleStates vehicles, LaneOrder order, RoadFrame frame, EgoControl control, EpisodeClock clock)
    {
        (_scenario, _vehicles, _order, _frame, _control, _clock) = (scenario, vehicles, order, frame, control, clock);
        int egos = vehicles.Egos;
        _jerkSteps = Math.Max(1, (int)MathF.Round(JerkWindow * scenario.Simulation.PolicyFrequency));
        _lateralHistory = store.Add<float>(egos * _jerkSteps);
        _lastAcceleration = store.Add<float>(egos);
        _lastSteering = store.Add<float>(egos);
        _lastPosition = store.Add<float>(egos);
        _lastTargetLane = store.Add<int>(egos);
        _present = store.Add<float>(egos * Metrics);
        _max = store.Add<float>(egos * Metrics);
        _min = store.Add<float>(egos * Metrics);
        _sum = store.Add<double>(egos * Metrics);
        _termCount = scenario.Reward.Terms.Length + scenario.Cost.Terms.Length;
        _terms = new float[store.PaddedWorlds * egos * _termCount];
    }

    /// <summary>[metrics], as of the last step.</summary>
    public ReadOnlySpan<float> Present(int row) => _present.AsSpan(row * Metrics, Metrics);

    /// <summary>[reward terms], each with its weight, as of the last step.</summary>
    public ReadOnlySpan<float> RewardTerms(int row) => _terms.AsSpan(row * _termCount, _scenario.Reward.Terms.Length);

    /// <summary>[cost terms], each with its weight, as of the last step.</summary>
    public ReadOnlySpan<float> CostTerms(int row)
        => _terms.AsSpan(row * _termCount + _scenario.Reward.Terms.Length, _scenario.Cost.Terms.Length);

    /// <summary>[metrics], over the episode so far.</summary>
    public ReadOnlySpan<double> Sum(int row) => _sum.AsSpan(row * Metrics, Metrics);

    /// <inheritdoc cref="Sum"/>
    public ReadOnlySpan<float> Max(int row) => _max.AsSpan(row * Metrics, Metrics);

    /// <inheritdoc cref="Sum"/>
    public ReadOnlySpan<float> Min(int row) => _min.AsSpan(row * Metrics, Metrics);

    /// <summary>Starts the episode of a world whose vehicles are placed.</summary>
    public void Reset(int world)
    {
        var v = _vehicles;
        for (int ego = 0; ego < v.Egos; ego++)
        {
            int index = world * v.Slots + ego, row = world * v.Egos + ego;
            _lateralHistory.AsSpan(row * _jerkSteps, _jerkSteps).Fill(LateralAcceleration(index));
            _lastAcceleration[row] = v.Acceleration[index];
            _lastSteering[row] = 0f;
            _lastPosition[row] = v.S[index];
            _lastTargetLane[row] = v.TargetLane[index];
            _present.AsSpan(row * Metrics, Metrics).Clear();
            _sum.AsSpan(row * Metrics, Metrics).Clear();
            _max.AsSpan(row * Metrics, Metrics).Fill(float.NegativeInfinity);
            _min.AsSpan(row * Metrics, Metrics).Fill(float.PositiveInfinity);
        }
    }

    /// <summary>Measures one ego after a policy step, and gives its reward and cost.</summary>
    public (float Reward, float Cost) Measure(int world, int ego)
    {
        var v = _vehicles;
        int index = world * v.Slots + ego, row = world * v.Egos + ego;
        float seconds = _scenario.Simulation.PolicyStepSeconds;
        var present = _present.AsSpan(row * Metrics, Metrics);

        bool collided = v.Crashed[index] != 0;
        if (collided && present[(int)MetricIndex.Collision] == 0f)
        {
            bool fromBehind = IsStruckFromBehind(index);
            present[(int)MetricIndex.StruckFromBehind] = fromBehind ? 1f : 0f;
            present[(int)MetricIndex.CollisionAtFault] = fromBehind ? 0f : 1f;
        }
        present[(int)MetricIndex.Collision] = collided ? 1f : 0f;

        float offset = v.D[index] - _frame.Road(world).LaneCentre(v.TargetLane[index], v.S[index]);
        bool offRoad = !_frame.Road(world).OnRoad(v.S[index], v.D[index]);
        present[(int)MetricIndex.OffRoad] = offRoad ? 1f : 0f;
        present[(int)MetricIndex.LaneDeparture] = offRoad || (!_control.ChoosesLanes && MathF.Abs(offset) > 0.5f * _frame.LaneWidth) ? 1f : 0f;
        present[(int)MetricIndex.LateralOffset] = MathF.Abs(offset);
        present[(int)MetricIndex.HeadingError] = MathF.Abs(v.RelativeHeading[index]);
        present[(int)MetricIndex.Speed] = v.Speed[index];
        present[(int)MetricIndex.Progress] = v.S[index] - _lastPosition[row];
        if (_scenario.Ego.Goal is { } goal)
        {
            bool passes = _lastPosition[row] < goal.Position && v.S[index] >= goal.Position;
            bool reaches = passes && !offRoad && goal.FirstLane <= v.Lane[index] && v.Lane[index] <= goal.LastLane;
            present[(int)MetricIndex.GoalReached] = reaches ? 1f : 0f;
            present[(int)MetricIndex.GoalMissed] = passes && !reaches ? 1f : 0f;
        }
        _lastPosition[row] = v.S[index];

        present[(int)MetricIndex.LongitudinalAcceleration] = v.Acceleration[index];
        present[(int)MetricIndex.LongitudinalJerk] = MathF.Abs(v.Acceleration[index] - _lastAcceleration[row]) / seconds;
        _lastAcceleration[row] = v.Acceleration[index];
        float lateral = LateralAcceleration(index);
        present[(int)MetricIndex.LateralAcceleration] = MathF.Abs(lateral);
        ref float oldest = ref _lateralHistory[row * _jerkSteps + _clock.Step[world] % _jerkSteps];
        present[(int)MetricIndex.LateralJerk] = MathF.Abs(lateral - oldest) / (_jerkSteps * seconds);
        oldest = lateral;

        present[(int)MetricIndex.LaneChanges] = v.TargetLane[index] != _lastTargetLane[row] ? 1f : 0f;
        _lastTargetLane[row] = v.TargetLane[index];
        present[(int)MetricIndex.DeltaV] = MathF.Sqrt(v.DeltaVX[index] * v.DeltaVX[index] + v.DeltaVY[index] * v.DeltaVY[index]);
        float gap = MeasureLeader(index, present);
        present[(int)MetricIndex.Ttc2D] = FootprintTimeToCollision(world, index);

        float steering = _control.CommandedSteering(world, ego);
        float steeringChange = steering - _lastSteering[row];
        _lastSteering[row] = steering;

        var terms = _terms.AsSpan(row * _termCount, _termCount);
        float reward = Weigh(_scenario.Reward.Terms, terms, index, present, gap, steeringChange);
        if (_scenario.Reward is { NormaliseLow: { } low, NormaliseHigh: { } high }) reward = (reward - low) / (high - low);
        if (_scenario.Reward.ZeroOffRoad && offRoad) reward = 0f;
        float cost = Weigh(_scenario.Cost.Terms, terms[_scenario.Reward.Terms.Length..], index, present, gap, steeringChange);
        present[(int)MetricIndex.Return] = reward;
        present[(int)MetricIndex.Cost] = cost;
        Accumulate(row, present);
        return (reward, cost);
    }

    private void Accumulate(int row, ReadOnlySpan<float> present)
    {
        var sum = _sum.AsSpan(row * Metrics, Metrics);
        var max = _max.AsSpan(row * Metrics, Metrics);
        var min = _min.AsSpan(row * Metrics, Metrics);
        for (int i = 0; i < present.Length; i++)
        {
            float value = present[i];
            sum[i] += value;
            if (value > max[i]) max[i] = value;
            if (value < min[i]) min[i] = value;
        }
    }

    /// <summary>Acceleration across the path at steady slip: speed times yaw rate, m/s2.</summary>
    private float LateralAcceleration(int index) => _vehicles.Speed[index] * _vehicles.YawRate[index];

    /// <summary>Time to collision and headway to the leader in the lane; returns the gap between bumpers, infinite without a leader.</summary>
    private float MeasureLeader(int index, Span<float> present)
    {
        var v = _vehicles;
        int leader = _order.Leader(index, v.Lane[index]);
        float ttc = LongestTime, thw = LongestTime, gap = float.PositiveInfinity;
        if (leader >= 0)
        {
            gap = _order.Distance(index, leader) - 0.5f * (v.Length[leader] + v.Length[index]);
            float open = gap > 0f ? gap : 0f;
            float closing = _order.Closing(index, leader);
            if (closing > 0f && open < LongestTime * closing) ttc = open / closing;
            if (v.Speed[index] > 0f && open < LongestTime * v.Speed[index]) thw = open / v.Speed[index];
        }
        present[(int)MetricIndex.Ttc] = ttc;
        present[(int)MetricIndex.Thw] = thw;
        return gap;
    }

    /// <summary>Least time until the ego's rectangle meets another one when both keep their velocity and heading.</summary>
    private float FootprintTimeToCollision(int world, int index)
    {
        float least = LongestTime;
        int rank = _order.Rank(index), count = _order.Count(world);
        var (sin, cos) = Elementary.SinCos(_vehicles.Heading[index]);
        for (int i = rank - 1; i >= 0 && Meet(index, sin, cos, _order.At(world, i), ref least); i--)
        {
        }
        for (int i = rank + 1; i < count && Meet(index, sin, cos, _order.At(world, i), ref least); i++)
        {
        }
        return least;
    }

    /// <summary>Lowers the time where the pair meets earlier; false where the other is out of range along the road.</summary>
    private bool Meet(int a, float sinA, float cosA, int b, ref float least)
    {
        var v = _vehicles;
        if (MathF.Abs(v.S[b] - v.S[a]) > SearchRange) return false;
        var (sinB, cosB) = Elementary.SinCos(v.Heading[b]);
        float dx = v.X[b] - v.X[a], dy = v.Y[b] - v.Y[a];
        float vx = v.Speed[b] * cosB - v.Speed[a] * cosA, vy = v.Speed[b] * sinB - v.Speed[a] * sinA;
        float enter = 0f, leave = least;
        for (int axis = 0; axis < 4; axis++)
        {
            // Across the ego first: that is what keeps most pairs apart.
            var (nx, ny) = axis switch { 0 => (-sinA, cosA), 1 => (cosA, sinA), 2 => (-sinB, cosB), _ => (cosB, sinB) };
            float reach = 0.5f * (v.Length[a] * MathF.Abs(cosA * nx + sinA * ny) + v.Width[a] * MathF.Abs(cosA * ny - sinA * nx)
                + v.Length[b] * MathF.Abs(cosB * nx + sinB * ny) + v.Width[b] * MathF.Abs(cosB * ny - sinB * nx));
            float position = dx * nx + dy * ny, speed = vx * nx + vy * ny;
            if (speed == 0f)
            {
                if (MathF.Abs(position) > reach) return true;
                continue;
            }
            float first = (-reach - position) / speed, second = (reach - position) / speed;
            if (first > second) (first, second) = (second, first);
            if (first > enter) enter = first;
            if (second < leave) leave = second;
            if (enter > leave) return true;
        }
        if (enter < least) least = enter;
        return true;
    }

    /// <summary>Whether the partner's front met the ego's rear half while the ego kept its lane.</summary>
    private bool IsStruckFromBehind(int index)
        => _vehicles.StruckFromBehind[index] != 0 && _vehicles.Lane[index] == _vehicles.TargetLane[index];

    private float Weigh(
        ImmutableArray<WeightedTerm> terms, Span<float> weighted, int index, ReadOnlySpan<float> present, float gap, float steeringChange)
    {
        float total = 0f;
        for (int i = 0; i < terms.Length; i++) total += weighted[i] = terms[i].Weight * Value(terms[i], index, present, gap, steeringChange);
        return total;
    }

    private float Value(WeightedTerm term, int index, ReadOnlySpan<float> present, float gap, float steeringChange)
    {
        var v = _vehicles;
        switch (term.Term)
        {
            case RewardTerm.Survival: return 1f;
            case RewardTerm.Collision: return present[(int)MetricIndex.Collision];
            case RewardTerm.LaneDeparture: return present[(int)MetricIndex.LaneDeparture];
            case RewardTerm.OffRoad: return present[(int)MetricIndex.OffRoad];
            case RewardTerm.RightLane: return _frame.Lanes > 1 ? v.TargetLane[index] / (float)(_frame.Lanes - 1) : 1f;
            case RewardTerm.HighSpeed:
                return Elementary.Clip((v.Speed[index] * v.CosHeading[index] - term.Low) / (term.High - term.Low), 0f, 1f);
            case RewardTerm.Progress: return present[(int)MetricIndex.Progress] / term.High;
            case RewardTerm.LateralOffset: return Squared(present[(int)MetricIndex.LateralOffset], term.High);
            case RewardTerm.HeadingError: return Squared(present[(int)MetricIndex.HeadingError], term.High);
            case RewardTerm.SteeringChange: return Squared(steeringChange, term.High);
            case RewardTerm.LateralJerk: return Squared(present[(int)MetricIndex.LateralJerk], term.High);
            case RewardTerm.LongitudinalJerk: return Squared(present[(int)MetricIndex.LongitudinalJerk], term.High);
            case RewardTerm.Acceleration: return Squared(present[(int)MetricIndex.LongitudinalAcceleration], term.High);
            case RewardTerm.LaneChange: return present[(int)MetricIndex.LaneChanges];
            case RewardTerm.GapError:
                float wanted = term.Low + term.High * v.Speed[index];
                float error = MathF.Abs(gap - wanted) / wanted;
                return error < 1f ? error : 1f;
            case RewardTerm.GoalReached: return present[(int)MetricIndex.GoalReached];
            case RewardTerm.GoalMissed: return present[(int)MetricIndex.GoalMissed];
            case RewardTerm.PresentLane: return v.Lane[index] / term.High;
            case RewardTerm.Speed: return (v.Speed[index] - term.Low) / (term.High - term.Low);
            case RewardTerm.LaneCommand: return _control.LaneWish(index / v.Slots, index % v.Slots) != 0 ? 1f : 0f;
            case RewardTerm.MergingSpeed: return MergingSpeed(index / v.Slots);
            case RewardTerm.ShortHeadway: return present[(int)MetricIndex.Thw] < term.High ? 1f : 0f;
            default: return present[(int)MetricIndex.Ttc] < term.High ? 1f : 0f;
        }
    }

    private float MergingSpeed(int world)
    {
        var v = _vehicles;
        float sum = 0f;
        for (int other = world * v.Slots; other < (world + 1) * v.Slots; other++)
        {
            if (v.Active[other] == 0 || v.TargetSpeed[other] == 0f || !_frame.EndsOnThisRoad(other)) continue;
            sum += (v.TargetSpeed[other] - v.Speed[other]) / v.TargetSpeed[other];
        }
        return sum;
    }

    private static float Squared(float value, float scale)
    {
        float ratio = value / scale;
        return ratio * ratio < 1f ? ratio * ratio : 1f;
    }
}
