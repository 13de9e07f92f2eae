using CsCheck;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>Leaders and followers against a search through all vehicles.</summary>
public sealed class LaneOrderTests
{
    private const int Slots = 12, Lanes = 4;

    [Fact]
    public void LeadersAndFollowersAreTheNearestOfTheLane()
    {
        var vehicle = Gen.Select(Gen.Float[-200, 200], Gen.Float[-0.5f, 4.5f], Gen.Int[0, Lanes - 1], Gen.Float[0, 40], Gen.Bool);
        vehicle.Array[Slots].Sample(cars =>
        {
            var road = new Highway(Slots, lanes: Lanes);
            var v = road.Vehicles;
            for (int i = 0; i < Slots; i++)
            {
                var (s, position, target, speed, active) = cars[i];
                road.Put(i, target, s, speed, offset: (target + 0.5f - position) * Highway.LaneWidth);
                if (!active) v.Active[i] = 0;
            }
            road.Ready();
            // Sorting from an old order: everybody moves on.
            for (int i = 0; i < Slots; i++) v.X[i] += v.Speed[i] * 3f;
            road.Frame.Locate(0, 1);
            if (v.S[..Slots].Distinct().Count() < Slots) return; // side by side, neither leads
            road.Order.Sort(0);
            road.Order.FindLeaders(0);
            road.Order.MeasureGaps(0, ColumnStore.WorldBlock);

            for (int i = 0; i < Slots; i++)
            {
                if (v.Active[i] == 0) continue;
                for (int lane = 0; lane < Lanes; lane++)
                {
                    // Whose centre is within half a lane and a metre of the lane's centre blocks it, and what changes to it but egos.
                    int[] others = [.. Enumerable.Range(0, Slots).Where(j => j != i && v.Active[j] != 0 && (Blocks(v.D[j], lane) || (j > 0 && v.TargetLane[j] == lane)))];
                    int leader = others.Where(j => v.S[j] > v.S[i]).OrderBy(j => v.S[j]).FirstOrDefault(-1);
                    int follower = others.Where(j => v.S[j] < v.S[i]).OrderByDescending(j => v.S[j]).FirstOrDefault(-1);
                    Assert.Equal(leader, road.Order.Leader(i, lane));
                    Assert.Equal(follower, road.Order.Follower(i, lane));
                    if (lane == v.Lane[i] - 1) Assert.Equal(leader, road.Order.LeftLeader[i]);
                    if (lane == v.Lane[i] + 1) Assert.Equal(leader, road.Order.RightLeader[i]);
                    if (lane == v.TargetLane[i] && lane != v.Lane[i]) Assert.Equal(leader < 0 ? 1e6f : v.S[leader] - v.S[i] - 5f, road.Order.TargetLeaderGap[i]);
                    if (lane != v.Lane[i]) continue;
                    Assert.Equal(leader, road.Order.OwnLeader[i]);
                    Assert.Equal(leader < 0 ? 1e6f : v.S[leader] - v.S[i] - 5f, road.Order.LeaderGap[i]);
                    Assert.Equal(leader < 0 ? 0f : v.Speed[i] - v.Speed[leader], road.Order.LeaderClosing[i], 1e-3);
                }
            }
            Assert.Equal(Enumerable.Range(0, Slots).Count(i => v.Active[i] != 0), road.Order.Count(0));
        }, iter: 3000);
    }

    [Theory]
    [InlineData(-2f, 0, 0, 0)]
    [InlineData(-3.1f, 0, 0, 1)]
    [InlineData(-4.1f, 1, 0, 1)]
    [InlineData(-6f, 1, 1, 1)]
    [InlineData(-10f, 2, 2, 2)]
    [InlineData(1f, 0, 0, 0)]
    public void AVehicleBlocksTheLanesThatItReachesInto(float d, int lane, int low, int high)
    {
        var road = new Highway(slots: 1);
        road.Put(0, 0, 0, 20f, offset: d + 2f);
        road.Ready();
        Assert.Equal((lane, low, high), (road.Vehicles.Lane[0], road.Vehicles.LaneLow[0], road.Vehicles.LaneHigh[0]));
    }

    private static bool Blocks(float d, int lane) => Math.Abs(-d - (lane + 0.5f) * Highway.LaneWidth) <= 0.5f * Highway.LaneWidth + 1f;
}
