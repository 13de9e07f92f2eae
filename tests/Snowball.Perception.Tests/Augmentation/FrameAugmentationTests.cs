using System.Numerics;
using CsCheck;
using OpenCvSharp;
using Snowball.Perception.Augmentation;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Tests.Augmentation;

/// <summary>What becomes of pixels, and of labels with them.</summary>
public sealed class FrameAugmentationTests
{
    private static readonly EgoLane Lane = new(0.4f, 0.02f, 0.001f, 3.75f);

    [Fact]
    public void ATurnMovesWhatIsSeenAsATurnedCameraSeesIt() =>
        Gen.Select(Gen.Float[-0.06f, 0.06f], Gen.Float[12, 40], Gen.Float[-4, 4], Gen.Float[-0.03f, 0.05f]).Sample(
            (angle, forward, left, pitch) =>
            {
                var info = Info(pitch);
                var point = new Vector3(forward, left, 0);
                var before = info.Project(point);
                // Where the turned ego, whose camera stands still, has the point.
                var offset = point - info.Pose.Position;
                var (sin, cos) = MathF.SinCos(-angle);
                var turned = new Vector3(cos * offset.X - sin * offset.Y, sin * offset.X + cos * offset.Y, offset.Z) + info.Pose.Position;
                var after = info.Project(turned);
                if (!IsInside(before) || !IsInside(after)) return;

                var moved = FrameAugmentation.Turn(new Vector2(before.X, before.Y), info, angle);
                Assert.Equal(after.X, moved.X, 0.01);
                Assert.Equal(after.Y, moved.Y, 0.01);

                using var plane = new Mat(info.Camera.Height, info.Camera.Width, MatType.CV_8UC1, Scalar.All(0));
                Blob(plane, before);
                FrameAugmentation.Turn(plane, info, angle);

                var moments = Cv2.Moments(plane);
                Assert.Equal(after.X, moments.M10 / moments.M00 + 0.5, 0.15);
                Assert.Equal(after.Y, moments.M01 / moments.M00 + 0.5, 0.15);
            },
            iter: 200);

    /// <summary>The lane's centre is the line y = 0 along x; the ego's reference point lies behind its camera, about which it is turned.</summary>
    [Fact]
    public void ATurnedEgosReferencePointSwingsAboutItsCamera()
    {
        const float angle = 0.05f;
        var info = Info(pitch: 0);
        double camera = Lane.LateralOffset + info.Pose.Position.X * Math.Sin(Lane.HeadingError);
        double expected = camera - info.Pose.Position.X * Math.Sin(Lane.HeadingError + angle);

        var turned = FrameAugmentation.Turn(Lane, info, angle);

        Assert.Equal(expected, turned.LateralOffset, 1e-6);
        Assert.Equal(Lane.HeadingError + angle, turned.HeadingError, 1e-7);
        Assert.Equal((Lane.Curvature, Lane.Width), (turned.Curvature, turned.Width));
    }

    [Fact]
    public void AMirrorTurnsColumnsAndSigns()
    {
        using var plane = Mat.FromPixelData(2, 3, MatType.CV_8UC1, new byte[] { 1, 2, 3, 4, 5, 6 });
        using var mirrored = plane.Clone();
        FrameAugmentation.Mirror(mirrored);
        Assert.Equal([3, 2, 1, 6, 5, 4], Values(mirrored));
        Assert.Equal(new EgoLane(-0.4f, -0.02f, -0.001f, 3.75f), FrameAugmentation.Mirror(Lane));
    }

    /// <summary>Turned to the left, then mirrored: the left line becomes the right one, where the turned one is in the mirror.</summary>
    [Fact]
    public void LabelsMoveWithTheirFrame()
    {
        var info = Info(pitch: 0.02f);
        var line = new LaneLine(-1, [new Vector2(30, 100), new Vector2(60, 70)], []);
        var move = new FrameMove(Turn: 0.03f, IsMirrored: true);

        Assert.Equal(FrameAugmentation.Mirror(FrameAugmentation.Turn(Lane, info, 0.03f)), move.Of(Lane, info));
        var moved = move.Of(line, info);
        Assert.Equal(1, moved.Side);
        for (int i = 0; i < 2; i++)
        {
            var turned = FrameAugmentation.Turn(line.Pixels[i], info, 0.03f);
            Assert.Equal(new Vector2(160 - turned.X, turned.Y), moved.Pixels[i]);
        }
        Assert.Equal((Lane, line.Pixels[1]), (default(FrameMove).Of(Lane, info), default(FrameMove).Of(line, info).Pixels[1]));
    }

    [Fact]
    public void ShadesAboutTheMiddle()
    {
        using var plane = Mat.FromPixelData(1, 4, MatType.CV_8UC1, new byte[] { 0, 128, 168, 255 }).Clone();
        FrameAugmentation.Shade(plane, contrast: 0.5, brightness: 10);
        Assert.Equal([74, 138, 158, 202], Values(plane).Select(value => (int)value), (a, b) => Math.Abs(a - b) <= 1);
    }

    [Fact]
    public void ABlurKeepsASumAndCutsAPeak()
    {
        using var plane = new Mat(21, 21, MatType.CV_8UC1, Scalar.All(0));
        plane.Set(10, 10, (byte)255);
        FrameAugmentation.Blur(plane, 1.0);
        // The middle weight of a Gaussian of deviation 1 in two dimensions is 1 / (2 pi).
        Assert.Equal(255 / (2 * Math.PI), plane.At<byte>(10, 10), 2.0);
        Assert.Equal(255, Values(plane).Sum(value => value), 12.0);
    }

    [Fact]
    public void CoversARectangleAndNothingElse()
    {
        using var plane = new Mat(4, 5, MatType.CV_8UC1, Scalar.All(9));
        FrameAugmentation.CutOut(plane, new Rect(1, 2, 3, 9), level: 77);
        Assert.Equal(6, Values(plane).Count(value => value == 77));
        Assert.Equal((9, 77, 77, 9), (plane.At<byte>(1, 1), plane.At<byte>(2, 1), plane.At<byte>(3, 3), plane.At<byte>(3, 4)));
    }

    [Fact]
    public void TheSameSeedChangesTheSameFramesAlike()
    {
        var (first, second, other) = (Changed(seed: 3), Changed(seed: 3), Changed(seed: 4));
        Assert.Equal(first.Colour, second.Colour);
        Assert.Equal(first.Moves, second.Moves);
        Assert.NotEqual(first.Colour, other.Colour);
    }

    private static (byte[] Colour, FrameMove[] Moves) Changed(int seed)
    {
        var batch = new LabelledFrames(16, 40, 30, isGrey: true);
        new Random(1).NextBytes(batch.Colour);
        Array.Fill(batch.Labels, new FrameLabels(Lane, [], []));
        Array.Fill(batch.Infos, Info(pitch: 0.01f));
        var moves = new FrameMove[batch.Count];
        new FrameAugmenter(new AugmentationOptions(), new Random(seed)).Apply(batch, moves);
        return (batch.Colour, moves);
    }

    /// <summary>A camera 1.4 m ahead of the ego's middle and 1.3 m high, that looks down by some angle.</summary>
    private static FrameInfo Info(float pitch)
    {
        var (sin, cos) = MathF.SinCos(pitch);
        var pose = new CameraPose(new(1.4f, 0.02f, 1.3f), new(cos, 0, -sin), Vector3.UnitY, new(sin, 0, cos));
        return new FrameInfo("test", 1, 0, 0, Pinhole.WithFieldOfView(160, 120, 1.05f), pose, default, "clear", 25, 0);
    }

    private static bool IsInside(Vector3 pixel) => pixel.X is > 8 and < 152 && pixel.Y is > 8 and < 112;

    /// <summary>A spot whose centre of gravity is at a point, pixels.</summary>
    private static void Blob(Mat plane, Vector3 at)
    {
        int rows = plane.Rows, columns = plane.Cols;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                double x = column + 0.5 - at.X, y = row + 0.5 - at.Y;
                plane.Set(row, column, (byte)(250 * Math.Exp(-0.5 * (x * x + y * y) / 2.25)));
            }
        }
    }

    private static byte[] Values(Mat plane)
    {
        plane.GetArray(out byte[] values);
        return values;
    }
}
