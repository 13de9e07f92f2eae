using Snowball.Perception.Labels;

namespace Snowball.Perception.Tests.Labels;

public sealed class BoxTests
{
    [Fact]
    public void OverlapIsIntersectionOverUnion()
    {
        // Two squares of 4 pixels that share one of their quarters: 1 of 7.
        Assert.Equal(1f / 7f, new Box(0, 0, 2, 2).Overlap(new Box(1, 1, 3, 3)), 1e-6f);
        Assert.Equal(1f, new Box(1, 2, 5, 4).Overlap(new Box(1, 2, 5, 4)));
        Assert.Equal(0f, new Box(0, 0, 2, 2).Overlap(new Box(2, 0, 4, 2)));
    }
}
