using CsCheck;
using Snowball.Sim.Roads;

namespace Snowball.Sim.Tests.Roads;

public sealed class CarriagewayTests
{
    private static readonly Carriageway Winding = Build(
        RoadSegment.Straight(31), new(40, 0, 0.004), RoadSegment.Arc(90, 0.004), new(40, 0.004, 0), RoadSegment.Straight(50),
        new(60, 0, -0.005), RoadSegment.Arc(77, -0.005), new(60, -0.005, 0), RoadSegment.Straight(100));

    private static Carriageway Build(params RoadSegment[] segments)
    {
        var line = new ReferenceLine([.. segments]);
        return Carriageway.Along(line, (float)Math.Floor(line.Length), lanes: 3, laneWidth: 4f, speedLimit: 30f);
    }

    [Fact]
    public void StationsArePosesOfTheLine()
    {
        Assert.Equal((int)(Winding.Line.Length / 2) + 1, Winding.X.Length);
        for (int i = 0; i < Winding.X.Length; i++)
        {
            var pose = Winding.Line.At(2.0 * i);
            Assert.Equal(((float)pose.X, (float)pose.Y, (float)pose.Heading, (float)pose.Curvature),
                (Winding.X[i], Winding.Y[i], Winding.Heading[i], Winding.Curvature[i]));
            Assert.Equal(Math.Cos(pose.Heading), Winding.Cos[i], 1e-7);
            Assert.Equal(Math.Sin(pose.Heading), Winding.Sin[i], 1e-7);
        }
    }

    // The circle of a station is up to c |d| / 2 off along the road, here 1e-4 * 14 / 2, and c / 6 across; the rest is rounding.
    private const double AlongTolerance = 1e-3, AcrossTolerance = 3e-4;

    [Fact]
    public void WorldPositionsAgreeWithTheLine()
        => Gen.Select(Gen.Float[0, Winding.Length], Gen.Float[-14, 2]).Sample((s, d) =>
        {
            var pose = Winding.Line.At(s);
            Winding.ToWorld(s, d, out float x, out float y, out float heading);
            double dx = x - (pose.X - d * Math.Sin(pose.Heading)), dy = y - (pose.Y + d * Math.Cos(pose.Heading));
            Assert.Equal(0, dx * Math.Cos(pose.Heading) + dy * Math.Sin(pose.Heading), AlongTolerance);
            Assert.Equal(0, dy * Math.Cos(pose.Heading) - dx * Math.Sin(pose.Heading), AcrossTolerance);
            Assert.Equal(pose.Heading, heading, 1e-4);
        }, iter: 10_000);

    [Fact]
    public void ProjectionReturnsToTheRoadCoordinatesWithinAMillimetre()
        => Gen.Select(Gen.Float[0, Winding.Length], Gen.Float[-14, 2], Gen.Float[-6, 6]).Sample((s, d, error) =>
        {
            Winding.ToWorld(s, d, out float x, out float y, out _);
            Winding.Project(x, y, s + error, out float foundS, out float foundD);
            Assert.Equal(s, foundS, 1e-3f);
            Assert.Equal(d, foundD, 1e-3f);
        }, iter: 10_000);

    [Fact]
    public void ProjectionAgreesWithNewtonsMethod()
        => Gen.Select(Gen.Float[0, Winding.Length], Gen.Float[-14, 2], Gen.Float[-3, 3]).Sample((s, d, error) =>
        {
            Winding.ToWorld(s, d, out float x, out float y, out _);
            var (exactS, exactD) = Winding.Line.Project(x, y, s);
            Winding.Project(x, y, s + error, out float foundS, out float foundD);
            Assert.Equal(exactS, foundS, AlongTolerance);
            Assert.Equal(exactD, foundD, AcrossTolerance);
        }, iter: 10_000);

    [Fact]
    public void OnAnArcTheCoordinatesAreThoseOfTheCircle()
    {
        // Radius 100 m about (0, 100): 5 m left of the line is 95 m from the centre.
        var road = Build(RoadSegment.Arc(200, 0.01));
        road.ToWorld(50, 5, out float x, out float y, out float heading);
        Assert.Equal(95 * Math.Sin(0.5), x, 1e-4);
        Assert.Equal(100 - 95 * Math.Cos(0.5), y, 1e-4);
        Assert.Equal(0.5, heading, 1e-6);
    }

    [Fact]
    public void CurvatureIsLinearOnAClothoid()
    {
        var road = Build(new RoadSegment(100, 0, 0.02));
        foreach (float s in new[] { 0f, 0.5f, 33.3f, 99f, 100f })
        {
            Assert.Equal(0.02f * s / 100, road.CurvatureAt(s), 1e-8f);
        }
        Assert.Equal(0f, road.CurvatureAt(-10));
        Assert.Equal(0.02f, road.CurvatureAt(1000));
    }

    [Fact]
    public void BeyondItsEndsAStraightGoesOn()
    {
        Winding.ToWorld(-250, -2, out float x, out float y, out _);
        Assert.Equal((-250f, -2f), (x, y));
        float s = (float)Winding.Line.Length + 150;
        Winding.ToWorld(s, -2, out x, out y, out _);
        Winding.Project(x, y, s, out float foundS, out float foundD);
        Assert.Equal(s, foundS, 1e-3f);
        Assert.Equal(-2, foundD, 1e-3f);
    }

    [Fact]
    public void AStraightRoadIsItsOwnWorld()
    {
        var road = Carriageway.Straight(lanes: 3, laneWidth: 4f, speedLimit: 30f);
        Assert.True(road.IsStraight);
        Assert.Equal(float.PositiveInfinity, road.Length);
        road.ToWorld(123456.7f, -3.3f, out float x, out float y, out float heading);
        Assert.Equal((123456.7f, -3.3f, 0f), (x, y, heading));
        road.Project(x, y, 0, out float s, out float d);
        Assert.Equal((x, y), (s, d));
        Assert.Equal(0f, road.CurvatureAt(10));
        Assert.Equal(new Pose(5e6, 0, 0, 0), road.Line.At(5e6));
    }

    [Theory]
    [InlineData(0.1f, false)]
    [InlineData(0f, true)]
    [InlineData(-11.9f, true)]
    [InlineData(-12.1f, false)]
    [InlineData(float.NaN, false)]
    public void TheRoadReachesFromTheLineToTheRight(float d, bool onRoad) => Assert.Equal(onRoad, Winding.OnRoad(0f, d));

    [Fact]
    public void LanesCountFromTheLeft() => Assert.Equal([-2f, -6f, -10f], new[] { Winding.LaneCentre(0, 0f), Winding.LaneCentre(1, 0f), Winding.LaneCentre(2, 0f) });

    [Fact]
    public void ARoadNeedsALineAsLongAsItself()
        => Assert.Throws<ArgumentException>(() => Carriageway.Along(new ReferenceLine([RoadSegment.Straight(100)]), 101, 3, 4, 30));
}
