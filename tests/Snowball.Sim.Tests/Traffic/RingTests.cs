using CsCheck;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Studies;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Vehicles;

namespace Snowball.Sim.Tests.Traffic;

/// <summary>Traffic on a ring: who follows whom over the seam, how it starts, and that nobody is lost on the way.</summary>
public sealed class RingTests
{
    private const float Circumference = 400f;

    [Fact]
    public void LeadersAndFollowersAreTheNearestRoundTheRing()
    {
        const int slots = 8, lanes = 3;
        var vehicle = Gen.Select(Gen.Int[0, 40_000], Gen.Float[-0.5f, 3.5f], Gen.Int[0, lanes - 1], Gen.Bool);
        vehicle.Array[slots].Sample(cars =>
        {
            var road = new Highway(slots, lanes: lanes, circumference: Circumference);
            var v = road.Vehicles;
            for (int i = 0; i < slots; i++)
            {
                var (s, position, target, active) = cars[i];
                road.Put(i, target, 0.01f * s, speed: 20f, offset: (target + 0.5f - position) * Highway.LaneWidth);
                v.Active[i] = active ? 1 : 0;
            }
            road.Ready();
            if (v.S[..slots].Distinct().Count() < slots) return; // side by side, neither leads
            road.Order.FindLeaders(0);

            for (int i = 0; i < slots; i++)
            {
                if (v.Active[i] == 0) continue;
                Assert.InRange(v.S[i] - v.S[0], -0.5f * Circumference, 0.5f * Circumference);
                for (int lane = 0; lane < lanes; lane++)
                {
                    int[] blocking = [.. Enumerable.Range(0, slots).Where(j => v.Active[j] != 0 && (Blocks(v.D[j], lane) || (j > 0 && v.TargetLane[j] == lane)))];
                    int leader = blocking.OrderBy(j => Ahead(i, j)).FirstOrDefault(-1);
                    int follower = blocking.OrderBy(j => Ahead(j, i)).FirstOrDefault(-1);
                    Assert.Equal(leader, road.Order.Leader(i, lane));
                    Assert.Equal(follower, road.Order.Follower(i, lane));
                    if (lane == v.Lane[i] - 1) Assert.Equal(leader, road.Order.LeftLeader[i]);
                    if (lane == v.Lane[i]) Assert.Equal(leader, road.Order.OwnLeader[i]);
                    if (lane == v.Lane[i] + 1) Assert.Equal(leader, road.Order.RightLeader[i]);
                    if (leader >= 0) Assert.Equal(Ahead(i, leader) - 5f, road.Order.Gap(i, leader), 1e-3);
                }
            }

            // A vehicle is a whole lap ahead of itself.
            double Ahead(int from, int to) => from == to ? Circumference : ((double)v.S[to] - v.S[from] + 2 * Circumference) % Circumference;
        }, iter: 2000);
    }

    [Theory]
    [InlineData(1, 0f)]
    [InlineData(3, 1f)]
    public void StartsWithEqualGapsButForTheJitter(int lanes, float jitter)
    {
        var ring = Ring(count: 20 * lanes, lanes, jitter, mix: Mix(0.7f));
        for (int lane = 0; lane < lanes; lane++)
        {
            var gaps = Gaps(ring.Vehicles, lane);
            Assert.Equal(20, gaps.Length);
            double mean = gaps.Average();
            Assert.All(gaps, gap => Assert.InRange(gap, mean - jitter * mean - 0.01, mean + jitter * mean + 0.01));
            if (jitter > 0) Assert.True(gaps.Max() - gaps.Min() > 0.5 * mean);
        }
    }

    [Fact]
    public void NobodyIsLostAndNobodyOvertakesInALane()
    {
        // An hour of stop and go, some 50 laps of it.
        var ring = Ring(count: 14, lanes: 1, jitter: 1f, mix: Mix(0.6f));
        int[] before = RoundTheRing(ring.Vehicles);
        double lengths = ring.Vehicles.Length.Take(14).Sum(length => (double)length);
        for (int minute = 0; minute < 60; minute++)
        {
            ring.Step(600);
            Assert.Equal(before, RoundTheRing(ring.Vehicles));
            var gaps = Gaps(ring.Vehicles, lane: 0);
            Assert.True(gaps.Min() > 0.5, $"{gaps.Min()} m");
            Assert.Equal(Circumference - lengths, gaps.Sum(), 0.01);
            Assert.InRange(ring.Vehicles.S[0], -Circumference, 2 * Circumference);
        }
    }

    [Fact]
    public void AMixHasTheSharesAskedFor()
    {
        var ring = new RingRoad(
            new RingTraffic(20_000f, 2000, 0f, Distribution.Constant(25f), Worlds.Drivers, Mix(0.2f)), new StraightRoadSettings(2, 3.75f, 40f), 0.1f, worlds: 5);
        var v = ring.Vehicles;
        int long_ = v.Length.Take(10_000).Count(length => length == VehicleParameters.Named("vw-vanagon")!.Length);
        // Within four standard deviations.
        Assert.InRange(long_, 2000 - 160, 2000 + 160);
        for (int i = 0; i < 10_000; i++)
        {
            bool isVan = v.Length[i] == VehicleParameters.Named("vw-vanagon")!.Length;
            Assert.Equal(isVan ? 22f : 25f, v.Speed[i]);
            Assert.True(!isVan || v.TargetSpeed[i] == 22f);
        }
    }

    [Fact]
    public void AnEgoSeesRoundTheRing()
    {
        // One other vehicle, three quarters of a lap ahead: it is behind in coordinates, but leads.
        var scenario = Worlds.Plain with
        {
            Road = new StraightRoadSettings(1, 4f, 40f),
            Ego = Worlds.Plain.Ego with { Lane = Distribution.Constant(0) },
            Traffic = new RingTraffic(Circumference, 1, 0f, Distribution.Constant(20f), Worlds.Drivers, "highway-env-car"),
        };
        using var environment = new DrivingEnv(scenario, worlds: 1);
        var v = environment.Vehicles;
        Assert.Equal(0.5 * Circumference, environment.Order.Distance(0, 1), 0.01);
        v.X[1] = v.X[0] + 0.75f * Circumference;
        float[] actions = [0f, 1f / 3f]; // straight on, neither faster nor slower
        environment.Step(actions);
        Assert.Equal(v.S[0] - 0.25 * Circumference, v.S[1], 0.5);
        Assert.Equal(v.S[1] + Circumference - v.S[0], environment.Order.Distance(0, 1), 1e-3);
        Assert.Equal((environment.Order.Distance(0, 1) - 5f) / v.Speed[0], environment.Measured(0)[(int)MetricIndex.Thw], 1e-3);

        // It drives on for laps; progress is what it drives.
        double driven = 0;
        for (int step = 0; step < 300; step++)
        {
            environment.Step(actions);
            driven += environment.Measured(0)[(int)MetricIndex.Progress];
        }
        Assert.Equal(600, driven, 1.0);
    }

    [Fact]
    public void TheSameSeedGivesTheSameBitsInAnyPlaceOfABatch()
    {
        var many = Ring(count: 30, lanes: 3, jitter: 1f, mix: Mix(0.3f), worlds: 9);
        many.Step(300);
        var one = Ring(count: 30, lanes: 3, jitter: 1f, mix: Mix(0.3f), worlds: 1);
        one.Step(300);
        Assert.Equal(one.StateHash(0), many.StateHash(0));
        Assert.NotEqual(many.StateHash(1), many.StateHash(0));
    }

    private static RingRoad Ring(int count, int lanes, float jitter, VehicleMix mix, int worlds = 1)
        => new(new RingTraffic(Circumference, count, jitter, Distribution.Constant(8f), Worlds.Drivers, mix), new StraightRoadSettings(lanes, 3.75f, 40f), 0.1f, worlds);

    private static VehicleMix Mix(float vans) => new(
    [
        new VehicleShare("ford-escort", 1f - vans, Drivers: null),
        new VehicleShare("vw-vanagon", vans, Worlds.Drivers with { DesiredSpeed = Distribution.Constant(22f) }),
    ]);

    /// <summary>Gaps between bumpers round a lane.</summary>
    private static double[] Gaps(VehicleStates v, int lane)
    {
        int[] front = [.. Enumerable.Range(0, v.Slots).Where(i => v.TargetLane[i] == lane).OrderByDescending(i => v.S[i])];
        return [.. front.Select((i, place) => Gap(i, front[(place + front.Length - 1) % front.Length]))];

        double Gap(int i, int leader) => (v.S[leader] - v.S[i] + (v.S[leader] <= v.S[i] ? Circumference : 0)) - 0.5 * (v.Length[i] + v.Length[leader]);
    }

    /// <summary>The vehicles in their order, from vehicle 0 on.</summary>
    private static int[] RoundTheRing(VehicleStates v)
    {
        int[] order = [.. Enumerable.Range(0, v.Slots).OrderByDescending(i => v.S[i])];
        int first = Array.IndexOf(order, 0);
        return [.. order[first..], .. order[..first]];
    }

    private static bool Blocks(float d, int lane) => Math.Abs(-d - (lane + 0.5f) * Highway.LaneWidth) <= 0.5f * Highway.LaneWidth + 1f;
}
