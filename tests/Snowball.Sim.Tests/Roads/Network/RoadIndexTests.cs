using CsCheck;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Tests.Roads.OpenDrive;

namespace Snowball.Sim.Tests.Roads.Network;

public sealed class RoadIndexTests
{
    [Theory]
    [InlineData("surface.xodr", "crest")]
    [InlineData("lanes.xodr", "7")]
    [InlineData("shapes.xodr", "spiral")]
    [InlineData("shapes.xodr", "cubic")]
    [InlineData("shapes.xodr", "arc")]
    public void FromARoadToTheWorldAndBack(string map, string id)
    {
        var network = SampleMaps.Network(map);
        var road = network.Road(id);
        // Alone, so that no other road lies over it.
        var index = new RoadIndex(new RoadNetwork([road with { Predecessor = null, Successor = null }]));
        Gen.Select(Gen.Double[0, 1], Gen.Int[0, 3], Gen.Double[0.01, 0.99]).Sample((along, which, across) =>
        {
            double s = along * road.Length;
            // At a seam the lanes of both sections are there.
            if (s > 0 && road.Sections.Any(section => Math.Abs(section.Start - s) < 1e-6)) return;
            var lanes = road.Sections[road.SectionAt(s)].Lanes;
            int lane = lanes[which % lanes.Length].Id;
            var (left, right) = road.LaneEdges(lane, s);
            if (left - right < 1e-3) return;
            double t = right + across * (left - right);
            var world = road.ToWorld(s, t);

            var place = index.Nearest(world.X, world.Y);

            Assert.Equal((lane, road.SectionAt(s)), (place.Lane.Lane, place.Lane.Section));
            Assert.Equal(s, place.S, 1e-6);
            Assert.Equal(t, place.T, 1e-6);
            Assert.Equal(0, place.Distance, 1e-6);
        });
    }

    [Fact]
    public void TheNearestLaneIsNearerThanEveryOther()
    {
        var network = SampleMaps.Network("junction.xodr");
        var index = new RoadIndex(network);
        var points = new List<WorldPose>();
        foreach (var road in network.Roads)
        {
            var (left, right) = (road.LaneEdges(road.Sections[0].Lanes[0].Id, 0).Left, road.LaneEdges(road.Sections[0].Lanes[^1].Id, 0).Right);
            for (double s = 0; s <= road.Length; s += 0.5)
            {
                for (double t = right; t <= left; t += 0.5) points.Add(road.ToWorld(s, t));
            }
        }
        Gen.Select(Gen.Double[-150, 200], Gen.Double[-60, 120]).Sample((x, y) =>
        {
            double nearest = Math.Sqrt(points.Min(point => (point.X - x) * (point.X - x) + (point.Y - y) * (point.Y - y)));
            Assert.InRange(index.Nearest(x, y).Distance, nearest - 0.5, nearest + 1e-9);
        });
    }

    [Fact]
    public void AboveOneAnotherRoadsAreToldApartByHeight()
    {
        string text = SampleMaps.Text("shapes.xodr").Replace("id=\"line\" junction=\"-1\">", "id=\"line\" junction=\"-1\"><elevationProfile><elevation s=\"0\" a=\"6\" b=\"0\" c=\"0\" d=\"0\"/></elevationProfile>");
        var network = SampleMaps.Read(text).Network;
        var under = network.Road("line") with { Id = "under", Elevation = Snowball.Sim.Roads.CubicProfile.Zero };
        var index = new RoadIndex(new RoadNetwork([network.Road("line"), under]));
        var world = under.ToWorld(50, -2);
        Assert.Equal(1, index.Nearest(world.X, world.Y, 1).Lane.Road);
        Assert.Equal(0, index.Nearest(world.X, world.Y, 5).Lane.Road);
        Assert.Equal(1, index.Nearest(world.X, world.Y, 5).Distance, 1e-9);
    }

    [Fact]
    public void BeyondARoadItsEndIsNearest()
    {
        var network = SampleMaps.Network("lanes.xodr");
        var place = new RoadIndex(network).Nearest(203, 7);
        Assert.Equal(new LaneKey(0, 1, 1), place.Lane);
        Assert.Equal(200, place.S);
        Assert.Equal(5, place.Distance, 1e-9);
    }
}
