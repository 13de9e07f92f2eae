using CsCheck;
using Snowball.Sim.Recording;

namespace Snowball.Sim.Tests.Recording;

public sealed class RolloutComparisonTests
{
    [Fact]
    public void Any_rollout_is_the_same_as_itself() =>
        Rollouts.Any.Sample(rollout => Assert.True(RolloutComparison.Compare(rollout, rollout).AreSame), iter: 100);

    [Fact]
    public void The_first_difference_is_told_with_step_field_and_values()
    {
        Rollout actual = Rollouts.Drive(5);
        actual.Steps[3].Vehicles.X[1] = 50.25f;
        actual.Steps[4].Vehicles.X[1] = 49f;
        actual.Steps[4].Vehicles.Speed[0] = 25.5f;
        RolloutComparison comparison = RolloutComparison.Compare(Rollouts.Drive(5), actual);
        Assert.False(comparison.AreSame);
        Assert.Equal(5, comparison.StepCount);
        Assert.Equal(new RolloutDifference(3, "/state.x_m[1]", "50", "50.25"), comparison.First);
        Assert.Equal(
            [
                "first difference at step 3: /state.x_m[1]: expected 50, actual 50.25",
                "/state.x_m: largest deviation 1 at step 4, 2 values beyond the tolerance of 0",
                "/state.speed_mps: largest deviation 0.5 at step 4, 1 values beyond the tolerance of 0",
            ],
            comparison.ToLines());
    }

    [Fact]
    public void Within_tolerance_rollouts_are_the_same_and_deviations_still_told()
    {
        Rollout actual = Rollouts.Drive(5);
        actual.Steps[3].Vehicles.X[1] = 50.25f;
        RolloutComparison comparison = Compare(actual, ("/state.x_m", 0.25));
        Assert.True(comparison.AreSame);
        Assert.Equal(
            ["the same over 5 steps", "/state.x_m: largest deviation 0.25 at step 3, 0 values beyond the tolerance of 0.25"],
            comparison.ToLines());
        Assert.False(Compare(actual, ("/state.x_m", 0.2499)).AreSame);
    }

    [Fact]
    public void The_longest_name_of_a_tolerance_counts()
    {
        Rollout actual = Rollouts.Drive(5);
        actual.Steps[1].Transition!.Rewards[0].Terms[1] += 0.5f;
        Assert.True(Compare(actual, ("/reward", 1)).AreSame);
        Assert.True(Compare(actual, ("/reward.terms", 1)).AreSame);
        Assert.True(Compare(actual, ("/reward", 0), ("/reward.terms.jerk", 1)).AreSame);
        Assert.False(Compare(actual, ("/reward", 1), ("/reward.terms.jerk", 0.1)).AreSame);
        Assert.False(Compare(actual, ("/reward", 1), ("/reward.terms", 0)).AreSame);
        Assert.False(Compare(actual, ("/state", 1)).AreSame);
    }

    [Fact]
    public void Minus_zero_differs_unless_a_tolerance_is_given()
    {
        Rollout actual = Rollouts.Drive(2);
        actual.Steps[0].Vehicles.Y[0] = -0f;
        Assert.Equal(new RolloutDifference(0, "/state.y_m[0]", "0", "-0"), Compare(actual).First);
        Assert.Contains("1 values beyond", Compare(actual).ToLines()[1]);
        Assert.True(Compare(actual, ("/state.y_m", 1e-9)).AreSame);
    }

    [Fact]
    public void An_infinite_number_is_infinitely_far_from_a_finite_one()
    {
        Rollout actual = Rollouts.Drive(3);
        actual.Steps[2].Transition!.Metrics[0] = float.PositiveInfinity;
        RolloutComparison comparison = Compare(actual, ("/metrics", 1e30));
        Assert.Equal(new RolloutDifference(2, "/metrics.ttc", "4.5", "Infinity"), comparison.First);
    }

    public static TheoryData<string, Action<RolloutStep>> Changes => new()
    {
        { "/action.egos[0].values[1]", step => step.Transition!.Actions[0][1] += 1 },
        { "/state.id[1]", step => step.Vehicles.Id[1]++ },
        { "/state.heading_rad[0]", step => step.Vehicles.Heading[0]++ },
        { "/state.steering_rad[0]", step => step.Vehicles.Steering[0]++ },
        { "/state.s_m[0]", step => step.Vehicles.S[0]++ },
        { "/state.d_m[0]", step => step.Vehicles.D[0]++ },
        { "/state.length_m[0]", step => step.Vehicles.Length[0]++ },
        { "/state.width_m[0]", step => step.Vehicles.Width[0]++ },
        { "/state.lane[1]", step => step.Vehicles.Lane[1]++ },
        { "/state.crashed[1]", step => step.Vehicles.Crashed[1] ^= true },
        { "/observation.egos[0].values[2]", step => step.Observations[0][2]++ },
        { "/reward.egos[0].terms.speed", step => step.Transition!.Rewards[0].Terms[0]++ },
        { "/reward.egos[0].total", step => step.Transition!.Rewards[0] = step.Transition.Rewards[0] with { Total = 9 } },
        { "/reward.egos[0].costs.collision", step => step.Transition!.Rewards[0].Costs[0]++ },
        { "/reward.egos[0].terminated", step => step.Transition!.Rewards[0] = step.Transition.Rewards[0] with { Terminated = true } },
        { "/reward.egos[0].truncated", step => step.Transition!.Rewards[0] = step.Transition.Rewards[0] with { Truncated = true } },
        { "/metrics.thw", step => step.Transition!.Metrics[1]++ },
        { "/observation.egos[0]: number of values", step => step.Observations[0] = [1] },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public void Every_field_is_compared(string field, Action<RolloutStep> change)
    {
        Rollout expected = Rollouts.Drive(5);
        Rollout actual = Rollouts.Drive(5);
        change(actual.Steps[3]);
        RolloutComparison comparison = RolloutComparison.Compare(expected, actual);
        Assert.Equal((3, field), (comparison.First!.Step, comparison.First.Field));
    }

    [Fact]
    public void Different_headers_times_and_lengths_are_told()
    {
        Rollout rollout = Rollouts.Drive(3);
        Assert.Equal("/scenario.hash", Compare(rollout with { Header = Rollouts.Header with { ScenarioHash = "other" } }).First!.Field);
        Assert.Equal("/scenario.episode_seed", Compare(rollout with { Header = Rollouts.Header with { EpisodeSeed = 1 } }).First!.Field);
        Assert.Equal("/scenario.policy_hz", Compare(rollout with { Header = Rollouts.Header with { PolicyHz = 1 } }).First!.Field);
        RolloutComparison columns = Compare(rollout with { Header = Rollouts.Header with { Metrics = ["ttc"] } });
        Assert.Equal(("/scenario.metrics", 0), (columns.First!.Field, columns.StepCount));
        Assert.True(RolloutComparison.Compare(rollout, rollout with { Header = Rollouts.Header with { Policy = "other" } }).AreSame);

        Assert.Equal(
            new RolloutDifference(2, "number of steps", "3", "2"),
            RolloutComparison.Compare(rollout, rollout with { Steps = [.. rollout.Steps.Take(2)] }).First);
        Assert.Equal(
            new RolloutDifference(1, "time_ns", "200000000", "200000001"),
            RolloutComparison.Compare(rollout, rollout with { Steps = [rollout.Steps[0], rollout.Steps[1] with { TimeNs = 200_000_001 }, rollout.Steps[2]] }).First);
        RolloutVehicles none = new()
        {
            Id = [], X = [], Y = [], Heading = [], Speed = [], Steering = [], S = [], D = [], Lane = [], Length = [], Width = [], Crashed = [],
        };
        Assert.Equal(
            new RolloutDifference(0, "number of vehicles", "2", "0"),
            RolloutComparison.Compare(rollout, rollout with { Steps = [rollout.Steps[0] with { Vehicles = none }, .. rollout.Steps.Skip(1)] }).First);
    }

    [Theory]
    [InlineData("/state.x", 1)]
    [InlineData("/metrics.jerk", 1)]
    [InlineData("/reward", -1)]
    [InlineData("/reward", double.NaN)]
    public void A_tolerance_that_means_nothing_is_refused(string key, double tolerance) =>
        Assert.Equal(key, Assert.Throws<InputException>(() => Compare(Rollouts.Drive(1), (key, tolerance))).Key);

    private static RolloutComparison Compare(Rollout actual, params (string Key, double Tolerance)[] tolerances) =>
        RolloutComparison.Compare(
            Rollouts.Drive(actual.Steps.Count),
            actual,
            tolerances.ToDictionary(pair => pair.Key, pair => pair.Tolerance));
}
