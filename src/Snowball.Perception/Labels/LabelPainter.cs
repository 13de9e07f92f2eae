using OpenCvSharp;
using Snowball.Perception.Datasets;
using Snowball.Sim.Sensors.Cameras;

namespace Snowball.Perception.Labels;

/// <summary>Draws what is known of frames over them, for people to check.</summary>
public static class LabelPainter
{
    private const int Caption = 22, LeastWidthOfText = 24;

    // Of lines by side, from -2 to 2, blue first.
    private static readonly Scalar[] Lines = [new(255, 160, 60), new(60, 60, 255), default, new(60, 230, 60), new(0, 220, 255)];

    // Of classes, blue first.
    private static readonly Vec3b[] Classes =
    [
        new(235, 206, 180), new(90, 90, 90), new(255, 255, 255), new(90, 140, 110), new(50, 110, 40), new(180, 130, 70), new(0, 140, 255), new(140, 140, 200), new(0, 220, 220), new(120, 100, 140),
        new(200, 60, 30), new(60, 30, 200),
    ];

    /// <summary>Writes a <see cref="Sheet"/>.</summary>
    /// <param name="batch">The frames.</param>
    /// <param name="file">A .png file to write.</param>
    public static void WriteSheet(LabelledFrames batch, string file)
    {
        byte[] encoded = Sheet(batch);
        Learning.AtomicFile.Write(file, stream => stream.Write(encoded));
    }

    /// <summary>A sheet of frames, PNG: each with its lines and boxes, beside it its classes, under it where it comes from.</summary>
    public static byte[] Sheet(LabelledFrames batch)
    {
        int columns = batch.Count > 3 ? 2 : 1, scale = Math.Max(1, 640 / batch.Width), width = 2 * scale * batch.Width, height = scale * batch.Height + Caption;
        using var sheet = new Mat((batch.Count + columns - 1) / columns * height, columns * width, MatType.CV_8UC3, new Scalar(25, 25, 25));
        for (int frame = 0; frame < batch.Count; frame++)
        {
            using var place = new Mat(sheet, new Rect(frame % columns * width, frame / columns * height, width, height));
            Paint(batch, frame, scale, place);
        }
        Cv2.ImEncode(".png", sheet, out byte[] encoded);
        return encoded;
    }

    private static void Paint(LabelledFrames batch, int frame, int scale, Mat into)
    {
        var size = new Size(scale * batch.Width, scale * batch.Height);
        using var picture = new Mat(into, new Rect(0, 0, size.Width, size.Height));
        using var classes = new Mat(into, new Rect(size.Width, 0, size.Width, size.Height));
        using var colours = Colours(batch, frame);
        Cv2.Resize(colours, picture, size, interpolation: InterpolationFlags.Nearest);
        using var shown = ClassesOf(batch, frame);
        Cv2.Resize(shown, classes, size, interpolation: InterpolationFlags.Nearest);
        var labels = batch.Labels[frame];
        foreach (var line in labels.Lines)
        {
            // Sixteenths of pixels.
            const int Shift = 4;
            var points = line.Pixels.Select(point => new Point((int)(16f * scale * point.X), (int)(16f * scale * point.Y))).ToArray();
            for (int i = 0; i + 1 < points.Length; i++) picture.Line(points[i], points[i + 1], Lines[line.Side + 2], 1, LineTypes.AntiAlias, Shift);
        }
        foreach (var vehicle in labels.Vehicles)
        {
            var box = vehicle.Box;
            var corners = new Rect((int)(scale * box.Left), (int)(scale * box.Top), (int)(scale * box.Width), (int)(scale * box.Height));
            picture.Rectangle(corners, vehicle.Class == SemanticClass.Truck ? new Scalar(60, 60, 255) : new Scalar(0, 220, 255));
            if (corners.Width < LeastWidthOfText) continue;
            string text = $"{vehicle.Distance:0}m {vehicle.RelativeLane:+0;-0;0} {vehicle.RelativeSpeed:+0;-0;0}";
            picture.PutText(text, new Point(corners.X, corners.Y - 3), HersheyFonts.HersheyPlain, 0.8, new Scalar(255, 255, 255), 1, LineTypes.AntiAlias);
        }
        var info = batch.Infos[frame];
        string caption = $"{info.Scenario} {info.Weather}  offset {labels.Lane.LateralOffset:+0.00;-0.00} m  heading {labels.Lane.HeadingError * 180f / float.Pi:+0.0;-0.0} deg  "
            + $"curvature {1000f * labels.Lane.Curvature:+0.00;-0.00} /km  width {labels.Lane.Width:0.00} m  {info.Speed:0} m/s  pitch {-MathF.Asin(info.Pose.Forward.Z) * 180f / float.Pi:+0.0;-0.0} deg";
        into.PutText(caption, new Point(6, size.Height + Caption - 7), HersheyFonts.HersheySimplex, 0.45, new Scalar(255, 255, 255), 1, LineTypes.AntiAlias);
    }

    private static Mat Colours(LabelledFrames batch, int frame)
    {
        int pixels = batch.Pixels;
        var colour = batch.Colour.AsSpan(batch.Channels * frame * pixels, batch.Channels * pixels);
        int green = batch.Channels == 1 ? 0 : pixels;
        var values = new Vec3b[pixels];
        for (int i = 0; i < pixels; i++) values[i] = new(colour[2 * green + i], colour[green + i], colour[i]);
        return Of(values, batch);
    }

    private static Mat ClassesOf(LabelledFrames batch, int frame)
    {
        var values = new Vec3b[batch.Pixels];
        for (int i = 0; i < values.Length; i++)
        {
            byte instance = batch.Instances[frame * batch.Pixels + i];
            var colour = Classes[(int)batch.Classes[frame * batch.Pixels + i]];
            // Neighbours differ a little.
            byte shade = (byte)(instance * 53 % 128);
            values[i] = instance == 0 ? colour : new((byte)Math.Max(colour.Item0 - shade / 2, 0), shade, colour.Item2);
        }
        return Of(values, batch);
    }

    private static Mat Of(Vec3b[] values, LabelledFrames batch)
    {
        var mat = new Mat(batch.Height, batch.Width, MatType.CV_8UC3);
        mat.SetArray(values);
        return mat;
    }
}
