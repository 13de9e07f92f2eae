using Snowball.Viewer.Playback;

namespace Snowball.Viewer.Tests.Playback;

public sealed class PlaybackClockTests
{
    [Fact]
    public void RealTimePassesAtTheChosenSpeed()
    {
        var clock = new PlaybackClock();
        clock.Advance(0.1);
        clock.ChangeSpeed(1);
        clock.Advance(0.1);
        clock.ChangeSpeed(-1);
        clock.ChangeSpeed(-1);
        clock.Advance(0.1);

        Assert.Equal(0.1 + 0.2 + 0.05, clock.Time, 9);
    }

    [Fact]
    public void SpeedStaysBetweenATenthAndEight()
    {
        var clock = new PlaybackClock();
        for (int i = 0; i < 20; i++) clock.ChangeSpeed(1);
        Assert.Equal(8, clock.Speed);
        for (int i = 0; i < 20; i++) clock.ChangeSpeed(-1);
        Assert.Equal(0.1, clock.Speed);
    }

    [Fact]
    public void APictureThatTookLongDoesNotSkip()
    {
        var clock = new PlaybackClock();

        clock.Advance(10);

        Assert.Equal(0.25, clock.Time);
    }

    [Fact]
    public void NoTimePassesWhilePaused()
    {
        var clock = new PlaybackClock();
        clock.Toggle();
        clock.Advance(0.2);
        Assert.Equal(0, clock.Time);
        clock.Toggle();
        clock.Advance(0.2);
        Assert.Equal(0.2, clock.Time);
    }

    [Theory]
    [InlineData(0.40, 1, 0.42)]
    [InlineData(0.41, 1, 0.42)]
    [InlineData(0.40, -1, 0.38)]
    [InlineData(0.41, -1, 0.40)]
    public void TheNextMomentIsTheNextOneOnTheGrid(double from, int direction, double to) =>
        Assert.Equal(to, PlaybackClock.NextMoment(from, direction, interval: 0.02), 9);

    [Fact]
    public void NoMomentIsLostByRounding()
    {
        double time = 0;
        for (int i = 1; i <= 500; i++)
        {
            time = PlaybackClock.NextMoment(time, 1, interval: 1.0 / 15);
            Assert.Equal(i / 15.0, time, 9);
        }
    }
}
