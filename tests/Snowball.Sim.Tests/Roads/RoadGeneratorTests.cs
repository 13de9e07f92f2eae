using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;

namespace Snowball.Sim.Tests.Roads;

public sealed class RoadGeneratorTests
{
    private static readonly CurvedRoadSettings Settings = new(
        Lanes: 2, LaneWidth: 3.5f, SpeedLimit: 25, Length: 1500, Variants: 64, Radius: Distribution.Uniform(80, 300),
        StraightLength: Distribution.Uniform(20, 100), ArcLength: Distribution.Uniform(30, 400), ClothoidLength: Distribution.Uniform(30, 60));

    private static readonly RoadFamily Family = new(Settings);

    [Fact]
    public void TheSameSettingsMakeTheSameRoads()
    {
        var again = new RoadFamily(Settings);
        for (int i = 0; i < Family.Variants; i++)
        {
            Assert.Equal(Family[i].X, again[i].X);
            Assert.Equal(Family[i].Y, again[i].Y);
            Assert.Equal(Family[i].Curvature, again[i].Curvature);
            if (i > 0) Assert.NotEqual(Family[i].Line.Segments[0], Family[0].Line.Segments[0]);
        }
    }

    [Fact]
    public void CurvatureIsContinuousAndWithinTheRadius()
    {
        for (int i = 0; i < Family.Variants; i++)
        {
            double curvature = 0;
            foreach (var segment in Segments(Family[i]))
            {
                Assert.Equal(curvature, segment.StartCurvature);
                curvature = segment.EndCurvature;
                Assert.InRange(Math.Abs(curvature), 0, 1 / 80.0);
            }
            Assert.Equal(0, curvature);
        }
    }

    [Fact]
    public void RoadsRunForwardForTheirWholeLength()
    {
        for (int i = 0; i < Family.Variants; i++)
        {
            var road = Family[i];
            Assert.Equal(1500f, road.Length);
            Assert.InRange(road.Line.Length, 1500, 1500 + 100 + 2 * 60 + 400 + 100);
            for (int station = 0; station < road.X.Length; station++)
            {
                Assert.InRange(road.Heading[station], -Math.PI / 2 - 1e-6, Math.PI / 2 + 1e-6);
                if (station > 0) Assert.True(road.X[station] >= road.X[station - 1] - 1e-4f);
            }
        }
    }

    [Fact]
    public void CurvesTurnBothWays()
    {
        int left = 0, right = 0;
        for (int i = 0; i < Family.Variants; i++)
        {
            double first = Segments(Family[i])[1].EndCurvature;
            if (first > 0) left++; else right++;
        }
        Assert.InRange(left, 16, 48);
        Assert.Equal(Family.Variants, left + right);
    }

    [Fact]
    public void ATurnThatDoesNotFitIsMadeWider()
    {
        var hairpins = Settings with { Radius = Distribution.Constant(30), ArcLength = Distribution.Constant(300) };
        var road = RoadGenerator.Curved(hairpins, 0);
        Assert.Equal(Math.PI / 2, Math.Abs(Segments(road).Take(4).Sum(segment => segment.Turn)), 1e-12);
    }

    [Fact]
    public void EpisodesSpreadOverTheFamily()
    {
        var count = new int[Family.Variants];
        for (ulong seed = 0; seed < 6400; seed++)
        {
            count[Family.IndexFor(seed)]++;
        }
        // 100 expected in each, standard deviation 10.
        Assert.All(count, c => Assert.InRange(c, 55, 145));
    }

    [Fact]
    public void AFamilyIsMadeOnceForAScenario()
    {
        var settings = new StraightRoadSettings(3, 4, 30);
        Assert.Same(RoadFamily.Of(settings), RoadFamily.Of(settings));
        Assert.NotSame(RoadFamily.Of(settings), RoadFamily.Of(settings with { Lanes = 2 }));
    }

    [Fact]
    public void AStraightRoadIsAFamilyOfOne()
    {
        var family = new RoadFamily(new StraightRoadSettings(3, 4, 30));
        Assert.Equal(1, family.Variants);
        Assert.True(family[family.IndexFor(12345)].IsStraight);
    }

    [Fact]
    public void ImpossibleSettingsNameTheirKey()
    {
        var tight = Assert.Throws<InputException>(() => new RoadFamily(Settings with { Radius = Distribution.Uniform(5, 100) }));
        Assert.Equal("road.radius", tight.Key);
        var kink = Assert.Throws<InputException>(() => new RoadFamily(Settings with { ClothoidLength = Distribution.Uniform(0, 10) }));
        Assert.Equal("road.clothoid_length", kink.Key);
        var none = Assert.Throws<InputException>(() => new RoadFamily(Settings with { Variants = 0 }));
        Assert.Equal("road.variants", none.Key);
    }

    private static RoadSegment[] Segments(Carriageway road) => [.. road.Line.Segments.Select(placed => (RoadSegment)placed.Shape)];
}
