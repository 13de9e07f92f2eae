using Snowball.Sim.Roads.Network;

namespace Snowball.Sim.Tests.Roads.OpenDrive;

/// <summary>What a map says, and where that puts a point.</summary>
public sealed class OpenDriveReaderTests
{
    private static readonly RoadNetwork Shapes = SampleMaps.Network("shapes.xodr");
    private static readonly RoadNetwork Surface = SampleMaps.Network("surface.xodr");
    private static readonly RoadNetwork Lanes = SampleMaps.Network("lanes.xodr");

    [Fact]
    public void ALineRunsStraight()
    {
        var pose = Shapes.Road("line").Line.At(70);
        Assert.Equal(10 + 70 * Math.Cos(0.5), pose.X, 1e-12);
        Assert.Equal(20 + 70 * Math.Sin(0.5), pose.Y, 1e-12);
        Assert.Equal(0.5, pose.Heading);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61.7)]
    [InlineData(200)]
    public void AnArcLiesOnItsCircle(double s)
    {
        var pose = Shapes.Road("arc").Line.At(s);
        Assert.Equal(100 * Math.Cos(s / 100), pose.X, 1e-11);
        Assert.Equal(100 * Math.Sin(s / 100), pose.Y, 1e-11);
        Assert.Equal(Math.PI / 2 + s / 100, pose.Heading, 1e-14);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(150)]
    public void ASpiralIsTheIntegralOfItsHeading(double s)
    {
        double Heading(double at) => -1 - 0.01 * at + 0.03 * at * at / 300;
        var pose = Shapes.Road("spiral").Line.At(s);
        Assert.Equal(-50 + Simpson(at => Math.Cos(Heading(at)), s), pose.X, 1e-9);
        Assert.Equal(30 + Simpson(at => Math.Sin(Heading(at)), s), pose.Y, 1e-9);
        Assert.Equal(Heading(s), pose.Heading, 1e-13);
        Assert.Equal(-0.01 + 0.03 * s / 150, pose.Curvature, 1e-15);
    }

    /// <summary>The arc length of v = a u^2 is u/2 sqrt(1 + (2au)^2) + asinh(2au) / 4a.</summary>
    [Theory]
    [InlineData("poly3", 0)]
    [InlineData("poly3", 37)]
    [InlineData("poly3", 60)]
    [InlineData("normalized", 12)]
    [InlineData("normalized", 60)]
    [InlineData("arcLength", 12)]
    [InlineData("arcLength", 60)]
    public void AParabolaIsMeasuredByArcLength(string road, double u)
    {
        double s = u / 2 * Math.Sqrt(1 + 0.0001 * u * u) + Math.Asinh(0.01 * u) / 0.02, v = 0.005 * u * u;
        var pose = Shapes.Road(road).Line.At(s);
        Assert.Equal(5 + u * Math.Cos(0.25) - v * Math.Sin(0.25), pose.X, 1e-9);
        Assert.Equal(-7 + u * Math.Sin(0.25) + v * Math.Cos(0.25), pose.Y, 1e-9);
        Assert.Equal(0.25 + Math.Atan(0.01 * u), pose.Heading, 1e-11);
        Assert.Equal(0.01 / Math.Pow(1 + 0.0001 * u * u, 1.5), pose.Curvature, 1e-11);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void AParametricCubicIsMeasuredByArcLengthScaledToTheLength(double p)
    {
        double Speed(double at) => Math.Sqrt(Math.Pow(90 + 40 * at - 30 * at * at, 2) + Math.Pow(5 + 180 * at - 150 * at * at, 2));
        var pose = Shapes.Road("cubic").Line.At(118 * Simpson(Speed, p) / Simpson(Speed, 1));
        Assert.Equal(1 + 90 * p + 20 * p * p - 10 * p * p * p, pose.X, 1e-8);
        Assert.Equal(-2 + 5 * p + 90 * p * p - 50 * p * p * p, pose.Y, 1e-8);
        Assert.Equal(Math.Atan2(5 + 180 * p - 150 * p * p, 90 + 40 * p - 30 * p * p), pose.Heading, 1e-9);
    }

    [Fact]
    public void EachGeometryStartsWhereTheMapPutsIt()
    {
        var road = Shapes.Road("mixed");
        Assert.Equal(260, road.Length);
        Assert.Equal(159.4612, road.Line.At(160).X);
        Assert.Equal(0.3, road.Line.At(160).Heading);
        Assert.Equal(0.3, road.Line.At(160 - 1e-9).Heading, 1e-9);
    }

    /// <summary>The rotation matrices of heading, pitch and roll, multiplied out here.</summary>
    [Theory]
    [InlineData(30, 2.0, 0.0)]
    [InlineData(120, -3.0, 0.0)]
    [InlineData(260, 4.5, 0.7)]
    public void ASurfaceSlopesAndLeans(double s, double t, double height)
    {
        double elevation = s < 100 ? 2 + 0.03 * s : 5 + 0.03 * (s - 100) - 0.0003 * Math.Pow(s - 100, 2) + 1e-7 * Math.Pow(s - 100, 3);
        double slope = s < 100 ? 0.03 : 0.03 - 0.0006 * (s - 100) + 3e-7 * Math.Pow(s - 100, 2);
        double roll = s < 50 ? 0 : s < 150 ? 0.001 * (s - 50) : 0.1, pitch = -Math.Atan(slope), heading = 0.75 + 0.004 * s;
        // Moved by the offset of the map, then turned by 0.5 about the origin.
        double x0 = 1040 * Math.Cos(0.5) + 440 * Math.Sin(0.5), y0 = 1040 * Math.Sin(0.5) - 440 * Math.Cos(0.5);
        double x = x0 + 250 * (Math.Sin(heading) - Math.Sin(0.75)), y = y0 - 250 * (Math.Cos(heading) - Math.Cos(0.75));
        double y1 = t * Math.Cos(roll) - height * Math.Sin(roll), z1 = t * Math.Sin(roll) + height * Math.Cos(roll);
        double x2 = z1 * Math.Sin(pitch), z2 = z1 * Math.Cos(pitch);

        var pose = Surface.Road("crest").ToWorld(s, t, height);

        Assert.Equal(x + x2 * Math.Cos(heading) - y1 * Math.Sin(heading), pose.X, 1e-9);
        Assert.Equal(y + x2 * Math.Sin(heading) + y1 * Math.Cos(heading), pose.Y, 1e-9);
        Assert.Equal(30 + elevation + z2, pose.Z, 1e-12);
        Assert.Equal(heading, pose.Heading, 1e-13);
        Assert.Equal(pitch, pose.Pitch, 1e-15);
        Assert.Equal(roll, pose.Roll, 1e-15);
    }

    [Fact]
    public void LanesLieBesideTheLaneOffset()
    {
        var road = Surface.Road("crest");
        Assert.Equal((2.5, -1), road.LaneEdges(1, 100));
        Assert.Equal((-1, -4.5), road.LaneEdges(-1, 100));
        double offset = -1 + 0.02 * 50 + 0.0001 * 2500;
        Assert.Equal(offset - 1.75, road.LaneCentre(-1, 250), 1e-12);
    }

    [Theory]
    [InlineData(0, 0.0, 0.15)]
    [InlineData(50, 0.0, 0.2)]
    [InlineData(150, 0.0, 0.25)]
    [InlineData(150, -1.0, 0.4)]
    [InlineData(150, 1.0, 0.1)]
    public void AKerbRaisesItsLane(double s, double offset, double height)
    {
        var road = Surface.Road("crest");
        Assert.Equal(road.ToWorld(s, road.LaneCentre(-2, s) + offset, height), road.LaneToWorld(-2, s, offset));
    }

    [Fact]
    public void WidthsFollowTheirPolynomials()
    {
        var road = Lanes.Road("7");
        Assert.Equal((0, -3.5), road.LaneEdges(-1, 10));
        Assert.Equal((0, -3.8), road.LaneEdges(-1, 49.999999), (a, b) => Math.Abs(a.Item2 - b.Item2) < 1e-6);
        Assert.Equal(0, road.SectionAt(49.9));
        Assert.Equal(1, road.SectionAt(50));
        // Borders, given as t.
        Assert.Equal((3, 0), road.LaneEdges(1, 70));
        Assert.Equal(-0.04 * 20, road.LaneEdges(-1, 70).Right, 1e-12);
        Assert.Equal(-3.8 - 0.04 * 20, road.LaneEdges(-2, 70).Right, 1e-12);
        Assert.Equal(-4, road.LaneEdges(-1, 160).Right, 1e-12);
        Assert.Equal(-7.4 - 0.06 * 20, road.LaneEdges(-2, 160).Right, 1e-12);
        Assert.Equal(-10, road.LaneEdges(-3, 160).Right, 1e-12);
        Assert.Throws<ArgumentException>(() => road.LaneEdges(-4, 160));
        Assert.Throws<ArgumentException>(() => road.LaneEdges(0, 160));
    }

    [Fact]
    public void LanesKeepWhatTheMapSaysOfThem()
    {
        var road = Lanes.Road("7");
        var lane = road.Sections[0].Lane(-1);
        Assert.Equal("motorway", road.Type);
        Assert.Equal([new RoadMark(0, MarkType.Broken, "standard", 0.24, LaneChange.Decrease)], lane.Marks);
        Assert.Equal([new RoadMark(0, MarkType.SolidSolid, "yellow", 0.15, LaneChange.None)], road.Sections[0].CentreMarks);
        Assert.Equal((1.0, 0.4), (lane.FrictionAt(9), lane.FrictionAt(10)));
        Assert.Equal(130 / 3.6, road.SpeedLimitAt(-1, 29), 1e-12);
        Assert.Equal(20, road.SpeedLimitAt(-1, 30));
        Assert.Equal(double.PositiveInfinity, road.SpeedLimitAt(-1, 150));
        Assert.Equal(LaneType.Shoulder, road.Sections[1].Lane(-3).Type);
        Assert.False(road.Sections[1].Lane(-3).IsDrivable);
        Assert.Equal([-2], lane.Successors);
    }

    [Fact]
    public void SolidThingsAreKept()
    {
        var objects = Lanes.Road("7").Objects;
        var rail = Assert.IsType<RoadBarrier>(objects[0]);
        Assert.Equal([new(0, -11, 0, 0.3, 0.8), new(120, -12, 0, 0.3, 0.8), new(200, -12, 0, 0.3, 1)], rail.Points);
        var posts = objects.Skip(1).Take(3).Cast<RoadObstacle>().ToList();
        Assert.Equal([(10, 5), (60, 5.5), (110, 6)], posts.Select(post => (post.S, post.T)));
        Assert.All(posts, post => Assert.Equal((0.05, 1), (post.Radius, post.Height)));
        var shed = Assert.IsType<RoadObstacle>(objects[4]);
        Assert.Equal((100, 20, 0.5, 8, 4, 3), (shed.S, shed.T, shed.Heading, shed.Length, shed.Width, shed.Height));
        var island = Assert.IsType<RoadObstacle>(objects[5]);
        Assert.Equal([new Corner(-5, -1), new Corner(5, -1), new Corner(0, 2)], island.Outline);
        Assert.Equal(0.3, island.Height);
        Assert.Equal(6, objects.Length);
    }

    [Fact]
    public void WhatSaysNothingOfGeometryIsCounted()
    {
        var skipped = SampleMaps.Read(SampleMaps.Text("lanes.xodr")).Skipped;
        Assert.Equal(["object 1", "signal 2", "type 1", "userData 1"], skipped.Select(entry => $"{entry.Key} {entry.Value}"));
        Assert.Equal("+proj=utm +zone=32 +datum=WGS84", Surface.GeoReference);
        Assert.Equal("surface", Surface.Name);
    }

    private static double Simpson(Func<double, double> function, double end)
    {
        const int Steps = 20_000;
        double sum = 0;
        for (int i = 0; i <= Steps; i++) sum += (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * function(i * end / Steps);
        return sum * end / Steps / 3;
    }
}
