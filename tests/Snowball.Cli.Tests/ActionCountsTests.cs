using Snowball.Cli.Reports;
using Snowball.Sim.Environments;

namespace Snowball.Cli.Tests;

public sealed class ActionCountsTests
{
    [Fact]
    public void ChoicesAreCountedByTheirIndex()
    {
        var counts = ActionCounts.Of(ActionSpec.Discrete(["left", "idle", "right"]));
        foreach (float choice in new float[] { 2, 0, 2 }) counts.Add([choice]);

        Assert.Equal([1L, 0, 2], Assert.Single(counts.Counts));
    }

    [Fact]
    public void NumbersAreCountedInBinsOfEachDimension()
    {
        var counts = ActionCounts.Of(ActionSpec.Continuous(["acceleration", "steering"]));
        counts.Add([-1, 0]);
        counts.Add([1, 0.04f]);
        counts.Add([5, -0.06f]);

        // 21 bins of 2/21: the middle one is -0.048 to 0.048.
        Assert.Equal([(0, 1L), (20, 2)], Filled(counts.Counts[0]));
        Assert.Equal([(9, 1L), (10, 2)], Filled(counts.Counts[1]));
    }

    private static IEnumerable<(int Bin, long Count)> Filled(long[] counts) => counts.Select((count, bin) => (bin, count)).Where(entry => entry.count > 0);
}
