using Snowball.Sim.Environments;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Scenarios;

namespace Snowball.Sim.Tests.Recording;

public sealed class RolloutReplayTests
{
    [Fact]
    public void RecordsAnEpisodeToItsEndAndRunsItAgain()
    {
        var scenario = Load("highway-fast");
        using var folder = new TemporaryFolder();
        string path = folder.File("idle.mcap");

        RolloutRecorder.Save(path, RolloutRecorder.Record(scenario, _ => ConstantPolicy.Idle, episodeSeed: 3));

        var recorded = RolloutReader.ReadAll(path);
        Assert.Equal(("highway-fast", "idle", 3UL), (recorded.Header.Scenario, recorded.Header.Policy, recorded.Header.EpisodeSeed));
        Assert.Equal(["collision", "right_lane", "high_speed"], recorded.Header.RewardTerms);
        var last = recorded.Steps[^1].Transition!.Rewards[0];
        Assert.True(last.Terminated ^ last.Truncated);
        Assert.Equal(last.Terminated, recorded.Steps[^1].Vehicles.Crashed[0]);
        foreach (var step in recorded.Steps.Skip(1))
        {
            var reward = step.Transition!.Rewards[0];
            Assert.Equal((reward.Terms.Sum() + 1) / 1.5f, reward.Total, 1e-6f);
        }
        Assert.True(RolloutComparison.Compare(recorded, RolloutReplay.Run(recorded, RolloutReplay.ScenarioOf(recorded))).AreSame);
    }

    [Fact]
    public void TheRecordingIsThatOfTheBatch()
    {
        var scenario = Load("highway-fast");
        using var environment = new DrivingEnv(scenario, worlds: 5);
        environment.Reset(9);
        ulong seed = environment.EpisodeSeed(3);
        var actions = Enumerable.Repeat((float)EgoControl.Slower, environment.Agents).ToArray();
        for (int step = 0; step < 4; step++) environment.Step(actions);

        var recorded = RolloutRecorder.Record(scenario, _ => ConstantPolicy.Slower, seed, steps: 4);

        int slots = environment.Vehicles.Slots;
        Assert.Equal(environment.Vehicles.X.AsSpan(3 * slots, slots).ToArray(), recorded.Steps[^1].Vehicles.X);
        Assert.Equal(environment.Rewards[3], recorded.Steps[^1].Transition!.Rewards[0].Total);
        Assert.Equal(environment.Observations.Slice(3 * 25, 25).ToArray(), recorded.Steps[^1].Observations[0]);
    }

    [Fact]
    public void ADifferentActionShows()
    {
        var scenario = Load("car-following");
        var recorded = RolloutRecorder.Record(scenario, environment => new RuleBasedPolicy(environment), episodeSeed: 3, steps: 20);
        recorded.Steps[11].Transition!.Actions[0][0] = recorded.Steps[11].Transition!.Actions[0][0] == 0 ? 1 : 0;

        var comparison = RolloutComparison.Compare(recorded, RolloutReplay.Run(recorded, scenario));

        Assert.Equal(11, comparison.First?.Step);
    }

    [Fact]
    public void RefusesActionsOfAnotherScenario()
    {
        var recorded = RolloutRecorder.Record(Load("lane-keeping-straight"), _ => ConstantPolicy.Idle, episodeSeed: 3, steps: 2);
        recorded.Steps[1].Transition!.Actions[0][0] = 0.5f;

        Assert.Contains("step 0 has action 0.5", Assert.Throws<InputException>(() => RolloutReplay.Run(recorded, Load("highway-fast"))).Message);
    }

    private static Scenario Load(string name) => ScenarioLoader.Load(Path.Combine(ShippedScenarioTests.Folder, name));
}
