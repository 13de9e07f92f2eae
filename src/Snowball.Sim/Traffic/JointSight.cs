using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Traffic;

/// <summary>What drivers see whose sight ends at the joints of roads: see <see cref="Scenarios.DriverSight.Road"/>.</summary>
internal sealed class JointSight(VehicleStates vehicles, LaneOrder order, RoadFrame frame)
{
    /// <summary>Lets leaders be forgotten that are too far beyond the next joint. Needs <see cref="LaneOrder.FindLeaders"/>.</summary>
    public void ForgetLeaders(int world)
    {
        for (int index = world * vehicles.Slots; index < (world + 1) * vehicles.Slots; index++)
        {
            if (vehicles.Active[index] == 0) continue;
            int lane = vehicles.Lane[index];
            float s = vehicles.S[index];
            Forget(ref order.OwnLeader[index], frame.NextJoint(index, lane, s));
            Forget(ref order.LeftLeader[index], frame.NextJoint(index, lane - 1, s));
            Forget(ref order.RightLeader[index], frame.NextJoint(index, lane + 1, s));
        }
    }

    /// <summary>Shows those who are leaving their road the leader in their target lane on the next. Needs <see cref="LaneOrder.MeasureGaps"/>.</summary>
    public void LookAhead(int world)
    {
        for (int index = world * vehicles.Slots; index < (world + 1) * vehicles.Slots; index++)
        {
            if (vehicles.Active[index] == 0 || !frame.IsLeavingRoad(index)) continue;
            int leader = order.Leader(index, vehicles.TargetLane[index]);
            Forget(ref leader, NextRoadEnd(index));
            (order.TargetLeaderGap[index], order.TargetLeaderClosing[index]) = leader < 0
                ? (LaneOrder.NoLeaderGap, 0f)
                : (order.Gap(index, leader), order.Closing(index, leader));
        }
    }

    /// <summary>Whether a vehicle sees one behind it in a lane.</summary>
    public bool SeesBehind(int index, int follower, int lane)
        => vehicles.S[follower] >= frame.LastJoint(index, lane, vehicles.S[index]) - vehicles.Length[follower];

    /// <summary>Whether two vehicles are headed for the same road.</summary>
    public bool ShareRoad(int index, int other) => NextRoadEnd(index) == NextRoadEnd(other);

    /// <summary>Whether a vehicle sees a place ahead, m: on the road that it is headed for.</summary>
    public bool Sees(int index, float place) => place <= NextRoadEnd(index);

    private float NextRoadEnd(int index) => frame.NextJoint(index, vehicles.TargetLane[index], vehicles.S[index] + 0.5f * vehicles.Length[index]);

    private void Forget(ref int leader, float joint)
    {
        if (leader >= 0 && !(vehicles.S[leader] < joint + vehicles.Length[leader])) leader = -1;
    }
}
