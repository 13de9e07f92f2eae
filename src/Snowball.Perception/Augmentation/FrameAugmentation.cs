using System.Numerics;
using OpenCvSharp;
using Snowball.Perception.Datasets;
using Snowball.Perception.Labels;

namespace Snowball.Perception.Augmentation;

/// <summary>Changes of one plane of a frame, in place. What moves pixels says what becomes of the label.</summary>
public static class FrameAugmentation
{
    /// <summary>Contrast about the middle of the scale, and brightness.</summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="contrast">Factor.</param>
    /// <param name="brightness">Added, of 255.</param>
    public static void Shade(Mat plane, double contrast, double brightness) => plane.ConvertTo(plane, -1, contrast, 128 * (1 - contrast) + brightness);

    /// <summary>A Gaussian blur.</summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="deviation">Standard deviation, pixels.</param>
    public static void Blur(Mat plane, double deviation) => Cv2.GaussianBlur(plane, plane, new Size(0, 0), deviation);

    /// <summary>Covers a rectangle (DeVries and Taylor, "Improved regularization of convolutional neural networks with cutout", 2017).</summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="area">What is covered; what lies beyond the frame does not matter.</param>
    /// <param name="level">With which value.</param>
    public static void CutOut(Mat plane, Rect area, byte level) => Cv2.Rectangle(plane, area, Scalar.All(level), thickness: -1);

    /// <summary>Mirrors left and right.</summary>
    public static void Mirror(Mat plane) => Cv2.Flip(plane, plane, FlipMode.Y);

    /// <summary>The lane of a mirrored frame.</summary>
    public static EgoLane Mirror(EgoLane lane) => lane with { LateralOffset = -lane.LateralOffset, HeadingError = -lane.HeadingError, Curvature = -lane.Curvature };

    /// <summary>
    /// Turns the ego about its camera: such a frame is a projective map of the old one, whatever it shows (Hartley and Zisserman, Multiple View Geometry,
    /// 8.4). What comes into view is the edge, repeated.
    /// </summary>
    /// <param name="plane">[height][width].</param>
    /// <param name="info">How it was taken.</param>
    /// <param name="angle">To the left, rad.</param>
    public static void Turn(Mat plane, in FrameInfo info, float angle)
    {
        using var map = TurnMap(info, angle);
        Cv2.WarpPerspective(plane, plane, map, plane.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
    }

    /// <summary>The lane as seen by an ego that was turned: its reference point has moved aside, since it lies behind the camera.</summary>
    public static EgoLane Turn(EgoLane lane, in FrameInfo info, float angle) => lane with
    {
        LateralOffset = lane.LateralOffset - info.Pose.Position.X * (MathF.Sin(lane.HeadingError + angle) - MathF.Sin(lane.HeadingError)),
        HeadingError = lane.HeadingError + angle,
    };

    /// <summary>Where a point of a frame is after a turn, pixels.</summary>
    public static Vector2 Turn(Vector2 point, in FrameInfo info, float angle)
    {
        using var map = TurnMap(info, angle);
        // In OpenCV the middles of pixels are whole numbers.
        double x = point.X - 0.5, y = point.Y - 0.5, depth = Row(2);
        return new((float)(Row(0) / depth + 0.5), (float)(Row(1) / depth + 0.5));

        double Row(int row) => map.At<double>(row, 0) * x + map.At<double>(row, 1) * y + map.At<double>(row, 2);
    }

    /// <summary>K R K^-1, with R in the camera's axes.</summary>
    private static Mat TurnMap(in FrameInfo info, float angle)
    {
        var (lens, pose) = (info.Camera, info.Pose);
        // Rows: right, down, forward of the camera in the ego's axes.
        Vector3[] axes = [-pose.Left, -pose.Up, pose.Forward];
        var (sin, cos) = MathF.SinCos(angle);
        double f = lens.FocalLength, x = 0.5 * lens.Width - 0.5, y = 0.5 * lens.Height - 0.5;
        var turned = new double[3, 3];
        for (int row = 0; row < 3; row++)
        {
            // A direction's coordinates in the turned ego's axes are those in the old ones, turned back.
            var axis = axes[row];
            var back = new Vector3(cos * axis.X - sin * axis.Y, sin * axis.X + cos * axis.Y, axis.Z);
            for (int column = 0; column < 3; column++) turned[row, column] = Vector3.Dot(back, axes[column]);
        }
        // K R, then times K^-1.
        double[,] mapped = new double[3, 3];
        for (int column = 0; column < 3; column++)
        {
            mapped[0, column] = f * turned[0, column] + x * turned[2, column];
            mapped[1, column] = f * turned[1, column] + y * turned[2, column];
            mapped[2, column] = turned[2, column];
        }
        var map = new Mat(3, 3, MatType.CV_64F);
        for (int row = 0; row < 3; row++)
        {
            map.Set(row, 0, mapped[row, 0] / f);
            map.Set(row, 1, mapped[row, 1] / f);
            map.Set(row, 2, mapped[row, 2] - (x * mapped[row, 0] + y * mapped[row, 1]) / f);
        }
        return map;
    }
}
