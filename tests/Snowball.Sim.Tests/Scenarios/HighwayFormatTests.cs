using Snowball.Sim.Environments;
using Snowball.Sim.Roads;
using Snowball.Sim.Roads.Highways;
using Snowball.Sim.Roads.OpenDrive;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Tests.Recording;

namespace Snowball.Sim.Tests.Scenarios;

/// <summary>The keys of a highway, and every mistake in them, refused with file, line and key.</summary>
public sealed class HighwayFormatTests
{
    // Lines 6 to 25 of the file.
    private const string Road = """
        road:
          kind: highway
          lanes: 3
          lane_width: 3.75 m
          speed_limit: 130 km/h
          length: 4 km
          variants: 4
          sections:
            - {kind: entry, at: "uniform(400, 450) m", acceleration_lane: 250 m}
            - {kind: exit, at: 1 km, name: Nord}
            - {kind: weaving, at: 1.8 km, length: 400 m}
            - {kind: lane-drop, at: 2.5 km, side: left}
            - {kind: lane-addition, at: 2.7 km}
            - {kind: roadworks, from: 3.1 km, length: 300 m, closed: [3], speed_limit: 80 km/h}
            - {kind: merge, at: 3.8 km, lanes: 1, ramp: 150 m}
            - {kind: split, at: 3.85 km, lanes: 2, ramp: 100 m}
            - {kind: surface, from: 1 km, length: 100 m, friction: 0.3}
            - {kind: surface, from: 2 km, length: 100 m, friction: "uniform(0.2, 0.5)"}
            - {kind: grade, from: 2 km, length: 600 m, grade: "uniform(-4, 4) %"}
            - {kind: speed-limit, from: 2 km, length: 1 km, speed_limit: 100 km/h}

        """;

    private static readonly string Text = WithRoad(Road);

    [Fact]
    public void SectionsAreReadWithTheirDefaults()
    {
        var road = Assert.IsType<HighwayRoadSettings>(Sample.Read(Text).Road);

        Assert.Equal((3, 5, 4000f, 4), (road.MainLanes, road.Lanes, road.Length, road.Variants));
        Assert.True(road.GuardRails && road.Curvature is null);
        var at = Distribution.Constant;
        Assert.Equal(
            [
                new EntrySection("entry-1", Distribution.Uniform(400, 450), at(200), at(250), at(60)), new ExitSection("Nord", at(1000), at(60), at(250), at(200)),
                new WeavingSection("weaving-1", at(1800), at(400), at(200)), new LaneDropSection(at(2500), Side.Left, at(180)),
                new LaneAdditionSection(at(2700), Side.Right, at(60)),
            ], road.Sections[..5]);
        var works = Assert.IsType<RoadworksSection>(road.Sections[5]);
        Assert.Equal([3], works.Closed);
        Assert.Equal((null, at(100)), (works.LaneWidth, works.Taper));
        Assert.Equal(80 / 3.6f, works.SpeedLimit!.Value, 1e-4f);
    }

    [Fact]
    public void EveryVariantHasTheLanesOfTheSettings()
    {
        var settings = Sample.Read(Text).Road;
        var family = RoadFamily.Of(settings);
        for (int i = 0; i < family.Variants; i++) Assert.Equal(settings.Lanes, family[i].Lanes);
        Assert.NotEqual(family[0].Table!.Entries[0].S, family[1].Table!.Entries[0].S);
    }

    [Fact]
    public void AnEgoDrivesOnIt()
    {
        using var environment = new DrivingEnv(Sample.Read(Text), worlds: 8);
        environment.Reset(1);
        for (int step = 0; step < 50; step++) environment.Step(new float[8]);
        for (int world = 0; world < 8; world++) Assert.InRange(environment.Vehicles.S[world * environment.Vehicles.Slots], 10, 700);
    }

    [Theory]
    [InlineData("at: 1 km, name: Nord", "at: 600 m", "15: road.sections[1].at: can begin at 600 m, where road.sections[0] (entry) can still be: it reaches to 760 m")]
    [InlineData("at: \"uniform(400, 450) m\"", "at: 100 m", "14: road.sections[0].at: begins 100 m before the road does")]
    [InlineData("at: 3.85 km", "at: 3.95 km", "21: road.sections[7].at: can reach to 4050 m, but the road is 4000 m long")]
    [InlineData("from: 2 km, length: 100 m", "from: 1.05 km, length: 100 m", "23: road.sections[9].from: can begin at 1050 m, where road.sections[8] (surface) can still be: it reaches to 1100 m")]
    [InlineData("closed: [3]", "closed: [4]", "19: road.sections[5].closed: holds a lane that is not there: the lanes are 1 to 3")]
    [InlineData("closed: [3]", "closed: [0]", "19: road.sections[5].closed: holds a lane that is not there: the lanes are 1 to 3")]
    [InlineData("closed: [3]", "closed: [2]", "19: road.sections[5].closed: must be lanes beside each other, from the left or the right edge on, of 1 to 3")]
    [InlineData("closed: [3]", "closed: [1, 3]", "19: road.sections[5].closed: must be lanes beside each other, from the left or the right edge on, of 1 to 3")]
    [InlineData("closed: [3]", "closed: [1, 2, 3]", "19: road.sections[5].closed: leaves no lane open")]
    [InlineData("closed: [3]", "closed: []", "19: road.sections[5].closed: has 0 entries, but must have 1 to 11")]
    [InlineData("closed: [3]", "closed: [3, 2]", "19: road.sections[5].closed[1]: '2' is not greater than the entry before it")]
    [InlineData("closed: [3]", "closed: [3], lane_width: 5 m", "19: road.sections[5].lane_width: is 5 m, wider than the road's lanes, 3.75 m")]
    [InlineData("speed_limit: 80 km/h", "speed_limit: 180 km/h", "19: road.sections[5].speed_limit: is 50 m/s, above the road's own limit, 36.11111 m/s")]
    [InlineData("speed_limit: 100 km/h", "speed_limit: 180 km/h", "25: road.sections[11].speed_limit: is 50 m/s, above the road's own limit, 36.11111 m/s")]
    [InlineData("lanes: 2, ramp: 100 m", "lanes: 4, ramp: 100 m", "21: road.sections[7].lanes: leaves no lane of 4")]
    [InlineData("lanes: 2, ramp: 100 m", "lanes: 5, ramp: 100 m", "21: road.sections[7].lanes: is 5, but must be 1 to 4")]
    [InlineData("grade: \"uniform(-4, 4) %\"", "grade: 20 %", "24: road.sections[10].grade: is 20 %, but must be -12 to 12 %")]
    [InlineData("grade: \"uniform(-4, 4) %\"", "grade: 0.04", "24: road.sections[10].grade: has no unit: write '0.04 %'")]
    [InlineData("grade: \"uniform(-4, 4) %\"", "grade: 4 %, vertical_curve: 400 m", "24: road.sections[10].vertical_curve: is 400 m: two of them do not fit into 600 m")]
    [InlineData("friction: 0.3}", "friction: 3}", "22: road.sections[8].friction: is 3, but must be 0.05 to 1.5")]
    [InlineData("friction: 0.3}", "friction: 0.3 m}", "22: road.sections[8].friction: expects a number without a unit, not '0.3 m'")]
    [InlineData("acceleration_lane: 250 m", "acceleration_lane: 5 m", "14: road.sections[0].acceleration_lane: is 5 m, but must be 10 to 10000 m")]
    [InlineData("acceleration_lane: 250 m", "taper: 5 m", "14: road.sections[0].taper: is 5 m, but must be 10 to 10000 m")]
    [InlineData("acceleration_lane: 250 m", "ramp: 5 m", "14: road.sections[0].ramp: is 5 m, but must be 10 to 10000 m")]
    [InlineData("acceleration_lane: 250 m", "deceleration_lane: 250 m", "14: road.sections[0].deceleration_lane: is not a known key; did you mean 'acceleration_lane'?")]
    [InlineData("name: Nord", "deceleration_lane: 250 s", "15: road.sections[1].deceleration_lane: expects a length (m, km, cm), not a time")]
    [InlineData("name: Nord", "name: entry-1", "15: road.sections[1].name: 'entry-1' is the name of an earlier section")]
    [InlineData("at: 1 km, name: Nord", "from: 1 km", "15: road.sections[1].from: is not a known key; known are kind, at, name, taper, deceleration_lane, ramp")]
    [InlineData("at: 1.8 km, length: 400 m", "at: 1.8 km", "16: road.sections[2].length: is missing: from there to the gore of the exit")]
    [InlineData("side: left", "side: middle", "17: road.sections[3].side: 'middle' is not known; known are left, right")]
    [InlineData("kind: weaving", "kind: waeving", "16: road.sections[2].kind: 'waeving' is not known; did you mean 'weaving'?")]
    [InlineData("  variants: 4\n", "  variants: 4096\n", "12: road.variants: makes 16384 km of road, but at most 5000 km are kept")]
    [InlineData("  variants: 4\n", "  variants: 4\n  guard_rails: 1\n", "13: road.guard_rails: expects true or false, not '1'")]
    [InlineData("  variants: 4\n", "  variants: 4\n  curvature: {radius: 20 m, straight_length: 50 m, arc_length: 50 m, clothoid_length: 50 m}\n", "13: road.curvature.radius: can be 20 m, but must be at least twice the width of the road, 37.5 m")]
    [InlineData("  variants: 4\n", "  variants: 4\n  curvature: {radius: 500 m, straight_length: 50 m, arc_length: 50 m, clothoid_length: 50 m, superelevation: 20 %}\n", "13: road.curvature.superelevation: is 20 %, but must be 0 to 12 %")]
    [InlineData("  variants: 4\n", "  variants: 4\n  curvature: {radius: 500 m, straight_length: 50 m, clothoid_length: 50 m}\n", "13: road.curvature.arc_length: is missing: length of each arc")]
    public void IsRefused(string piece, string replacement, string message)
    {
        var fault = Assert.Throws<InputException>(() => Sample.Read(Replace(Text, piece, replacement)));

        Assert.Equal($"{Sample.File}:{message}", fault.Message);
    }

    [Fact]
    public void ARandomHighwayHasTheSameNumberOfLanesInEveryVariant()
    {
        var settings = Assert.IsType<RandomHighwayRoadSettings>(Sample.Read(Random).Road);
        var family = RoadFamily.Of(settings);
        var destinations = new HashSet<int>();
        for (int i = 0; i < family.Variants; i++)
        {
            Assert.Equal(settings.Lanes, family[i].Lanes);
            Assert.Equal(settings.Length, family[i].Length, 0.1f);
            Assert.Contains("exit-1", family[i].Table!.Destinations.Select(destination => destination.Name));
            destinations.Add(family[i].Table!.Destinations.Length);
        }
        Assert.True(destinations.Count > 1);
    }

    [Theory]
    [InlineData("free_stretch: uniform(100, 500) m", "free_stretch: 9 km", "13: road.free_stretch: can be 9000 m: with an interchange of 1620 m that does not fit on 10000 m of road")]
    [InlineData("free_stretch: uniform(100, 500) m", "free_stretch: 1 m", "13: road.free_stretch: is 1 m, but must be 10 to 10000 m")]
    [InlineData("  free_stretch: uniform(100, 500) m\n", "", "6: road.free_stretch: is missing: length between two sections")]
    [InlineData("variants: 16", "variants: 4000", "12: road.variants: makes 40000 km of road, but at most 5000 km are kept")]
    public void ABrokenRandomHighwayIsRefused(string piece, string replacement, string message)
    {
        var fault = Assert.Throws<InputException>(() => Sample.Read(Replace(Random, piece, replacement)));

        Assert.Equal($"{Sample.File}:{message}", fault.Message);
    }

    [Fact]
    public void AWayThroughAMapIsTheRoadThatTheMapWasMadeFrom()
    {
        var made = (HighwayRoadSettings)Sample.Read(Text).Road;
        var (network, route) = HighwayNetwork.Make(made, 0);
        using var folder = new TemporaryFolder();
        using (var file = File.Create(Path.Combine(folder.Path, "map.xodr"))) OpenDriveWriter.Write(network, file);
        string text = WithRoad($"""
            road:
              kind: map
              file: map.xodr
              route: [{string.Join(", ", route)}]
              speed_limit: 130 km/h

            """);
        string scenario = Path.Combine(folder.Path, "scenario.yaml");

        var read = ScenarioLoader.Parse(text, scenario);
        var road = RoadFamily.Of(read.Road)[0];
        Assert.Equal((made.Lanes, made.LaneWidth), (read.Road.Lanes, read.Road.LaneWidth));
        Assert.Equal(RoadFamily.Of(made)[0].Table!.Entries, road.Table!.Entries);

        // The map is part of what the scenario is.
        File.AppendAllText(Path.Combine(folder.Path, "map.xodr"), "\n");
        Assert.NotEqual(read.Hash, ScenarioLoader.Parse(text, scenario).Hash);

        Fails("map.xodr", "nap.xodr", ":8: road.file: there is no file");
        Fails("route: [1, ", "route: [77, ", ":9: road.route: there is no road 77");
        Fails("route: [1, ", "route: [1, 1, ", ":9: road.route: road 1 has no lane in the direction of the route");
        Fails("speed_limit: 130 km/h", "speed_limit: 130 m", ":10: road.speed_limit: expects a speed (m/s, km/h), not a length");
        Fails("  kind: map\n", "  kind: map\n  lanes: 2\n", ":8: road.lanes: is not a known key");
        File.WriteAllText(Path.Combine(folder.Path, "map.xodr"), "<OpenDRIVE><header/></OpenDRIVE");
        Assert.EndsWith("map.xodr", Assert.Throws<InputException>(() => ScenarioLoader.Parse(text, scenario)).File);

        void Fails(string piece, string replacement, string message)
            => Assert.Contains(message, Assert.Throws<InputException>(() => ScenarioLoader.Parse(Replace(text, piece, replacement), scenario)).Message);
    }

    private static string Random => WithRoad("""
        road:
          kind: random-highway
          lanes: 3
          lane_width: 3.75 m
          speed_limit: 130 km/h
          length: 10 km
          variants: 16
          free_stretch: uniform(100, 500) m

        """);

    private static string WithRoad(string road)
        => Replace(Sample.Text, Sample.Text[Sample.Text.IndexOf("road:", StringComparison.Ordinal)..Sample.Text.IndexOf("ego:", StringComparison.Ordinal)], road);

    private static string Replace(string text, string piece, string replacement)
    {
        Assert.Equal(2, text.Split(piece).Length);
        return text.Replace(piece, replacement, StringComparison.Ordinal);
    }
}
