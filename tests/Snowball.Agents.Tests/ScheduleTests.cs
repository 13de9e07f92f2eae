namespace Snowball.Agents.Tests;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(0, 1.0)]
    [InlineData(25, 0.775)]
    [InlineData(100, 0.1)]
    [InlineData(1_000, 0.1)]
    public void RampsOnceAndThenHolds(long step, double expected) =>
        Assert.Equal(expected, new Schedule(1.0, 0.1, 100).At(step), 12);

    [Fact]
    public void OfNoStepsHoldsItsEnd() => Assert.Equal(0.1, new Schedule(1.0, 0.1, 0).At(0));
}
