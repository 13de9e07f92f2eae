using Snowball.Sim.Roads;
using Snowball.Sim.Roads.Highways;
using Snowball.Sim.Roads.Network;
using Snowball.Sim.Roads.OpenDrive;
using Snowball.Sim.Roads.Routes;
using static Snowball.Sim.Tests.Roads.Highways.Highway;

namespace Snowball.Sim.Tests.Roads.Highways;

/// <summary>The map of a highway with every kind of section, and the carriageways of routes through it.</summary>
public sealed class HighwayNetworkTests
{
    private static readonly RoadNetwork Network = HighwayNetwork.Make(All(), 0).Network;

    [Fact]
    public void LanesAreLinkedBothWaysAndGoOnWithoutAKink()
    {
        int links = 0, between = 0;
        foreach (var key in Keys(Network))
        {
            foreach (var next in Network.Lanes.Successors(key))
            {
                Assert.Contains(key, Network.Lanes.Predecessors(next));
                var (a, b) = (End(key, leaves: true), End(next, leaves: false));
                Assert.True(Distance(a, b) < 1e-6, $"{key} -> {next}: {Distance(a, b)} m");
                Assert.Equal(0, Math.IEEERemainder(a.Heading - b.Heading, 2 * Math.PI), 1e-6);
                Assert.Equal(a.Z, b.Z, 1e-6);
                Assert.Equal(a.Roll, b.Roll, 1e-6);
                Assert.Equal(Width(key, leaves: true), Width(next, leaves: false), 1e-6);
                links++;
                between += key.Road == next.Road ? 0 : 1;
            }
        }
        // On each side: 2 lanes and the ramp's at the entry and at the exit, 4 at the merge, 4 at the split.
        Assert.Equal(2 * (3 + 3 + 4 + 4), between);
        Assert.True(links > between);
    }

    [Fact]
    public void NothingOverlaps()
    {
        var line = Network.Road("1").Line;
        for (double s = 1; s < Length; s += 3)
        {
            var edges = new List<(double Left, double Right)>();
            foreach (var road in Network.Roads)
            {
                double start = StartOf(Network, road);
                if (s <= start || s >= start + road.Length) continue;
                foreach (var lane in road.Sections[road.SectionAt(s - start)].Lanes) edges.Add(road.LaneEdges(lane.Id, s - start));
            }
            edges.Sort((a, b) => b.Left.CompareTo(a.Left));
            for (int i = 0; i + 1 < edges.Count; i++)
            {
                Assert.True(edges[i].Left >= edges[i].Right - 1e-9, $"at {s} m a lane is {edges[i].Left - edges[i].Right} m wide");
                Assert.True(edges[i].Right >= edges[i + 1].Left - 1e-6, $"at {s} m lanes overlap: {edges[i]} {edges[i + 1]}");
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheCarriagewayOfARouteIsWhereTheMapIs(bool isOpposite)
    {
        for (int variant = 0; variant < 4; variant++)
        {
            var (network, route) = HighwayNetwork.Make(All(), variant);
            var roads = isOpposite ? [.. route.Reverse().Select(id => $"opposite-{id}")] : route;
            var carriageway = RouteCarriageway.Make(network, roads, Limit);
            Assert.Equal(4, carriageway.Lanes);
            Assert.Equal(Length, carriageway.Length, 0.1f);

            int compared = 0;
            foreach (var road in network.Roads.Where(road => road.Id.StartsWith("opposite", StringComparison.Ordinal) == isOpposite))
            {
                foreach (var (section, lane) in road.Sections.SelectMany((section, index) => section.Lanes.Where(lane => lane.IsDrivable).Select(lane => (index, lane))))
                {
                    Assert.Equal(!isOpposite, road.RunsForward(lane.Id));
                    double start = road.Sections[section].Start, end = road.SectionEnd(section);
                    for (double s = start + 2.5; s < end - 2.5; s += 2)
                    {
                        var (left, right) = road.LaneEdges(section, lane.Id, s);
                        if (left - right < LaneTable.LeastWidth + 0.3) continue;
                        var point = road.ToWorld(s, (left + right) / 2);
                        var (onLine, d) = Nearest(carriageway, point);
                        int index = carriageway.Table!.NearestLane((float)onLine, (float)d);
                        carriageway.ToWorld((float)onLine, carriageway.Table.Centre(index, (float)onLine), out float x, out float y, out _);
                        double error = Math.Sqrt((x - point.X) * (x - point.X) + (y - point.Y) * (y - point.Y));
                        Assert.True(error < 0.01, $"variant {variant}, road {road.Id}, lane {lane.Id} at {s} m: {error} m");
                        Assert.Equal(left - right, carriageway.Table.Width(index, (float)onLine), 0.02);
                        Assert.Equal(point.Z, carriageway.Surface!.Height((float)onLine, (float)d), 0.02f);
                        compared++;
                    }
                }
            }
            Assert.True(compared > 4000, $"{compared}");
        }
    }

    [Fact]
    public void LanesHaveNoHolesWhereRampsMeetThem()
    {
        for (int variant = 0; variant < 8; variant++)
        {
            var table = Carriageway(All(), variant).Table!;
            foreach (var exit in table.Destinations[1..]) Assert.Equal(float.PositiveInfinity, table.End(exit.FirstLane, exit.S - 250));
            foreach (var entry in table.Entries) Assert.True(table.End(entry.Lane, entry.S) > entry.S + 280);
        }
    }

    [Fact]
    public void TheOtherCarriagewayIsTheMirrorImage()
    {
        var (network, route) = HighwayNetwork.Make(Settings(Entry(), Exit()), 0);
        var opposite = RouteCarriageway.Make(network, [.. route.Reverse().Select(id => $"opposite-{id}")], Limit);

        // What is an entry here is an exit there.
        Assert.Equal([new Entry("opposite-exit-1", 1090, 2)], opposite.Table!.Entries);
        Assert.Equal([new Destination("end", Length, 0, 1), new Destination("opposite-entry-1", 2800, 2, 2)], opposite.Table.Destinations);
        Assert.True(opposite.Table.MayChange(1, 1, 2400) && !opposite.Table.MayChange(2, -1, 2400));
        Assert.Equal(MathF.PI, opposite.Heading[0], 1e-5f);
    }

    [Fact]
    public void AVariantIsAlwaysTheSameAndUnlikeTheOthers()
    {
        Carriageway first = Carriageway(All(), 1), again = Carriageway(All(), 1), other = Carriageway(All(), 2);
        Assert.Equal(first.X, again.X);
        Assert.Equal(first.Table!.Entries, again.Table!.Entries);
        Assert.NotEqual(first.X, other.X);
        Assert.NotEqual(first.Table.Entries[0].S, other.Table!.Entries[0].S);
    }

    [Fact]
    public void WrittenAsOpenDriveAndReadBackItIsTheSameRoad()
    {
        var (network, route) = HighwayNetwork.Make(All(), 3);
        using var file = new MemoryStream();
        OpenDriveWriter.Write(network, file);
        file.Position = 0;
        var read = OpenDriveReader.Read(file, "highway.xodr").Network;

        Carriageway made = RouteCarriageway.Make(network, route, Limit), again = RouteCarriageway.Make(read, route, Limit);
        Assert.Equal(made.Table!.Entries, again.Table!.Entries);
        Assert.Equal(made.Table.Destinations, again.Table.Destinations);
        for (float s = 1; s < Length; s += 3)
        {
            for (int lane = 0; lane < made.Lanes; lane++)
            {
                Assert.Equal(made.Table.Width(lane, s), again.Table.Width(lane, s), 1e-3f);
                Assert.Equal(made.Table.Centre(lane, s), again.Table.Centre(lane, s), 1e-3f);
                Assert.Equal(made.MayChange(lane, 1, s), again.MayChange(lane, 1, s));
            }
            made.ToWorld(s, 0, out float x, out float y, out _);
            again.ToWorld(s, 0, out float x2, out float y2, out _);
            Assert.True(MathF.Abs(x - x2) + MathF.Abs(y - y2) < 1e-3f);
            Assert.Equal(made.Surface!.Friction(s), again.Surface!.Friction(s), 1e-5f);
            Assert.Equal(made.Surface.SpeedLimit(s), again.Surface.SpeedLimit(s), 1e-3f);
            Assert.Equal(made.Surface.Bank(s), again.Surface.Bank(s), 1e-5f);
        }
    }

    [Theory]
    [InlineData("there is no road 99", "1", "99")]
    [InlineData("road 4 does not begin where road 1 ends", "1", "4")]
    public void ARouteThatIsNoneIsRefused(string message, params string[] route)
    {
        var fault = Assert.Throws<ArgumentException>(() => RouteCarriageway.Make(Network, [.. route], Limit));
        Assert.StartsWith(message, fault.Message);
    }

    [Fact]
    public void SuperelevationCarriesTheLateralAcceleration()
    {
        // AASHTO method 3: e = v^2 / (g R) = 36^2 / (9.80665 * R), at most 8 %.
        var settings = Settings() with { Curvature = Bends with { Radius = At(2500), StraightLength = At(100), ArcLength = At(400) } };
        var road = Carriageway(settings);
        double greatest = 0;
        for (float s = 0; s < Length; s += 2)
        {
            double expected = Math.Atan(Math.Min(36 * 36 / 9.80665 * Math.Abs(road.CurvatureAt(s)), 0.08));
            Assert.Equal(expected, Math.Abs(road.Surface!.Bank(s)), 1e-4);
            if (Math.Abs(road.CurvatureAt(s)) > 1e-4) Assert.Equal(-Math.Sign(road.CurvatureAt(s)), Math.Sign(road.Surface.Bank(s)));
            greatest = Math.Max(greatest, expected);
        }
        Assert.Equal(Math.Atan(36 * 36 / 9.80665 / 2500), greatest, 1e-4);
    }

    private static (double S, double D) Nearest(Carriageway road, WorldPose point)
    {
        // The heading stays within a quarter turn of the x axis or its opposite: look for the nearest station first.
        int best = 0;
        double least = double.PositiveInfinity;
        for (int i = 0; i < road.X.Length; i += 10)
        {
            double distance = (road.X[i] - point.X) * (road.X[i] - point.X) + (road.Y[i] - point.Y) * (road.Y[i] - point.Y);
            if (distance < least) (best, least) = (i, distance);
        }
        return road.Line.Project(point.X, point.Y, best * 2);
    }

    private static double StartOf(RoadNetwork network, Road road)
    {
        // All roads share the plan view of the carriageway; its roads follow one another.
        double start = 0, x = road.Line.At(0).X, y = road.Line.At(0).Y;
        for (int i = 1; network.HasRoad($"{i}"); i++)
        {
            var main = network.Road($"{i}");
            if (main.Name.Length > 0) continue;
            var (s, d) = main.Line.Project(x, y, Math.Clamp(x - main.Line.At(0).X, 0, main.Length));
            if (Math.Abs(d) < 1e-6 && s > -1e-6 && s < main.Length - 1e-6) return start + s;
            start += main.Length;
        }
        throw new InvalidOperationException($"road {road.Id} does not lie along the carriageway");
    }

    private static IEnumerable<LaneKey> Keys(RoadNetwork network)
    {
        for (int road = 0; road < network.Roads.Length; road++)
        {
            for (int section = 0; section < network.Roads[road].Sections.Length; section++)
            {
                foreach (var lane in network.Roads[road].Sections[section].Lanes)
                {
                    if (lane.IsDrivable) yield return new(road, section, lane.Id);
                }
            }
        }
    }

    private static WorldPose End(LaneKey key, bool leaves)
    {
        var (road, s) = Place(key, leaves);
        var (left, right) = road.LaneEdges(key.Section, key.Lane, s);
        return road.ToWorld(s, (left + right) / 2);
    }

    private static double Width(LaneKey key, bool leaves)
    {
        var (road, s) = Place(key, leaves);
        var (left, right) = road.LaneEdges(key.Section, key.Lane, s);
        return left - right;
    }

    private static (Road Road, double S) Place(LaneKey key, bool leaves)
    {
        var road = Network.Roads[key.Road];
        bool isEnd = road.RunsForward(key.Lane) == leaves;
        // LaneOffset and elevation belong to the next section at its start: stay on this side of it.
        return (road, isEnd ? road.SectionEnd(key.Section) - 1e-9 : road.Sections[key.Section].Start);
    }

    private static double Distance(WorldPose a, WorldPose b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
