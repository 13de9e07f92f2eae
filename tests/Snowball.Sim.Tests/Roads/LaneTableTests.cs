using Snowball.Sim.Roads;

namespace Snowball.Sim.Tests.Roads;

public sealed class LaneTableTests
{
    private static readonly LaneTable Table = RampRoad.Make().Table!;

    [Theory]
    [InlineData(100f, false)]
    [InlineData(300f, true)]
    [InlineData(650f, true)]
    [InlineData(660f, false)]
    [InlineData(1300f, true)]
    [InlineData(1700f, false)]
    public void ALaneIsOpenWhereItIsWide(float s, bool isOpen) => Assert.Equal(isOpen, Table.IsOpen(2, s));

    [Theory]
    [InlineData(1, 1, 300f, false)] // beside the gore
    [InlineData(2, -1, 300f, false)]
    [InlineData(1, 1, 500f, true)]
    [InlineData(2, -1, 500f, true)]
    [InlineData(1, 1, 800f, false)] // no lane there
    [InlineData(0, -1, 500f, false)] // beyond the edge
    [InlineData(0, 1, 800f, true)]
    public void ALaneIsLeftWhereTheMarkingAllowsAndAnotherIs(int lane, int side, float s, bool may)
        => Assert.Equal(may, Table.MayChange(lane, side, s));

    [Fact]
    public void AnAccelerationLaneEndsAndAnExitDoesNot()
    {
        Assert.Equal(RampRoad.EntryEnd, Table.End(2, 300f), 2f);
        Assert.Equal(RampRoad.EntryEnd, Table.End(2, 500f), 2f);
        Assert.Equal(float.PositiveInfinity, Table.End(2, 1300f));
        Assert.Equal(float.PositiveInfinity, Table.End(0, 0f));
    }

    [Fact]
    public void TheRoadIsWhereALaneIs()
    {
        Assert.True(Table.OnRoad(100f, -7.9f));
        Assert.False(Table.OnRoad(100f, -8.1f));
        Assert.True(Table.OnRoad(500f, -11.9f));
        // Between lane 1 and the ramp lies the gore.
        Assert.False(Table.OnRoad(300f, -8.5f));
        Assert.Equal(2, Table.NearestLane(300f, -8.9f));
        Assert.Equal(1, Table.NearestLane(100f, -11f));
    }

    [Fact]
    public void WhoComesInMustMergeBeforeItsLaneEnds()
    {
        var through = Table.Ways[0];
        Assert.Equal(-1, through.Toward(2, 300f));
        Assert.Equal(RampRoad.EntryEnd, through.LastChance(2, 300f), 2f);
        Assert.Equal(1, through.Changes(2, 300f));
        Assert.Equal((0, float.PositiveInfinity, 0), (through.Toward(1, 300f), through.LastChance(1, 300f), through.Changes(1, 300f)));
    }

    [Fact]
    public void WhoLeavesMustBeOnTheOutsideBeforeTheGore()
    {
        var exit = Table.Ways[1];
        Assert.Equal((2, 1), (exit.Changes(0, 0f), exit.Changes(1, 0f)));
        Assert.Equal((1, 1), (exit.Toward(0, 0f), exit.Toward(1, 0f)));
        Assert.Equal(RampRoad.ExitGore, exit.LastChance(1, 0f), 2f);
        Assert.Equal(RampRoad.ExitGore, exit.LastChance(0, 0f), 2f);
        Assert.Equal(0, exit.Changes(2, 1300f));
        // Beyond the gore it is missed, and the lane of the exit leads nowhere else.
        Assert.Equal((-1, 0), (exit.Changes(1, 1500f), exit.Toward(1, 1500f)));
        Assert.Equal(-1, Table.Ways[0].Changes(2, 1500f));
        Assert.Equal(1, Table.Ways[0].Changes(2, 1300f));
    }

    [Fact]
    public void LanesMustBeGivenAtEveryStation()
    {
        var section = new CrossSection([new LaneProfile([0f], [4f], [LaneRules.None])], new SurfaceProfile([], [], [], []), [], [new Destination("end", 10f, 0, 0)]);
        var error = Assert.Throws<ArgumentException>(
            () => Carriageway.Along(new ReferenceLine([RoadSegment.Straight(10)]), 10f, section, 4f, 30f));
        Assert.Contains("lane 0", error.Message);
    }
}
