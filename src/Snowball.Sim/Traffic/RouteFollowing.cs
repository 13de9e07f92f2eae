using Snowball.Sim.Numerics;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>
/// The lane changes that a vehicle has to make, since its lane ends or leads away from where it wants to. A gap is taken by its
/// distances, as in Gipps (1986), and shorter ones the nearer the last chance is: down to <see cref="LeastHeadway"/>.
/// </summary>
public sealed class RouteFollowing(VehicleStates vehicles, LaneOrder order, RoadFrame frame)
{
    // A driver looks ahead as far as it drives in this time, and a bit more, s and m.
    private const float LookAheadTime = 15f, LookAheadDistance = 150f;

    // Time headways to the new neighbours that are accepted far from the last chance and at it, s.
    private const float UsualHeadway = 0.8f, LeastHeadway = 0.2f;

    // Kept clear at standstill, m; and what neighbours may have to brake where speeds differ, m/s2.
    private const float LeastGap = 1f, Deceleration = 3f;

    // How much slower than its neighbours a vehicle drives that looks for a gap, and how slow at most, m/s.
    private const float GapSeekingSpeed = 3f, LeastSpeed = 3f;

    // Where a vehicle stops before the end of its lane, m.
    private const float StopLine = 5f;

    /// <summary>To which side a vehicle has to change lane by now: -1 left, 1 right, 0 none.</summary>
    public int RequiredSide(int index)
    {
        var (side, lastChance) = frame.Way(index);
        return side != 0 && lastChance - vehicles.S[index] < LookAhead(index) ? side : 0;
    }

    /// <summary>Whether a vehicle may change for its own good to the next lane on a side: that is there, and does not lead it astray.</summary>
    public bool MayStray(int index, int lane, int side)
    {
        if (!frame.MayChange(index, lane, side)) return false;
        var (otherSide, lastChance) = frame.WayFrom(index, lane + side);
        return otherSide == 0 ? frame.LeadsOn(index, lane + side) : lastChance - vehicles.S[index] >= LookAhead(index);
    }

    /// <summary>Whether the gap in the next lane on a side is taken, for a change that is required.</summary>
    public bool TakesGap(int index, int side)
    {
        int target = vehicles.Lane[index] + side;
        if (!frame.MayChange(index, vehicles.Lane[index], side)) return false;
        float left = frame.Way(index).LastChance - vehicles.S[index];
        float urgency = Elementary.Clip(1f - left / LookAhead(index), 0f, 1f);
        float headway = UsualHeadway + (LeastHeadway - UsualHeadway) * urgency;
        int leader = order.Leader(index, target), follower = order.Follower(index, target);
        return (leader < 0 || IsEnough(index, leader, headway)) && (follower < 0 || IsEnough(follower, index, headway));
    }

    /// <summary>A speed in m/s, at most the desired one, at which the next gap in the lane on a side comes up from behind.</summary>
    public float SpeedToNextGap(int index, int side, float desired)
    {
        int target = vehicles.Lane[index] + side;
        int leader = order.Leader(index, target), follower = order.Follower(index, target);
        float slowest = desired;
        if (leader >= 0 && vehicles.Speed[leader] < slowest) slowest = vehicles.Speed[leader];
        if (follower >= 0 && vehicles.Speed[follower] < slowest) slowest = vehicles.Speed[follower];
        return Elementary.Clip(slowest - GapSeekingSpeed, LeastSpeed, desired);
    }

    /// <summary>Distance in m that a vehicle has to the place where it must stop since its lane ends under it; infinite where it does not.</summary>
    public float DistanceToEnd(int index)
        => frame.LaneEnd(index) - StopLine - 0.5f * vehicles.Length[index] - vehicles.S[index];

    private float LookAhead(int index) => LookAheadDistance + LookAheadTime * vehicles.Speed[index];

    private bool IsEnough(int follower, int leader, float headway)
    {
        float closing = Elementary.Clip(order.Closing(follower, leader), 0f, 100f);
        float speed = Elementary.Clip(vehicles.Speed[follower], 0f, 100f);
        float gap = vehicles.S[leader] - vehicles.S[follower] - 0.5f * (vehicles.Length[leader] + vehicles.Length[follower]);
        return gap >= LeastGap + headway * speed + closing * closing * (0.5f / Deceleration);
    }
}
