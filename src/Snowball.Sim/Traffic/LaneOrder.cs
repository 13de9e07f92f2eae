using System.Numerics;
using System.Runtime.Intrinsics;
using Snowball.Sim.Vehicles;
using static Snowball.Sim.Numerics.ColumnVectors;

namespace Snowball.Sim.Traffic;

/// <summary>
/// Each world's vehicles in order along the road, front first, and who leads and follows whom. Kept from substep to
/// substep, so that sorting finds little to do.
/// </summary>
public sealed class LaneOrder
{
    /// <summary>The gap in m that stands for no leader.</summary>
    public const float NoLeaderGap = 1e6f;

    private const int MaximumLanes = 16;
    private readonly VehicleStates _vehicles;
    private readonly bool _bumperToBumper;
    private readonly float _circumference;
    private readonly int _firstSignal;
    private readonly int[] _order, _rank, _count, _start;

    /// <param name="store">Holds the order.</param>
    /// <param name="vehicles">The vehicles to order.</param>
    /// <param name="bumperToBumper">Whether gaps are between bumpers; otherwise between centres.</param>
    /// <param name="circumference">Length of a lap, m, on a ring, where the hindmost leads the foremost; 0 on an open road.</param>
    public LaneOrder(ColumnStore store, VehicleStates vehicles, bool bumperToBumper, float circumference = 0f)
    {
        _vehicles = vehicles;
        _bumperToBumper = bumperToBumper;
        _circumference = circumference;
        _firstSignal = bumperToBumper ? vehicles.Egos : vehicles.Slots;
        int slots = vehicles.Slots;
        _order = store.Add<int>(slots);
        _rank = store.Add<int>(slots);
        _count = store.Add<int>(1);
        int all = store.PaddedWorlds * slots;
        // Looked up rather than divided for: searches are many and short.
        _start = new int[all];
        for (int i = 0; i < all; i++) _start[i] = i / slots * slots;
        (OwnLeader, LeftLeader, RightLeader) = (new int[all], new int[all], new int[all]);
        (LeaderGap, LeaderClosing) = (new float[all], new float[all]);
        (TargetLeaderGap, TargetLeaderClosing) = (new float[all], new float[all]);
    }

    /// <summary>Index of the leader in the vehicle's lane and in the lanes to its left and right, or -1; after <see cref="FindLeaders"/>.</summary>
    public readonly int[] OwnLeader, LeftLeader, RightLeader;

    /// <summary>Gap in m and closing speed in m/s to the leader in the vehicle's lane, after <see cref="MeasureGaps"/>.</summary>
    public readonly float[] LeaderGap, LeaderClosing;

    /// <summary>The same for the lane that it is changing to.</summary>
    public readonly float[] TargetLeaderGap, TargetLeaderClosing;

    /// <summary>Takes up the active vehicles of a world that was reset or whose vehicles came or went.</summary>
    public void Rebuild(int world)
    {
        int start = world * _vehicles.Slots, count = 0;
        for (int slot = 0; slot < _vehicles.Slots; slot++)
        {
            if (_vehicles.Active[start + slot] == 0) continue;
            _rank[start + slot] = count;
            _order[start + count++] = slot;
        }
        _count[world] = count;
        // Marks the end, and leaves no trace of vehicles that are gone.
        _order.AsSpan(start + count, _vehicles.Slots - count).Fill(-1);
        ClearEmptySlots(world);
        Sort(world);
    }

    /// <summary>Lets nothing of former vehicles reach the state through slots that are empty, also where that was restored.</summary>
    public void ClearEmptySlots(int world)
    {
        int start = world * _vehicles.Slots;
        for (int index = start; index < start + _vehicles.Slots; index++)
        {
            if (_vehicles.Active[index] != 0) continue;
            _rank[index] = -1;
            (LeaderGap[index], LeaderClosing[index]) = (NoLeaderGap, 0f);
            (TargetLeaderGap[index], TargetLeaderClosing[index]) = (NoLeaderGap, 0f);
        }
    }

    /// <summary>Orders a world's vehicles by s, greatest first.</summary>
    public void Sort(int world)
    {
        int start = world * _vehicles.Slots, count = _count[world];
        var order = _order.AsSpan(start, count);
        var rank = _rank.AsSpan(start, _vehicles.Slots);
        var s = _vehicles.S.AsSpan(start, _vehicles.Slots);
        if (order.IsEmpty) return;
        // Seldom does one pass another: then only these two are touched, and else nothing.
        float ahead = s[order[0]];
        for (int i = 1; i < order.Length; i++)
        {
            int slot = order[i];
            float key = s[slot];
            if (!(ahead < key))
            {
                ahead = key;
                continue;
            }
            int at = i;
            for (; at > 0 && s[order[at - 1]] < key; at--)
            {
                order[at] = order[at - 1];
                rank[order[at]] = at;
            }
            order[at] = slot;
            rank[slot] = at;
        }
    }

    /// <summary>Finds the leader of every vehicle of one world in its lane and in the lanes beside it: the input of lane changes.</summary>
    public void FindLeaders(int world)
    {
        // One lane more at each side, which stays empty, spares the tests at the edges.
        Span<int> last = stackalloc int[MaximumLanes + 2];
        last.Fill(-1);
        Sweep(world, last);
        // On a ring what came last leads what came first.
        if (_circumference > 0f) Sweep(world, last);
    }

    private void Sweep(int world, Span<int> last)
    {
        int start = world * _vehicles.Slots;
        // Local copies, as in the other loops over every vehicle: a field would be read again after each write.
        int[] lanes = _vehicles.Lane, lows = _vehicles.LaneLow, highs = _vehicles.LaneHigh, targets = _vehicles.TargetLane;
        int[] own = OwnLeader, left = LeftLeader, right = RightLeader;
        int firstSignal = _firstSignal;
        foreach (int slot in _order.AsSpan(start, _count[world]))
        {
            int index = start + slot, lane = lanes[index];
            left[index] = last[lane];
            own[index] = last[lane + 1];
            right[index] = last[lane + 2];
            int high = highs[index] + 1;
            for (int blocked = lows[index] + 1; blocked <= high; blocked++) last[blocked] = index;
            if (slot >= firstSignal) last[targets[index] + 1] = index;
        }
    }

    /// <summary>Fills the gap columns of worlds [first, end), whole blocks, after lane changes are decided. Needs <see cref="FindLeaders"/>.</summary>
    public void MeasureGaps(int first, int end)
    {
        var v = _vehicles;
        var none = Vector256.Create(-1);
        for (int i = first * v.Slots; i < end * v.Slots; i += 8)
        {
            nuint at = (nuint)i;
            var isActive = Vector256.GreaterThan(Load(v.Active, at), Vector256<int>.Zero);
            Measure(at, Vector256.ConditionalSelect(isActive, Load(OwnLeader, at), none), LeaderGap, LeaderClosing);

            var change = (Load(v.TargetLane, at) - Load(v.Lane, at)) & isActive;
            var leaders = Vector256.ConditionalSelect(Vector256.Equals(change, Vector256.Create(-1)), Load(LeftLeader, at), none);
            leaders = Vector256.ConditionalSelect(Vector256.Equals(change, Vector256<int>.One), Load(RightLeader, at), leaders);
            // The leader beyond the next lane is looked for only where somebody goes there.
            uint far = Vector256.GreaterThan(Vector256.Abs(change), Vector256<int>.One).ExtractMostSignificantBits();
            for (; far != 0; far &= far - 1)
            {
                int place = BitOperations.TrailingZeroCount(far);
                leaders = leaders.WithElement(place, Leader(i + place, v.TargetLane[i + place]));
            }
            Measure(at, leaders, TargetLeaderGap, TargetLeaderClosing);
        }
    }

    /// <summary>Eight gaps and closing speeds, as <see cref="Gap"/> and <see cref="Closing"/> have them; a leader of -1 is none.</summary>
    private void Measure(nuint at, Vector256<int> leaders, float[] gaps, float[] closings)
    {
        var isFree = Vector256.LessThan(leaders, Vector256<int>.Zero);
        if (isFree == Vector256<int>.AllBitsSet)
        {
            Store(Vector256.Create(NoLeaderGap), gaps, at);
            Store(Vector256<float>.Zero, closings, at);
            return;
        }
        var v = _vehicles;
        leaders = Vector256.AndNot(leaders, isFree);
        var gap = Gather(v.S, leaders) - Load(v.S, at);
        if (_circumference > 0f)
        {
            var isBehind = Vector256.LessThanOrEqual(gap, Vector256<float>.Zero);
            gap = Vector256.ConditionalSelect(isBehind, gap + Vector256.Create(_circumference), gap);
        }
        if (_bumperToBumper) gap -= (Gather(v.Length, leaders) + Load(v.Length, at)) * 0.5f;
        var aligned = Gather(v.CosHeading, leaders) * Load(v.CosHeading, at) + Gather(v.SinHeading, leaders) * Load(v.SinHeading, at);
        var closing = Load(v.Speed, at) - Gather(v.Speed, leaders) * aligned;
        Store(Vector256.ConditionalSelect(isFree.AsSingle(), Vector256.Create(NoLeaderGap), gap), gaps, at);
        Store(Vector256.AndNot(closing, isFree.AsSingle()), closings, at);
    }

    /// <summary>The nearest vehicle ahead in a lane: its index, or -1. On a ring it may be the vehicle itself, a lap ahead.</summary>
    public int Leader(int index, int lane)
    {
        int start = _start[index];
        for (int i = _rank[index] - 1; i >= 0; i--)
        {
            int other = start + _order[start + i];
            if (Blocks(other, other - start, lane)) return other;
        }
        return _circumference > 0f ? Beyond(index, lane, step: -1) : -1;
    }

    /// <summary>The nearest vehicle behind in a lane: its index, or -1. On a ring it may be the vehicle itself, a lap behind.</summary>
    public int Follower(int index, int lane)
    {
        var v = _vehicles;
        int start = _start[index];
        for (int i = _rank[index] + 1; i < v.Slots && _order[start + i] >= 0; i++)
        {
            int other = start + _order[start + i];
            if (Blocks(other, other - start, lane)) return other;
        }
        return _circumference > 0f ? Beyond(index, lane, step: 1) : -1;
    }

    /// <summary>The search on a ring from the other end of the order to the vehicle itself.</summary>
    private int Beyond(int index, int lane, int step)
    {
        int start = _start[index], count = _count[index / _vehicles.Slots], own = _rank[index];
        for (int i = step < 0 ? count - 1 : 0; i >= 0 && i < count; i += step)
        {
            int other = start + _order[start + i];
            if (Blocks(other, other - start, lane)) return other;
            if (i == own) break;
        }
        return -1;
    }

    private bool Blocks(int index, int slot, int lane)
        => (_vehicles.LaneLow[index] <= lane && lane <= _vehicles.LaneHigh[index]) || (Signals(slot) && _vehicles.TargetLane[index] == lane);

    /// <summary>Whether others see from the start to which lane a vehicle changes. Not with highway-env's gaps, nor from egos.</summary>
    private bool Signals(int slot) => slot >= _firstSignal;

    /// <summary>Index of the vehicle that is some places ahead in the order, or -1; on a ring up to the one right behind.</summary>
    public int Ahead(int index, int places)
    {
        int start = _start[index], rank = _rank[index] - places;
        if (rank < 0)
        {
            int count = _count[index / _vehicles.Slots];
            if (_circumference == 0f || places >= count) return -1;
            rank += count;
        }
        return start + _order[start + rank];
    }

    /// <summary>Place of a vehicle in its world's order, 0 the foremost.</summary>
    public int Rank(int index) => _rank[index];

    /// <summary>Number of vehicles in a world's order.</summary>
    public int Count(int world) => _count[world];

    /// <summary>Index of the vehicle at a place of a world's order.</summary>
    public int At(int world, int rank) => world * _vehicles.Slots + _order[world * _vehicles.Slots + rank];

    /// <summary>Distance from a vehicle's centre to that of one ahead, m.</summary>
    public float Distance(int follower, int leader)
    {
        float centres = _vehicles.S[leader] - _vehicles.S[follower];
        // On a ring who is not ahead is so after a lap.
        return centres <= 0f ? centres + _circumference : centres;
    }

    /// <summary>The gap from a vehicle to one ahead, as the drivers measure it, m.</summary>
    public float Gap(int follower, int leader)
    {
        float centres = Distance(follower, leader);
        return _bumperToBumper ? centres - 0.5f * (_vehicles.Length[leader] + _vehicles.Length[follower]) : centres;
    }

    /// <summary>Speed at which the gap closes, measured along the follower's heading, m/s.</summary>
    public float Closing(int follower, int leader)
    {
        var v = _vehicles;
        float aligned = v.CosHeading[leader] * v.CosHeading[follower] + v.SinHeading[leader] * v.SinHeading[follower];
        return v.Speed[follower] - v.Speed[leader] * aligned;
    }
}
