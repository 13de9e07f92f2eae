using CsCheck;
using Snowball.Sim.Environments;
using Snowball.Sim.Metrics;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Environments;
using Snowball.Sim.Tests.Vehicles;

namespace Snowball.Sim.Tests.Metrics;

/// <summary>What is measured at each step, and the reward terms one by one, against the state of the vehicles.</summary>
public sealed class EgoMonitorTests
{
    [Fact]
    public void HeadwayAndTimeToCollisionAreThoseOfTheLeader()
    {
        using var environment = Worlds.Start(Worlds.Handmade, (1, 100, 20), (1, 140, 10), (0, 110, 0));
        environment.Step([0f, 1f / 3]); // no steering, no acceleration
        var v = environment.Vehicles;
        double gap = v.S[1] - v.S[0] - 5;
        Assert.InRange(gap, 33, 35);
        Assert.Equal(gap / v.Speed[0], environment.Metric(MetricIndex.Thw), 1e-4);
        Assert.Equal(gap / (v.Speed[0] - v.Speed[1]), environment.Metric(MetricIndex.Ttc), 1e-4);
        Assert.Equal(environment.Metric(MetricIndex.Ttc), environment.Metric(MetricIndex.Ttc2D), 1e-3);
    }

    [Fact]
    public void WithoutALeaderOrWithoutClosingTheyAreLongest()
    {
        using var environment = Worlds.Start(Worlds.Handmade, (1, 100, 20), (1, 140, 30), (0, 150, 0));
        environment.Step([0f, 1f / 3]);
        Assert.Equal(100f, environment.Metric(MetricIndex.Ttc));
        Assert.Equal(100f, environment.Metric(MetricIndex.Ttc2D)); // the one in the next lane is passed by
        using var alone = Worlds.Start(Worlds.Handmade, (1, 100, 20));
        alone.Step([0f, 1f / 3]);
        Assert.Equal(100f, alone.Metric(MetricIndex.Thw));
    }

    [Fact]
    public void FootprintTimeToCollisionIsThatOfASimulation()
    {
        var place = Gen.Select(Gen.Double[-60, 60], Gen.Double[-10, 10], Gen.Double[-0.5, 0.5], Gen.Double[0, 35]);
        using var environment = Worlds.Start(Worlds.Handmade with { Episode = new EpisodeSettings(1e6f, TerminationCauses.None) }, (1, 100, 20));
        int met = 0;
        Gen.Select(place, place.Array[2], Gen.Double[0, 35]).Sample((_, others, speed) =>
        {
            environment.ResetWorld(0, 1,
            [
                Vehicle(0, 4, 0.1, speed),
                .. others.Select(other => Vehicle(other.Item1, 4 + other.Item2, other.Item3, other.Item4)),
            ]);
            environment.Step([0f, 1f / 3]);
            var v = environment.Vehicles;
            // Slightly enlarged footprints meet before, shrunk ones after.
            double early = FirstMeeting(0.01), late = FirstMeeting(-0.01), actual = environment.Metric(MetricIndex.Ttc2D);
            Assert.True(actual >= early - 0.0051, $"{actual} is before {early}");
            if (late < 6) Assert.True(actual <= late, $"{actual} is after {late}");
            if (late < 6) met++;

            double FirstMeeting(double margin)
            {
                double time = 0;
                while (time < 6 && !Enumerable.Range(1, 2).Any(other => FootprintContactTests.Area(FootprintContactTests.Clip(At(0, time, margin), At(other, time, margin))) > 0)) time += 0.005;
                return time;
            }

            (double X, double Y)[] At(int index, double time, double margin)
            {
                double distance = v.Speed[index] * time;
                return FootprintContactTests.Rectangle(v.X[index] + distance * Math.Cos(v.Heading[index]), v.Y[index] + distance * Math.Sin(v.Heading[index]),
                    v.Heading[index], v.Length[index] + margin, v.Width[index] + margin);
            }
        }, iter: 200, threads: 1);
        Assert.True(met > 15, $"only {met} met");

        static VehicleStart Vehicle(double x, double y, double heading, double speed)
            => new() { X = 200 + x, Y = y, Heading = heading, Speed = speed, Lane = 1, TargetLane = 1, TargetSpeed = speed, Exponent = 4 };
    }

    [Fact]
    public void LateralJerkIsTheMeanOverHalfASecond()
    {
        using var environment = new DrivingEnv(Worlds.Plain, worlds: 1);
        var v = environment.Vehicles;
        var lateral = new List<double> { 0 };
        for (int step = 1; step <= 20; step++)
        {
            environment.Step([0.02f * (step % 7), 1f / 3]);
            lateral.Add(v.Speed[0] * v.YawRate[0]);
            double before = step >= 5 ? lateral[step - 5] : 0;
            Assert.Equal(Math.Abs(lateral[step] - before) / 0.5, environment.Metric(MetricIndex.LateralJerk), 1e-4);
            Assert.Equal(Math.Abs(lateral[step]), environment.Metric(MetricIndex.LateralAcceleration), 1e-5);
        }
        Assert.Contains(lateral, value => value > 0.1);
    }

    [Theory]
    [InlineData(5f, 35f, -20f, true)]
    [InlineData(35f, 5f, 20f, false)]
    public void CollisionsAreAtFaultOrStruckFromBehind(float speed, float otherSpeed, float distance, bool fromBehind)
    {
        using var environment = Worlds.Start(Worlds.Handmade, (1, 100, speed), (1, 100 + distance, otherSpeed));
        var table = new EpisodeTable(1);
        environment.Results = table;
        for (int i = 0; i < 30 && !environment.Terminated[0]; i++) environment.Step([0f, 1f / 3]);
        Assert.True(environment.Terminated[0]);
        Assert.Equal(1, table.Value(0, (int)MetricIndex.Collision, Aggregate.Any));
        Assert.Equal(fromBehind ? 1 : 0, table.Value(0, (int)MetricIndex.StruckFromBehind, Aggregate.Any));
        Assert.Equal(fromBehind ? 0 : 1, table.Value(0, (int)MetricIndex.CollisionAtFault, Aggregate.Any));
    }

    public static TheoryData<RewardTerm, float, float, float> Terms => new()
    {
        // The step below: from lane 1 at 20 m/s, 0.4 m left of the centre, 0.02 rad to the left, braking by 2 m/s2 and steering
        // 0.05 rad; a leader at 20 m/s, 30 m ahead of the bumper.
        { RewardTerm.Survival, 0, 1, 1f },
        { RewardTerm.Collision, 0, 1, 0f },
        { RewardTerm.LaneDeparture, 0, 1, 0f },
        { RewardTerm.OffRoad, 0, 1, 0f },
        { RewardTerm.RightLane, 0, 1, 0.5f },
        { RewardTerm.LaneChange, 0, 1, 0f },
        { RewardTerm.Acceleration, 0, 4, 0.25f },
        { RewardTerm.Acceleration, 0, 1, 1f },
        { RewardTerm.SteeringChange, 0, 0.1f, 0.25f },
        { RewardTerm.LongitudinalJerk, 0, 40, 0.25f },
        { RewardTerm.ShortHeadway, 0, 1, 0f },
        { RewardTerm.ShortHeadway, 0, 2, 1f },
        { RewardTerm.ShortTimeToCollision, 0, 4, 0f },
    };

    [Theory]
    [MemberData(nameof(Terms))]
    public void RewardAndCostAreTheWeightedTerm(RewardTerm term, float low, float high, float expected)
    {
        using var environment = Rewarding(term, low, high);
        Assert.Equal(3f * expected, environment.Rewards[0], 2e-3);
        Assert.Equal(2f * expected, environment.Costs[0], 2e-3);
    }

    [Fact]
    public void RewardTermsOfMeasuredQuantitiesFollowTheState()
    {
        AssertTerm(RewardTerm.HighSpeed, 10, 30, v => (v.Speed[0] * Math.Cos(v.RelativeHeading[0]) - 10) / 20);
        AssertTerm(RewardTerm.HighSpeed, 30, 40, _ => 0);
        AssertTerm(RewardTerm.Progress, 0, 4, v => (v.S[0] - 100) / 4);
        AssertTerm(RewardTerm.LateralOffset, 0, 1, v => Math.Pow(v.D[0] + 6, 2));
        AssertTerm(RewardTerm.HeadingError, 0, 0.1f, v => Math.Pow(v.RelativeHeading[0] / 0.1, 2));
        AssertTerm(RewardTerm.LateralJerk, 0, 50, v => Math.Pow(v.Speed[0] * v.YawRate[0] / 0.5 / 50, 2));
        AssertTerm(RewardTerm.GapError, 2, 2, v => Math.Abs(v.S[1] - v.S[0] - 5 - (2 + 2 * v.Speed[0])) / (2 + 2 * v.Speed[0]));
    }

    [Fact]
    public void TheSumIsMappedAndZeroedOffTheRoad()
    {
        var reward = new RewardSettings([new WeightedTerm(RewardTerm.Survival, 0.25f, 0, 1)], NormaliseLow: -1f, NormaliseHigh: 0.5f, ZeroOffRoad: true);
        var scenario = Worlds.Handmade with { Reward = reward };
        using var on = Worlds.Start(scenario, (1, 100, 20));
        on.Step([0f, 0f]);
        Assert.Equal(1.25f / 1.5f, on.Rewards[0], 1e-6);
        using var off = Worlds.Start(scenario, (3, 100, 20)); // beside the rightmost lane
        off.Step([0f, 0f]);
        Assert.Equal(0f, off.Rewards[0]);
        Assert.True(off.Terminated[0]);
    }

    private static void AssertTerm(RewardTerm term, float low, float high, Func<Snowball.Sim.Vehicles.VehicleStates, double> expected)
    {
        using var environment = Rewarding(term, low, high);
        Assert.Equal(3 * expected(environment.Vehicles), environment.Rewards[0], 1e-4);
    }

    private static DrivingEnv Rewarding(RewardTerm term, float low, float high)
    {
        var scenario = Worlds.Handmade with
        {
            Reward = new RewardSettings([new WeightedTerm(term, 3f, low, high)], null, null, ZeroOffRoad: false),
            Cost = new CostSettings([new WeightedTerm(term, 2f, low, high)], 0f),
        };
        var environment = new DrivingEnv(scenario, worlds: 1);
        environment.ResetWorld(0, 1,
        [
            new() { X = 100, Y = 3.6, Heading = -0.02, Speed = 20, Lane = 1, TargetLane = 1, TargetSpeed = 20, Exponent = 4 },
            new() { X = 135, Y = 4, Heading = 0, Speed = 20, Lane = 1, TargetLane = 1, TargetSpeed = 20, Exponent = 4 },
        ]);
        environment.Step([0.5f, 0f]); // 0.05 rad of [-0.1, 0.1]; -2 m/s2 of [-8, 4]
        return environment;
    }
}
