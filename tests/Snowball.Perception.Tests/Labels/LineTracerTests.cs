using System.Numerics;
using Snowball.Perception.Labels;
using Snowball.Sim.Roads;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Labels;

/// <summary>Lines of roads whose shape has a closed form, from cameras whose projection is worked out here in double precision.</summary>
public sealed class LineTracerTests
{
    private const float LaneWidth = 3.75f;
    private const int Width = 512, Height = 256;
    private const float FocalLength = 443f, Mounted = 1.3f;

    [Fact]
    public void OnAStraightRoadTheyAreParallels()
    {
        // In the middle lane of three, 0.4 m left of its centre, turned 2 degrees to the left.
        const double Heading = 2 * Math.PI / 180, Y = -1.5 * LaneWidth + 0.4;
        var road = Carriageway.Straight(3, LaneWidth, 30f);
        var lines = new LineTracer().Trace(road, lane: 1, s: 50f, View(50, Y, Heading, pitch: 0.03));

        Assert.Equal([-2, -1, 1, 2], lines.Select(line => line.Side));
        double[] expected = [0, -LaneWidth, -2 * LaneWidth, -3 * LaneWidth];
        foreach (var (line, d) in lines.Zip(expected))
        {
            Assert.InRange(line.Metres.Length, 60, 101);
            foreach (var point in line.Metres)
            {
                Assert.Equal(d, Y + point.X * Math.Sin(Heading) + point.Y * Math.Cos(Heading), 1e-4);
                Assert.Equal(0, point.Z, 1e-4);
            }
            AssertAreProjections(line, pitch: 0.03);
            Assert.True(line.Metres[^1].X > 99f);
            for (int i = 1; i < line.Pixels.Length; i++) Assert.True(line.Pixels[i].Y < line.Pixels[i - 1].Y + 1e-3f);
        }
        // The ego's lines begin at the lower border, those further out at the sides.
        Assert.Equal(Height, lines[1].Pixels[0].Y, 1e-2f);
        Assert.Equal(0, lines[0].Pixels[0].X, 1e-2f);
        Assert.Equal(Width, lines[3].Pixels[0].X, 1e-2f);
    }

    [Theory]
    [InlineData(0.004)]
    [InlineData(-0.004)]
    public void OnACircleTheyAreCircles(double curvature)
    {
        double radius = 1 / curvature;
        var road = Carriageway.Along(new ReferenceLine([RoadSegment.Arc(600, curvature)]), 600f, 2, LaneWidth, 30f);
        // In the right lane, at an angle of 100 m along the arc around (0, radius).
        const float S = 100f;
        double d = -1.5 * LaneWidth, angle = S * curvature, x = (radius - d) * Math.Sin(angle), y = radius - (radius - d) * Math.Cos(angle);
        var lines = new LineTracer().Trace(road, lane: 1, S, View(x, y, angle, pitch: 0));

        foreach (var line in lines)
        {
            double border = line.Side switch { -2 => 0, -1 => -LaneWidth, _ => -2 * LaneWidth };
            foreach (var point in line.Metres)
            {
                double worldX = x + point.X * Math.Cos(angle) - point.Y * Math.Sin(angle), worldY = y + point.X * Math.Sin(angle) + point.Y * Math.Cos(angle);
                double fromCentre = Math.Sqrt(worldX * worldX + (worldY - radius) * (worldY - radius));
                // Chords of 1 m are cut at borders of the picture.
                Assert.Equal(Math.Abs(radius - border), fromCentre, 2e-3);
            }
            AssertAreProjections(line, pitch: 0);
        }
        Assert.Equal([-2, -1, 1], lines.Select(line => line.Side));
    }

    [Theory]
    [InlineData(0, new[] { -1, 1, 2 })]
    [InlineData(1, new[] { -2, -1, 1, 2 })]
    [InlineData(2, new[] { -2, -1, 1 })]
    public void BeyondTheEdgeOfTheRoadThereAreNone(int lane, int[] sides)
    {
        var lines = new LineTracer().Trace(Carriageway.Straight(3, LaneWidth, 30f), lane, 0f, View(0, -(lane + 0.5) * LaneWidth, 0, pitch: 0));
        Assert.Equal(sides, lines.Select(line => line.Side));
    }

    [Fact]
    public void ACrestHidesWhatIsBehindIt()
    {
        // From 8 % up to 8 % down over 60 m, some way ahead.
        string text = File.ReadAllText(Path.Combine(Driven.Scenarios, "slippery", "scenario.yaml"));
        int sections = text.IndexOf("  sections:\n", StringComparison.Ordinal) + "  sections:\n".Length;
        text = text.Insert(sections, "    - {kind: grade, from: 20 m, length: 200 m, grade: 8 %, vertical_curve: 30 m}\n    - {kind: grade, from: 220 m, length: 200 m, grade: -8 %, vertical_curve: 30 m}\n");
        var road = RoadFamily.Of(ScenarioLoader.Parse(text, Path.Combine(Driven.Scenarios, "slippery", "scenario.yaml")).Road)[0];
        const float S = 160f;
        const int Lane = 1;
        road.ToWorld(S, road.LaneCentre(Lane, S), out float x, out float y, out float heading);
        float z = road.Surface!.Height(S, road.LaneCentre(Lane, S)), grade = road.Surface.Grade(S);
        var lines = new LineTracer().Trace(road, Lane, S, View(x, y, heading, pitch: 0, z, grade));

        // The tangent from the eye to the crest, by brute force along the ego's left line.
        float d = road.LaneCentre(Lane, S) + 0.5f * LaneWidth;
        double steepest = double.NegativeInfinity, hidden = double.PositiveInfinity;
        for (double ahead = 5; ahead < 100 && double.IsPositiveInfinity(hidden); ahead += 0.05)
        {
            double slope = (road.Surface.Height(S + (float)ahead, d) - z - Mounted) / ahead;
            if (slope < steepest - 1e-6) hidden = ahead;
            steepest = Math.Max(steepest, slope);
        }
        Assert.InRange(hidden, 20, 90);
        var left = lines.Single(line => line.Side == -1);
        Assert.InRange(left.Metres[^1].X, hidden - 6, hidden + 6);
    }

    private static PictureView View(double x, double y, double heading, double pitch, double z = 0, double grade = 0)
    {
        Vector3 forward = Unit(Math.Cos(heading) * Math.Cos(grade), Math.Sin(heading) * Math.Cos(grade), Math.Sin(grade)), left = Unit(-Math.Sin(heading), Math.Cos(heading), 0);
        var up = Vector3.Cross(forward, left);
        var ego = new CameraPose(Unit(x, y, z), forward, left, up);
        var (sin, cos) = ((float)Math.Sin(pitch), (float)Math.Cos(pitch));
        var pose = new CameraPose(ego.Position + Mounted * up, cos * forward - sin * up, left, cos * up + sin * forward);
        return new(new Pinhole(Width, Height, FocalLength), pose, ego, Weather.Clear, 1f);

        static Vector3 Unit(double x, double y, double z) => new((float)x, (float)y, (float)z);
    }

    /// <summary>Pixels from metres by the equations of a camera that is turned down.</summary>
    private static void AssertAreProjections(LaneLine line, double pitch)
    {
        Assert.Equal(line.Metres.Length, line.Pixels.Length);
        foreach (var (metres, pixel) in line.Metres.Zip(line.Pixels))
        {
            double above = metres.Z - Mounted, depth = metres.X * Math.Cos(pitch) - above * Math.Sin(pitch), up = above * Math.Cos(pitch) + metres.X * Math.Sin(pitch);
            Assert.Equal(0.5 * Width - FocalLength * metres.Y / depth, pixel.X, 0.05);
            Assert.Equal(0.5 * Height - FocalLength * up / depth, pixel.Y, 0.05);
            Assert.InRange(pixel.X, 0f, Width);
            Assert.InRange(pixel.Y, 0f, Height);
        }
    }
}
