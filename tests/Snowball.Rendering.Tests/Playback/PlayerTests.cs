using System.Numerics;
using Snowball.Rendering.Playback;
using Snowball.Sim;
using Snowball.Sim.Overlays;
using Snowball.Sim.Policies;
using Snowball.Sim.Recording;

namespace Snowball.Rendering.Tests.Playback;

public sealed class PlayerTests
{
    [Theory]
    [InlineData("overtaking")]
    [InlineData("merging")]
    [InlineData("lane-keeping")]
    public void AReplayIsTheRecordedEpisodeToTheBit(string scenario)
    {
        var rollout = Recordings.Of(scenario);
        using var player = Player.OfRollout(rollout);
        int substeps = player.Environment.Scenario.Simulation.Substeps;

        PlayOut(player);

        Assert.Null(player.Deviation);
        Assert.Equal((rollout.Steps.Count - 1) * substeps + 1, player.End);
        Assert.Equal(player.Duration!.Value, player.Latest.Time, 9);
        for (int step = 0; step < rollout.Steps.Count; step++) AssertSame(rollout.Steps[step], player[step * substeps], step);
    }

    [Fact]
    public void WhatTheHeadUpDisplayTellsIsWhatWasRecorded()
    {
        var rollout = Recordings.Of("overtaking");
        using var player = Player.OfRollout(rollout);
        PlayOut(player);
        double total = 0;

        for (int step = 1; step < rollout.Steps.Count; step++)
        {
            var report = player[step * player.Environment.Scenario.Simulation.Substeps].Report;
            var (recorded, ego) = (rollout.Steps[step].Transition!, report.Egos[0]);
            total += recorded.Rewards[0].Total;
            Assert.Equal(step, report.Step);
            Assert.Equal(recorded.Actions[0], ego.Action);
            Assert.Equal(player.Environment.Action.Names[(int)recorded.Actions[0][0]], ego.ActionName);
            Assert.Equal(recorded.Rewards[0].Terms, ego.RewardTerms);
            Assert.Equal(recorded.Rewards[0].Costs, ego.CostTerms);
            Assert.Equal(recorded.Metrics, ego.Metrics);
            Assert.Equal(rollout.Steps[step].Observations[0], ego.Observation);
            Assert.Equal(total, ego.Return, 9);
        }
    }

    [Fact]
    public void ScrubbingBackAndForthShowsTheSame()
    {
        using var player = Player.OfRollout(Recordings.Of("overtaking"));
        player.AdvanceTo(0.5);
        var before = player.At(0.333);

        PlayOut(player);
        player.At(0.9);
        var after = player.At(0.333);

        Assert.Equal(before.Vehicles, after.Vehicles);
        Assert.Equal(before.Truth, after.Truth);
        Assert.Same(before.Report, after.Report);
    }

    [Fact]
    public void BetweenMomentsVehiclesAreBetweenTheirPlaces()
    {
        using var player = Player.OfRollout(Recordings.Of("overtaking"));
        PlayOut(player);
        var (from, to) = (player[3], player[4]);

        var between = player.At(from.Time + 0.25 * player.MomentSeconds);

        Assert.Equal(from.Time + 0.25 * player.MomentSeconds, between.Time, 9);
        for (int i = 0; i < between.Vehicles.Length; i++)
        {
            Assert.True(Vector3.Distance(Vector3.Lerp(from.Vehicles[i].Position, to.Vehicles[i].Position, 0.25f), between.Vehicles[i].Position) < 1e-3f);
            Assert.Equal(1f, between.Vehicles[i].Forward.Length(), 1e-5f);
            Assert.Equal(0f, Vector3.Dot(between.Vehicles[i].Forward, between.Vehicles[i].Up), 1e-5f);
        }
    }

    [Fact]
    public void ARolloutThatDeviatesSaysSoAndShowsWhatWasRecorded()
    {
        var rollout = Recordings.Of("merging");
        rollout.Steps[5].Vehicles.X[1] += 0.5f;

        using var player = Player.OfRollout(rollout);
        PlayOut(player);

        Assert.Contains("step 5", player.Deviation);
        Assert.Equal(rollout.Steps.Count, player.End);
        Assert.Equal(1.0 / rollout.Header.PolicyHz, player.MomentSeconds, 9);
        for (int step = 0; step < rollout.Steps.Count; step++) AssertSame(rollout.Steps[step], player[step], step);
        Assert.Equal(rollout.Steps[7].Transition!.Metrics, player[7].Report.Egos[0].Metrics);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OverlaysThatWereRecordedAreShown(bool deviates)
    {
        var rollout = Recordings.Of("overtaking");
        var steps = rollout.Steps.Select((step, i) => step with { Overlays = [new EgoOverlay(0, new PathOverlay("plan", [new(i, 0f, 0f)])), new EgoOverlay(1, new PathOverlay("other", []))] }).ToList();
        if (deviates) steps[4].Vehicles.X[0] += 1f;

        using var player = Player.OfRollout(rollout with { Steps = steps });
        PlayOut(player);

        for (int i = player.First; i < player.End; i++)
        {
            var report = player[i].Report;
            Assert.Equal(report.Step, Assert.IsType<PathOverlay>(Assert.Single(report.Egos[0].Overlays)).Points[0].X);
        }
    }

    [Fact]
    public void StatesThatDoNotFitTheScenarioAreRefused()
    {
        var rollout = Recordings.Of("merging");
        rollout.Steps[5].Vehicles.Id[1] = 1000;
        using var player = Player.OfRollout(rollout);

        Assert.Contains("1000", Assert.Throws<InputException>(() => PlayOut(player)).Message);
    }

    [Fact]
    public void TheOldestMomentsGoWhereMemoryIsShort()
    {
        const long Bytes = 60_000;
        using var all = Player.OfPolicy(Recordings.Scenario("overtaking"), environment => new RuleBasedPolicy(environment));
        using var few = Player.OfPolicy(Recordings.Scenario("overtaking"), environment => new RuleBasedPolicy(environment), options: new() { Bytes = Bytes });

        for (int step = 0; step < 40; step++)
        {
            all.Advance();
            few.Advance();
            Assert.True(few.HeldBytes <= Bytes, $"{few.HeldBytes} bytes are held");
        }

        Assert.Equal(0, all.First);
        Assert.True(few.First > 0);
        Assert.Equal(all.End, few.End);
        Assert.Throws<ArgumentOutOfRangeException>(() => few[few.First - 1]);
        Assert.Equal(all[few.First].Vehicles, few.At(0).Vehicles);
        Assert.All(few.Events, happened => Assert.True(happened.Moment >= few.First));
        for (int i = few.First; i < few.End; i++) Assert.Equal(all[i].Vehicles, few[i].Vehicles);
    }

    [Fact]
    public void EpisodesFollowOneAnother()
    {
        using var player = Player.OfPolicy(Recordings.Scenario("highway-fast"), _ => new RandomPolicy());

        while (player.Latest.Episode.Number < 2) player.Advance();

        var starts = player.Events.Where(happened => happened.Kind == PlayedEventKind.Start).ToList();
        Assert.Equal(3, starts.Count);
        foreach (var start in starts)
        {
            Assert.Equal(0, player[start.Moment].EpisodeTime);
            Assert.Equal(start.Moment, player[start.Moment].Episode.FirstMoment);
            Assert.Equal(0, player[start.Moment].Report.Step);
            if (start.Moment == 0) continue;
            var last = player[start.Moment - 1].Report.Egos[0];
            Assert.True(last.Terminated || last.Truncated);
            Assert.NotEqual(player[start.Moment - 1].Episode.Seed, player[start.Moment].Episode.Seed);
        }
    }

    [Fact]
    public void HandsDriveInPlaceOfThePolicy()
    {
        using var player = Player.OfPolicy(Recordings.Scenario("lane-keeping"), environment => new RuleBasedPolicy(environment));
        Assert.True(player.CanBeDriven);

        player.HandActions = [1f];
        for (int step = 0; step < 5; step++) player.Advance();

        Assert.Equal([1f], player.Latest.Report.Egos[0].Action);
        Assert.True(player.Latest.Vehicles[0].Steering > 0.01f);
        using var replay = Player.OfRollout(Recordings.Of("lane-keeping"));
        Assert.False(replay.CanBeDriven);
        Assert.Throws<InvalidOperationException>(() => replay.HandActions = [1f]);
    }

    private static void PlayOut(Player player)
    {
        while (player.Advance())
        {
        }
        Assert.True(player.IsOver);
    }

    private static void AssertSame(RolloutStep recorded, Moment moment, int step)
    {
        Assert.Equal(recorded.Vehicles.Count, moment.Vehicles.Length);
        for (int i = 0; i < moment.Vehicles.Length; i++)
        {
            Assert.Equal(recorded.Vehicles.Id[i], moment.Truth[i].Slot);
            Assert.Equal((recorded.Vehicles.X[i], recorded.Vehicles.Y[i]), (moment.Vehicles[i].Position.X, moment.Vehicles[i].Position.Y));
            Assert.Equal(recorded.Vehicles.Speed[i], moment.Truth[i].Speed);
            Assert.Equal(recorded.Vehicles.Lane[i], moment.Truth[i].Lane);
            Assert.Equal(recorded.Vehicles.Steering[i], moment.Vehicles[i].Steering);
        }
        Assert.Equal(recorded.Observations[0], moment.Report.Step == step ? moment.Report.Egos[0].Observation : []);
    }
}
