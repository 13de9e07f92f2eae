using Snowball.Rendering.Playback;
using Snowball.Viewer.Driving;
using Snowball.Viewer.Playback;

namespace Snowball.Viewer.Tests.Playback;

public sealed class PlayheadTests
{
    [Fact]
    public void TimePassesAndIsInterpolated()
    {
        using var player = Samples.Playing();
        var head = On(player);
        double interval = player.MomentSeconds;

        head.Advance(interval);
        head.Advance(0.5 * interval);

        Assert.Equal(1.5 * interval, head.Now.Time, 9);
        var (before, after) = (player[1].Vehicles[0].Position, player[2].Vehicles[0].Position);
        Assert.Equal(0.5f * (before.X + after.X), head.Now.Vehicles[0].Position.X, 1e-3f);
        Assert.NotEqual(before.X, after.X);
    }

    [Fact]
    public void NothingMovesWhilePaused()
    {
        using var player = Samples.Playing();
        var head = On(player);
        head.Toggle();

        head.Advance(1);

        Assert.Equal(0, head.Now.Time);
        Assert.Equal(1, player.End);
    }

    [Fact]
    public void ALivingPlayerPlaysNoFurtherThanIsSeen()
    {
        using var player = Samples.Playing();
        var head = On(player);

        head.Advance(0.05);

        Assert.InRange(player.Latest.Time, 0.05, 0.05 + player.Environment.Scenario.Simulation.PolicyStepSeconds);
    }

    [Fact]
    public void TheEndOfAnEpisodeStaysAWhileBeforeTheNextOneBegins()
    {
        using var player = Samples.Playing();
        var head = On(player);
        head.SeekEnd();
        double end = head.Now.Time;
        Assert.True(head.Now.Report.Egos[0].Terminated || head.Now.Report.Egos[0].Truncated);

        head.Advance(0.1);
        head.Advance(0.9 * Playhead.RestAtEnd);
        Assert.Equal(end, head.Now.Time, 9);
        head.Advance(0.2 * Playhead.RestAtEnd);

        Assert.Equal(1, head.Now.Episode.Number);
        Assert.Equal(0, head.Now.EpisodeTime, 9);
    }

    [Fact]
    public void TheNextEpisodeIsFoundWhereverOneIs()
    {
        using var player = Samples.Playing();
        var head = On(player);
        head.NextEpisode();
        head.NextEpisode();
        Assert.Equal((2, 0.0), (head.Now.Episode.Number, head.Now.EpisodeTime));
        int played = player.End;

        head.Seek(0);
        head.NextEpisode();

        Assert.Equal((1, 0.0), (head.Now.Episode.Number, head.Now.EpisodeTime));
        // It was known.
        Assert.Equal(played, player.End);
    }

    [Fact]
    public void StepsGoFromMomentToMomentAndPause()
    {
        using var player = Samples.Playing();
        var head = On(player);
        for (int i = 0; i < 7; i++) head.Step(1);
        head.Step(-1);

        Assert.Equal(6, head.Now.Index);
        Assert.Equal(player[6].Time, head.Now.Time, 9);
        Assert.False(head.IsPlaying);
        for (int i = 0; i < 9; i++) head.Step(-1);
        Assert.Equal(0, head.Now.Index);
    }

    [Fact]
    public void ARolloutEndsPausedAndStartsAgain()
    {
        using var player = Samples.Recorded(steps: 3);
        var head = On(player);
        for (int i = 0; i < 40; i++) head.Advance(0.1);

        Assert.Equal(3.0, head.Now.Time, 9);
        Assert.False(head.IsPlaying);
        head.Toggle();
        head.Advance(0.1);
        Assert.Equal(0.1, head.Now.Time, 9);
    }

    [Fact]
    public void ARolloutIsScrubbedToWhatWasNotPlayedYet()
    {
        using var player = Samples.Recorded(steps: 3);
        var head = On(player);

        Assert.Equal(3.0, head.Latest, 9);
        head.Seek(2.5);
        Assert.Equal(2.5, head.Now.Time, 9);
        head.Seek(100);
        Assert.Equal(3.0, head.Now.Time, 9);
        head.Seek(-1);
        Assert.Equal(0, head.Now.Time, 9);
    }

    [Fact]
    public void APersonDrivesFromTheNewestMomentOn()
    {
        using var player = Samples.Playing();
        var pedals = new Pedals();
        var head = new Playhead(player, new KeyboardDriver(pedals));
        head.Seek(2);
        head.Seek(1);
        int lane = player.Latest.Truth[0].TargetLane;
        head.ToggleHands();
        Assert.Equal(player.Latest.Time, head.Now.Time, 9);
        pedals.Set(lane == 0 ? Pedal.Right : Pedal.Left, isDown: true);

        for (int i = 0; i < 12; i++) head.Advance(0.1);

        Assert.Equal(lane == 0 ? 1 : lane - 1, player.Latest.Truth[0].TargetLane);
        head.ToggleHands();
        Assert.Null(player.HandActions);
    }

    [Fact]
    public void ARolloutCannotBeDriven()
    {
        using var player = Samples.Recorded(steps: 3);
        var head = On(player);

        head.ToggleHands();

        Assert.False(head.IsHandDriven);
    }

    private static Playhead On(Player player) => new(player, new KeyboardDriver(new Pedals()));
}
