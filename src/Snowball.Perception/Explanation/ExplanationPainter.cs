using System.Globalization;
using OpenCvSharp;
using Snowball.Learning;

namespace Snowball.Perception.Explanation;

/// <summary>Draws explanations for people: what the network read, Grad-CAM over it, and integrated gradients. What raises the output is red, what lowers it blue.</summary>
public static class ExplanationPainter
{
    private const int Scale = 5, Gap = 6, Caption = 24;
    private const float Dim = 0.45f;

    // Blue first.
    private static readonly float[] Raises = [60, 60, 255], Lowers = [255, 140, 40];

    /// <summary>Writes a sheet, a row for each explanation.</summary>
    /// <param name="rows">Explanations of one size, with what is written under each.</param>
    /// <param name="file">A .png file to write.</param>
    public static void WriteSheet(IReadOnlyList<(LaneExplanation Explanation, string Caption)> rows, string file)
    {
        int width = Scale * rows[0].Explanation.Width + Gap, height = Scale * rows[0].Explanation.Height + Caption + Gap;
        using var sheet = new Mat(Gap + Caption + rows.Count * height, Gap + 3 * width, MatType.CV_8UC3, Scalar.All(25));
        string[] heads = ["what the network reads", "Grad-CAM", "integrated gradients"];
        for (int column = 0; column < heads.Length; column++) Write(sheet, heads[column], Gap + column * width, Gap + Caption - 8);
        for (int row = 0; row < rows.Count; row++)
        {
            var (explanation, caption) = rows[row];
            int top = Gap + Caption + row * height;
            float[] none = new float[explanation.Prepared.Length];
            Paint(sheet, explanation, none, dim: 1, Gap, top);
            Paint(sheet, explanation, Saliency.Relative(explanation.GradCam), Dim, Gap + width, top);
            Paint(sheet, explanation, Saliency.Relative(Saliency.Smooth(explanation.IntegratedGradients, explanation.Width, explanation.Height)), Dim, Gap + 2 * width, top);
            Write(sheet, caption, Gap, top + height - Gap - 8);
        }
        Cv2.ImEncode(".png", sheet, out byte[] encoded);
        AtomicFile.Write(file, stream => stream.Write(encoded));
    }

    /// <summary>What a row says of its frame.</summary>
    /// <param name="quantity">What is explained.</param>
    /// <param name="told">What the network says, m, degrees or 1/km.</param>
    /// <param name="truth">The same as it is.</param>
    /// <param name="weather">Light and weather.</param>
    public static string CaptionOf(LaneQuantity quantity, double told, double truth, string weather)
    {
        string unit = quantity switch { LaneQuantity.Offset => "m", LaneQuantity.Heading => "degrees", _ => "1/km" };
        return string.Create(CultureInfo.InvariantCulture, $"{weather}: {quantity.ToString().ToLowerInvariant()} {told:+0.00;-0.00;0.00} {unit}, in truth {truth:+0.00;-0.00;0.00}");
    }

    private static void Paint(Mat sheet, LaneExplanation explanation, float[] relative, float dim, int left, int top)
    {
        byte[] colours = new byte[3 * relative.Length];
        for (int i = 0; i < relative.Length; i++)
        {
            float share = MathF.Abs(relative[i]);
            float[] tint = relative[i] > 0 ? Raises : Lowers;
            for (int channel = 0; channel < 3; channel++) colours[3 * i + channel] = (byte)((1 - share) * dim * explanation.Prepared[i] + share * tint[channel]);
        }
        using var small = Mat.FromPixelData(explanation.Height, explanation.Width, MatType.CV_8UC3, colours);
        using var place = new Mat(sheet, new Rect(left, top, Scale * explanation.Width, Scale * explanation.Height));
        Cv2.Resize(small, place, place.Size(), interpolation: InterpolationFlags.Nearest);
    }

    private static void Write(Mat sheet, string text, int left, int bottom) =>
        Cv2.PutText(sheet, text, new Point(left, bottom), HersheyFonts.HersheySimplex, fontScale: 0.5, Scalar.All(225), thickness: 1, LineTypes.AntiAlias);
}
