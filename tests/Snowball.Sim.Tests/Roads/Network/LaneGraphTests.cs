using Snowball.Sim.Roads.Network;
using Snowball.Sim.Tests.Roads.OpenDrive;

namespace Snowball.Sim.Tests.Roads.Network;

public sealed class LaneGraphTests
{
    private const double QuarterCircle = 20 * Math.PI / 2;
    private static readonly RoadNetwork Junction = SampleMaps.Network("junction.xodr");

    [Theory]
    [InlineData("west", -1, "1:-1 2:-1")]
    [InlineData("west", -2, "1:-2")]
    [InlineData("west", 1, "")]
    [InlineData("1", -1, "east:-1")]
    [InlineData("1", 1, "west:1")]
    [InlineData("2", -1, "north:1")]
    [InlineData("3", -1, "west:1")]
    [InlineData("north", 1, "")]
    [InlineData("north", -1, "3:-1")]
    [InlineData("east", -1, "far:1")]
    [InlineData("east", -2, "far:2")]
    [InlineData("east", 1, "1:1")]
    [InlineData("far", -1, "east:1")]
    [InlineData("far", 1, "")]
    public void LanesGoOnInTheDirectionOfDriving(string road, int lane, string successors)
        => Assert.Equal(successors, Names(Junction, Junction.Lanes.Successors(Key(Junction, road, lane))));

    [Fact]
    public void EverySuccessorHasItsPredecessor()
    {
        foreach (var lane in All(Junction))
        {
            Assert.All(Junction.Lanes.Successors(lane), next => Assert.Contains(lane, Junction.Lanes.Predecessors(next)));
            Assert.All(Junction.Lanes.Predecessors(lane), last => Assert.Contains(lane, Junction.Lanes.Successors(last)));
        }
    }

    [Fact]
    public void LeftHandTrafficDrivesTheOtherWayRound()
    {
        var left = SampleMaps.Read(SampleMaps.Text("junction.xodr").Replace("<road ", "<road rule=\"LHT\" ")).Network;
        foreach (var lane in All(Junction))
        {
            Assert.Equal(Names(Junction, Junction.Lanes.Predecessors(lane)), Names(left, left.Lanes.Successors(lane)));
            Assert.Equal(Junction.Lanes.LeftOf(lane), left.Lanes.RightOf(lane));
        }
    }

    [Fact]
    public void LanesThatMeetHeadOnAreNotJoined()
    {
        const string Link = "<laneLink from=\"-2\" to=\"-2\"/>";
        var wrong = SampleMaps.Read(SampleMaps.Text("junction.xodr").Replace(Link, $"{Link}<laneLink from=\"1\" to=\"-2\"/>")).Network;
        Assert.All(All(Junction), lane => Assert.Equal(Names(Junction, Junction.Lanes.Successors(lane)), Names(wrong, wrong.Lanes.Successors(lane))));
    }

    [Fact]
    public void LanesOfOneDirectionLieSideBySide()
    {
        Assert.Equal(Key(Junction, "west", -2), Junction.Lanes.RightOf(Key(Junction, "west", -1)));
        Assert.Equal(Key(Junction, "west", -1), Junction.Lanes.LeftOf(Key(Junction, "west", -2)));
        Assert.Null(Junction.Lanes.LeftOf(Key(Junction, "west", -1)));
        Assert.Equal(Key(Junction, "far", 2), Junction.Lanes.RightOf(Key(Junction, "far", 1)));
        Assert.Null(Junction.Lanes.RightOf(Key(Junction, "far", 2)));
    }

    [Fact]
    public void SectionsFollowOneAnother()
    {
        var lanes = SampleMaps.Network("lanes.xodr");
        Assert.Equal([new(0, 1, -2)], lanes.Lanes.Successors(new(0, 0, -1)));
        Assert.Equal([new(0, 0, 1)], lanes.Lanes.Successors(new(0, 1, 1)));
        Assert.Empty(lanes.Lanes.Predecessors(new(0, 1, -1)));
        Assert.Equal((50, 150), (lanes.Lanes.Length(new(0, 0, -1)), lanes.Lanes.Length(new(0, 1, -1))));
        // The lane that opens is reached from the one beside it.
        Assert.Equal([new(0, 0, -1), new(0, 1, -2), new(0, 1, -1)], lanes.Lanes.Shortest(new(new(0, 0, -1), 10), new(new(0, 1, -1), 120))!.Lanes);
    }

    [Theory]
    [InlineData("west", -1, 10, "far", 1, 20, "west:-1 1:-1 east:-1 far:1", 90 + 20 + 80 + 40)]
    [InlineData("west", -1, 0, "north", 1, 0, "west:-1 2:-1 north:1", 100 + QuarterCircle + 50)]
    [InlineData("west", -2, 60, "north", 1, 40, "west:-2 west:-1 2:-1 north:1", 40 + QuarterCircle + 10)]
    [InlineData("far", -1, 50, "west", 1, 90, "far:-1 east:1 1:1 west:1", 10 + 80 + 20 + 10)]
    [InlineData("north", -1, 0, "west", 1, 100, "north:-1 3:-1 west:1", 50 + QuarterCircle)]
    [InlineData("west", -1, 10, "west", -2, 30, "west:-1 west:-2", 20)]
    public void TheShortestRouteIsFound(string from, int fromLane, double fromS, string to, int toLane, double toS, string way, double length)
    {
        var route = Junction.Lanes.Shortest(new(Key(Junction, from, fromLane), fromS), new(Key(Junction, to, toLane), toS));
        Assert.NotNull(route);
        Assert.Equal(way, Names(Junction, route.Lanes));
        Assert.Equal(length, route.Length, 1e-9);
    }

    [Theory]
    [InlineData("west", 1, 50, "east", -1, 10)]
    [InlineData("west", -1, 50, "west", -1, 20)]
    [InlineData("north", 1, 10, "far", 1, 10)]
    public void ThereNeedNotBeARoute(string from, int fromLane, double fromS, string to, int toLane, double toS)
        => Assert.Null(Junction.Lanes.Shortest(new(Key(Junction, from, fromLane), fromS), new(Key(Junction, to, toLane), toS)));

    [Fact]
    public void OnARingARouteLeadsBackToItsBeginning()
    {
        string text = SampleMaps.Text("lanes.xodr").Replace("<planView>", """
            <link><predecessor elementType="road" elementId="7" contactPoint="end"/><successor elementType="road" elementId="7" contactPoint="start"/></link><planView>
            """).Replace("<link><predecessor id=\"-1\"/></link>", "<link><predecessor id=\"-1\"/><successor id=\"-1\"/></link>");
        var ring = SampleMaps.Read(text).Network;
        var route = ring.Lanes.Shortest(new(new(0, 0, -1), 30), new(new(0, 0, -1), 10))!;
        Assert.Equal([new(0, 0, -1), new(0, 1, -2), new(0, 0, -1)], route.Lanes);
        Assert.Equal(180, route.Length, 1e-9);
    }

    private static LaneKey Key(RoadNetwork network, string road, int lane) => new(network.RoadIndex(road), 0, lane);

    private static string Names(RoadNetwork network, IEnumerable<LaneKey> lanes) => string.Join(' ', lanes.Select(lane => $"{network.Roads[lane.Road].Id}:{lane.Lane}"));

    private static IEnumerable<LaneKey> All(RoadNetwork network)
        => network.Roads.SelectMany((road, index) => road.Sections.SelectMany((section, number) => section.Lanes.Select(lane => new LaneKey(index, number, lane.Id))));
}
