using Snowball.Perception.Classical;
using Snowball.Sim.Scenarios;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Classical;

public sealed class ClassicalLaneDetectorTests
{
    private const double Degrees = Math.PI / 180;

    private static readonly CameraSettings Camera = new()
    {
        Mount = new Mount(0.5f, 0f, 1.3f, 0f), Pitch = 0.05f, Width = 320, Height = 160, FieldOfView = 1.2f, Planes = [CameraPlane.Grey], Stack = 1,
    };

    private static readonly CameraSettings Askew = Camera with
    {
        Mount = new Mount(1.2f, -0.3f, 1.5f, 0.03f), Pitch = 0.08f, Roll = 0.02f, Width = 400, Height = 220, FieldOfView = 1.05f,
    };

    [Fact]
    public void ItFindsTheLaneOfADrawnRoad() => Sees(Camera, noise: 0, maximalOffset: 0.03, maximalHeading: 0.3);

    [Fact]
    public void ItKnowsHowItsCameraIsMounted() => Sees(Askew, noise: 0, maximalOffset: 0.04, maximalHeading: 0.3);

    [Fact]
    public void NoiseDoesNotMislead() => Sees(Camera, noise: 5, maximalOffset: 0.04, maximalHeading: 0.4);

    [Fact]
    public void ItsLinesLieOnThePaint()
    {
        var road = new DrawnRoad(0.4, 1 * Degrees, 1 / 600.0);
        using var detector = new ClassicalLaneDetector(Askew);
        var estimate = detector.Detect(road.Draw(Askew));
        Assert.NotNull(estimate);
        Assert.Equal([-2, -1, 1, 2], estimate.Lines.Select(line => line.Side));
        Assert.Equal(DrawnRoad.LaneWidth, estimate.Lane.Width, 0.05);
        foreach (var line in estimate.Lines)
        {
            double expected = (line.Side < 0 ? -line.Side - 0.5 : 0.5 - line.Side) * DrawnRoad.LaneWidth;
            Assert.True(line.Pixels.Length > 10);
            for (int i = 0; i < line.Pixels.Length; i++)
            {
                var ground = DrawnRoad.Ground(Askew, line.Pixels[i].X, line.Pixels[i].Y);
                Assert.NotNull(ground);
                Assert.Equal(line.Metres[i].X, ground.Value.Forward, 0.05);
                Assert.Equal(line.Metres[i].Y, ground.Value.Left, 0.01);
                Assert.Equal(expected, road.Along(line.Metres[i].X, line.Metres[i].Y).D, 0.1);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void ARoadWithoutPaintHasNoLane(double noise)
    {
        using var detector = new ClassicalLaneDetector(Camera);
        Assert.Null(detector.Detect(new DrawnRoad(0, 0, 0).Draw(Camera, noise, isPainted: false)));
        Assert.Null(detector.Detect(new byte[320 * 160]));
    }

    [Fact]
    public void TheSamePictureGivesTheSameEstimate()
    {
        byte[] picture = new DrawnRoad(-0.3, 0.01, 0.001).Draw(Camera, noise: 4);
        using ClassicalLaneDetector detector = new(Camera), other = new(Camera);
        var first = detector.Detect(picture);
        detector.Detect(new DrawnRoad(0.8, 0, 0).Draw(Camera));
        foreach (var again in (DetectedLane?[])[detector.Detect(picture), other.Detect(picture)])
        {
            Assert.Equal((first!.Lane, first.Confidence), (again!.Lane, again.Confidence));
            Assert.Equal(first.Lines.SelectMany(line => line.Pixels), again.Lines.SelectMany(line => line.Pixels));
        }
    }

    [Fact]
    public void ACameraThatSeesNoRoadIsRefused()
        => Assert.Throws<ArgumentException>(() => new ClassicalLaneDetector(Camera with { Pitch = -1f }));

    /// <summary>On many roads: up to 1 m beside the centre, up to 3 degrees across, straight or in curves of radii from 400 m.</summary>
    private static void Sees(CameraSettings camera, double noise, double maximalOffset, double maximalHeading)
    {
        const int Roads = 40;
        var random = new Random(1);
        using var detector = new ClassicalLaneDetector(camera);
        for (int i = 0; i < Roads; i++)
        {
            var road = new DrawnRoad(2 * random.NextDouble() - 1, (6 * random.NextDouble() - 3) * Degrees, i % 4 == 0 ? 0 : (random.NextDouble() - 0.5) / 200, 18 * random.NextDouble());
            var lane = detector.Detect(road.Draw(camera, noise))?.Lane;
            Assert.NotNull(lane);
            Assert.True(Math.Abs(lane.Value.LateralOffset - road.Offset) < maximalOffset, $"{road}: offset {lane.Value.LateralOffset}");
            Assert.True(Math.Abs(lane.Value.HeadingError - road.Heading) < maximalHeading * Degrees, $"{road}: heading {lane.Value.HeadingError}");
            Assert.True(Math.Abs(lane.Value.Curvature - road.Curvature) < 5e-4, $"{road}: curvature {lane.Value.Curvature}");
        }
    }
}
