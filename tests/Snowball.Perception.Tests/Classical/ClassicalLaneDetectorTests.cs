using CsCheck;
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

    /// <summary>Up to 1 m beside the centre, 3 degrees across, and curves of radii from 400 m.</summary>
    private static readonly Gen<DrawnRoad> Roads = Gen.Select(
        Gen.Int[-20, 20], Gen.Int[-12, 12], Gen.Int[-10, 10], Gen.Int[0, 17],
        (offset, heading, curvature, phase) => new DrawnRoad(0.05 * offset, 0.25 * Degrees * heading, curvature / 4000.0, phase));

    [Fact]
    public void ItFindsTheLaneOfADrawnRoad() => Sees(Camera, noise: 0, maximalOffset: 0.03, maximalHeading: 0.3);

    [Fact]
    public void ItKnowsHowItsCameraIsMounted() => Sees(Askew, noise: 0, maximalOffset: 0.03, maximalHeading: 0.3);

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

    private static void Sees(CameraSettings camera, double noise, double maximalOffset, double maximalHeading)
    {
        using var detector = new ClassicalLaneDetector(camera);
        Roads.Sample(
            road =>
            {
                var estimate = detector.Detect(road.Draw(camera, noise));
                Assert.NotNull(estimate);
                Assert.Equal(road.Offset, estimate.Lane.LateralOffset, maximalOffset);
                Assert.Equal(road.Heading / Degrees, estimate.Lane.HeadingError / Degrees, maximalHeading);
                Assert.Equal(road.Curvature, estimate.Lane.Curvature, 6e-4);
            },
            iter: 40, threads: 1);
    }
}
